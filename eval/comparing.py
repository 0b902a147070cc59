"""Two or more scored runs beside each other: the paired table, latency only where the machine is the same."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from eval.pairs import Paired, compare, discordant
from eval.runs import Run
from eval.scores import LOWER_IS_BETTER, PRIMARY, Score, better

__all__ = ["comparison_text"]

_ALSO = ("evidence_recall@350w", "evidence_recall@1500w", "ndcg@10.passage", "citation_recall", "fact_coverage")
_SURE = 0.05
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def comparison_text(runs: Sequence[Run]) -> str:
    """The table as plain text: a column a run, over the questions that all runs share with the same gold.

    A value carries the letters of the runs that it is better than, by Holm-corrected p below 0.05. For two runs
    the differences follow with interval, p, n and the smallest difference that would have been seen.
    Raises RunError.
    """
    scores = _shared([[one for one in run.scores() if not one.repeat] for run in runs])
    if not scores[0]:
        return "The runs share no question with the same gold: there is nothing to compare."
    beaten = _beaten(scores)
    header = f"{len(scores[0])} questions that all runs share"
    lines = [header, *(f"  {letter}  {run.name}" for letter, run in zip(_LETTERS, runs, strict=False)), ""]
    lines.append(f"{'measure':<26}" + "".join(f"{letter:>12}" for letter in _LETTERS[: len(runs)]))
    for measure in (*PRIMARY, *_ALSO):
        cells = [_mean(column, measure) for column in scores]
        if all(cell is not None for cell in cells):
            marked = [f"{cell:.3f} {beaten[at, measure]}" for at, cell in enumerate(cells)]
            lines.append(f"{_named(measure):<26}" + "".join(f"{cell:>12}" for cell in marked))
    if len(runs) == 2:
        open_to_view = "test" not in {run.manifest().tier for run in runs}
        lines += ["", *_differences(scores[0], scores[1], named=open_to_view)]
    return "\n".join([*lines, "", *_latency(runs)])


def _shared(columns: Sequence[Sequence[Score]]) -> list[list[Score]]:
    keys = [{(score.key, score.gold) for score in column} for column in columns]
    common = set.intersection(*keys)
    return [sorted((one for one in column if (one.key, one.gold) in common), key=lambda s: s.key) for column in columns]


def _beaten(columns: Sequence[Sequence[Score]]) -> Mapping[tuple[int, str], str]:
    """For each run and measure the letters of the runs it is surely better than."""
    marks = {(at, measure): "" for at in range(len(columns)) for measure in (*PRIMARY, *_ALSO)}
    for old, new in permutations(range(len(columns)), 2):
        for result in compare(columns[old], columns[new], (*PRIMARY, *_ALSO)):
            p = result.p if result.adjusted is None else result.adjusted
            if p < _SURE and better(result.measure, result.difference) > 0:
                marks[new, result.measure] += _LETTERS[old]
    return marks


def _differences(old: Sequence[Score], new: Sequence[Score], *, named: bool) -> list[str]:
    """The differences; the cases that flipped are `named` unless they are of the test set."""
    results = compare(old, new, (*PRIMARY, *_ALSO))
    head = f"{'b less a':<26}{'difference':>12}{'95% interval':>22}{'p':>8}{'Holm p':>8}{'n':>6}{'seen from':>10}"
    changed = discordant(old, new)
    return [
        head,
        *(_difference(result) for result in results),
        "",
        f"strict accuracy by case: {len(changed.fixed)} fixed, {len(changed.broken)} broken,"
        f" McNemar p = {changed.p:.3f}",
        *(f"  fixed   {key}" for key in changed.fixed if named),
        *(f"  broken  {key}" for key in changed.broken if named),
    ]


def _difference(one: Paired) -> str:
    holm = "–" if one.adjusted is None else f"{one.adjusted:.3f}"
    between = f"{one.low:+.3f} to {one.high:+.3f}"
    return (
        f"{_named(one.measure):<26}{one.difference:>+12.3f}{between:>22}{one.p:>8.3f}{holm:>8}{one.n:>6}"
        f"{one.detectable:>10.3f}"
    )


def _named(measure: str) -> str:
    return f"{measure} ↓" if measure in LOWER_IS_BETTER else measure


def _mean(scores: Sequence[Score], measure: str) -> float | None:
    values = [ratio.value for score in scores if (ratio := score.ratio(measure)) is not None]
    return sum(values) / len(values) if values else None


def _latency(runs: Sequence[Run]) -> list[str]:
    machines = {run.manifest().machine.get("id", "") for run in runs}
    if len(machines) > 1:
        return ["The runs were made on different machines: latencies are not compared."]
    lines = []
    for letter, run in zip(_LETTERS, runs, strict=False):
        times = sorted(score.total_ms for score in run.scores() if not score.error)
        if times:
            lines.append(f"{letter}: median answer {times[len(times) // 2]:.0f} ms, slowest {times[-1]:.0f} ms")
    return lines
