"""Answers kept in memory for a while, under names that cannot be guessed, so that they can be downloaded."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from plans.answer import Answer, Question

__all__ = ["KeptAnswer", "KeptAnswers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer with the question it was given to, the generation of the index it was read from, and its name."""

    token: str
    question: Question
    answer: Answer
    generation: str
    kept_at: float


class KeptAnswers:
    """At most `most` answers, each for at most `seconds`; the oldest goes first. Safe to use from many threads."""

    def __init__(self, *, most: int = 1_000, seconds: float = 7_200, now: Callable[[], float] = time.time) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, question: Question, answer: Answer, *, generation: str) -> KeptAnswer:
        """Keep an answer and name it."""
        kept = KeptAnswer(
            token=secrets.token_hex(12), question=question, answer=answer, generation=generation, kept_at=self._now()
        )
        with self._lock:
            self._kept[kept.token] = kept
            self._drop_old()
        return kept

    def get(self, token: str) -> KeptAnswer | None:
        """The answer of that name, or None when it is unknown or its time is over."""
        with self._lock:
            self._drop_old()
            return self._kept.get(token)

    def _drop_old(self) -> None:
        oldest_allowed = self._now() - self._seconds
        while self._kept and (len(self._kept) > self._most or next(iter(self._kept.values())).kept_at < oldest_allowed):
            self._kept.popitem(last=False)
