"""What every third-party set becomes: questions over documents of their own, with what is known of the answer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plans.errors import PlanwatchError

__all__ = ["AdapterError", "Published", "Task", "TaskSet", "files_of", "json_lines"]


class AdapterError(PlanwatchError):
    """A folder does not hold the set that it is said to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question over documents (name and text). Tasks of one `group` share their documents.

    `answers` are any one right; `answerable` is None where nobody said; `forbidden` are words that show that the
    assistant was led astray; `history` are earlier questions with the answers that were given.
    """

    id: str
    group: str
    documents: tuple[tuple[str, str], ...]
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    forbidden: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published figure and whose it is; `value` is None where none can be set beside ours. `checked` is false where
    the figure could not be looked up in its source when it was written down."""

    measure: str
    value: float | None
    whose: str
    checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSet:
    """A third-party set: its tasks, what others have reached, and what keeps ours from being comparable."""

    name: str
    tasks: tuple[Task, ...]
    published: tuple[Published, ...]
    caveats: tuple[str, ...] = field(default=())


def files_of(folder: Path, *patterns: str) -> list[Path]:
    """The files of a folder (or the file itself) that match, in order.

    Raises AdapterError where there are none.
    """
    found = [folder] if folder.is_file() else sorted({path for one in patterns for path in folder.rglob(one)})
    if not found:
        raise AdapterError(f"{folder} holds none of {', '.join(patterns)}; name the folder of the set as published.")
    return found


def json_lines(path: Path) -> Iterable[Any]:
    """The objects of a JSONL file.

    Raises AdapterError, naming file and line.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise AdapterError(f"{path.name}, line {number}: not JSON ({error}).") from error
