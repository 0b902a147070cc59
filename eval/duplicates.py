"""Questions of the test set that the development set asks too: a held-out question must not have been tuned on."""

from collections.abc import Sequence

from rapidfuzz.fuzz import ratio, token_sort_ratio

from eval.gold import Case
from plans.words import fold

__all__ = ["near_duplicates"]

_SAME_WORDS = 90
_SAME_WANTS = 75
_SAME_FACTS = 68


def near_duplicates(cases: Sequence[Case]) -> tuple[str, ...]:
    """One line for each test case that is nearly a development case, in its words or in its words and its gold.

    Nine tenths of the words alike is a duplicate whatever is wanted; three quarters is one where the same outcome is
    wanted and no other facts, and rather less where the same facts are. "Waiting over 104 weeks" and "waiting over 78
    weeks" are no duplicates: they are told apart by what they want.
    """
    held_out = [(case, _asked(case)) for case in cases if case.split == "test"]
    seen = [(case, _asked(case)) for case in cases if case.split == "dev"]
    return tuple(
        f"case {case.id}: nearly {other.id} of the development set ({likeness:.0f} of 100 alike)"
        for case, asked in held_out
        for other, words in seen
        if (likeness := max(ratio(asked, words), token_sort_ratio(asked, words))) >= _enough(case, other)
    )


def _asked(case: Case) -> str:
    return " ".join(fold(turn.text) for turn in case.turns)


def _enough(case: Case, other: Case) -> float:
    """How alike two questions may be, by what they want."""
    facts, others = _facts(case), _facts(other)
    if case.expect != other.expect or facts != others:
        return _SAME_WORDS
    return _SAME_FACTS if facts and case.expect != "clarify" else _SAME_WANTS


def _facts(case: Case) -> frozenset[str]:
    """The required facts as far as they tell cases apart; options of a question back do not.

    Values are held together whatever their type: one author's "62%" is another's percent of 62.
    """
    if case.expect == "clarify":
        return frozenset()
    return frozenset("|".join(fact.items) or _bare(fact.value) for fact in case.facts if fact.required)


def _bare(value: object) -> str:
    return fold(f"{value:g}" if isinstance(value, float) else str(value)).strip("£% ").replace(",", "")
