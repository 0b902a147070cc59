"""Answers whose questions go to the question log, where it is switched on."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

from app.looking import looking
from app.parts import Answerer, Parts
from app.privacy.question_log import QuestionLog
from plans.answer import Answer, Question
from plans.settings import Settings

__all__ = ["Logged", "purged_in_time", "with_question_log"]

_HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class _Answers:
    parts: Parts
    log: QuestionLog

    def ask(self, question: Question) -> Answer:
        """Answer a question, and write it down."""
        answer = self.parts.answerer.ask(question)
        self.log.note(question, answer)
        return answer


class Logged:
    """A Planwatch put together, whose answerer writes questions down; all else as it is."""

    def __init__(self, parts: Parts, log: QuestionLog) -> None:
        """Stand before those parts."""
        self._parts = parts
        self.answerer: Answerer = _Answers(parts, log)

    def __getattr__(self, name: str) -> Any:
        """Give a part as it is."""
        return getattr(self._parts, name)


def with_question_log(parts: Parts) -> Parts:
    """The parts, with their questions logged if the settings want it; else questions of earlier days are deleted."""
    days = parts.settings.question_log_days
    log = QuestionLog(parts.settings.home, days=days)
    log.purge()
    if days == 0:
        return parts
    return cast("Parts", Logged(parts, log))  # what it does not have itself it gives as it is


def purged_in_time(settings: Settings) -> AbstractContextManager[None]:
    """Meanwhile, look every hour for questions that are too old, so that none stays only because nobody asks."""
    log = QuestionLog(settings.home, days=settings.question_log_days)
    return looking(log.purge, every_s=_HOUR, home=settings.home, name="question-log")
