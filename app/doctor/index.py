"""Checks of the index in use."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.build import build
from app.doctor.finding import Finding, fault, fine, notice
from app.editions import as_listed
from app.shelf import Shelf
from plans.settings import Settings

if TYPE_CHECKING:
    from index.generation import Generation

__all__ = ["can_be_opened", "chroma_is_whole", "is_up_to_date", "is_whole"]

_REBUILD = "run `planwatch rebuild`"


def can_be_opened(settings: Settings) -> Iterator[Finding]:
    """Whether the pointer names a generation whose manifest is as it was written."""
    used = build(settings).plans.current()
    if used is None:
        yield notice("index", "There is none yet; it is made when it is first needed, or by `planwatch rebuild`.")
    else:
        yield fine("index", f"Generation {used.generation} with {used.size:,} passages of {len(used.plans())} plans.")


def is_whole(settings: Settings) -> Iterator[Finding]:
    """Whether every file of the index is what was written."""
    used = build(settings).plans.current()
    if used is None:
        return
    used.check()
    yield fine("index files", "Every file of the index has the hash that it was written with.")


def chroma_is_whole(settings: Settings) -> Iterator[Finding]:
    """Whether Chroma's own files in the home hold every passage and vector that was written."""
    used = build(settings).plans.current()
    if used is None or settings.chroma_url is not None:
        return
    from index.chroma_check import fault_in_chroma

    wrong = fault_in_chroma(settings.home)
    if wrong is None:
        yield fine("chroma files", "Chroma holds every passage with the vector that was written.")
    else:
        folder = settings.home / "index" / "chroma" / used.collection.name
        yield fault("chroma files", f"The vectors in {folder} are not whole: {wrong}; {_REBUILD}.")


def is_up_to_date(settings: Settings) -> Iterator[Finding]:
    """Whether the index holds just the plans on the shelf, as they are now, read by these readers."""
    library = build(settings).plans
    used = library.current()
    if used is None:
        return
    shelf = {plan.entry.id: plan.sha256 for plan in Shelf(settings.home).plans()}
    indexed = {plan.id: plan.sha256 for plan in used.plans()}
    missing, gone = sorted(shelf.keys() - indexed.keys()), sorted(indexed.keys() - shelf.keys())
    changed = sorted(plan for plan in shelf.keys() & indexed.keys() if shelf[plan] != indexed[plan])
    described = sorted(str(path) for path in _entries_that_differ(settings, used))
    told = [
        f"{what} {', '.join(plans)}"
        for what, plans in (("it lacks", missing), ("it still holds", gone), ("files changed since:", changed))
        if plans
    ]
    if told:
        yield fault("index and plans", f"The index is not of the plans in the library: {'; '.join(told)}; {_REBUILD}.")
    elif described:
        yield fault(
            "index and plans",
            f"Not as it was when the index was made: {', '.join(described)}; look what changed in it, put it right or "
            f"take it from a backup, then {_REBUILD}.",
        )
    elif library.behind():
        yield notice("index and plans", f"An earlier version of the readers made the index; {_REBUILD} to renew it.")
    else:
        yield fine("index and plans", "The index is of the plans in the library as they are now.")
    yield from _made_in_the_future(used.created)


def _entries_that_differ(settings: Settings, used: "Generation") -> Iterator[Path]:
    """The catalogue entries on the shelf that are not those of the index: changed by hand, or harmed."""
    shelf = Shelf(settings.home)
    indexed = {plan.id: plan.entry for plan in used.plans()}
    for entry in as_listed([plan.entry for plan in shelf.plans()]):
        if entry.id in indexed and indexed[entry.id] != entry:
            yield shelf.folder / entry.id / "entry.toml"


def _made_in_the_future(created: str) -> Iterator[Finding]:
    if datetime.fromisoformat(created) > datetime.now(UTC):
        yield fault("clock", f"The index was made at {created}, which is yet to come; set the clock of this machine.")
