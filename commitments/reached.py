"""Which numbers of a promise are things to be reached, and which only tell where it stood or who is meant."""

import re
from collections.abc import Sequence

from commitments.asides import standing_asides
from plans.quantities import Quantity, quantities

__all__ = ["TIME", "baseline_of", "is_baseline", "is_to_be_reached", "lost_its_sign"]

TIME = ("minutes", "hours", "days", "weeks", "months", "years", "seconds")
_SHARE = ("percent", "ratio", "percentage_points")
_QUALIFIES = re.compile(
    r"\b(?:beyond\s+the|risk\s+scores?|scores?|most\s+deprived|poorest|top|bottom|bmi|older\s+than|those|(?:sites?|developments?|households|premises|employers|organisations|schools|groups)\s+(?:of|with)|who\s+are|patients\s+aged)\s+"
    r"(?:of\s+)?(?:greater\s+than|more\s+than|over|above|at\s+least)?\s*$",
    re.IGNORECASE,
)
# 'no decision over £500,000', 'contracts worth more than £1m': how large a thing must be to be meant.
_SIZED = re.compile(
    r"\b(?:decisions?|contracts?|purchases?|projects?|schemes?|grants?|loans?|procurements?|orders?)\s+"
    r"(?:(?:worth|valued\s+at|of)\s+)?(?:over|above|greater\s+than|more\s+than|exceeding|at\s+least|under|below|up\s+to)\s*$",
    re.IGNORECASE,
)
_DELIVERS = re.compile(
    r"(?:\b(?:will|to)\s+|^\W*)(?!within|over|up|by|at|in|for|from|about|around|the|these|our|all|each|every|be|aged)[a-z]+\s+$"
    r"|\b(?:recruit|train|deliver|provid|open|appoint|creat|establish|achiev|complet|offer|build|support|reach|fund|launch"
    r"|increas|add|sign)\w*\s+(?:up\s+)?(?:an?\s+)?(?:(?:additional|further|extra|at\s+least|up\s+to|more\s+than|over)\s+){0,2}$",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"(?:\bfrom(?:\s+an?\s+baseline\s+of|\s+the\s+current)?|\b(?:has|have)\s+(?:risen|increased|grown|fallen|dropped|improved)\s+to|\bcurrently|\bbaseline(?:\s+of)?:?|\bagainst)\s*\(?$",
    re.IGNORECASE,
)
_BASELINE_OF = re.compile(
    r"\bbaseline\s*(?:of|figure\s+of|is|was|:)?\s*|\b(?:up|down)\s+from\s+|\bcurrently\s+|\bcurrent(?:\s+rate)?\s*:\s*",
    re.IGNORECASE,
)
# '31 July', a '12-bed centre', '8 to 8': what kind of thing is meant, and no number to reach.
_ATTRIBUTE = re.compile(
    r"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\s+(?:nights?|evenings?|mornings?|afternoons?|weekends?)\s+(?:a|per|each|every)\s+(?:week|month)\b"
    r"|\s?mph\b|-\s?(?:bed|bedded|bedroom|seat|place|storey|point|person|page|step|stage|part|way|acre)(?:s|ed)?\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\s+(?:a|per|each|every)\s+(?:day|week|month|quarter|year)\b", re.IGNORECASE)
_MOVED_TO = re.compile(
    r"\b(?:increas|improv|rais|ris|grow|recover|reduc|decreas|lower|cut|fall|drop|bring|shorten)\w*\b(?:[^.;]|[.]\d){0,80}\bto\s+$",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"\bwithin\s+[^().;]{1,30}\(\s*(?:or\s+)?$", re.IGNORECASE)
_FROM_AN_EVENT = re.compile(
    r"\s+(?:of|after|from|following)\s+(?!(?:the\s+)?(?:publication|adoption|approval|launch|start)|now\b|today\b|this\b)",
    re.IGNORECASE,
)
_SMALL = 10
_A_MILLION = 1_000_000  # what "within 400m" of a place is read as
_CELL = 3  # so few words are a cell of a table of targets: '64 years'


