"""The last result of each third-party set, kept beside the runs so that their reports can show it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.adapters import TaskSet
from eval.external import ExternalResult
from eval.runs import RunError

__all__ = ["KeptPublished", "KeptSet", "keep", "kept_sets"]

_FOLDER = "external"


class KeptPublished(BaseModel):
    """A published figure; `value` is None where none can be set beside ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    value: float | None
    whose: str
    checked: bool


class KeptSet(BaseModel):
    """A set's measures (value, low, high), what others have reached, and what keeps the two apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    made: str
    tasks: int
    of: int
    measures: Mapping[str, tuple[float, float, float]]
    published: tuple[KeptPublished, ...]
    caveats: tuple[str, ...]


def keep(runs: Path, short: str, chosen: TaskSet, result: ExternalResult) -> Path:
    """Write what came of a set into the folder of runs, over what came of it before."""
    path = runs / _FOLDER / f"{short}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = KeptSet(
        name=chosen.name,
        made=datetime.now(UTC).isoformat(timespec="minutes"),
        tasks=len(result.results),
        of=len(chosen.tasks),
        measures={name: (one.value, one.low, one.high) for name, one in result.measures.items()},
        published=tuple(
            KeptPublished(measure=one.measure, value=one.value, whose=one.whose, checked=one.checked)
            for one in chosen.published
        ),
        caveats=chosen.caveats,
    )
    path.write_text(kept.model_dump_json(indent=1), encoding="utf-8")
    return path


def kept_sets(runs: Path) -> tuple[KeptSet, ...]:
    """What came of the sets that were asked into that folder of runs, by name.

    Raises RunError for a file that is not of the form.
    """
    return tuple(_read(path) for path in sorted((runs / _FOLDER).glob("*.json")))


def _read(path: Path) -> KeptSet:
    try:
        return KeptSet.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise RunError(f"{path} is not of this version's format; ask the set again or remove it.") from error
