"""The report of a run: one HTML page that needs nothing from elsewhere, Markdown and JUnit beside it."""

import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from eval.abstention import STATUSES, abstention, matrix, risk_coverage, threshold_for
from eval.blame import STAGES
from eval.external_kept import kept_sets
from eval.gate import Ruling
from eval.judge_marks import marks_of
from eval.judging import read_judgements
from eval.junit import junit
from eval.outcomes import WANTED
from eval.page_pictures import PrintedPages
from eval.repeats import repeat_measures
from eval.robustness import robustness
from eval.runs import Manifest, Run
from eval.scores import LOWER_IS_BETTER, PRIMARY, Score
from eval.second_reader import ANSWERS, read_seconds, seconded
from eval.spending import cost_of
from eval.summary import by_category, latency, latency_by_stage, micro_citation_f1, summarise
from eval.told import Teller

__all__ = ["report_context", "write_report"]

_TEMPLATES = Path(__file__).parent / "templates"
_RISK = 0.1
_FEW = 20
_SECONDS = {"smoke": 120.0, "dev": 300.0}


def write_report(
    run: Run, *, ruling: Ruling | None = None, before: Run | None = None, printed: PrintedPages | None = None
) -> Path:
    """Write report.html, report.md and junit.xml into the run's folder; return the page's path.

    `before` is a run to be compared with side by side; of `printed` plans the pages that hold the gold's words are
    shown. Raises RunError.
    """
    context = report_context(run, ruling=ruling, before=before, printed=printed)
    for name in ("report.html", "report.md"):
        (run.folder / name).write_text(_rendered(name, context), encoding="utf-8")
    shown = _own(run.scores()) if context["open_to_view"] else []
    (run.folder / "junit.xml").write_text(junit(run.name, shown, ruling), encoding="utf-8")
    return run.folder / "report.html"


def report_context(
    run: Run, *, ruling: Ruling | None, before: Run | None, printed: PrintedPages | None
) -> Mapping[str, object]:
    """Everything the templates show. Runs over the test set show one table and no single question."""
    manifest, every, traces = run.manifest(), run.scores(), run.traces()
    scores = _own(every)
    open_to_view = manifest.tier != "test"
    teller = Teller(run, scores, before, printed)
    flips = teller.flips(_own(before.scores()) if before else ()) if open_to_view else {}
    worst = teller.worst() if open_to_view else []
    return {
        "manifest": manifest,
        "open_to_view": open_to_view,
        "ruling": ruling,
        "before": before.name if before else None,
        "measures": summarise(scores),
        "primary": [one for one in summarise(scores, PRIMARY)],
        "changes": {one.measure: one for one in ruling.compared} if ruling else {},
        "in_short": _in_short(scores),
        "micro": micro_citation_f1(scores),
        "lower": LOWER_IS_BETTER,
        "categories": by_category(scores),
        "columns": [name for name in (*PRIMARY, "evidence_recall@350w", "evidence_recall@1500w", "citation_recall")],
        "matrix": matrix(scores),
        "statuses": STATUSES,
        "wanted": WANTED,
        "abstention": abstention(scores),
        "threshold": threshold_for(scores, _RISK),
        "risk": _RISK,
        "blame": [(stage, count) for stage in STAGES if (count := Counter(s.blame for s in scores)[stage])],
        "blame_by_category": _blame_by_category(scores),
        "wordings": robustness(every, traces),
        "repeats": repeat_measures(every, traces),
        "cost": cost_of(traces, manifest.token_price),
        **_judged(run, scores),
        "stages": latency_by_stage(traces),
        "latency": latency([score.total_ms for score in scores if not score.error]),
        "errors": [score for score in every if score.error] if open_to_view else [],
        "worst": worst,
        "flips": flips,
        "printed": printed.pictures() if printed else (),
        "not_printed": printed.left_out if printed else 0,
        "titles": {plan_id: book.plan.title for plan_id, book in run.books().items()} if printed else {},
        "external": kept_sets(run.folder.parent),
        "pictures": _pictures(scores),
        "words": _words(),
        "caveats": [*_caveats(manifest, scores), *_other_readers(run)],
    }


