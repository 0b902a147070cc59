"""Keeps what answers in step with the library: made anew for a new generation, while the old answers on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.looking import looking
from assistant.patience import never
from plans.answer import Answer, Question
from plans.errors import BrokenIndex, UnknownPlan
from plans.seams import Query, Search, SearchResult

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from index.generations import Generation
    from plans.settings import Settings

__all__ = ["AsksAgain", "Latest", "SearchesAgain", "kept_up"]

_SECONDS_BETWEEN_LOOKS = 1.0


class Made(Protocol):
    """What is made for one generation."""

    @property
    def library(self) -> "Generation":
        """The generation that it was made for."""
        ...


M = TypeVar("M", bound=Made)


class KeptUp(Protocol):
    """What can be made for a new generation while it answers from the one before."""

    @property
    def settings(self) -> "Settings":
        """The settings it runs under."""
        ...

    def keep_ready(self) -> None:
        """Make what answers from the latest generation, unless that is done."""
        ...

    def left_to_a_keeper(self) -> "AbstractContextManager[None]":
        """Meanwhile whoever asks makes nothing."""
        ...


class Latest(Generic[M]):
    """What was made for the latest generation. Safe to use from many threads: one makes it, the others do not wait."""

    def __init__(self, *, current: "Callable[[], Generation]", make: "Callable[[Generation], M]") -> None:
        """Make it of the current generation when it is first asked for."""
        self._current = current
        self._make = make
        self._turn = threading.Lock()
        self._made: M | None = None
        self._is_kept = False

    def get(self) -> M:
        """What was made for the latest generation; for the one before while another thread makes the new one, or is
        about to."""
        generation = self._current()
        made = self._made
        if made is not None and (self._is_kept or made.library.generation == generation.generation):
            return made
        if not self._turn.acquire(blocking=made is None):
            return made or self.get()
        try:
            return self._made_for(generation)
        finally:
            self._turn.release()

    def renewed(self, ready: "Callable[[M], object]") -> M:
        """What was made for the latest generation; it is got ready before anybody else is given it."""
        with self._turn:
            return self._made_for(self._current(), ready)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Meanwhile nobody but whoever renews it makes anything: who asks is given what there is."""
        self._is_kept = True
        try:
            yield
        finally:
            self._is_kept = False

    def newer_than(self, made: M) -> M | None:
        """What was made for a later generation, waited for where it is being made; None where there is none."""
        with self._turn:
            latest = self._made_for(self._current())
        return None if latest.library.generation == made.library.generation else latest

    def _made_for(self, generation: "Generation", ready: "Callable[[M], object] | None" = None) -> M:
        if self._made is None or self._made.library.generation != generation.generation:
            made = self._make(generation)
            if ready is not None:
                ready(made)
            self._made = made
        return self._made


class SearchesAgain:
    """A search that is asked once more of the newer generation where its own was removed meanwhile, or does not hold
    a plan that is named."""

    def __init__(self, search: Search, newer: Callable[[], Search | None]) -> None:
        """Ask that search first."""
        self._search = search
        self._newer = newer

    def search(self, query: Query) -> SearchResult:
        """Find passages.

        Raises UnknownPlan, BrokenIndex.
        """
        try:
            return self._search.search(query)
        except (BrokenIndex, UnknownPlan):
            newer = self._newer()
            if newer is None:
                raise
            return newer.search(query)


class Asked(Protocol):
    """Answers questions, and can be told to leave off."""

    def ask(self, question: Question, *, cancelled: Callable[[], bool]) -> Answer:
        """Answer a question."""
        ...


class AsksAgain:
    """An answerer that is asked once more of the newer generation where its own was removed meanwhile, or does not
    hold a plan that is named."""

    def __init__(self, answerer: Asked, newer: Callable[[], Asked | None]) -> None:
        """Ask that one first."""
        self._answerer = answerer
        self._newer = newer

    def ask(self, question: Question, *, cancelled: Callable[[], bool] = never) -> Answer:
        """Answer a question; `cancelled` tells whether it was taken back.

        Raises UnknownPlan, BrokenIndex.
        """
        try:
            return self._answerer.ask(question, cancelled=cancelled)
        except (BrokenIndex, UnknownPlan):
            newer = self._newer()
            if newer is None:
                raise
            return newer.ask(question, cancelled=cancelled)


@contextmanager
def kept_up(planwatch: "KeptUp") -> Iterator[None]:
    """Meanwhile, look every second for a new generation, so that no question has to wait until it is opened."""
    with (
        planwatch.left_to_a_keeper(),
        looking(planwatch.keep_ready, every_s=_SECONDS_BETWEEN_LOOKS, home=planwatch.settings.home, name="library"),
    ):
        yield
