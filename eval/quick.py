"""The quick table of `planwatch eval`: the few numbers that a developer looks at first, with counts and intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.asking import Progress, ask_cases, in_silence
from eval.claims import registered_bodies
from eval.gold import Case
from eval.product import Product, books_in
from eval.scores import Score
from eval.scoring import score_traces
from eval.summary import Latency, Measured, by_category, latency, summarise

__all__ = ["SHOWN", "Quick", "quick", "quick_text"]

SHOWN = (
    ("evidence_recall@350w", "evidence recall within 350 words"),
    ("evidence_recall@1500w", "evidence recall within 1,500 words"),
    ("strict_accuracy", "strict accuracy"),
    ("fact_coverage", "facts stated"),
    ("quote_exactness", "quote exactness"),
    ("citation_recall", "citation recall"),
    ("citation_precision", "citation precision"),
    ("false_answer_rate", "false-answer rate"),
    ("over_refusal_rate", "over-refusal rate"),
    ("unsupported_numbers", "unsupported numbers"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quick:
    """A quick evaluation: every score, and what the table shows of them."""

    scores: tuple[Score, ...]
    measured: tuple[Measured, ...]
    answering: Latency | None
    searching: Latency | None


def quick(cases: Sequence[Case], product: Product, *, progress: Progress = in_silence) -> Quick:
    """Ask the cases once each in their own words and score the answers."""
    traces = tuple(ask_cases(cases, product, progress=progress))
    by_id = {case.id: case for case in cases}
    scores = score_traces(traces, by_id, books_in(product.library), bodies_in=registered_bodies())
    return Quick(
        scores=scores,
        measured=summarise(scores, [name for name, _ in SHOWN]),
        answering=latency([score.total_ms for score in scores if not score.error]),
        searching=latency([score.search_ms for score in scores if not score.error]),
    )


def quick_text(found: Quick) -> str:
    """The table as plain text: measures with intervals and counts, categories, stages blamed, latency."""
    names = dict(SHOWN)
    lines = [f"{len(found.scores)} questions", ""]
    lines += [
        f"{names[one.measure]:<36} {at.value:6.3f}   {at.low:.3f} to {at.high:.3f}   n = {one.n}"
        + (f", a change of {one.detectable:.3f} is seen" if one.detectable else "")
        for one in found.measured
        for at in (one.pooled,)
    ]
    lines += ["", *_latency_lines(found), "", *_category_lines(found.scores), "", *_blame_lines(found.scores)]
    failed = [score for score in found.scores if score.error]
    lines += [f"error in {score.key}: {score.error}" for score in failed]
    return "\n".join(lines)


def _latency_lines(found: Quick) -> list[str]:
    return [
        f"{name:<36} p50 {one.p50:.0f} ms, p95 {one.p95.value:.0f} ms "
        f"({one.p95.low:.0f} to {one.p95.high:.0f}), slowest {one.slowest:.0f} ms"
        for name, one in (("answer", found.answering), ("search", found.searching))
        if one is not None
    ]


def _category_lines(scores: Sequence[Score]) -> list[str]:
    columns = ("strict_accuracy", "evidence_recall@350w", "false_answer_rate", "over_refusal_rate")
    lines = [f"{'category':<15} {'n':>4}  {'strict':>7} {'rec@350':>8} {'false':>7} {'refused':>8}"]
    for category, row in by_category(scores).items():
        cells = " ".join(f"{row[name][0]:8.2f}" if name in row else f"{'–':>8}" for name in columns)
        lines.append(f"{category:<15} {sum(score.category == category for score in scores):>4} {cells}")
    return lines


def _blame_lines(scores: Sequence[Score]) -> list[str]:
    stages = sorted({score.blame for score in scores if score.blame})
    return [f"{stage:<22} {sum(score.blame == stage for score in scores):>4}" for stage in stages]
