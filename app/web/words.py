"""How dates, numbers and counts are written for people."""

from datetime import date

__all__ = ["long_date", "number", "plural", "seconds", "sentence"]


def long_date(day: date | None) -> str:
    """A day as 31 March 2025, and an empty string for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def number(value: float) -> str:
    """A number with commas and no needless zeros: 1,400 and 0.5."""
    return f"{value:,.10g}" if abs(value) < 1_000_000 else f"{value:,.0f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 plan, 2 plans, 0 entries."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def seconds(milliseconds: float) -> str:
    """A time in seconds, rounded the way people say it: under 0.1 seconds, 0.4 seconds, 12 seconds."""
    value = milliseconds / 1000
    if value < 0.1:
        return "under 0.1 seconds"
    return f"{value:.1f} seconds" if value < 10 else f"{value:.0f} seconds"


def sentence(words: str) -> str:
    """Words as a sentence: a capital letter first, one full stop last."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""
