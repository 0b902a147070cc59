"""The ways in which plans may write a number: in figures, in words, with a percent sign or without."""

from collections.abc import Sequence

from plans.numerals import in_words, numerals

__all__ = ["number_spans", "written_otherwise"]

_SMALL = 12


def number_spans(text: str) -> Sequence[tuple[int, int, tuple[str, ...]]]:
    """Where numbers stand in a text, from two on, each with the words that plans may write for it.

    Small ones in words are left as they are: "what four things" says how many are asked for, and any 4 would meet it.
    """
    found = [one for one in numerals(text) if one.value > (_SMALL if one.in_words else 1)]
    return [(one.start, one.end, written_otherwise(one.value)) for one in found]


def written_otherwise(value: float) -> tuple[str, ...]:
    """Each way to write a number as one word: 66.7 and 66.7%; 3, 3% and three; 1400 and 1,400."""
    if value != int(value):
        return (f"{value:g}", f"{value:g}%")
    whole = int(value)
    figures = [str(whole), f"{whole:,}", f"{whole}%"]
    return tuple(dict.fromkeys(filter(None, [*figures, in_words(whole)])))
