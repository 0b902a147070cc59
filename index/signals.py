"""The signals that rank candidates: each a small pure function with its reason, giving one number a passage.

What each counts is fitted (`benchmarks/fit_search.py`) and stands in `weights.toml`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.candidates import Candidates
from index.facts import Facts
from index.question import Understood
from index.wordings import Want
from plans.stance import Stance

__all__ = ["AGAINST", "SIGNALS", "Signal"]

Floats = NDArray[np.float32]
Signal = Callable[[Understood, Candidates], Floats]


def near(_: Understood, found: Candidates) -> Floats:
    """The passage means much the same as the question with plan words beside its everyday words."""
    return found.near


def nearest(_: Understood, found: Candidates) -> Floats:
    """It is not far behind the nearest of all: how near that is differs from question to question."""
    return found.near - _highest(found.near)


def words_met(_: Understood, found: Candidates) -> Floats:
    """Each word of the question, as it is meant there, has its like in it: one vector for all blurs what is rare."""
    return found.met


def words_best_met(_: Understood, found: Candidates) -> Floats:
    """It is not far behind the passage in which they have their like best."""
    return found.met - _highest(found.met)


def best_worded(_: Understood, found: Candidates) -> Floats:
    """It does so nearly as well as the best of all."""
    return found.anywhere / (_highest(found.anywhere) or 1.0)


def worded_in_text(_: Understood, found: Candidates) -> Floats:
    """Its own words do, and not only its headings."""
    return found.text


def covered(_: Understood, found: Candidates) -> Floats:
    """Few of the things named are missing, however often the others occur."""
    return found.covered


def high_by_vector(_: Understood, found: Candidates) -> Floats:
    """It is among the first by vector, the question taken as it was put."""
    return _reciprocal_ranks(found.plain)


def high_by_words(_: Understood, found: Candidates) -> Floats:
    """It is among the first by keyword."""
    return _reciprocal_ranks(found.anywhere)


def heading_named(asked: Understood, found: Candidates) -> Floats:
    """The question names one of its headings: sections are things, and their names are said whole."""
    said = {stem: 1.0 for stem in asked.stems}
    for concept in asked.concepts:
        for way in concept.ways:
            for stem in way.stems:
                said[stem] = max(said.get(stem, 0.0), 0.7 * way.trust)
    return _each(found, lambda facts: max((_share(heading, said) for heading in facts.headings), default=0.0))


def in_asked_year(asked: Understood, found: Candidates) -> Floats:
    """Its headings put it in a year asked for; another year's row has the same words."""
    return _each(found, lambda facts: float(bool(_years(asked, facts) & facts.governed)))


def in_other_year(asked: Understood, found: Candidates) -> Floats:
    """Its headings put it in a year that was not asked for."""
    return _each(
        found,
        lambda facts: float(
            bool(_years(asked, facts) and facts.governed and not _years(asked, facts) & facts.governed)
        ),
    )


def states_asked_year(asked: Understood, found: Candidates) -> Floats:
    """Its own words state a year asked for."""
    return _each(found, lambda facts: float(bool(_years(asked, facts) & facts.stated)))


def in_named_plan(asked: Understood, found: Candidates) -> Floats:
    """It is in the plan that the question names outright (1), or in another (-1)."""
    return _each(found, lambda facts: _for_or_against(facts.plan_id, asked.plans))


def in_named_area(asked: Understood, found: Candidates) -> Floats:
    """It is in the plan of the area that the question names (1), or in another (-1)."""
    return _each(found, lambda facts: 0.0 if asked.plans else _for_or_against(facts.plan_id, asked.areas))


def of_asked_stance(asked: Understood, found: Candidates) -> Floats:
    """It promises where a promise is asked for, and reports where something done is."""
    return _each(found, lambda facts: float(asked.stance is not None and facts.stance is asked.stance))


def only_background(asked: Understood, found: Candidates) -> Floats:
    """It only describes, where a promise or something done is asked for."""
    return _each(found, lambda facts: float(asked.stance is not None and facts.stance is Stance.BACKGROUND))


def has_number(asked: Understood, found: Candidates) -> Floats:
    """A number is wanted, and it has one."""
    return _each(found, lambda facts: float(Want.NUMBER in asked.wants and facts.number))


def has_money(asked: Understood, found: Candidates) -> Floats:
    """Money is wanted, and it speaks of some."""
    return _each(found, lambda facts: float(Want.MONEY in asked.wants and facts.money))


def has_date(asked: Understood, found: Candidates) -> Floats:
    """A time is wanted, and its words or headings name one."""
    return _each(found, lambda facts: float(Want.DATE in asked.wants and (facts.date or bool(facts.governed))))


