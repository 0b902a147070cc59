"""Whether words name the kind of thing a question wants: that sort of number, money, a date, a body in a role."""

import re
from collections.abc import Sequence

from assistant.concepts import Concept
from assistant.read import quantities, timespans
from assistant.understanding import Understanding, Want
from plans.bodies import Bodies, BodyMention
from plans.catalogue import Period
from plans.quantities import Quantity, TimeSpan
from plans.stance import Stance
from plans.words import content_stems, stem, stems

__all__ = ["CHECKED", "wanted_in"]

CHECKED = frozenset({Want.NUMBER, Want.MONEY, Want.DATE, Want.BODY})

_MONEY = frozenset({"gbp", "eur", "usd"})
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
    r"(?P<noun>(?:[\w'/&-]+\s*?\b\s?){1,5}?)"
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
_EXACT_DATE = re.compile(r"\b(?:what|which|exact|precise|on what) (?:date|day|month)\b|\bby what date\b", re.IGNORECASE)
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
_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b|\bhow many times\b", re.IGNORECASE)
_RECURS = re.compile(
    r"\bwhen (?:do|does|is|are|did)\b.{0,60}\b(?:meet|meets|report|reports|held|open|run|runs)\b", re.IGNORECASE
)
_FREQUENCY = re.compile(
    r"\b(?:daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|termly|yearly|annual(?:ly)?|bi-?annual(?:ly)?|hourly|"
    r"regular(?:ly)?|once|twice|(?:\w+ )?times)(?: (?:a|an|per|each|every) \w+)?\b|\b(?:every|each|per) (?:\w+ )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)?day|week|fortnight|month|quarter|year|term|hour)s?\b",
    re.IGNORECASE,
)
_AGENT = re.compile(
    r"\b(?:led|run|delivered|operated|provided|overseen|managed|chaired|owned|developed|supported|commissioned|funded|"
    r"undertaken|reported|hosted)\b[\w ,'-]{0,20}\b(?:by|through|to|with|jointly with)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?P<sort>university|college|council|board|committee|trust|alliance|hospice)\b",
    re.IGNORECASE,
)
_WHERE_NOT_WHO = re.compile(
    r"\b(?:at|in|across|within|near|from|into|around|outside|inside|between|both)\s+(?:the\s+|our\s+|local\s+)*$",
    re.IGNORECASE,
)


# Whom somebody meets, is sent to or is known to need not answer for it: "who come into contact with NHS 111 and YAS".
_MET_NOT_ANSWERING = re.compile(
    r"\b(?:contact with|access(?:ing)? (?:to )?|referr\w+ (?:in)?to|known to|registered with|treated by|seen by|"
    r"calls? to|admi\w+ to|visits? to|presenting (?:to|at)|waiting for|discharged? (?:from|to))\s+(?:the\s+)?"
    r"(?:[\w ]{2,30}(?:,| and| or)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)


def wanted_in(
    text: str,
    *,
    asked: Understanding,
    concepts: Sequence[Concept],
    heading: str | None,
    bodies: Bodies,
    period: Period | None,
) -> tuple[str, ...]:
    """The words of `text` that name what is wanted, in order; for a date also the year heading that governs them.

    Empty where nothing of the wanted kind is there, and for kinds that are not told by a look at the words.
    """
    named = _named(text, asked, concepts, heading, bodies, period)
    return named or (_left_open(text) if asked.figure in CHECKED else ())


def _left_open(text: str) -> tuple[str, ...]:
    """The words that leave open what is wanted: "to be agreed" is what a plan says of a date that it does not have."""
    return tuple(dict.fromkeys(found.group() for found in _OPEN.finditer(text)))


_OPEN = re.compile(
    r"\bto be (?:decided|agreed|confirmed|determined|set|announced|appointed)\b|\b(?-i:TB[CDA])\b|"
    r"\bnot (?:yet )?(?:been )?(?:set|settled|agreed|decided|confirmed|fixed|appointed)\b|"
    r"\bno (?:date|timescale|sum|figure|budget|lead) (?:has been |is |was )?(?:yet )?(?:set|agreed|given|fixed)\b",
    re.IGNORECASE,
)


def _named(
    text: str,
    asked: Understanding,
    concepts: Sequence[Concept],
    heading: str | None,
    bodies: Bodies,
    period: Period | None,
) -> tuple[str, ...]:
    want = asked.figure
    if want is Want.NUMBER and _OFTEN.search(asked.text):
        return _how_often(text)
    if want is Want.MONEY:
        return _written(text, [q for q in quantities(text) if q.unit in _MONEY])
    if want in (Want.NUMBER, Want.COUNT):
        return _written(text, _numbers(text, asked, concepts))
    if want is Want.DATE:
        return _dates(text, asked, heading, period)
    if want is Want.BODY:
        return _in_a_role(text, asked, bodies)
    return ()


def _how_often(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.group() for found in _FREQUENCY.finditer(text)))


