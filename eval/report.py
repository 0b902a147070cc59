"""The report of a run: one HTML page that needs nothing from elsewhere, Markdown and JUnit beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.abstention import STATUSES, abstention, matrix, risk_coverage, threshold_for
from eval.blame import STAGES
from eval.gate import Ruling
from eval.gold import Case
from eval.intervals import detectable
from eval.junit import junit
from eval.pairs import discordant
from eval.repeats import repeat_measures
from eval.robustness import robustness
from eval.runs import Manifest, Run
from eval.scores import LOWER_IS_BETTER, PRIMARY, Score
from eval.summary import by_category, latency, summarise
from eval.trace import Trace

__all__ = ["Told", "report_context", "write_report"]

_TEMPLATES = Path(__file__).parent / "templates"
_WORST = 10
_RISK = 0.1
_SHOWN_FLIPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A question as the report shows it: what was wanted, what was said (and said before), what was wrong."""

    key: str
    question: str
    expect: str
    reference: str
    quotes: tuple[str, ...]
    answer: str
    before: str
    status: str
    blame: str
    notes: tuple[str, ...]


def write_report(run: Run, *, ruling: Ruling | None = None, before: Run | None = None) -> Path:
    """Write report.html, report.md and junit.xml into the run's folder; return the page's path.

    `before` is a run to be compared with side by side. Raises RunError.
    """
    context = report_context(run, ruling=ruling, before=before)
    for name in ("report.html", "report.md"):
        (run.folder / name).write_text(_rendered(name, context), encoding="utf-8")
    shown = _own(run.scores()) if context["open_to_view"] else []
    (run.folder / "junit.xml").write_text(junit(run.name, shown, ruling), encoding="utf-8")
    return run.folder / "report.html"


def report_context(run: Run, *, ruling: Ruling | None, before: Run | None) -> Mapping[str, object]:
    """Everything the templates show. Runs over the test set show one table and no single question."""
    manifest, every = run.manifest(), run.scores()
    scores = _own(every)
    open_to_view = manifest.tier != "test"
    cases = {case.id: case for case in run.cases()}
    traces = {(trace.key, trace.repeat): trace for trace in run.traces()}
    old = {trace.key: trace for trace in before.traces()} if before else {}
    return {
        "manifest": manifest,
        "open_to_view": open_to_view,
        "ruling": ruling,
        "before": before.name if before else None,
        "measures": summarise(scores),
        "primary": [one for one in summarise(scores, PRIMARY)],
        "changes": {one.measure: one for one in ruling.compared} if ruling else {},
        "detectable": {name: _detectable(scores, name) for name in PRIMARY},
        "lower": LOWER_IS_BETTER,
        "categories": by_category(scores),
        "columns": [name for name in (*PRIMARY, "evidence_recall@350w", "evidence_recall@1500w", "citation_recall")],
        "matrix": matrix(scores),
        "statuses": STATUSES,
        "abstention": abstention(scores),
        "threshold": threshold_for(scores, _RISK),
        "risk": _RISK,
        "blame": [(stage, count) for stage in STAGES if (count := Counter(s.blame for s in scores)[stage])],
        "blame_by_category": _blame_by_category(scores),
        "wordings": robustness(every, run.traces()),
        "repeats": repeat_measures(every),
        "latency": latency([score.total_ms for score in scores if not score.error]),
        "errors": [score for score in every if score.error] if open_to_view else [],
        "worst": [_told(score, cases, traces, old) for score in _worst(scores)] if open_to_view else [],
        "flips": _flips(scores, before, cases, traces, old) if open_to_view else {},
        "pictures": _pictures(scores),
        "caveats": _caveats(manifest, scores),
    }


def _rendered(name: str, context: Mapping[str, object]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"{name}.j2").render(context)


def _own(scores: Sequence[Score]) -> list[Score]:
    return [score for score in scores if not score.variant and not score.repeat]


def _worst(scores: Sequence[Score]) -> list[Score]:
    """Errors and critical cases first, then what misleads most, then what states least."""
    order = {stage: place for place, stage in enumerate(("error", "wrongly answered", "wrong value", "not found"))}
    wrong = [score for score in scores if not score.strict]
    return sorted(
        wrong,
        key=lambda score: (
            not score.error,
            not score.critical,
            order.get(score.blame, len(order)),
            score.measures.get("fact_coverage", (0.0, 1.0))[0],
            score.key,
        ),
    )[:_WORST]


def _told(
    score: Score, cases: Mapping[str, Case], traces: Mapping[tuple[str, int], Trace], old: Mapping[str, Trace]
) -> Told:
    case, trace = cases[score.case], traces[score.key, score.repeat]
    before = old.get(score.key)
    return Told(
        key=score.key,
        question=trace.question,
        expect=case.expect,
        reference=case.reference,
        quotes=tuple(f"{one.doc}: {one.quote}" for one in (case.evidence[0] if case.evidence else ())),
        answer=trace.error or trace.text,
        before="" if before is None else before.error or before.text,
        status=score.status,
        blame=score.blame,
        notes=score.notes,
    )


def _flips(
    scores: Sequence[Score],
    before: Run | None,
    cases: Mapping[str, Case],
    traces: Mapping[tuple[str, int], Trace],
    old: Mapping[str, Trace],
) -> Mapping[str, list[Told]]:
    if before is None:
        return {}
    changed = discordant(_own(before.scores()), scores)
    by_key = {score.key: score for score in scores}
    return {
        name: [_told(by_key[key], cases, traces, old) for key in keys[:_SHOWN_FLIPS]]
        for name, keys in (("broken", changed.broken), ("fixed", changed.fixed))
    }


def _blame_by_category(scores: Sequence[Score]) -> Mapping[str, Mapping[str, int]]:
    return {
        category: Counter(score.blame for score in scores if score.category == category and score.blame)
        for category in sorted({score.category for score in scores})
    }


def _detectable(scores: Sequence[Score], measure: str) -> float:
    """What a paired comparison of two runs of this size would show, were the runs as unlike as two strangers; 0 where
    no case differs from another, which tells nothing."""
    values = [ratio.value for score in scores if (ratio := score.ratio(measure)) is not None]
    return 2**0.5 * detectable(values)


def _pictures(scores: Sequence[Score]) -> Mapping[str, str]:
    from eval.pictures import category_bars, latency_histogram, risk_curve

    shares = {name: row["strict_accuracy"] for name, row in by_category(scores).items() if "strict_accuracy" in row}
    curve = risk_coverage(scores)
    pictures = {"categories": category_bars(shares)} if shares else {}
    pictures |= {"risk": risk_curve(curve)} if curve else {}
    times = [score.total_ms for score in scores if score.total_ms]
    return pictures | ({"latency": latency_histogram(times)} if times else {})


def _caveats(manifest: Manifest, scores: Sequence[Score]) -> list[str]:
    few = sorted(name for name, row in by_category(scores).items() if row["strict_accuracy"][1] < 20)
    caveats = [
        "Right and wrong are told by rules over hand-written gold: a right answer in words that the gold does not"
        " foresee counts as wrong.",
        "Intervals are by cluster: questions about one passage stand and fall together.",
    ]
    if few:
        caveats.append(f"Fewer than 20 questions, so read with care: {', '.join(few)}.")
    if manifest.tier != "test":
        caveats.append("Developers see these questions; only the test set says how good it is on unseen ones.")
    if len(scores) < 200:
        caveats.append("The 95th percentile of latency rests on fewer than 200 questions.")
    return caveats
