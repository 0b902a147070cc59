"""What the evaluation is given: the assistant under test over the sample plans, and the questions."""

from app.build import Planwatch, build
from app.shelf import sample_plans
from eval.product import Product
from eval.quick import quick, quick_text
from eval.tiers import cases_of

__all__ = ["over_the_samples", "product_of", "quick_table"]

_SECRET = {"llm_api_key", "database_url"}


def quick_table(planwatch: Planwatch, tier: str = "dev") -> str:
    """Ask the questions of a tier once and give the table of the main measures."""
    under_test = over_the_samples(planwatch)
    found = quick(
        cases_of(tier), product_of(under_test), progress=lambda done, total: planwatch.progress("asking", done, total)
    )
    return quick_text(found)


def over_the_samples(planwatch: Planwatch) -> Planwatch:
    """The same Planwatch where it holds the sample plans alone, as the questions take for granted; otherwise one
    with the same settings over a library of its own with just those."""
    samples = {plan.sha256 for plan in sample_plans()}
    if {plan.sha256 for plan in planwatch.library.plans()} == samples:
        return planwatch
    own_home = planwatch.settings.home / "cache" / "evaluation"
    return build(planwatch.settings.model_copy(update={"home": own_home}), progress=planwatch.progress)


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
