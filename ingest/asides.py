"""Asides: what stands in a box of its own, put where it breaks no sentence and no list."""

from dataclasses import replace

from ingest.parts import Part, Run, Table
from plans.document import BlockKind

__all__ = ["after_what_goes_on", "marked_aside"]

_FARTHEST = 40  # parts that an aside can be put off by


def marked_aside(parts: Run, number: int) -> Run:
    """Parts as those of one aside with that number, but for what stands in an aside within it."""
    return [replace(part, aside=number) if isinstance(part, Part) and part.aside is None else part for part in parts]


def after_what_goes_on(run: Run) -> Run:
    """The run with each aside that stands in a sentence, or between a lead-in and its list, behind what goes on."""
    out: Run = []
    waiting: Run = []
    for at, part in enumerate(run):
        if isinstance(part, Part) and part.aside is not None and (waiting or _open(out, run, at)):
            waiting.append(part)
            continue
        if waiting and not _goes_on(out[-1], part):
            out.extend(waiting)
            waiting = []
        out.append(part)
    return [*out, *waiting]


def _open(out: Run, run: Run, at: int) -> bool:
    """Whether what stands before an aside goes on with what stands after it."""
    after = next((p for p in run[at : at + _FARTHEST] if not isinstance(p, Part) or p.aside is None), None)
    return bool(out) and after is not None and _goes_on(out[-1], after)


def _goes_on(before: Part | Table, after: Part | Table) -> bool:
    if not isinstance(before, Part) or not isinstance(after, Part) or before.kind is BlockKind.HEADING:
        return False
    if after.kind is BlockKind.ITEM:
        return before.kind is BlockKind.ITEM or before.text.endswith(":")
    return after.text[:1].islower() and not before.text.endswith((".", "!", "?", ":"))
