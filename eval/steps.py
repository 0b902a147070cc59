"""The four steps, each of which can be taken again by itself: generate, score, compare, gate."""

import dataclasses
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from eval.asking import Progress, ask_cases, in_silence, wordings
from eval.baseline import Baseline
from eval.claims import registered_bodies
from eval.gate import Ruling, judge_run
from eval.gold import Case
from eval.intervals import SEED
from eval.machine import commit, fingerprint, folder_hash, peak_mib, versions
from eval.product import Product, books_in
from eval.repeats import repeat_measures
from eval.robustness import robustness
from eval.runs import Manifest, Run, new_run_id
from eval.scores import Score
from eval.scoring import gold_hash, score_traces
from eval.spending import cost_of
from eval.summary import by_category, latency, latency_by_stage, micro_citation_f1, summarise
from eval.tiers import cases_of
from eval.trace import Trace
from plans.errors import WrongCall

__all__ = ["gate_run", "generate", "resume", "score_run", "summary_of"]


def generate(
    tier: str,
    product: Product,
    folder: Path,
    *,
    variants: bool = False,
    repeats: int = 1,
    cases: Sequence[Case] | None = None,
    token_price: tuple[float, float] | None = None,
    progress: Progress = in_silence,
) -> Run:
    """Ask the cases of a tier, or those given of it; keep the traces in a new folder there.

    `token_price` is what a million tokens to and from the language model cost.

    Raises WrongCall for an unknown tier, GoldError for faulty gold.
    """
    asked = tuple(cases_of(tier) if cases is None else cases)
    run = Run(folder / new_run_id(Path(tier).stem))
    books = books_in(product.library)
    manifest = _manifest(run, tier, product, asked, variants=variants, repeats=repeats)
    run.start(manifest, asked, books)
    return _answered(run, manifest.model_copy(update={"token_price": token_price}), asked, product, progress)


def resume(run: Run, product: Product, *, progress: Progress = in_silence) -> Run:
    """Ask what a run that was stopped has not asked yet, and what met an error.

    Raises WrongCall where the assistant is not what it was, so that its answers do not belong together; RunError.
    """
    manifest = run.manifest()
    other = _changed(manifest, product)
    if other:
        raise WrongCall(f"The run {run.name} cannot go on: {', '.join(other)} changed since; generate anew.")
    return _answered(run, manifest, run.cases(), product, progress, so_far=run.traces_so_far())


def _changed(manifest: Manifest, product: Product) -> list[str]:
    """What is no longer as a run had it, in words."""
    plans = {plan.id: plan.sha256 for plan in product.library.plans()}
    pairs = {
        "the settings": (manifest.settings, product.settings),
        "the plans": (manifest.plans, plans),
        "the index": (manifest.generation, product.library.generation),
        "the source": (manifest.commit, commit()),
        "the packages": (manifest.versions, versions()),
        "the prompts": (manifest.prompts, _prompts()),
    }
    return [name for name, (before, now) in pairs.items() if before != now]


def _answered(
    run: Run,
    manifest: Manifest,
    cases: Sequence[Case],
    product: Product,
    progress: Progress,
    *,
    so_far: Sequence[Trace] = (),
) -> Run:
    """Ask what is not answered so far and keep what it took."""
    began = time.perf_counter()
    asking = ask_cases(
        cases,
        product,
        variants=manifest.variants,
        repeats=manifest.repeats,
        answered={(trace.key, trace.repeat) for trace in so_far},
        progress=progress,
    )
    traces = run.write_traces(asking, after=so_far)
    done = {
        "seconds": round(manifest.seconds + time.perf_counter() - began, 1),
        "first_answer_ms": float(traces[0].timings_ms.get("total", 0.0)) if traces else 0.0,
        "peak_mib": peak_mib(),
        "index_seconds": round(product.index_seconds, 1),
    }
    run.finish(manifest.model_copy(update=done))
    return run


def score_run(run: Run) -> tuple[Score, ...]:
    """Score a run's traces, offline, and write scores and summary beside them.

    Raises RunError.
    """
    cases = {case.id: case for case in run.cases()}
    traces = run.traces()
    scores = score_traces(traces, cases, run.books(), bodies_in=registered_bodies())
    run.write_scores(scores)
    run.write_summary(summary_of(scores, traces, run.manifest()))
    return scores


def summary_of(scores: Sequence[Score], traces: Sequence[Trace], manifest: Manifest) -> Mapping[str, object]:
    """What summary.json holds: measures with intervals, categories, wordings, repeats, latency, cost."""
    own = [score for score in scores if not score.variant and not score.repeat]
    return {
        "questions": len(own),
        "errors": sum(bool(score.error) for score in scores),
        "measures": {one.measure: dataclasses.asdict(one) for one in summarise(own)},
        "citation_f1_micro": micro_citation_f1(own),
        "categories": by_category(own),
        "wordings": None if (worded := robustness(scores, traces)) is None else dataclasses.asdict(worded),
        "repeats": repeat_measures(scores, traces),
        "latency": {
            name: None if (found := latency(values)) is None else dataclasses.asdict(found)
            for name, values in (
                ("answer", [score.total_ms for score in scores if not score.error]),
                ("search", [score.search_ms for score in scores if not score.error]),
            )
        },
        "cost": {
            "a question": None if (cost := cost_of(traces, manifest.token_price)) is None else dataclasses.asdict(cost),
            "index_seconds": manifest.index_seconds,
            "peak_mib": manifest.peak_mib,
        },
        "stages": {name: dataclasses.asdict(one) for name, one in latency_by_stage(traces).items()},
    }


def gate_run(run: Run, baseline: Baseline) -> Ruling:
    """Judge a scored run against the baseline.

    Raises RunError.
    """
    own = [score for score in run.scores() if not score.variant and not score.repeat]
    manifest = run.manifest()
    wanted = [key for key in manifest.expected if "~" not in key]
    return judge_run(own, baseline, tier=manifest.tier, expected=wanted)


def _manifest(
    run: Run, tier: str, product: Product, cases: Sequence[Case], *, variants: bool, repeats: int
) -> Manifest:
    keys = [f"{case.id}~{kind}" if kind else case.id for case in cases for kind, _ in wordings(case, variants=variants)]
    return Manifest(
        id=run.name,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        tier=tier,
        gold={case.id: gold_hash(case) for case in cases},
        cases=len(cases),
        expected=tuple(keys),
        variants=variants,
        repeats=repeats,
        seed=SEED,
        generation=product.library.generation,
        plans={plan.id: plan.sha256 for plan in product.library.plans()},
        settings=product.settings,
        versions=versions(),
        machine=fingerprint(),
        prompts=_prompts(),
        commit=commit(),
    )


def _prompts() -> str:
    return folder_hash(Path(__file__).parent.parent / "prompts")
