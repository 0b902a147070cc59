"""The suite tested on assistants of known worth: it must tell a right one, an empty one and spoilt ones apart."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest

from eval.abstention import abstention
from eval.books import Books, books_of
from eval.claims import BodiesIn, registered_bodies
from eval.gold import Case, load_dev
from eval.intervals import pooled
from eval.locate import without_tags
from eval.oracle import always_refusing, empty, oracle, plus_one, shuffled_citations
from eval.scores import Score
from eval.scoring import score_traces
from eval.trace import PlanText, Section, Trace
from plans.catalogue import read_entry, sample_library


@pytest.fixture(scope="module")
def books() -> Books:
    folder = sample_library()
    plans = []
    for entry in (read_entry(path) for path in sorted(folder.glob("*.toml"))):
        text, at, sections = without_tags((folder / entry.file).read_text(encoding="utf-8")), 0, []
        for line in text.split("\n"):
            sections.append(Section(start=at, end=at + len(line), path=()))
            at += len(line) + 1
        plan = PlanText(
            plan_id=entry.id, title=entry.title, names=entry.names, sha256="", text=text, sections=tuple(sections)
        )
        plans.append(plan)
    return books_of(plans)


@pytest.fixture(scope="module")
def bodies_in() -> BodiesIn:
    return registered_bodies()


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_dev()


@pytest.fixture(scope="module")
def right(cases: Sequence[Case], books: Books, bodies_in: BodiesIn) -> tuple[Trace, ...]:
    return tuple(map(partial(oracle, books=books, bodies_in=bodies_in), cases))


@pytest.fixture(scope="module")
def scored(cases: Sequence[Case], books: Books, bodies_in: BodiesIn):  # type: ignore[no-untyped-def]
    def score(traces: Sequence[Trace]) -> tuple[Score, ...]:
        return score_traces(traces, {case.id: case for case in cases}, books, bodies_in=bodies_in)

    return score


@pytest.fixture(scope="module")
def right_scores(right, scored) -> tuple[Score, ...]:  # type: ignore[no-untyped-def]
    found: tuple[Score, ...] = scored(right)
    return found


def test_right_answers_score_one_and_nothing_is_blamed(right_scores: Sequence[Score]) -> None:
    scores = right_scores
    assert [score.key for score in scores if not score.strict] == []
    assert Counter(score.blame for score in scores) == {"": len(scores)}
    for measure in ("evidence_recall@10", "quote_exactness", "fact_coverage", "numeric_em", "date_em", "owner_em"):
        assert pooled(scores, measure) == 1, measure
    for measure in ("false_answer_rate", "over_refusal_rate", "dangling_citations", "forbidden_facts"):
        assert pooled(scores, measure) == 0, measure


def test_empty_answers_score_nothing(cases, books, scored) -> None:  # type: ignore[no-untyped-def]
    scores = scored([empty(case, books) for case in cases])
    assert pooled(scores, "strict_accuracy") == 0
    assert pooled(scores, "evidence_recall@10") == 0
    assert pooled(scores, "false_answer_rate") == 1
    assert pooled(scores, "uncited_answers") == 1


def test_always_refusing_has_recall_one_and_over_refusal_one(cases, books, scored) -> None:  # type: ignore[no-untyped-def]
    scores = scored([always_refusing(case, books) for case in cases])
    told = abstention(scores)
    assert told is not None
    assert told.recall == 1
    assert pooled(scores, "over_refusal_rate") == 1
    assert pooled(scores, "false_answer_rate") == 0


def test_shuffled_citations_collapse_citation_precision_and_nothing_else(right, right_scores, scored) -> None:  # type: ignore[no-untyped-def]
    before, after = right_scores, scored(shuffled_citations(right))
    assert pooled(before, "citation_precision") > 0.8
    assert pooled(after, "citation_precision") < 0.05
    assert pooled(after, "gold_citation_recall") < 0.05
    assert pooled(after, "strict_accuracy") == pooled(before, "strict_accuracy")
    assert {score.blame for score in after} == {"", "right but uncited"}


def test_one_more_on_every_number_collapses_numeric_matching(right, scored) -> None:  # type: ignore[no-untyped-def]
    scores = scored(plus_one(right))
    assert pooled(scores, "numeric_em") < 0.15
    assert pooled(scores, "date_em") < 0.05
    assert pooled(scores, "unsupported_numbers") > 0.8
    assert pooled(scores, "owner_em") == 1


def test_scoring_is_pure(right, scored) -> None:  # type: ignore[no-untyped-def]
    assert scored(right[:40]) == scored(right[:40])
