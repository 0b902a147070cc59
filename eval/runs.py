"""A run's folder: what was asked and of what, the traces, the scores, and on what machine and with which settings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.books import Books, books_of
from eval.gold import Case
from eval.scores import Score
from eval.trace import PlanText, Trace
from plans.errors import PlanwatchError

__all__ = ["Manifest", "Run", "RunError", "each_line", "latest_run", "new_run_id", "open_run"]

_FEW = 5
_Line = TypeVar("_Line", bound=BaseModel)


class RunError(PlanwatchError):
    """A run's folder is missing or not whole; the message says which file and what makes it."""


class Manifest(BaseModel):
    """What a run was: enough to make it again and to know with what it may be compared."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    made: str
    tier: str
    gold: Mapping[str, str] = Field(default_factory=dict)
    cases: int
    expected: tuple[str, ...] = ()
    variants: bool = False
    repeats: int = 1
    seed: int
    generation: str = ""
    plans: Mapping[str, str] = Field(default_factory=dict)
    settings: Mapping[str, str] = Field(default_factory=dict)
    versions: Mapping[str, str] = Field(default_factory=dict)
    machine: Mapping[str, str] = Field(default_factory=dict)
    prompts: str = ""
    commit: str | None = None
    seconds: float = 0.0
    first_answer_ms: float = 0.0
    peak_mib: float = 0.0
    index_seconds: float = 0.0
    token_price: tuple[float, float] | None = None


class Run:
    """A run's folder. Each step writes its own file and reads what the step before it wrote."""

    def __init__(self, folder: Path) -> None:
        """Use that folder; it is made when something is written."""
        self.folder = folder

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.folder.name

    def manifest(self) -> Manifest:
        """What the run was. Raises RunError."""
        return _one(Manifest, self.folder / "manifest.json")

    def cases(self) -> tuple[Case, ...]:
        """The cases as they were asked. Raises RunError."""
        return tuple(each_line(Case, self.folder / "gold.jsonl"))

    def books(self) -> Books:
        """The plans as they were read. Raises RunError."""
        return books_of(_one(PlanText, path) for path in sorted((self.folder / "plans").glob("*.json")))

    def traces(self) -> tuple[Trace, ...]:
        """The traces. Raises RunError."""
        return tuple(each_line(Trace, self.folder / "traces.jsonl"))

    def scores(self) -> tuple[Score, ...]:
        """The scores. Raises RunError."""
        return tuple(each_line(Score, self.folder / "scores.jsonl"))

    def start(self, manifest: Manifest, cases: Sequence[Case], books: Books) -> None:
        """Write what is known before anything is asked."""
        (self.folder / "plans").mkdir(parents=True, exist_ok=True)
        self.finish(manifest)
        _write_lines(self.folder / "gold.jsonl", cases)
        for plan_id, book in books.items():
            (self.folder / "plans" / f"{plan_id}.json").write_text(book.plan.model_dump_json(), encoding="utf-8")

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, over the one before it."""
        (self.folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")

    def traces_so_far(self) -> tuple[Trace, ...]:
        """The answers of a run that was stopped, without errors and without a last line that was torn.

        Raises RunError.
        """
        path = self.folder / "traces.jsonl"
        if not path.is_file():
            return ()
        whole = path.read_bytes()
        path.write_bytes(whole[: whole.rfind(b"\n") + 1])
        return tuple(trace for trace in self.traces() if not trace.error)

    def write_traces(self, traces: Iterable[Trace], *, after: Sequence[Trace] = ()) -> tuple[Trace, ...]:
        """Write traces as they come, so that a run that is stopped keeps what it has, `after` those it has already."""
        path = self.folder / "traces.jsonl"
        _write_lines(path.with_suffix(".part"), after)
        path.with_suffix(".part").replace(path)
        kept = list(after)
        with path.open("a", encoding="utf-8") as file:
            for trace in traces:
                file.write(trace.model_dump_json() + "\n")
                file.flush()
                kept.append(trace)
        return tuple(kept)

    def write_scores(self, scores: Sequence[Score]) -> None:
        """Write the scores."""
        _write_lines(self.folder / "scores.jsonl", scores)

    def write_summary(self, summary: Mapping[str, object]) -> None:
        """Write the summary."""
        text = json.dumps(summary, indent=1, ensure_ascii=False, sort_keys=True)
        (self.folder / "summary.json").write_text(text, encoding="utf-8")


def open_run(folder: Path) -> Run:
    """A run that is there.

    Raises RunError, naming the latest runs beside it, where the folder holds none.
    """
    if not (folder / "manifest.json").is_file():
        beside = ", ".join(path.parent.name for path in sorted(folder.parent.glob("*/manifest.json"))[-_FEW:])
        raise RunError(
            f"{folder} holds no run; "
            + (f"the latest there: {beside}." if beside else "`planwatch eval generate` makes one.")
        )
    return Run(folder)


def latest_run(folder: Path) -> Run:
    """The run of a folder of runs that was made last, told by its name.

    Raises RunError where there is none.
    """
    runs = sorted(path.parent for path in folder.glob("*/manifest.json"))
    if not runs:
        raise RunError(f"{folder} holds no run yet; `planwatch eval generate` makes one.")
    return Run(runs[-1])


def new_run_id(tier: str) -> str:
    """A name for a new run, by tier and time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{tier}"


def each_line(kind: type[_Line], path: Path) -> Iterable[_Line]:
    """The lines of one of a run's files.

    Raises RunError, naming the line, where one is not of this version's format.
    """
    step = "score" if path.name == "scores.jsonl" else "generate"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}; `planwatch eval {step}` makes it.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                what = error.errors()[0]["msg"]
                raise RunError(f"{path.name}, line {number}, is not of this version's format: {what}.") from error


def _one(kind: type[_Line], path: Path) -> _Line:
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}; `planwatch eval generate` makes it.") from error
    except ValidationError as error:
        raise RunError(f"{path} is not of this version's format: {error.errors()[0]['msg']}.") from error


def _write_lines(path: Path, lines: Sequence[BaseModel]) -> None:
    path.write_text("".join(line.model_dump_json() + "\n" for line in lines), encoding="utf-8")