def is_to_be_reached(text: str, number: Quantity) -> bool:
    """Whether a number is something to be reached."""
    before, after = text[: number.start], text[number.end :]
    metres = number.unit == "count" and number.value >= _A_MILLION and re.search(r"\bwithin\s+$", before, re.IGNORECASE)
    if (
        metres
        or _SIZED.search(before)
        or _ATTRIBUTE.match(after)
        or (number.unit in ("days", "hours", "times") and _OFTEN.match(after))
    ):
        return False
    scored = number.unit in _SHARE and re.search(r"(?<!risk )\bscores?\b[^.;]{0,20}$", before, re.IGNORECASE)
    if number.unit in ("age", "clock", "label") or (_QUALIFIES.search(before) and not scored):
        return False
    if number.unit in TIME:
        return len(text.split()) <= _CELL or _is_limit(before, after, number)
    if number.unit == "count":
        told = (
            number.comparator is not None
            or number.value >= _SMALL
            or number.value == 0
            or number.high is not None
            or _MOVED_TO.search(before) is not None
        )
        return lost_its_sign(text, number) or (
            _DELIVERS.search(before) is not None if not told else _is_counted(before, after)
        )
    return True


def _is_counted(before: str, after: str) -> bool:
    """'Over 65' of a person and '10 evidence-based interventions' of a list are told apart from things to reach."""
    return re.match(
        r"\s*(?:key\s+|evidence|point\s+plan|principles|steps|big\s+ambitions)", after, re.IGNORECASE
    ) is None and (re.search(r"\b(?:our|the|identified|these)\s+$", before, re.IGNORECASE) is None)


def _is_limit(before: str, after: str, number: Quantity) -> bool:
    """'within 4 hours', 'over 65 weeks', 'an average of 30 minutes', 'a 2-hour standard'; not a '3 year plan'."""
    if re.search(r"\b(?:last|past|next|first|previous|every|each|coming)\s+$", before, re.IGNORECASE):
        return False
    if _LIMITED.search(before) or (number.unit == "months" and _within_an_event(before, after)):
        return True
    if number.comparator is not None and number.unit in ("years", "months"):
        return number.comparator != "at_most" and re.search(r"\bover\s+(?:the\s+)?$", before) is None
    if number.comparator is not None:
        return True
    if number.unit in ("years", "months"):
        return False
    if re.search(
        r"\b(?:average\s+of|to|target\s+of|standard\s+of|maximum\s+of|times?\s+of)\s+$", before, re.IGNORECASE
    ):
        return True
    return (
        re.match(r"[\s\w-]{0,40}\b(?:standard|target|response|waits?|turnaround|limit|average)\b", after, re.IGNORECASE)
        is not None
    )


def _within_an_event(before: str, after: str) -> bool:
    """'Within 12 months of joining' is a limit; 'within 12 months' is a deadline."""
    return re.search(r"\bwithin\s+$", before, re.IGNORECASE) is not None and _FROM_AN_EVENT.match(after) is not None


def lost_its_sign(text: str, number: Quantity) -> bool:
    """'Increase the percentage of ... to 60.' has lost its per cent sign."""
    before = text[: number.start]
    lost = re.search(r"\b(?:percentage|proportion|rate)\s+of\b.*\bto\s+$", before, re.IGNORECASE)
    return lost is not None and number.value <= 100 and re.match(r"\s*(?:[.;,)]|$)", text[number.end :]) is not None


def is_baseline(text: str, number: Quantity, earlier: Sequence[Quantity], later: Sequence[Quantity]) -> bool:
    """Whether a number only tells where things stood, given those before and after it."""
    moved = re.search(r"\b(?:up|down)\s+from\s+$", text[: number.start], re.IGNORECASE)
    if moved and any(one.unit == number.unit for one in earlier):
        return True
    if any(start < number.start < end for start, end in standing_asides(text)):
        return True
    if _BASELINE.search(text[: number.start]) is None:
        return False
    return "baseline" in text[: number.start].lower()[-20:] or any(one.unit == number.unit for one in later)


def baseline_of(text: str, number: Quantity, earlier: Sequence[Quantity]) -> float | None:
    """Where what a number measures stood, if that is said."""
    stood = [one.value for one in earlier if one.unit == number.unit and is_baseline(text, one, (), (number,))]
    if stood:
        return stood[-1]
    rest = text[number.end :]
    aside = next((text[start:end] for start, end in standing_asides(text) if start >= number.end), "")
    if aside and (same := [one.value for one in quantities(aside) if one.unit == number.unit]):
        return same[0]
    told = _BASELINE_OF.search(rest) or re.match(r"\s*\(?(?:from|currently|up\s+from|down\s+from)\s+", rest)
    after = [one for one in quantities(rest) if told and told.end() - 1 <= one.start <= told.end() + 1]
    return after[0].value if after else None
