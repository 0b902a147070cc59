"""MTRAG reference tasks: the last turn of a conversation over the passages that people found relevant."""

import json
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.adapters.tasks import AdapterError, Published, Task, TaskSet, files_of, json_lines

__all__ = ["Rated", "mtrag_rated", "mtrag_tasks"]

_ANSWERABLE = {"ANSWERABLE": True, "PARTIAL": True, "UNANSWERABLE": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A published answer of a model with the passages it was given, and how faithful to them people found it, from 1
    to 4 on average."""

    answer: str
    passages: tuple[str, ...]
    faithful: float


def mtrag_rated(folder: Path) -> tuple[Rated, ...]:
    """The published answers of models that people have rated: what our own share of known words is held against.

    Raises AdapterError.
    """
    return tuple(
        one for path in files_of(folder, "*with_human_evaluations.json") for one in _rated_in(path) if one.answer
    )


def _rated_in(path: Path) -> list[Rated]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        texts = {one["document_id"]: one["text"] for one in fields["documents"]}
        given = {
            task["task_id"]: tuple(texts[one["document_id"]] for one in task["contexts"]) for task in fields["tasks"]
        }
        return [
            Rated(
                answer=one["model_response"],
                passages=given[one["task_id"]],
                faithful=statistics.fmean(float(mark["value"]) for mark in one["annotations"]["faithfulness"].values()),
            )
            for one in fields["evaluations"]
            if one["model_id"] != "reference" and one["annotations"].get("faithfulness")
        ]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise AdapterError(f"{path.name} is not of the form of MTRAG's evaluations: {error!r}.") from error


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
