"""Whether an answer stays right when the question is put in other words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eval.scores import Score
from eval.trace import Trace

__all__ = ["robustness"]


def robustness(scores: Sequence[Score], traces: Sequence[Trace] = ()) -> Mapping[str, object]:
    """Strict accuracy by kind of wording with its paired drop, all-right rate, flip rate; empty without variants.

    A drop is the accuracy of the cases' own wording less that of the variants, over the cases that have the kind.
    The flip rate is the share of variants whose answer is right where the case's own is wrong, or the reverse.
    With the traces, `same_hits` is the mean share of the first five hits that a variant and the own wording share.
    """
    by_case: dict[str, dict[str, Score]] = defaultdict(dict)
    for score in scores:
        if not score.repeat:
            by_case[score.case][score.variant] = score
    groups = [group for group in by_case.values() if "" in group and len(group) > 1]
    if not groups:
        return {}
    pairs = [(group[""], score) for group in groups for kind, score in group.items() if kind]
    kinds = sorted({score.variant for _, score in pairs})
    return {
        "kinds": {kind: _kind([pair for pair in pairs if pair[1].variant == kind]) for kind in kinds},
        "all_right": _share([all(score.strict for score in group.values()) for group in groups]),
        "flips": _share([own.strict != other.strict for own, other in pairs]),
        "cases": len(groups),
        **_same_hits(traces),
    }


def _same_hits(traces: Sequence[Trace]) -> Mapping[str, float]:
    first: dict[tuple[str, str], frozenset[tuple[str, int]]] = {
        (trace.case, trace.variant): frozenset((hit.plan_id, hit.start) for hit in trace.found[:5])
        for trace in traces
        if not trace.repeat
    }
    shares = [
        len(hits & own) / len(hits | own)
        for (case, variant), hits in first.items()
        if variant and (own := first.get((case, ""))) is not None and hits | own
    ]
    return {"same_hits": sum(shares) / len(shares)} if shares else {}


def _kind(pairs: Sequence[tuple[Score, Score]]) -> Mapping[str, float]:
    own, other = (_share([score.strict for score in column]) for column in zip(*pairs, strict=True))
    return {"n": len(pairs), "strict": other, "drop": own - other}


def _share(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts)
