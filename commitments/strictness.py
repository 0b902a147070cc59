"""Which of two promises asks for more: by what is to be reached, by when, and how strongly it is promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plans.commitment import Commitment, Comparator, Measure, Modality

__all__ = ["STRENGTH", "Verdict", "compare_dates", "compare_measures", "compare_strength"]

Verdict = Literal["stricter", "weaker", "same", "conflict"]
STRENGTH: Mapping[Modality, int] = {"will": 4, "continue": 3, "plan": 2, "aim": 1, "explore": 0}
_UPWARDS: Mapping[Comparator, int] = {
    "at_least": 1,
    "more_than": 1,
    "increase_by": 1,
    "equal": 0,
    "at_most": -1,
    "less_than": -1,
    "decrease_by": 1,
}
_SIDES: Mapping[Comparator, int] = {**_UPWARDS, "decrease_by": -2, "increase_by": 2}


@dataclass(frozen=True, slots=True)
class _Pair:
    left: Measure
    right: Measure


def compare_measures(left: Commitment, right: Commitment) -> tuple[Verdict, str] | None:
    """How the measures of `left` stand to those of `right`, with a sentence that says why.

    None where the two have no unit in common. A conflict is one that asks for at least what the other caps.
    """
    pairs = [_Pair(one, other) for one in left.measures for other in right.measures if one.unit == other.unit]
    alike = [pair for pair in pairs if pair.left.value == pair.right.value]
    for pair in alike or pairs[:1]:
        if _opposed(pair):
            return "conflict", f"one bounds {_said(pair.left)} from the other side"
        return _by_value(pair)
    return None


def compare_dates(left: Commitment, right: Commitment) -> tuple[Verdict, str] | None:
    """Which of two falls due first; None where one of them names no day."""
    if left.deadline is None or right.deadline is None:
        return None
    if left.deadline == right.deadline:
        return "same", f"both are due by {_day(left.deadline)}"
    verdict: Verdict = "stricter" if left.deadline < right.deadline else "weaker"
    return verdict, f"due by {_day(left.deadline)} against {_day(right.deadline)}"


def compare_strength(left: Commitment, right: Commitment) -> tuple[Verdict, str]:
    """Which of two is promised more strongly, by its verb."""
    ours, theirs = STRENGTH[left.modality], STRENGTH[right.modality]
    if ours == theirs:
        return "same", f"both say '{left.modality}'"
    return ("stricter" if ours > theirs else "weaker"), f"'{left.modality}' against '{right.modality}'"


def _by_value(pair: _Pair) -> tuple[Verdict, str]:
    told = f"{_said(pair.left)} against {_said(pair.right)}"
    if pair.left.value == pair.right.value:
        return "same", f"both say {_said(pair.left)}"
    upwards = _UPWARDS[pair.left.comparator] or _UPWARDS[pair.right.comparator] or 1
    more = (pair.left.value > pair.right.value) == (upwards > 0)
    return ("stricter" if more else "weaker"), told


def _opposed(pair: _Pair) -> bool:
    left, right = _SIDES[pair.left.comparator], _SIDES[pair.right.comparator]
    return left * right < 0 and abs(left) == abs(right)


_BOUNDS: Mapping[Comparator, str] = {
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "more than ",
    "less_than": "less than ",
    "increase_by": "an increase of ",
    "decrease_by": "a cut of ",
    "equal": "",
}


def _said(measure: Measure) -> str:
    """A measure as people say it: 'at least 75%', '250 care workers', 'a cut of £1,400,000'."""
    value = f"{measure.value:,.10g}"
    shown = {"percent": f"{value}%", "gbp": f"£{value}", "count": f"{value} {measure.of or ''}".rstrip()}
    return _BOUNDS[measure.comparator] + shown.get(measure.unit, f"{value} {measure.unit.replace('_', ' ')}")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
