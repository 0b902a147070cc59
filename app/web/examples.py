"""The questions that a visitor can try: those about plans that are held, or else made from the plans' headings."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from plans.catalogue import Plan

__all__ = ["example_questions"]

_FILE = Path(__file__).parent / "examples.toml"


def example_questions(plans: Sequence[Plan], *, most: int = 4) -> tuple[str, ...]:
    """Up to `most` questions to try with these plans."""
    held = {plan.id for plan in plans}
    written = [
        example["question"]
        for example in tomllib.loads(_FILE.read_text(encoding="utf-8"))["example"]
        if example["plan"] in held
    ]
    made = [f"What are the main targets in the {plan.entry.title}?" for plan in plans]
    return tuple((written or made)[:most])
