"""What a question asks for: its form, the thing wanted, the plans and years it names, what it takes for granted."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from plans.answer import Question
from plans.bodies import Bodies, BodyMention
from plans.catalogue import Plan
from plans.quantities import Quantity, TimeSpan, quantities, timespans, years_of
from plans.words import STOPWORDS, fold, stem, tokens

__all__ = ["Stance", "Understanding", "Want", "frame_stems", "plain_question", "understand"]


class Want(StrEnum):
    """The thing that a question wants named."""

    FACT = "fact"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    BODY = "body"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    COUNT = "count"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    CHANGE = "change"


class Stance(StrEnum):
    """Whether a question speaks of what is to come, or of what has been done."""

    PROMISED = "promised"
    DONE = "done"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A question, taken apart.

    `text` is the question in plain spelling. `polar` says that yes or no is wanted. `plans` are the ids it is put to
    or names outright ("the Kirklees plan"; empty: all); `leaning` are plans whose area alone is named, which may
    be about any plan that speaks of the area. `years` are financial years such as 2023/24. `subject` are the stems of the words that
    say what it is about, in order, without those that only frame it. `quantities` and `bodies` are what the question
    itself states. `acronym` is the term whose meaning is asked for.
    """

    text: str
    want: Want
    polar: bool
    stance: Stance
    plans: tuple[str, ...]
    leaning: tuple[str, ...]
    years: tuple[str, ...]
    subject: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    spans: tuple[TimeSpan, ...]
    bodies: tuple[BodyMention, ...]
    acronym: str | None = None
    whole: bool = False


def understand(question: Question, *, plans: Sequence[Plan], bodies: Bodies) -> Understanding:
    """Take a question apart. Nothing is looked up in the plans' words here, only in their catalogue entries."""
    text = plain_question(question.text)
    named, leaning = _plans_named(text, plans)
    asked = question.plans or named
    period = next((plan.entry.period for plan in plans if not asked or plan.id in asked), None)
    spans = timespans(text, period=period)
    want = _want(text)
    if len(named) > 1 and want not in (Want.DEFINITION, Want.COUNT):
        want = Want.COMPARISON
    return Understanding(
        text=text,
        want=want,
        polar=bool(_POLAR.search(text)),
        stance=_stance(text),
        plans=tuple(asked),
        leaning=leaning,
        years=question.years or tuple(dict.fromkeys(year for span in spans for year in years_of(span))),
        subject=_subject(text, plans),
        quantities=quantities(text),
        spans=spans,
        bodies=bodies.find(text),
        acronym=_acronym(text) if want is Want.DEFINITION else None,
        whole=bool(_WHOLE.search(text)),
    )


def plain_question(text: str) -> str:
    """A question with the spoken and misspelt forms of its framing words put in plain spelling."""
    spoken = _question_words()[0]
    parts: list[str] = []
    end = 0
    for token in tokens(text):
        parts += [text[end : token.start], spoken.get(token.word, text[token.start : token.end])]
        end = token.end
    return "".join([*parts, text[end:]]).strip()


def frame_stems() -> frozenset[str]:
    """The stems of the words that frame a question and say nothing of its subject."""
    return _question_words()[1]


@lru_cache(maxsize=1)
def _question_words() -> tuple[dict[str, str], frozenset[str]]:
    words = tomllib.loads((Path(__file__).parent / "question_words.toml").read_text(encoding="utf-8"))
    return words["spoken"], frozenset(stem(word) for word in words["frame"]["words"].split())


