"""The register of a product held against every annotated section of a split."""

from collections.abc import Mapping

from eval.commitment_gold import read_sections
from eval.commitment_scores import Extraction, extraction_scores, score_section
from eval.intervals import Interval
from eval.product import Product, books_in
from plans.bodies import Bodies

__all__ = ["commitment_text", "score_register"]

_SHOWN = 6


def score_register(product: Product, *, split: str = "dev", doubtful: bool = True) -> Extraction:
    """Score the commitments of the sections of a split whose plans the product holds.

    Raises GoldError where a line is not in its plan as it was read.
    """
    books = books_in(product.library)
    bodies = {
        plan.id: Bodies.load().for_plan(plan.entry, product.library.glossary(plan.id))
        for plan in product.library.plans()
    }
    rows = product.register.commitments() if product.register else ()
    return extraction_scores(
        [
            score_section(
                section,
                [one for one in rows if one.plan_id == section.plan_id],
                books[section.plan_id],
                bodies[section.plan_id],
                doubtful=doubtful,
            )
            for section in read_sections(split=split)
            if section.plan_id in books
        ]
    )


def commitment_text(found: Extraction) -> str:
    """Precision, recall, F1 at three thresholds, fields, sections, and a few that were missed or invented."""
    lines = [
        f"precision {_with(found.precision)}   recall {_with(found.recall)}",
        "F1 " + ", ".join(f"{value:.3f} at {at}" for at, value in found.f1.items()),
        f"F1 by section, mean {found.f1_by_section:.3f}; joint F1 {found.joint_f1:.3f}",
        *_fields(found.fields),
        "",
    ]
    for one in found.sections:
        lines.append(f"{one.name:<52} gold {one.gold:>3}  given {one.predicted:>3}  matched {one.matched[0.6]:>3}")
        lines += [f"    missed    {text[:110]}" for text in one.missed[:_SHOWN]]
        lines += [f"    invented  {text[:110]}" for text in one.invented[:_SHOWN]]
    return "\n".join(lines)


def _fields(fields: Mapping[str, Interval]) -> list[str]:
    return [f"{name:<10}{_with(at)}" for name, at in fields.items()]


def _with(at: Interval) -> str:
    return f"{at.value:.3f} ({at.low:.3f} to {at.high:.3f})"
