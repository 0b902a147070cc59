"""What a measure of one case is: so many out of so many, so that cases can be pooled or averaged."""

from dataclasses import dataclass

__all__ = ["Measures", "Ratio"]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` out of `whole`; a yes or no is 0 or 1 out of 1. `whole` is never 0: what does not apply is left out."""

    part: float
    whole: float

    @property
    def value(self) -> float:
        """The share."""
        return self.part / self.whole


Measures = dict[str, Ratio]
"""Measures of one case by name; one that does not apply to the case is not there, rather than zero."""
