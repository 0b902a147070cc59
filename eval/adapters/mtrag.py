"""MTRAG reference tasks: the last turn of a conversation over the passages that people found relevant."""

from pathlib import Path
from typing import Any

from eval.adapters.tasks import Published, Task, TaskSet, files_of, json_lines

__all__ = ["mtrag_tasks"]

_ANSWERABLE = {"ANSWERABLE": True, "PARTIAL": True, "UNANSWERABLE": False}


def mtrag_tasks(folder: Path) -> TaskSet:
    """Read every file of tasks in a folder; turns that are small talk are left out.

    Raises AdapterError.
    """
    lines = [line for path in files_of(folder, "reference.jsonl", "*responses*.jsonl") for line in json_lines(path)]
    return TaskSet(
        name="MTRAG reference tasks",
        tasks=tuple(task for line in lines if (task := _task(line)) is not None),
        published=(Published(measure="answerability", value=None, whose="Katsis and others, 2025"),),
        caveats=(
            "The published measures mix three judged scores with a condition on answerability; ours are told by rules.",
            "The reference setting hands the passages to a model; ours searches them, as few as they are.",
            "A task without passages has nothing to search and is answered over a document that says so.",
        ),
    )


def _task(line: dict[str, Any]) -> Task | None:
    label = _first(line.get("answerability") or line.get("Answerability"))
    turns = [(turn["speaker"], turn["text"]) for turn in line["input"]]
    if label not in _ANSWERABLE or not turns or turns[-1][0] != "user":
        return None
    asked = [text for speaker, text in turns if speaker == "user"]
    told = [text for speaker, text in turns if speaker != "user"]
    contexts = [(one.get("title") or one["document_id"], one["text"]) for one in line.get("contexts", [])]
    return Task(
        id=str(line["task_id"]),
        group=str(line["task_id"]),
        documents=tuple(contexts) or (("Nothing", "No passage was found for this conversation."),),
        question=asked[-1],
        answers=tuple(target["text"] for target in line.get("targets", [])),
        answerable=_ANSWERABLE[label],
        history=tuple(zip(asked[:-1], told, strict=False)),
    )


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value)
