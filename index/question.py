"""A question, taken apart for searching: what it is about, which plans and years, and what kind of thing it wants."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.concepts import Concept, Corrections, Glossary, concepts_of
from index.wordings import Want, holds_plans_beside, stance_asked, wants
from plans.catalogue import Plan
from plans.lexicon import Lexicon
from plans.naming import plans_named
from plans.quantities import in_plan_years, spoken_period, timespans, years_of
from plans.spoken import in_plain_words
from plans.stance import Stance
from plans.words import stem, tokens

__all__ = ["Understood", "framing_stems", "understand", "years_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as the search understands it.

    `spelt` is the question in the library's spelling. `years` are the financial years asked for, told against each
    plan's own period, by plan id. `plans` are those it names outright ("the Kirklees plan"), `areas` those whose
    area it names, and `beside` those that it wants held beside each other. `tried` are words of plans that are
    tried for its own.
    """

    text: str
    spelt: str
    concepts: tuple[Concept, ...]
    years: Mapping[str, frozenset[str]]
    plans: frozenset[str]
    areas: frozenset[str]
    beside: frozenset[str]
    wants: frozenset[Want]
    stance: Stance | None
    stems: tuple[str, ...]
    tried: tuple[str, ...]

    @property
    def bridged(self) -> str:
        """The question with the plan words for its everyday words beside it."""
        return f"{self.spelt} ({', '.join(self.tried)})" if self.tried else self.spelt


def understand(
    text: str,
    *,
    plans: Sequence[Plan],
    years: Sequence[str],
    lexicon: Lexicon,
    glossary: Glossary,
    corrections: Corrections,
) -> Understood:
    """Take a question apart. `years` are financial years it is held to besides those it names."""
    plain = in_plain_words(text)
    named, areas = _named(plain, plans)
    framing = framing_stems() | _name_stems(plan for plan in plans if plan.id in named | areas)
    concepts, spelt = concepts_of(plain, lexicon=lexicon, glossary=glossary, corrections=corrections, framing=framing)
    if spelt != plain:
        named, areas = _named(spelt, plans)
    return Understood(
        text=text,
        spelt=spelt,
        concepts=concepts,
        years={plan.id: frozenset(years) | years_asked(spelt, plan) for plan in plans},
        plans=named,
        areas=areas,
        beside=_beside(spelt, plans, named | areas),
        wants=wants(spelt),
        stance=stance_asked(spelt),
        stems=tuple(stem(token.word) for token in tokens(spelt)),
        tried=_tried(plain, spelt, lexicon, glossary),
    )


def framing_stems() -> frozenset[str]:
    """The stems of words that frame a question."""
    return _words()


def years_asked(text: str, plan: Plan) -> frozenset[str]:
    """The financial years that a question names, told against a plan's period: 'year two', '24/25', 'by March'.

    A stretch of more than two years asks for no year in particular.
    """
    period = spoken_period(plan.entry)
    years: set[str] = set()
    for span in timespans(in_plan_years(text), period=period):
        named = years_of(span)
        if not span.vague and 0 < len(named) <= 2:
            years.update(named)
    return frozenset(years)


def _named(text: str, plans: Sequence[Plan]) -> tuple[frozenset[str], frozenset[str]]:
    """The plans that a text names outright, and those whose area it names."""
    names = plans_named(text, plans)
    return frozenset(names.outright), frozenset(names.leaning)


_TRIED = 2


def _beside(text: str, plans: Sequence[Plan], named: frozenset[str]) -> frozenset[str]:
    if len(named) > 1:
        return named
    return frozenset(plan.id for plan in plans) if holds_plans_beside(text) else frozenset()


def _tried(plain: str, spelt: str, lexicon: Lexicon, glossary: Glossary) -> tuple[str, ...]:
    """The first plan words for each everyday expression, and acronyms written out: more would drown the question."""
    terms = [term for match in lexicon.find(spelt) for term in match.terms[:_TRIED]]
    return tuple(dict.fromkeys([*terms, *glossary.written_out(plain)]))


def _name_stems(plans: Iterable[Plan]) -> frozenset[str]:
    """The stems of the names by which a plan goes: in a question that names it they point, and describe nothing."""
    names = (name for plan in plans for name in (plan.entry.area, *plan.entry.names) if name)
    return frozenset(stem(token.word) for name in names for token in tokens(name) if len(name.split()) <= 2)


@cache
def _words() -> frozenset[str]:
    fields = tomllib.loads((Path(__file__).parent / "framing.toml").read_text(encoding="utf-8"))
    return frozenset(stem(word) for word in fields["frame"]["words"].split())