_BODY_NOUN = r"(?:organi[sz]ations?|bod(?:y|ies)|board|committee|group|team|partners?|council|trust|agency|authority)"
_LIST_NOUN = (
    r"(?:ambitions|priorities|aims|objectives|principles|steps|outcomes|actions|commitments|changes|strategies|areas|"
    r"criteria|tests|groups|themes|programmes|measures|indicators|targets|metrics|enablers|achievements|services|"
    r"interventions|ways|things|plans|aspirations|components|projects|schemes|pledges|promises|bodies|organi[sz]ations|"
    r"working groups|points|reasons|challenges|conditions|initiatives|elements|features|boards|standards|roles|"
    r"partners|values|goals|key changes|examples)"
)
_WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = tuple(
    (want, re.compile(pattern, re.IGNORECASE))
    for want, pattern in (
        (
            Want.DEFINITION,
            r"\bstands? for\b|\bwhat (?:does|do|is|are) (?:the |an? )?(?:acronym |abbreviation |term |letters )?"
            r"(?-i:['\"“‘(]?[A-Z][A-Za-z&]*[A-Z][\w&]*)['\"”’)]?(?: mean(?:s|t)?)?\s*\??$|"
            r"\b(?:meaning|definition) of\b|\bwhat (?:is|are) meant by\b|\bwhat does .{1,60} mean\b|\bdefine\b|"
            r"\bshort for\b|\babbreviation\b|\bacronym\b|(?-i:^\W*[A-Z][A-Z&\d]{1,9}\b\s*[:,?-])|\bspell(?:ed|t)? out\b|"
            r"^\W*(?:so )?what (?:is|are|exactly is) (?:an? |the )?[\w' -]{3,40}\?*$",
        ),
        (
            Want.MONEY,
            r"\bhow much (?:extra |more |new |of the |is the )?(?:money|funding|cash|budget|investment)|"
            r"\bhow much .{0,60}\b(?:cost|costs|spen[dt]|invest(?:ed|ing)?|pa(?:id|y|ying)|fund(?:ed|ing)?|budget|worth|"
            r"money|cash|saved?)\b|\bwhat .{0,40}\b(?:cost|budget|price|funding|spend)\b|\b(?:price tag|how many pounds)\b|"
            r"\bwhat (?:is|was|are) .{0,50}\bworth\b|\bthe cost of\b|\bhow expensive\b|\bhow is .{0,50}\bfunded\b",
        ),
        (
            Want.DATE,
            r"\bwhen\b(?! (?:people|patients?|they|you|we|someone|clinically|it is right))|\bby what (?:date|time|year)|"
            r"\b(?:what|which) (?:date|month|day|year|financial year|deadline)\b|\bhow soon\b|\bdeadline\b|\bdue date\b|"
            r"\btarget date\b|\bhow long (?:until|till|before|will it take)\b|\bby when\b|\btimescale|\bwhat year\b",
        ),
        (
            Want.BODY,
            r"\bwho(?:se|m)?\b(?! (?:are|is|have|has|need|needs|live|lives|can|use|uses|look|looks|cannot|do|don't) )|"
            r"^\W*(?:and |so |but )?who\b|"
            rf"\b(?:which|what) (?:[a-z]+ ){{0,2}}{_BODY_NOUN}\b|\bresponsible\b|\baccountable\b|\bin charge\b|"
            r"\b(?:led|run|overseen|delivered|operated|provided) by (?:who|which|what)\b|\bsenior responsible\b",
        ),
        (
            Want.NUMBER,
            r"\bwhat (?:percentage|proportion|share|number|rate|figure|target|level)\b|\bhow (?:many|few)\b|"
            r"\bhow (?:long|quick(?:ly)?|fast|often|big|large|high|low|far|old)\b|\bper ?cent(?:age)?\b|%|"
            r"\bhow much\b|\bwhat (?:is|was|are) the (?:[\w'-]+ ){0,6}(?:target|rate|percentage|number|figure|"
            r"proportion|standard|threshold|limit|average|level)\b|\bby how (?:much|many)\b|\bnumber of\b",
        ),
        (Want.PLACE, r"\bwhere\b|\bwhich (?:hospital|town|city|site|place|area|district|county|region)s?\b"),
        (Want.REASON, r"\bwhy\b|\bwhat (?:is|was|are) the (?:reasons?|purpose|rationale|point)\b|\bhow come\b"),
        (
            Want.CHANGE,
            r"\bwhat (?:has |will |is going to )?chang(?:e|ed|es|ing)\b.{0,40}\b(?:between|from|since|after)\b|"
            r"\bdiffer(?:ent|s|ence)?\b.{0,60}\b(?:years?|20\d\d)",
        ),
        (
            Want.LIST,
            rf"\b(?:what|which|list|name|give me)\b.{{0,60}}\b{_LIST_NOUN}\b|\ball (?:of |the )|\blist\b|\bevery\b|"
            r"\bwhich \w+s\b (?:are|will|have|does|do)|\bname (?:the|all|each|two|three|four|five|six)\b|\ball of it\b",
        ),
    )
)
_COUNT = re.compile(rf"\bhow many (?:of )?(?:the |these |those |its |their )?(?:[\w'-]+ ){{0,5}}?{_LIST_NOUN}\b", re.I)
_COMPARISON = re.compile(
    r"\bboth plans?\b|\b(?:two|other) plans\b|\bcompar(?:e|ed|ing|ison)\b|\beach plan\b|\bthe plans (?:agree|differ)|"
    r"\bdo(?:es)? (?:they|the plans|either plan|the two)\b|\beither plan\b|\bdiffer(?:s|ence|ent)?\b.{0,60}\bplans?\b|"
    r"\bplans?\b.{0,60}\bdiffer|\bsame in\b|\bversus\b|\bvs\b|\bwhich (?:of the )?(?:two )?plans?\b",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"(?:^|[:;,.]\s*|\b(?:and|so|but|tell me if|whether|if)\s+)(?:is|are|was|were|does|do|did|will|would|can|could|has|"
    r"have|had|should|shall|any|anything|am i right|is it (?:true|right|the case)|isn't|aren't|doesn't|don't|won't)\b|"
    r"\b(?:right|true|correct|yes or no|innit|is it)\?\s*$|\bwhether\b",
    re.IGNORECASE,
)
_WH = re.compile(r"\b(?:what|which|who|whose|whom|when|where|why|how)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\ball\b|\bevery\b|\bfull list\b|\bcomplete list\b|\blist\b|\bwhole\b|\beach of\b|\bhow many\b", re.I)
_PROMISED = re.compile(
    r"\b(?:will|meant to|supposed to|going to|plans? to|planned|planning|aim(?:s|ing|ed)?|target(?:s|ed)?|intend\w*|"
    r"promis\w+|commit\w*|pledg\w+|ambition\w*|aspir\w+|expect(?:s|ed|ing)?|hop(?:e|es|ing)|set to|due to|to be|goals?|"
    r"should|want(?:s|ed)? to|next|future)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:so far|already|to date|(?:has|have|had) (?:been |already |they |the \w+ |it |we )?\w+(?:ed|en|ne|ght|lt)\b|"
    r"achiev\w+|delivered|did|was|were|last year|progress|happened|completed|recent(?:ly)?|currently|now)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b(?=[A-Z0-9&]*[A-Z][A-Z0-9&]*[A-Z])[A-Z][A-Za-z0-9&]{1,9}\b|\b[A-Z][A-Za-z]*[A-Z]{2}\w*\b")
