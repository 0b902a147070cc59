"""What the evaluation is given: the assistant under test over the sample plans, or over plans made for a test."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.build import Planwatch, untold
from app.shelf import sample_plans
from eval.product import Over, Product
from eval.quick import Quick, quick
from eval.spending import CountingModel, nothing_spent
from eval.tiers import cases_of
from plans.errors import BrokenIndex, Refused
from plans.settings import Settings

__all__ = ["measured_quickly", "over_the_samples", "product_of", "product_under_test", "products_over", "runs_folder"]

_SECRET = {"llm_api_key", "database_url"}


def measured_quickly(planwatch: Planwatch, tier: str = "dev") -> Quick:
    """Ask the questions of a tier once and score the answers."""
    under_test = over_the_samples(planwatch)
    return quick(
        cases_of(tier), product_of(under_test), progress=lambda done, total: planwatch.progress("asking", done, total)
    )


def over_the_samples(planwatch: Planwatch) -> Planwatch:
    """The same Planwatch where it holds the sample plans alone, as the questions take for granted; otherwise one
    with the same settings over a library of its own with just those.

    An index that other versions of the readers made is renewed first: what is measured is the code at hand. One that
    cannot be opened, as that of another branch may be, is left as it is, but where it is the evaluation's own.
    """
    over = planwatch if _holds_samples_alone(planwatch) else planwatch.over(_own_home(planwatch))
    try:
        over.plans.brought_up_to_date(planwatch.progress)
    except BrokenIndex:
        if over is planwatch:
            raise
        over.plans.rebuild(planwatch.progress)
    return over


def _holds_samples_alone(planwatch: Planwatch) -> bool:
    try:
        return {plan.sha256 for plan in planwatch.library.plans()} == {plan.sha256 for plan in sample_plans()}
    except BrokenIndex:
        return False


def _own_home(planwatch: Planwatch) -> Path:
    return planwatch.settings.home / "cache" / "evaluation"


def product_under_test(planwatch: Planwatch) -> Product:
    """A Planwatch over the sample plans as the evaluation sees it, with an account of what it spends."""
    model = planwatch.model
    counting = None if model is None else CountingModel(model)
    if counting is not None:
        planwatch.model = counting  # before anything is put together from it
    began = time.perf_counter()
    product = product_of(over_the_samples(planwatch))
    return replace(
        product,
        spent=nothing_spent if counting is None else counting.spent,
        index_seconds=time.perf_counter() - began,
    )


def product_of(planwatch: Planwatch) -> Product:
    """A Planwatch as the evaluation sees it."""
    settings = planwatch.settings.model_dump(mode="json", exclude=_SECRET, exclude_none=True)
    return Product(
        ask=planwatch.answerer.ask,
        search=planwatch.search.search,
        library=planwatch.library,
        register=planwatch.register,
        settings={name: str(value) for name, value in settings.items()},
    )


def products_over(planwatch: Planwatch) -> Over:
    """Something that makes an assistant with the same models over some files and nothing else.

    Each lives in a home of its own; these go when what is given back is no longer used.
    """
    homes = tempfile.TemporaryDirectory(prefix="planwatch-eval-")

    def over(paths: Sequence[Path]) -> Product:
        made = planwatch.over(Path(tempfile.mkdtemp(dir=homes.name)))
        for report in made.plans.ingest(paths, progress=untold):
            if report.outcome == "refused":
                raise Refused(report.reason or f"{report.file} was refused.")
        return product_of(made)

    return over


def runs_folder(settings: Settings) -> Path:
    """Where runs of the evaluation are kept."""
    return settings.home / "runs"
