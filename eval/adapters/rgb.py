"""RGB's counterfactual testbed: every document says something false, and repeating it is what may not happen."""

from pathlib import Path
from typing import Any

from eval.adapters.tasks import Published, Task, TaskSet, files_of, json_lines

__all__ = ["rgb_tasks"]


def rgb_tasks(folder: Path) -> TaskSet:
    """Read the English counterfactuals in a folder: a false document beside a true one, for each question.

    Raises AdapterError.
    """
    lines = [line for path in files_of(folder, "en_fact.json") for line in json_lines(path)]
    return TaskSet(
        name="RGB counterfactuals",
        tasks=tuple(_task(line) for line in lines),
        published=(
            Published(
                measure="right",
                value=0.09,
                whose="ChatGPT over false documents only, Chen and others, 2024",
                checked=False,
            ),
        ),
        caveats=(
            "The published setting gives false documents only and hopes that the model knows better; ours knows nothing"
            " but the documents, so it is given a true one beside the false one and ought to show both.",
            "An assistant that quotes cannot tell which of two documents is false; what counts is that the true one is"
            " not left out.",
        ),
    )


def _task(line: dict[str, Any]) -> Task:
    true, false = line["positive"][:1], line["positive_wrong"][:1]
    documents = [("One report", text) for text in true] + [("Another report", text) for text in false]
    return Task(
        id=str(line["id"]),
        group=str(line["id"]),
        documents=tuple(documents),
        question=line["query"],
        answers=_flat(line["answer"]),
        answerable=True,
        forbidden=_flat(line.get("fakeanswer", "")),
    )


def _flat(value: Any) -> tuple[str, ...]:
    """Every wording in a value that is a text, a list of texts or a list of lists of texts."""
    if isinstance(value, list):
        return tuple(text for one in value for text in _flat(one))
    return (str(value),) if value else ()
