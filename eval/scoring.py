"""Score traces: pure functions of the gold, the trace and the plans as the run read them."""

import hashlib
from collections.abc import Mapping, Sequence

from eval.blame import blame
from eval.books import Books, gold_spans
from eval.citations import citation_measures, cites_gold, quote_measures
from eval.claims import BodiesIn
from eval.gold import Case, Fact
from eval.measures import Measures
from eval.outcomes import MOST_WORDS, Outcome, outcome_measures, outcome_of, refused
from eval.rankings import Ranking, ranking_measures, rankings_of
from eval.retrieval import retrieval_measures
from eval.scores import Score
from eval.trace import Found, Trace

__all__ = ["gold_hash", "score_traces"]


def score_traces(
    traces: Sequence[Trace], cases: Mapping[str, Case], books: Books, *, bodies_in: BodiesIn
) -> tuple[Score, ...]:
    """Score every trace whose case is given, in order. An error scores nothing right and is listed as such."""
    known = [(number, trace, cases[trace.case]) for number, trace in enumerate(traces) if trace.case in cases]
    ranked = ranking_measures({str(number): _rankings(trace, case, books) for number, trace, case in known})
    return tuple(_score(trace, case, books, bodies_in, ranked[str(number)]) for number, trace, case in known)


def gold_hash(case: Case) -> str:
    """A hash of what a case asks and wants; notes, authors and reviewers do not change it."""
    left_out = {"note", "author", "reviewer", "variants", "split", *(() if case.signpost else ("signpost",))}
    told = case.model_dump_json(exclude=left_out)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _score(trace: Trace, case: Case, books: Books, bodies_in: BodiesIn, ranked: Measures) -> Score:
    gold = gold_spans(case, books)
    outcome = outcome_of(case, trace, bodies_in=bodies_in)
    measures = outcome_measures(case, trace, outcome)
    if gold:  # an error found nothing: it counts as that, and is not averaged away
        measures |= retrieval_measures(case, _looked_up(trace), gold, books) | ranked
    if trace.found_standalone and gold:
        typed = retrieval_measures(case, trace.found, gold, books)
        measures |= {f"{name}.as_typed": typed[name] for name in ("evidence_recall@350w", "evidence_recall@1500w")}
    if not refused(trace):
        measures |= citation_measures(trace, books, bodies_in=bodies_in) | cites_gold(trace, gold, books)
    measures |= quote_measures(trace, books)
    return Score(
        case=case.id,
        variant=trace.variant,
        repeat=trace.repeat,
        category=case.category,
        cluster=case.cluster,
        expect=case.expect,
        critical=case.critical,
        hard=case.hard,
        status=trace.status,
        gold=gold_hash(case),
        measures={name: (ratio.part, ratio.whole) for name, ratio in sorted(measures.items())},
        blame=blame(case, trace, outcome, gold, books),
        notes=_notes(case, outcome),
        confidence=trace.confidence if trace.confidence is not None else _best_hit(trace),
        total_ms=float(trace.timings_ms.get("total", 0.0)),
        search_ms=trace.search_ms,
        error=trace.error,
    )


def _looked_up(trace: Trace) -> Sequence[Found]:
    """What search gave for the question that was looked up: "and for children?" is looked up as it was understood."""
    return trace.found_standalone or trace.found


def _rankings(trace: Trace, case: Case, books: Books) -> list[tuple[Ranking, ...]]:
    return [rankings_of(_looked_up(trace), alternative, books) for alternative in gold_spans(case, books)]


def _best_hit(trace: Trace) -> float | None:
    return trace.found[0].score if trace.found else None


def _notes(case: Case, outcome: Outcome) -> tuple[str, ...]:
    facts = {fact.id: fact for fact in case.facts}
    missing = [f"does not state {facts[one].type} {_wanted(facts[one])}" for one in outcome.missing]
    wrong = [f"states what it must not: {one}" for one in outcome.forbidden]
    twice = [f"states another value beside {facts[one].value}" for one in outcome.contradicted]
    twice += [f"says more than {MOST_WORDS} words"] if outcome.buried else []
    status = [] if outcome.status_right else [f"wrong status for {case.expect}"]
    return (*status, *missing, *wrong, *twice)


def _wanted(fact: Fact) -> str:
    return ", ".join(fact.items) if fact.type == "list" else str(fact.value)