def _numbers(text: str, asked: Understanding, concepts: Sequence[Concept]) -> list[Quantity]:
    """The quantities of the sort asked for: a share, a length of time, a sum, a time of day, or a count of the noun."""
    unwanted = ("label",) if _AGES.search(asked.text) else ("label", "age")
    found = [q for q in quantities(text) if q.unit not in unwanted]
    if _CLOCK.search(asked.text):
        return [q for q in found if q.unit == "clock"]
    if _SHARE.search(asked.text):
        return [q for q in found if q.unit in _RATES]
    noun = _HOW_MANY.search(asked.text)
    if noun:
        return _counts_of(noun["noun"], text, found, concepts)
    if _LENGTH.search(asked.text):
        return [q for q in found if q.unit in _TIME or q.unit == "clock"]
    if _PAY.search(asked.text) and _AMOUNT.search(asked.text):
        return [q for q in found if q.unit in _MONEY]
    return [q for q in found if q.unit != "clock"]


def _counts_of(noun: str, text: str, found: list[Quantity], concepts: Sequence[Concept]) -> list[Quantity]:
    """The quantities that count what is asked for: its head noun stands with the number, or is its unit.

    A head noun that neither the library nor the everyday vocabulary has cannot be asked to stand there.
    """
    words = [word for word in stems(noun) if word not in ("more", "extra", "new", "other", "addit")]
    head = words[-1] if words else ""
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


def _counts(heads: set[str], quantity: Quantity, text: str) -> bool:
    near = {*stems(quantity.of or ""), *content_stems(_noun_phrase(text[quantity.end :]))}
    return bool(heads & near) or bool(heads & _PEOPLE and near & _PEOPLE)


_PHRASE_END = re.compile(r"[.,;:()\[\]–—\n]|\b(?:for|by|to|in|on|at|from|with|who|that|which|per|will|are|is|have)\b")
_SECOND_NOUN = re.compile(r"(?<=[a-z]s) and\b")  # "five places and teams" counts no teams
_PHRASE_WORDS = 6  # "191,000 personalised care and support plans"


def _noun_phrase(after: str) -> str:
    """The words that a number counts: those right behind it, up to what ends the phrase."""
    end = _PHRASE_END.search(after)
    within = after[: end.start()] if end else after
    ended = _SECOND_NOUN.search(within)
    return " ".join((within[: ended.start()] if ended else within).split()[:_PHRASE_WORDS])


def _dates(text: str, asked: Understanding, heading: str | None, period: Period | None) -> tuple[str, ...]:
    """The times stated, longest told first; where none is, the heading's year, unless a day or month, or
    something done, is asked for: a heading says when things are planned."""
    spans = [span for span in timespans(text, period=period) if not span.vague]
    if _EXACT_DATE.search(asked.text):
        spans = [span for span in spans if _is_a_day_or_month(span)]
        return tuple(text[span.start : span.end] for span in spans)
    stated = tuple(text[span.start : span.end] for span in spans)
    if not stated and _RECURS.search(asked.text):
        stated = _how_often(text)
    return stated or ((heading,) if heading and asked.stance is not Stance.DONE else ())


def _is_a_day_or_month(span: TimeSpan) -> bool:
    first, last = span.first or span.last, span.last or span.first
    return first is not None and last is not None and (last - first).days <= 31


def _in_a_role(text: str, asked: Understanding, bodies: Bodies) -> tuple[str, ...]:
    """The bodies that do something in the words, beside those that the question names: not where it happens.

    Where the words say by whom or through whom, only those.
    """
    if asked.deed and asked.deed not in stems(text):
        return ()
    named = {mention.body.id for mention in asked.bodies}
    kept = [m for m in bodies.find(text) if m.body.id not in named and not _only_a_place(text, m)]
    sort = _SORT.search(asked.text)
    if sort:
        kept = [m for m in kept if sort["sort"].lower() in f"{m.written} {m.body.name}".lower()]
    agents = [m for m in kept if _AGENT.search(text[max(0, m.start - 40) : m.start])]
    return tuple(dict.fromkeys(text[mention.start : mention.end] for mention in agents or kept))


def _only_a_place(text: str, mention: BodyMention) -> bool:
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_WHERE_NOT_WHO.search(before[-30:]) or _MET_NOT_ANSWERING.search(before))


def _written(text: str, found: list[Quantity]) -> tuple[str, ...]:
    """The quantities as they are written, each with the words before it that bound it."""
    return tuple(dict.fromkeys(text[_bounded(text, q.start) : q.end] for q in found))


def _bounded(text: str, start: int) -> int:
    bound = _BOUND.search(text[max(0, start - 40) : start])
    return start if bound is None else start - len(bound.group())
