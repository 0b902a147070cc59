"""Whether an answer stays right when the question is put in other words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.intervals import Interval, cluster_interval
from eval.measures import Ratio
from eval.pairs import Paired, paired
from eval.scores import Score
from eval.trace import Trace

__all__ = ["EVERY_KIND", "HELD_BESIDE", "Robustness", "Wording", "robustness", "robustness_text"]

HELD_BESIDE = ("strict_accuracy", "over_refusal_rate", "false_answer_rate", "evidence_recall@350w")
EVERY_KIND = "all kinds"
_FIRST_HITS = 5
_Couple = tuple[Score, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One kind of other wording, beside the same `n` cases in their own words.

    `compared` holds each measure with the own wording as old and the other as new. `flips` is the share right in one
    of the two only; `same_hits` the mean share (Jaccard's) of the first five hits that both have, None without traces.
    """

    kind: str
    n: int
    compared: tuple[Paired, ...]
    flips: Interval
    same_hits: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """Every kind of wording, all of them together last, and the share of cases right in each of their wordings."""

    cases: int
    kinds: tuple[Wording, ...]
    all_right: Interval


def robustness(scores: Sequence[Score], traces: Sequence[Trace] = ()) -> Robustness | None:
    """Hold each wording of a question beside its own; None where no question was asked in other words.

    Intervals draw whole clusters, and the wordings of a case belong to its cluster.
    """
    own = {score.case: score for score in scores if not score.variant and not score.repeat}
    others = [score for score in scores if score.variant and not score.repeat and score.case in own]
    couples = [(own[other.case], other) for other in others]
    if not couples:
        return None
    shares = _same_hits(traces)
    kinds: dict[str, list[_Couple]] = defaultdict(list)
    right = {other.case: own[other.case].strict for other in others}
    for couple in couples:
        kinds[couple[1].variant].append(couple)
        right[couple[1].case] &= couple[1].strict
    return Robustness(
        cases=len(right),
        kinds=tuple(_wording(kind, group, shares) for kind, group in (*sorted(kinds.items()), (EVERY_KIND, couples))),
        all_right=_share(list(right.values()), [own[case].cluster for case in right]),
    )


def robustness_text(found: Robustness) -> str:
    """The tables as plain text: for each measure a line a kind with the own wording, the other and the change."""
    lines = [f"{found.cases} questions in their own and in other words", ""]
    lines.append(f"{'':<34}{'n':>5}{'own':>8}{'other':>8}{'change':>9}{'95% interval':>20}{'p':>8}")
    for measure in HELD_BESIDE:
        lines += [_line(one.kind, held) for one in found.kinds for held in one.compared if held.measure == measure]
    lines += ["", f"{'':<34}{'n':>5}{'flip rate':>11}{'95% interval':>18}{'first five hits shared':>24}"]
    for one in found.kinds:
        between = f"{one.flips.low:.3f} to {one.flips.high:.3f}"
        shared = "–" if one.same_hits is None else f"{one.same_hits:.3f}"
        lines.append(f"{one.kind:<34}{one.n:>5}{one.flips.value:>11.3f}{between:>18}{shared:>24}")
    whole = found.all_right
    lines += ["", f"right in every wording {whole.value:.3f} ({whole.low:.3f} to {whole.high:.3f}), n = {found.cases}"]
    return "\n".join(lines)


def _line(kind: str, one: Paired) -> str:
    between = f"{one.low:+.3f} to {one.high:+.3f}"
    named = f"{one.measure}, {kind}"
    return f"{named:<34}{one.n:>5}{one.old:>8.3f}{one.new:>8.3f}{one.difference:>+9.3f}{between:>20}{one.p:>8.3f}"


def _wording(kind: str, couples: Sequence[_Couple], shares: Mapping[tuple[str, str], float]) -> Wording:
    old = [own.model_copy(update={"variant": other.variant}) for own, other in couples]
    new = [other for _, other in couples]
    held = [result for measure in HELD_BESIDE if (result := paired(measure, old, new)) is not None]
    shared = [shares[other.case, other.variant] for other in new if (other.case, other.variant) in shares]
    return Wording(
        kind=kind,
        n=len(couples),
        compared=tuple(held),
        flips=_share([own.strict != other.strict for own, other in couples], [own.cluster for own, _ in couples]),
        same_hits=sum(shared) / len(shared) if shared else None,
    )


def _same_hits(traces: Sequence[Trace]) -> Mapping[tuple[str, str], float]:
    first: dict[tuple[str, str], frozenset[tuple[str, int]]] = {
        (trace.case, trace.variant): frozenset((hit.plan_id, hit.start) for hit in trace.found[:_FIRST_HITS])
        for trace in traces
        if not trace.repeat
    }
    return {
        (case, variant): len(hits & own) / len(hits | own)
        for (case, variant), hits in first.items()
        if variant and (own := first.get((case, ""))) is not None and hits | own
    }


def _share(verdicts: Sequence[bool], clusters: Sequence[str]) -> Interval:
    return cluster_interval([Ratio(float(verdict), 1) for verdict in verdicts], clusters)
