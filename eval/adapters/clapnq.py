"""CLAPnq: questions that need a long answer from one passage, and as many that the passage does not answer."""

from pathlib import Path
from typing import Any

from eval.adapters.tasks import Published, Task, TaskSet, files_of, json_lines

__all__ = ["clapnq_tasks"]


def clapnq_tasks(folder: Path) -> TaskSet:
    """Read every annotated file in a folder.

    Raises AdapterError.
    """
    lines = [line for path in files_of(folder, "clapnq_*answerable.jsonl") for line in json_lines(path)]
    return TaskSet(
        name="CLAPnq",
        tasks=tuple(_task(line) for line in lines),
        published=(Published(measure="token F1", value=None, whose="Rosenthal and others, 2024"),),
        caveats=(
            "The published measures are Rouge-L and recall of the gold passage's words by trained models; ours is F1"
            " over words, untrained.",
            "A passage of an encyclopaedia is no plan: rules that look for promises, years and bodies find few.",
        ),
    )


def _task(line: dict[str, Any]) -> Task:
    answers = tuple(one["answer"] for one in line["output"] if one.get("answer"))
    return Task(
        id=str(line["id"]),
        group=str(line["id"]),
        documents=tuple((str(one["title"]), f"{one['title']}\n\n{one['text']}") for one in line["passages"]),
        question=line["input"],
        answers=answers,
        answerable=bool(answers),
    )
