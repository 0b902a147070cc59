"""How long a language model is waited for: until a time, and only while the answer is still wanted."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from plans.errors import LanguageModelFailed

__all__ = ["Patience", "never"]


def never() -> bool:
    """Nobody takes the question back."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """A point on time.monotonic's clock, and a function that says whether the question was taken back."""

    until: float
    cancelled: Callable[[], bool] = never

    @classmethod
    def lasting(cls, seconds: float, *, cancelled: Callable[[], bool] = never) -> "Patience":
        """Patience that begins now."""
        return cls(until=time.monotonic() + seconds, cancelled=cancelled)

    def left(self) -> float:
        """The seconds that are left, always more than 0.

        Raises LanguageModelFailed when there are none, or when the question was taken back.
        """
        if self.cancelled():
            raise LanguageModelFailed("The language model was not waited for: the question was taken back.")
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise LanguageModelFailed("The language model was not waited for any longer: its time was up.")
        return seconds
