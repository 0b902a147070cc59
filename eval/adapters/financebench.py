"""FinanceBench: questions over company reports, and published answers that people have judged right or wrong."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.adapters.tasks import Published, Task, TaskSet, files_of, json_lines

__all__ = ["Judged", "financebench_judged", "financebench_tasks"]

_LABELS = {"Correct Answer": "right", "Incorrect Answer": "wrong", "Refusal": "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer of a published system with the gold answer and what a person said of it."""

    id: str
    system: str
    question: str
    gold: str
    answer: str
    label: str


def financebench_tasks(folder: Path) -> TaskSet:
    """Read the open questions in a folder; the documents are the pages that hold the evidence, not whole reports.

    Raises AdapterError.
    """
    lines = [line for path in files_of(folder, "financebench_open_source.jsonl") for line in json_lines(path)]
    return TaskSet(
        name="FinanceBench",
        tasks=tuple(_task(line) for line in lines),
        published=(
            Published(measure="right", value=29 / 150, whose="GPT-4 Turbo, one store of all reports, judged by people"),
            Published(measure="right", value=75 / 150, whose="GPT-4 Turbo, one store a report, judged by people"),
            Published(measure="right", value=128 / 150, whose="GPT-4 Turbo, given the evidence page, judged by people"),
        ),
        caveats=(
            "Ours is given the evidence pages, nearest to the last of the published settings.",
            "Half of the questions want arithmetic, which an assistant that quotes does not do.",
        ),
    )


def financebench_judged(folder: Path) -> tuple[Judged, ...]:
    """The published answers with people's labels: what our own rules are held against.

    Raises AdapterError.
    """
    return tuple(
        Judged(
            id=line["financebench_id"],
            system=path.stem,
            question=line["question"],
            gold=str(line["gold_answer"]),
            answer=str(line["model_answer"]),
            label=_LABELS[line["label"]],
        )
        for path in files_of(folder / "results", "*.jsonl")
        for line in json_lines(path)
        if line.get("label") in _LABELS and line.get("model_answer")
    )


def _task(line: dict[str, Any]) -> Task:
    pages = [one.get("evidence_text_full_page") or one["evidence_text"] for one in line["evidence"]]
    return Task(
        id=str(line["financebench_id"]),
        group=str(line["financebench_id"]),
        documents=tuple((f"{line['doc_name']} {number}", page) for number, page in enumerate(pages, start=1)),
        question=line["question"],
        answers=(str(line["answer"]),),
        answerable=True,
    )
