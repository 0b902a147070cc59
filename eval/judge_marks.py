"""A judging model's marks as columns: means, their spread between readings, and what the rules say beside them."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.judging import MARKS, Judgement

__all__ = ["Mark", "judgement_text", "marks_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of the judge's columns: how many answers have it, the mean, the lowest and highest mean of a reading.

    `right` and `wrong` are the means over answers that the rules call right and wrong, None where there are none: a
    judge that tells them apart gives the first more than the second.
    """

    name: str
    n: int
    readings: int
    mean: float
    low: float
    high: float
    right: float | None = None
    wrong: float | None = None

    @property
    def spread(self) -> float:
        """How far the readings of the same answers lie apart."""
        return self.high - self.low


def marks_of(judged: Sequence[Judgement], right: Mapping[str, bool] | None = None) -> tuple[Mark, ...]:
    """The judge's columns. `right` tells by case what the rules say of the answer."""
    return tuple(found for name in MARKS if (found := _mark(name, judged, right or {})) is not None)


def judgement_text(judged: Sequence[Judgement], path: Path, right: Mapping[str, bool] | None = None) -> str:
    """Each mark's mean over answers with the spread of its mean between readings; failures are counted, not hidden."""
    lines = [f"{sum(not one.failed for one in judged)} readings, {sum(bool(one.failed) for one in judged)} failed"]
    for one in marks_of(judged, right):
        lines.append(f"judge.{one.name:<12}{one.mean:6.3f}   spread between readings {one.spread:.3f}   n = {one.n}")
        if one.right is not None and one.wrong is not None:
            lines.append(f"{'':<18}answers right by the rules {one.right:.3f}, wrong {one.wrong:.3f}")
    why = Counter(one.failed for one in judged if one.failed)
    lines += [f"{count} failed: {reason}" for reason, count in why.most_common()]
    return "\n".join([*lines, f"every reading is in {path}; marks of a model are never gated"])


def _mark(name: str, judged: Sequence[Judgement], right: Mapping[str, bool]) -> Mark | None:
    marked = [one for one in judged if name in one.marks]
    if not marked:
        return None
    means = [
        statistics.fmean(one.marks[name] for one in marked if one.reading == reading)
        for reading in sorted({one.reading for one in marked})
    ]
    return Mark(
        name=name,
        n=len({one.case for one in marked}),
        readings=len(means),
        mean=statistics.fmean(one.marks[name] for one in marked),
        low=min(means),
        high=max(means),
        right=_mean([one.marks[name] for one in marked if right.get(one.case) is True]),
        wrong=_mean([one.marks[name] for one in marked if right.get(one.case) is False]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None
