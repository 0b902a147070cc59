"""What a question asks for: its form, the thing wanted, the plans and years it names, what it takes for granted."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.asking_part import asking_part
from plans.answer import Question
from plans.bodies import Bodies, BodyMention
from plans.catalogue import Period, Plan
from plans.naming import plans_named, side_by_side
from plans.numerals import numerals
from plans.quantities import Quantity, TimeSpan, in_plan_years, quantities, timespans, years_of
from plans.spoken import in_plain_words
from plans.stance import Stance
from plans.words import is_stopword, stem, tokens

__all__ = ["Understanding", "Want", "frame_stems", "is_name", "light_stems", "opposes", "understand"]


class Want(StrEnum):
    """The thing that a question wants named."""

    FACT = "fact"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    BODY = "body"
    GROUP = "group"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    COUNT = "count"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A question, taken apart.

    `text` is the question in plain spelling; `figure` what a comparison compares (else the same as `want`). `polar`
    says that yes or no is wanted, `whole` that all of a list is. `plans` are the ids it is put to or names outright
    ("the Kirklees plan"; empty: all); `leaning` are plans whose area alone is named, which may be about any plan that
    speaks of the area; `areas` are those names in lower case. `years` are financial years such as 2023/24. `subject`
    are the words that say what it is about with their stems, in order, without those that only frame it. `quantities`,
    `spans` and `bodies` are what the question itself states; `stance` is what it asks of, promises or things done,
    where its verbs tell; `now` that it asks how things stand, `several` that it asks more than one thing; `noun` is
    the stem of the kind of list it asks for (ambitions, steps), `deed` that of a role or a deed that the one asked for
    must be said to have (who chairs, which councillor). `acronym` is the term whose meaning is asked for. `asks` are
    the sentences that ask: others only lead up to it.
    """

    text: str
    want: Want
    figure: Want
    polar: bool
    stance: Stance | None
    plans: tuple[str, ...]
    leaning: tuple[str, ...]
    areas: tuple[str, ...]
    years: tuple[str, ...]
    subject: tuple[tuple[str, str], ...]
    quantities: tuple[Quantity, ...]
    spans: tuple[TimeSpan, ...]
    bodies: tuple[BodyMention, ...]
    now: bool
    several: bool
    noun: str | None
    deed: str | None
    acronym: str | None = None
    whole: bool = False
    asks: str = ""

    @property
    def concerns_a_plan(self) -> bool:
        """Whether one plan is named and what is asked is done to the plan itself: "when is the plan reviewed?"."""
        return len(self.plans) == 1 and bool(_OF_THE_PLAN.search(self.text))

    @property
    def states_a_figure(self) -> bool:
        """Whether the question itself gives a figure that tells one thing from another: not "two plans"."""
        return any(
            (one.unit not in ("count", "label") or one.value > _SMALL)
            and not any(span.start < one.end and one.start < span.end for span in self.spans)
            for one in self.quantities
        )


_SMALL = 12
_OF_THE_PLAN = re.compile(
    r"\b(?:is|was|will|be|has|does|do|did)\b.{0,40}\b(?:plan|strategy|framework)\b.{0,20}"
    r"\b(?:be |been |to be )?(?:review|publish|updat|replac|refresh|agree|approv|start|end|run out|expir)\w*|"
    r"\b(?:review|publication|start|end|expiry|approval|issue|version) date\b",
    re.IGNORECASE,
)


def understand(question: Question, *, plans: Sequence[Plan], bodies: Bodies) -> Understanding:
    """Take a question apart. Nothing is looked up in the plans' words here, only in their catalogue entries."""
    text = in_plan_years(in_plain_words(question.text))
    asks = asking_part(text)
    names = plans_named(text, plans)
    asked = question.plans or names.outright
    period = next((plan.entry.period for plan in plans if not asked or plan.id in asked), None)
    spans = timespans(text, period=period)
    want = _want(asks)
    beside = len({*names.outright, *names.leaning}) > 1 and (
        _marks()["beside"].search(text) or side_by_side(text, names.areas)
    )
    if (len(names.outright) > 1 or beside) and want is not Want.DEFINITION:
        want = Want.COMPARISON
    return Understanding(
        text=text,
        want=want,
        figure=_want(asks, but=Want.COMPARISON),
        polar=_is_polar(asks),
        stance=_stance(asks),
        plans=tuple(asked),
        leaning=names.leaning,
        areas=names.areas,
        years=question.years or tuple(dict.fromkeys(year for span in spans for year in years_of(span))),
        subject=_subject(names.rest, _said_by_the_want(asks), period),
        quantities=quantities(text),
        spans=spans,
        bodies=bodies.find(text),
        now=bool(_marks()["now"].search(asks)),
        noun=_list_noun(asks),
        several=bool(_marks()["several"].search(asks)),
        deed=_deed(asks),
        asks=asks,
        acronym=_acronym(text) if want is Want.DEFINITION else None,
        whole=bool(_marks()["whole"].search(text)),
    )


def _is_polar(text: str) -> bool:
    """Whether yes or no is wanted: not where a question word comes first ("who runs it, is it the council?")."""
    found = _marks()["polar"].search(text)
    return found is not None and not _marks()["asked_first"].search(text[: found.start()])


