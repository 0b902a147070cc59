"""The question log: off unless it is switched on; blacked out, without a person, and deleted when its days are over."""

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.privacy.redaction import redacted
from plans.answer import Answer, Question
from plans.errors import HomeNotWritable

__all__ = ["QuestionLog", "purge"]


class QuestionLog:
    """A file a day under `<home>/log/questions`; a file is deleted once it is `days` days old.

    An entry holds the question and what became of it, never who asked, from where, or at what minute.
    """

    def __init__(self, home: Path, *, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep it in that home."""
        self._folder = home / "log" / "questions"
        self._days = days
        self._now = now
        self._lock = threading.Lock()

    def note(self, question: Question, answer: Answer) -> None:
        """Write down a question that was answered, and delete what is too old.

        Raises HomeNotWritable.
        """
        now = self._now()
        entry = {
            "hour": now.strftime("%Y-%m-%dT%HZ"),
            "question": redacted(question.text),
            "plans": list(question.plans),
            "status": str(answer.status),
            "citations": len(answer.citations),
        }
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        try:
            with self._lock:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.purge()
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                with open(self._folder / f"{now.date()}.jsonl", "a", encoding="utf-8", opener=_private(flags)) as file:
                    file.write(line)
        except OSError as error:
            raise HomeNotWritable(f"The question log in {self._folder} cannot be written: {error.strerror}.") from error

    def purge(self) -> int:
        """Delete every file that is too old; how many there were."""
        return purge(self._folder, oldest=self._now().date() - timedelta(days=self._days - 1))


def purge(folder: Path, *, oldest: date) -> int:
    """Delete the files of days before `oldest`; how many there were."""
    gone = [file for file in folder.glob("*.jsonl") if file.stem < oldest.isoformat()]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def _private(flags: int) -> Callable[[str, int], int]:
    """An opener of files that only their owner may read."""
    return lambda path, _: os.open(path, flags, 0o600)
