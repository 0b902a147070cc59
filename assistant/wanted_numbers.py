"""The numbers that a question wants: of that unit, a share, a length of time, a sum, or a count of what it names."""

import re
from collections.abc import Sequence

from assistant.concepts import Concept
from assistant.read import quantities
from assistant.understanding import Understanding
from plans.quantities import Quantity
from plans.stance import Stance
from plans.words import content_stems, stem, stems

__all__ = ["MONEY", "as_written", "numbers_wanted", "without_a_number"]

MONEY = frozenset({"gbp", "eur", "usd"})
_TIME = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})
_RATES = frozenset(
    {"percent", "percentage_points", "ratio", "times", "per_million", "per_100000", "per_10000", "per_1000"}
)
_SHARE = re.compile(
    r"\b(?:percentage|per ?cent|proportion|share|fraction)\b|%|\bout of (?:every )?(?:an? )?(?:hundred|100)\b|"
    r"\bhow many per\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\b(?:how many|how few|what (?:is|was) the number of)\s+(?!(?:have|has|had|are|is|were|was|will|do|did|does|of|"
    r"can|could|should|would|there|in|at|get|got)\b)"
    r"(?P<noun>(?:[\w'/&-]+\s*?\b\s?){1,7}?)"
    r"(?=\s*(?:$|[?.,;:]|\b(?:will|would|are|is|was|were|do|does|did|have|has|had|should|can|could|must|may|might|"
    r"shall|need|needs|to|in|on|at|for|per|by|after|before|until|since|into|between|among|during|within|above|below|"
    r"than|that|who|which|the|each|got|get|they|it|we|there|live|hold|use|with|under|from|across|a|an)\b))",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\bhow (?:long|soon|quick(?:ly)?|fast)\b|\bhow much (?:time|longer)\b", re.IGNORECASE)
_PAY = re.compile(
    r"\b(?:wages?|salar(?:y|ies)|fees?|pay|price|cost|costs|grants?|funding|money|budget|charge|£)\b", re.IGNORECASE
)
_AMOUNT = re.compile(r"\b(?:what|how (?:much|big|large|high))\b.{0,60}", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?:what|which) (?:time|hours)\b|\bopening (?:times|hours)\b|\bopen(?:s|ing)? (?:till|until|from)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset(
    map(
        stem,
        """people persons patients adults children individuals residents women men carers staff volunteers workers
        employees users families pupils students folk population citizens roles posts""".split(),
    )
)
_BOUND = re.compile(
    r"\b(?:no less than|no more than|no fewer than|at least|at most|more than|less than|fewer than|up to|over|under|"
    r"within|(?:a |the )?(?:minimum|maximum|average) of|an average of|approximately|around|about|nearly|almost|"
    r"estimated|at a minimum|not more than|not less than)\s+(?:an? |the )?$",
    re.IGNORECASE,
)
_AGES = re.compile(r"\bhow old\b|\bages?d?\b|\byears old\b", re.IGNORECASE)


def numbers_wanted(text: str, asked: Understanding, concepts: Sequence[Concept]) -> list[Quantity]:
    """The quantities of the sort asked for: a share, a length of time, a sum, a time of day, or a count of the noun."""
    unwanted = ("label",) if _AGES.search(asked.text) else ("label", "age")
    found = [q for q in quantities(text) if q.unit not in unwanted]
    if _CLOCK.search(asked.text):
        return [q for q in found if q.unit == "clock"]
    if _SHARE.search(asked.text):
        return [q for q in found if q.unit in _RATES]
    noun = _HOW_MANY.search(asked.text)
    if _DIFFERENCE.search(asked.text):
        differences = [q for q in found if _is_a_difference(text, q)]
        bare = [q for q in differences if _COMPARES.fullmatch((q.of or "").strip())]
        found = (bare if noun else differences) or found
        noun = None if bare else noun  # "40,000 more than last year" does not say of what
    if noun:
        return _counts_of(noun["noun"], text, found, concepts)
    if _LENGTH.search(asked.text):
        return [q for q in found if q.unit in _TIME or q.unit == "clock"]
    if _PAY.search(asked.text) and _AMOUNT.search(asked.text):
        return [q for q in found if q.unit in MONEY]
    return [q for q in found if q.unit != "clock"]


def _counts_of(noun: str, text: str, found: list[Quantity], concepts: Sequence[Concept]) -> list[Quantity]:
    """The quantities that count what is asked for: its head noun stands with the number, or is its unit.

    A head noun that neither the library nor the everyday vocabulary has cannot be asked to stand there.
    """
    head = _head_of(noun)
    in_units = [q for q in found if head and head in (stem(q.unit), stem(q.unit.rstrip("s")))]
    if in_units or head in map(stem, _TIME):
        return in_units
    if head in _PEOPLE and not any(_counts({head}, q, text) for q in found if q.unit not in _RATES):
        shares = [q for q in found if q.unit in _RATES and _counts({head}, q, text)]
        if shares:
            return shares  # "how many patients": 77% of them
    countable = [q for q in found if q.unit not in ("clock", *_TIME)]
    concept = next((concept for concept in concepts if concept.stem == head), None)
    others = {part for way in (concept.alternatives if concept else ()) for part in way}
    if not head or (concept is not None and not concept.native and not others):
        return countable
    return [q for q in countable if _counts({head} | others, q, text)]


def _head_of(noun: str) -> str:
    """The stem of the noun that is counted: "PCN sites piloted" counts sites, "years less" years."""
    words = [word for word in noun.split() if not _COMPARES.fullmatch(word.lower())]
    while len(words) > 1 and words[-1].endswith("ed"):
        words.pop()
    return (stems(" ".join(words)) or ("",))[-1]


def _is_a_difference(text: str, quantity: Quantity) -> bool:
    """Whether a number says by how much two things differ: "40,000 more than last year", "up by 5%"."""
    after, before = text[quantity.end :], text[max(0, quantity.start - 30) : quantity.start]
    return bool(_DIFFERS.match(after) or _DIFFERED_BY.search(before) or _COMPARES.search(quantity.of or ""))


def _counts(heads: set[str], quantity: Quantity, text: str) -> bool:
    near = {*stems(quantity.of or ""), *content_stems(_noun_phrase(text[quantity.end :]))}
    return bool(heads & near) or bool(heads & _PEOPLE and near & _PEOPLE)


_COMPARES = re.compile(
    r"\b(?:more|less|fewer|extra|additional|new|other|higher|lower|longer|shorter|earlier|later|sooner|further)\b"
)
_DIFFERENCE = re.compile(
    r"\bhow (?:many|much) (?:[\w'-]+ ){0,3}?(?:more|fewer|less|higher|lower|longer|shorter|sooner|earlier|later)\b|"
    r"\bby how (?:much|many)\b",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\W{0,2}(?:[\w-]+ ){0,2}?(?:more|less|fewer|higher|lower|longer|shorter|earlier|later|further|increase|reduction|"
    r"improvement|decrease|rise|fall|growth)\b",
    re.IGNORECASE,
)
_DIFFERED_BY = re.compile(r"\b(?:by|increase of|reduction of|further|additional)\s+(?:[\w-]+ ){0,3}$", re.IGNORECASE)
_PHRASE_END = re.compile(r"[.,;:()\[\]–—\n]|\b(?:for|by|to|in|on|at|from|with|who|that|which|per|will|are|is|have)\b")
_SECOND_NOUN = re.compile(r"(?<=[a-z]s) and\b")  # "five places and teams" counts no teams
_PHRASE_WORDS = 6  # "191,000 personalised care and support plans"


def _noun_phrase(after: str) -> str:
    """The words that a number counts: those right behind it, up to what ends the phrase."""
    end = _PHRASE_END.search(after)
    within = after[: end.start()] if end else after
    ended = _SECOND_NOUN.search(within)
    return " ".join((within[: ended.start()] if ended else within).split()[:_PHRASE_WORDS])


def as_written(text: str, found: list[Quantity]) -> tuple[str, ...]:
    """The quantities as they are written, each with the words before it that bound it."""
    return tuple(dict.fromkeys(text[_bounded(text, q.start) : q.end] for q in found))


def _bounded(text: str, start: int) -> int:
    bound = _BOUND.search(text[max(0, start - 40) : start])
    return start if bound is None else start - len(bound.group())


def without_a_number(text: str, asked: Understanding) -> tuple[str, ...]:
    """The words that tell how many without a number: "the third year", "each network", "no admissions", "a single
    group"; empty where the question does not ask how many of a thing there are."""
    noun = _HOW_MANY.search(asked.text)
    head = _head_of(noun["noun"]) if noun else ""
    if not head:
        return ()
    ordinals = _ORDINAL.finditer(text) if head in _SEASONS else ()
    told = [found.group() for found in ordinals if asked.stance is not Stance.PROMISED]
    told += [said for found in _QUANTIFIED.finditer(text) if (said := _up_to(head, text, found))]
    return tuple(dict.fromkeys(told))


_SEASONS = frozenset(map(stem, "years winters summers times rounds".split()))
_ORDINAL = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:nd|rd|th)) "
    r"(?:(?:consecutive|successive) )?(?:year|winter|summer|time|round)\b(?! of the plan)",
    re.IGNORECASE,
)
_QUANTIFIED = re.compile(r"\b(?:each|every|neither|no|an? single|none of (?:the|our)) (?=\w)", re.IGNORECASE)


def _up_to(head: str, text: str, found: re.Match[str]) -> str:
    """The words from what was found up to the noun that it tells the number of; empty where another noun is told."""
    phrase = _noun_phrase(text[found.end() :])
    at = next(
        (
            word
            for word in re.finditer(r"\S+", phrase)
            if head.rstrip("s") in (one.rstrip("s") for one in stems(word.group()))
        ),
        None,
    )
    return text[found.start() : found.end()] + phrase[: at.end()] if at else ""