_SHORT = re.compile(
    r"(?:what (?:does|do|is|are)|stands? for|meaning of|define|meant by|short for)\s+(?:the )?(?:acronym |letters |term )?"
    r"['\"“‘]?([a-z&]{2,8})['\"”’]?(?:\s+(?:stand|mean|short))?",
    re.IGNORECASE,
)


def _want(text: str) -> Want:
    if _COMPARISON.search(text):
        return Want.COMPARISON
    if _COUNT.search(text):
        return Want.COUNT
    return next((want for want, pattern in _WANTS if pattern.search(text)), Want.FACT)


def _stance(text: str) -> Stance:
    promised, done = bool(_PROMISED.search(text)), bool(_DONE.search(text))
    if promised == done:
        return Stance.OPEN
    return Stance.PROMISED if promised else Stance.DONE


def _plans_named(text: str, plans: Sequence[Plan]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The plans named outright, and those whose area alone is named; a name within a longer one does not count."""
    rest = f" {fold(text)} "
    names = [(fold(name), plan.id) for plan in plans for name in (*plan.entry.names, plan.entry.title)]
    outright: set[str] = set()
    leaning: set[str] = set()
    for name, plan_id in sorted(names, key=lambda pair: -len(pair[0])):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)(?P<plan>(?:'s)?(?: [\w'-]+)?? (?:plan|document|one)\b)?"
        for match in re.finditer(pattern, rest):
            is_plan = match["plan"] or re.search(r"\bplan\b|\bjfp\b", name)
            (outright if is_plan else leaning).add(plan_id)
        rest = re.sub(pattern, " ", rest)
    ids = [plan.id for plan in plans]
    return tuple(i for i in ids if i in outright), tuple(i for i in ids if i in leaning - outright)


def _subject(text: str, plans: Sequence[Plan]) -> tuple[str, ...]:
    named = {stem(token.word) for plan in plans for name in plan.entry.names for token in tokens(name)}
    skip = frame_stems() | named
    wanted = [token.word for token in tokens(text) if token.word not in STOPWORDS]
    return tuple(dict.fromkeys(word for word in map(stem, wanted) if word not in skip and len(word) > 1))


def _acronym(text: str) -> str | None:
    found = [match.group() for match in _ACRONYM.finditer(text)]
    if found:
        return found[0]
    short = _SHORT.search(text)
    return short.group(1).upper() if short else None