def _in_short(scores: Sequence[Score]) -> list[str]:
    """The three counts that a reader in a hurry wants, each a sentence; those that do not apply are left out."""
    told = {
        "strict_accuracy": "Of {n} questions, {k} were answered right in every way.",
        "over_refusal_rate": "Of {n} that the plans answer, {k} got no answer.",
        "false_answer_rate": "Of {n} that they do not answer, {k} got one all the same.",
    }
    lines = []
    for measure, words in told.items():
        ratios = [ratio for score in scores if (ratio := score.ratio(measure)) is not None]
        if ratios:
            lines.append(words.format(n=len(ratios), k=round(sum(ratio.part for ratio in ratios))))
    return lines


def _judged(run: Run, scores: Sequence[Score]) -> Mapping[str, object]:
    """What a judging model said of the run, where one was asked."""
    judged = read_judgements(run)
    return {
        "judge": ", ".join(sorted({one.judge for one in judged})),
        "judged": sum(not one.failed for one in judged),
        "unjudged": sum(bool(one.failed) for one in judged),
        "marks": marks_of(judged, {score.case: score.strict for score in scores}),
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


def _blame_by_category(scores: Sequence[Score]) -> Mapping[str, Mapping[str, int]]:
    return {
        category: Counter(score.blame for score in scores if score.category == category and score.blame)
        for category in sorted({score.category for score in scores})
    }


def _pictures(scores: Sequence[Score]) -> Mapping[str, str]:
    from eval.pictures import category_bars, latency_histogram, risk_curve

    shares = {
        name.replace("_", " "): row["strict_accuracy"]
        for name, row in by_category(scores).items()
        if "strict_accuracy" in row
    }
    curve = risk_coverage(scores)
    pictures = {"categories": category_bars(shares)} if shares else {}
    pictures |= {"risk": risk_curve(curve)} if curve else {}
    times = [score.total_ms for score in scores if score.total_ms]
    return pictures | ({"latency": latency_histogram(times)} if times else {})


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, object]]:
    """What primary measures and stages are called in words that need no manual."""
    return tomllib.loads(Path(__file__).with_name("report_words.toml").read_text(encoding="utf-8"))


def _other_readers(run: Run) -> list[str]:
    """How far other authors, who did not see the gold, agree with it on the questions of this run."""
    cases = {case.id: case for case in run.cases()}
    return [
        f"Another reader answered {found.n} of these questions from the plans alone, without seeing the gold: kappa"
        f" {found.kappa:.2f} over what is expected; the facts agree in {found.facts - len(found.other_facts)} of"
        f" {found.facts}."
        for path in ANSWERS
        if (found := seconded(read_seconds(path), cases)).n >= _FEW
    ]


def _caveats(manifest: Manifest, scores: Sequence[Score]) -> list[str]:
    few = sorted(name for name, row in by_category(scores).items() if row["strict_accuracy"][1] < _FEW)
    caveats = [
        "Right and wrong are told by rules over hand-written gold: a right answer in words that the gold does not"
        " foresee counts as wrong.",
        "Intervals are by cluster: questions about one passage stand and fall together.",
    ]
    if few:
        caveats.append(f"Fewer than {_FEW} questions, so read with care: {', '.join(few)}.")
    if manifest.seconds > (meant := _SECONDS.get(manifest.tier, math.inf)):
        caveats.append(f"It took {manifest.seconds:.0f} seconds to ask; this tier is meant to take under {meant:g}.")
    if manifest.tier != "test":
        caveats.append("Developers see these questions; only the test set says how good it is on unseen ones.")
    if len(scores) < 200:
        caveats.append("The 95th percentile of latency rests on fewer than 200 questions.")
    return caveats
