"""A language model that is left alone for a moment after it failed, so that a silent one does not slow every answer."""

import threading
import time
from collections.abc import Callable

from assistant.model import LanguageModel
from assistant.patience import Patience
from plans.errors import LanguageModelFailed

__all__ = ["RestedModel"]

_LEFT_ALONE_S = 15.0


class RestedModel:
    """A model before which failures are remembered: for some seconds after one it is not asked, and then by one first.

    `now` is a clock in seconds that never goes back.
    """

    def __init__(self, model: LanguageModel, *, now: Callable[[], float] = time.monotonic) -> None:
        """Stand before that model."""
        self._model = model
        self._now = now
        self._lock = threading.Lock()
        self._again_at: float | None = None
        self._failure = ""

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def place(self) -> str:
        """Where it runs."""
        return self._model.place

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the prompt is sent to another machine."""
        return self._model.leaves_the_machine

    @property
    def seconds(self) -> float:
        """How long an answer waits for it."""
        return self._model.seconds

    @property
    def notice(self) -> str | None:
        """What those who run this should know: that it failed when it was last asked; None where it did not."""
        if self._again_at is None:
            return None
        return f"Answers are composed of the plans' own words alone just now. {self._failure}"

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The model's reply.

        Raises LanguageModelFailed as the model does, and at once where it failed a moment ago.
        """
        if not self._may_be_asked():
            raise LanguageModelFailed(
                f"The language model {self.name} failed a moment ago and is left alone for some seconds."
            )
        try:
            reply = self._model.complete(prompt, patience=patience)
        except LanguageModelFailed as error:
            if patience is None or not patience.cancelled():  # a question that was taken back tells nothing of it
                self._failed(str(error))
            raise
        self._again_at = None
        return reply

    def _may_be_asked(self) -> bool:
        """Whether it may be asked now; when its rest is over, one asks and the others are told until that has ended."""
        with self._lock:
            if self._again_at is None:
                return True
            if self._now() < self._again_at:
                return False
            self._again_at = self._now() + max(_LEFT_ALONE_S, self._model.seconds)
            return True

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failure = why
            self._again_at = self._now() + _LEFT_ALONE_S
