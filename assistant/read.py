"""Numbers and dates of passages, read once: the same passages come back for one question after another."""

from functools import lru_cache

from plans.catalogue import Period
from plans.quantities import Quantity, TimeSpan
from plans.quantities import quantities as read_quantities
from plans.quantities import timespans as read_timespans

__all__ = ["quantities", "timespans"]


@lru_cache(maxsize=32768)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, kept for the next question."""
    return read_quantities(text)


@lru_cache(maxsize=32768)
def timespans(text: str, *, period: Period | None = None) -> tuple[TimeSpan, ...]:
    """The times of a text, kept for the next question."""
    return read_timespans(text, period=period)