def has_body(asked: Understood, found: Candidates) -> Floats:
    """A body is wanted, and it names one."""
    return _each(found, lambda facts: float(Want.BODY in asked.wants and facts.body))


def has_asked_numbers(asked: Understood, found: Candidates) -> Floats:
    """It has the very numbers that the question has."""
    wanted = _numbers(asked.stems)
    return _each(found, lambda facts: len(wanted & _numbers(facts.stems)) / len(wanted) if wanted else 0.0)


def same_pairs(asked: Understood, found: Candidates) -> Floats:
    """Words that stand side by side in the question stand side by side in it."""
    pairs = set(zip(asked.stems, asked.stems[1:], strict=False))
    return _each(
        found,
        lambda facts: len(pairs.intersection(zip(facts.stems, facts.stems[1:], strict=False))) / (len(pairs) or 1),
    )


def section_near(_: Understood, found: Candidates) -> Floats:
    """Something in its section means what the question means: neighbours are about the same thing."""
    return _highest_of(found.near, found.section)


def section_covers(_: Understood, found: Candidates) -> Floats:
    """Its section as a whole names what the question names."""
    together = (
        np.stack([_highest_of(concept, found.section) for concept in found.concepts]) if len(found.concepts) else 0
    )
    total = float(found.concepts.max(axis=1, initial=0.0).sum()) or 1.0
    return np.asarray(np.sum(together, axis=0) / total * np.ones(len(found)), dtype=np.float32)


def list_near(_: Understood, found: Candidates) -> Floats:
    """An item of its list means what the question means."""
    return np.where(found.list >= 0, _highest_of(found.near, found.list), found.near)


def placed_and_listed(asked: Understood, found: Candidates) -> Floats:
    """The question wants a list, and the headings of this one name what it names."""
    return found.place * (found.list >= 0) * np.float32(Want.LIST in asked.wants)


def length(_: Understood, found: Candidates) -> Floats:
    """Longer passages say more; the logarithm of the number of words."""
    return _each(found, lambda facts: float(np.log1p(facts.words)))


def introduces(_: Understood, found: Candidates) -> Floats:
    """It ends in a colon: it introduces an answer and is none."""
    return _each(found, lambda facts: float(facts.introduces))


SIGNALS: Mapping[str, Signal] = {
    function.__name__: function
    for function in (
        near, nearest, words_met, words_best_met, best_worded, worded_in_text, covered, high_by_vector,
        high_by_words, heading_named, in_asked_year, in_other_year, states_asked_year, in_named_plan, in_named_area,
        of_asked_stance, only_background, has_number, has_money, has_date, has_body, has_asked_numbers, same_pairs,
        section_near, section_covers, list_near, placed_and_listed, length, introduces,
    )
}  # fmt: skip

AGAINST = frozenset({"in_other_year", "only_background", "introduces"})
"""The signals that speak against a passage; the others speak for it, and no weight may say otherwise."""


def _each(found: Candidates, value: Callable[[Facts], float]) -> Floats:
    return np.fromiter((value(facts) for facts in found.facts), dtype=np.float32, count=len(found))


def _highest(values: Floats) -> float:
    return float(values.max(initial=0.0))


def _highest_of(values: Floats, groups: NDArray[np.intp]) -> Floats:
    """For each passage, the highest value in its group."""
    highest = np.full(int(groups.max(initial=-1)) + 2, -1.0, dtype=np.float32)
    np.maximum.at(highest, groups + 1, values)
    return np.asarray(highest[groups + 1], dtype=np.float32)


def _reciprocal_ranks(values: Floats) -> Floats:
    ranks = np.empty(len(values), dtype=np.float32)
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return np.asarray(10.0 / (10.0 + ranks), dtype=np.float32)


def _numbers(stems: Sequence[str]) -> frozenset[str]:
    """The numbers among some words, without signs: 66.7 asks for 66.7% too."""
    return frozenset(stem.strip("£%") for stem in stems if stem[:1].isdigit() or stem[1:2].isdigit())


def _share(heading: tuple[str, ...], said: Mapping[str, float]) -> float:
    return sum(said.get(stem, 0.0) for stem in heading) / len(heading) if heading else 0.0


def _years(asked: Understood, facts: Facts) -> frozenset[str]:
    return asked.years.get(facts.plan_id, frozenset())


def _for_or_against(plan_id: str, named: frozenset[str]) -> float:
    return 0.0 if not named else 1.0 if plan_id in named else -1.0
