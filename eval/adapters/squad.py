"""SQuAD 2.0 and files of its form: questions over the paragraphs of an article, half of them without an answer."""

import json
from pathlib import Path
from typing import Any

from eval.adapters.tasks import AdapterError, Published, Task, TaskSet, files_of

__all__ = ["squad_tasks"]


def squad_tasks(folder: Path) -> TaskSet:
    """Read every file of the form in a folder: one document an article, one task a question.

    Raises AdapterError.
    """
    tasks = tuple(task for path in files_of(folder, "*squad*.json", "dev-v2.0.json") for task in _tasks(path))
    return TaskSet(
        name="SQuAD 2.0",
        tasks=tasks,
        published=(
            Published(measure="f1", value=0.66, whose="the neural baseline of Rajpurkar and others, 2018"),
            Published(measure="exact match", value=0.868, whose="people, by the same"),
        ),
        caveats=(
            "Published systems are given the one right paragraph and trained on 130,000 such questions; ours searches"
            " the whole article and was trained on none.",
            "Ours answers with whole passages: what counts is whether the answer is among their words, and F1 is"
            " low by design.",
            "The questions without an answer are near misses written against one paragraph; another paragraph of the"
            " article may answer them.",
        ),
    )


def _tasks(path: Path) -> list[Task]:
    try:
        articles: list[Any] = json.loads(path.read_text(encoding="utf-8"))["data"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise AdapterError(f"{path.name} is not of SQuAD's form: {error!r}.") from error
    return [task for article in articles for task in _of_article(article)]


def _of_article(article: dict[str, Any]) -> list[Task]:
    title = str(article["title"]).replace("_", " ")
    text = f"{title}\n\n" + "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    return [
        Task(
            id=str(question["id"]),
            group=title,
            documents=((title, text),),
            question=question["question"],
            answers=tuple(dict.fromkeys(answer["text"] for answer in question["answers"])),
            answerable=not question["is_impossible"],
        )
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