def opposes(text: str) -> bool:
    """Whether words speak of something being refused, shut or given up."""
    return bool(_marks()["opposed"].search(text))


def frame_stems() -> frozenset[str]:
    """The stems of the words that frame a question and say nothing of its subject."""
    return _question_words()[0]


def light_stems() -> frozenset[str]:
    """The stems of the words that tell how or to whom something happens, and name nothing plans could be silent of."""
    return _question_words()[1]


@lru_cache(maxsize=1)
def _question_words() -> tuple[frozenset[str], frozenset[str]]:
    words = tomllib.loads((Path(__file__).parent / "question_words.toml").read_text(encoding="utf-8"))
    frame, light = (frozenset(stem(word) for word in words[kind]["words"].split()) for kind in ("frame", "light"))
    return frame, light


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[Want, re.Pattern[str]], ...]:
    rules = _rules()
    words: dict[str, str] = rules["words"]

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(patterns)
        for name, value in words.items():
            joined = joined.replace("{" + name + "}", value)
        return re.compile(joined, re.IGNORECASE)

    return tuple((Want(rule["want"]), compiled(rule["patterns"])) for rule in rules["kind"])


@lru_cache(maxsize=1)
def _marks() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _rules()["marks"].items()}


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "question_kinds.toml").read_text(encoding="utf-8"))


def _want(text: str, *, but: Want | None = None) -> Want:
    # "people who smoke" asks for nobody
    text = _marks()["relative"].sub(lambda found: found.group().split()[0], text)
    return next((want for want, pattern in _kinds() if want is not but and pattern.search(text)), Want.FACT)


def _list_noun(text: str) -> str | None:
    found = re.search(rf"\b{_rules()['words']['list_noun']}\b", text, re.IGNORECASE)
    return stem(found.group().lower().split()[-1]) if found else None


def _deed(text: str) -> str | None:
    deeds = _rules()["deeds"]
    found = re.search(deeds["roles"], text, re.IGNORECASE) or re.search(deeds["deeds"], text, re.IGNORECASE)
    return stem(found.group(1).lower().split()[-1]) if found else None


def _stance(text: str) -> Stance | None:
    promised, done = bool(_marks()["promised"].search(text)), bool(_marks()["done"].search(text))
    if _marks()["now"].search(text):
        return Stance.DONE
    if _marks()["will_have"].search(text):
        return Stance.PROMISED
    if promised == done:
        return None
    return Stance.PROMISED if promised else Stance.DONE


# what a question says of the thing it wants, which the answer need not say: that thing is looked for by its kind
_SAID_BY_THE_WANT = {
    Want.BODY: frozenset(
        map(
            stem,
            """organisation organization body group outfit lead leads led leading responsible responsibility accountable
            charge run runs running job task duty hook oversee overseen owner""".split(),
        )
    ),
    Want.DATE: frozenset(map(stem, "day date month year deadline due happen take place start begin finish".split())),
    Want.MONEY: frozenset(
        map(
            stem,
            """money cash fund funding funded budget cost costs costing spend spending spent pay pays paid price worth
            invest invested investing extra pounds million sum amount much""".split(),
        )
    ),
}


def _said_by_the_want(text: str) -> frozenset[str]:
    words = _SAID_BY_THE_WANT.get(_want(text, but=Want.COMPARISON), frozenset())
    role = re.search(_rules()["deeds"]["roles"], text, re.IGNORECASE)
    return words | frozenset(stem(token.word) for token in tokens(role.group())) if role else words


def _subject(text: str, skip: frozenset[str], period: Period | None) -> tuple[tuple[str, str], ...]:
    """The words that say what a question is about: numbers and dates are looked for by their value instead."""
    read = [(one.start, one.end) for one in numerals(text) if one.value]  # "net zero" is a thing, no amount
    read += [(one.start, one.end) for one in timespans(text, period=period)]
    numbers = {at for start, end in read for at in range(start, end)}
    wanted = {
        stem(token.word): text[token.start : token.end]
        for token in reversed(tokens(text))
        if len(token.word) > 1 and token.start not in numbers
        if not is_stopword(token.word) or is_name(text[token.start : token.end])
        if not _is_year(token.word)
    }
    framed = frame_stems() | skip
    return tuple(
        (word, stemmed) for stemmed, word in reversed(wanted.items()) if stemmed not in framed or is_name(word)
    )


def is_name(word: str) -> bool:
    """Whether a word is written as a name or acronym: in capitals, two letters or more (INCLUDE, BLOSM, EPaCCS)."""
    return len(word) > 1 and word[:1].isupper() and sum(letter.isupper() for letter in word) > 1


def _is_year(word: str) -> bool:
    return bool(re.fullmatch(r"(?:20)?\d\d(?:/|-)\d\d(?:\d\d)?|20\d\d", word))


def _acronym(text: str) -> str | None:
    found = _marks()["acronym"].search(text)
    if found:
        return found.group()
    short = _marks()["short"].search(text)
    return short.group(1).upper() if short else None
