"""How a number is bounded by the words about it, and what it counts: 'no less than', 'or more', 'of patients'."""

import re

from plans.commitment import Comparator

__all__ = ["comparator_of", "counted_words"]

_MORE = r"(?:increas\w*|grow\w*|grew|ris(?:e|es|ing|en)|rose|rais\w+|improv\w+|uplift\w*|expand\w*|boost\w*|gain\w*|up)"
_LESS = r"(?:reduc\w*|decreas\w*|cut\w*|fall\w*|fell|drop\w*|lower\w*|declin\w*|halv\w*|down)"
_SOFT = r"(?:about|around|approximately|approx\.?|some|circa|roughly|an?\s+average\s+of|an?|the|just|well)\s+"

_BEFORE: tuple[tuple[Comparator, str], ...] = (
    ("at_least", r"at\s+least|at\s+a\s+minimum(?:\s+of)?|(?:an?\s+|the\s+)?min(?:imum|\.)?(?:\s+of)?"),
    (
        "at_least",
        r"(?:no|not)\s+(?:less|fewer|lower)\s+than|≥|>=|upwards?\s+of|(?:meet|achiev|reach)\w*\s+or\s+exceed\w*(?:\s+the)?",
    ),
    (
        "at_most",
        r"up\s+to|(?:no|not)\s+(?:more|longer|greater|higher|later)\s+than|at\s+most|(?:an?\s+)?max(?:imum|\.)?(?:\s+of)?",
    ),
    (
        "at_most",
        r"not\s+(?:to\s+)?exceed(?:ing)?|≤|<=|capped\s+at|limited\s+to|(?:equal\s+to\s+or\s+)?less\s+than\s+or\s+equal\s+to",
    ),
    ("at_least", r"greater\s+than\s+or\s+equal\s+to"),
    (
        "more_than",
        r"(?:more|greater|longer|higher|older|better|larger)\s+than|over|above|in\s+excess\s+of|exceed(?:s|ing)?|beyond|>",
    ),
    ("less_than", r"(?:less|fewer|lower|shorter|younger|smaller)\s+than|under|below|<"),
)
_WITHIN = re.compile(r"\b(?:within|inside)\s+(?:the\s+first\s+|a\s+maximum\s+of\s+)?$", re.IGNORECASE)
_AFTER: tuple[tuple[Comparator, str], ...] = (
    ("at_least", r"\s?\+(?!\s?\d)|\s*(?:or|and)\s+(?:more|above|over|higher|greater|better|longer|older)\b|\s+plus\b"),
    ("at_most", r"\s*(?:or|and)\s+(?:less|fewer|below|under|lower|younger|sooner|shorter)\b"),
)
_CHANGE_AFTER = re.compile(
    r"\s+(?:(?:further|overall|relative|annual|additional|real[- ]terms|year[\s-]on[\s-]year|net)\s+){0,2}"
    rf"(?P<kind>{_MORE}|{_LESS}|higher|more|fewer|less)\b(?!\s+(?:to|from|than)\b)(?:\s+(?:in|on|of)\b)?",
    re.IGNORECASE,
)
_CHANGE_OF = re.compile(
    rf"\b(?P<kind>increase|growth|rise|improvement|uplift|expansion|reduction|decrease|fall|drop|cut|decline)\s+of\s+(?:{_SOFT})?$",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby\s+(?:(?:a\s+)?(?:further|additional)\s+|{_SOFT})?$", re.IGNORECASE)
_CHANGE = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b", re.IGNORECASE)
_LEADS = tuple(
    (bound, re.compile(rf"(?<!\w)(?:{words})[\s-]*(?:{_SOFT})?$", re.IGNORECASE)) for bound, words in _BEFORE
)
_TRAILS = tuple((bound, re.compile(words, re.IGNORECASE)) for bound, words in _AFTER)
_STOP = re.compile(
    r"[,.;:!?()\[\]\n•|]|\s[-–—]\s|\b(?:is|are|was|were|be|been|by|in|within|on|at|to|for|from|per|who|that|which|and"
    r"|or|with|will|would|can|have|has|had|as|than|but|while|across|over|during|through|using|valued|delivering"
    r"|each|every|giving|receiv\w+|compared|against|having|being|of)\b",
    re.IGNORECASE,
)
_PARTITIVE = re.compile(
    r"\s*(?:(?:in\s+|on\s+)?(?:the\s+)?(?:number|percentage|proportion|share|rate)s?\s+)?(?:of\s+(?:all\s+|the\s+|our\s+|their\s+|those\s+)?)"
)


def comparator_of(text: str, start: int, end: int, *, unit: str) -> tuple[Comparator | None, int]:
    """The bound on the number at `text[start:end]`, and where the number ends with the bound that follows it."""
    before = text[max(0, start - 90) : start]
    if (change := _change(text, before, end)) is not None:
        return change, end
    if "+" in text[start:end]:
        return "at_least", end
    for bound, trail in _TRAILS:
        if match := trail.match(text, end):
            return bound, match.end()
    for bound, lead in _LEADS:
        if (match := lead.search(before)) and not _is_duration(match.group(), unit):
            return bound, end
    if unit in _LIMITS and _WITHIN.search(before):
        return "at_most", end
    return None, end


_LIMITS = ("seconds", "minutes", "hours", "days", "weeks", "months", "years")


def _is_duration(words: str, unit: str) -> bool:
    """'over 5 years' and 'over two days' tell how long something takes, and set no bound."""
    return words.strip().lower() == "over" and unit in ("years", "months", "days")


def _change(text: str, before: str, end: int) -> Comparator | None:
    """Whether the number is the size of a change: reduce X by 10%, a 5% increase, a rise of 3."""
    sentence = re.split(r"[.;!?]\s", before)[-1]
    bare = _without_bound(sentence)
    if match := _CHANGE_AFTER.match(text, end):
        return _direction(match["kind"])
    if match := _CHANGE_OF.search(bare):
        return _direction(match["kind"])
    if _BY.search(bare) and (verbs := list(_CHANGE.finditer(bare))):
        return "increase_by" if verbs[-1]["more"] else "decrease_by"
    return None


def _without_bound(before: str) -> str:
    for _, lead in _LEADS:
        if match := lead.search(before):
            return before[: match.start()]
    return before


def _direction(word: str) -> Comparator:
    return "decrease_by" if re.match(rf"{_LESS}|fewer|less", word, re.IGNORECASE) else "increase_by"


def counted_words(text: str, end: int, *, unit: str) -> str | None:
    """What a number counts: '76% of patients' counts patients, '26,000 ARRS roles' ARRS roles."""
    change = _CHANGE_AFTER.match(text, end)
    window = text[change.end() if change else end :][:90]
    if partitive := _PARTITIVE.match(window):
        window = window[partitive.end() :]
    elif unit in ("percent", "percentage_points", "ratio") and not re.match(r"\s+[a-z0-9]", window, re.IGNORECASE):
        return None
    stop = _STOP.search(window)
    words = " ".join(window[: stop.start() if stop else None].split()[:7]).strip("’'\"-– ")
    return None if re.match(r"(?:an?|each|every|year)\b|$", words) else words
