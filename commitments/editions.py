"""Two editions of a plan, commitment by commitment: added, dropped, reworded, strengthened, weakened, date moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from commitments.strictness import Verdict, compare_dates, compare_measures, compare_strength
from plans.commitment import Commitment
from plans.words import fold, tokens

__all__ = ["Change", "changes"]

_SAME_PROMISE = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a commitment in a new edition, with the words of both.

    `kinds` holds added, dropped or unchanged, or any of reworded, strengthened, weakened, date moved, owner changed;
    `reasons` say what changed.
    """

    old: Commitment | None
    new: Commitment | None
    kinds: tuple[str, ...]
    reasons: tuple[str, ...] = ()


def changes(old: Sequence[Commitment], new: Sequence[Commitment]) -> tuple[Change, ...]:
    """Every commitment of two editions, in the order of the new one, what was dropped at the end.

    Two are taken for the same promise where their words are, or are alike beyond doubt, each in one pair at most.
    """
    pairs = _pairs(old, new)
    kept = {pairs[position] for position in pairs}
    told = [_change(old[pairs[n]], one) if n in pairs else _added(one) for n, one in enumerate(new)]
    told += [Change(old=one, new=None, kinds=("dropped",)) for n, one in enumerate(old) if n not in kept]
    return tuple(told)


def _added(one: Commitment) -> Change:
    return Change(old=None, new=one, kinds=("added",))


def _pairs(old: Sequence[Commitment], new: Sequence[Commitment]) -> dict[int, int]:
    """For each new commitment that has one, its old one: the same words first, then the most alike."""
    scores = process.cdist([_plain(one) for one in new], [_plain(one) for one in old], scorer=fuzz.token_sort_ratio)
    ranked = sorted(
        (
            (-float(scores[n][m]), one.place.row != other.place.row or one.place.year != other.place.year, n, m)
            for n, one in enumerate(new)
            for m, other in enumerate(old)
            if scores[n][m] >= _SAME_PROMISE or _only_the_verb_differs(one, other)
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, n, m in ranked:
        if n not in pairs and m not in pairs.values():
            pairs[n] = m
    return pairs


def _only_the_verb_differs(one: Commitment, other: Commitment) -> bool:
    """'Explore a falls app' and 'Introduce a falls app' in the same place are one promise, made more strongly."""
    (_, *ours), (_, *theirs) = _plain(one).split() or [""], _plain(other).split() or [""]
    return ours == theirs and len(ours) > 1 and one.place.section[-1:] == other.place.section[-1:]


def _plain(one: Commitment) -> str:
    return " ".join(token.word for token in tokens(fold(one.text)))


def _change(old: Commitment, new: Commitment) -> Change:
    kinds, reasons = ["reworded"] if _plain(old) != _plain(new) else [], []
    for compared in (compare_measures(new, old), compare_strength(new, old)):
        if compared is not None and compared[0] != "same":
            kinds.append(_KINDS[compared[0]])
            reasons.append(compared[1])
    if new.deadline != old.deadline:
        kinds.append("date moved")
        moved = compare_dates(new, old)
        reasons.append(moved[1] if moved else f"{_day(new)} against {_day(old)}")
    if _owners(old) != _owners(new):
        kinds.append("owner changed")
        reasons.append(f"{', '.join(_owners(new))} in place of {', '.join(_owners(old))}")
    return Change(old=old, new=new, kinds=tuple(dict.fromkeys(kinds)) or ("unchanged",), reasons=tuple(reasons))


_KINDS: dict[Verdict, str] = {"stricter": "strengthened", "weaker": "weakened", "conflict": "reworded"}


def _day(one: Commitment) -> str:
    return one.deadline.isoformat() if one.deadline else "no day"


def _owners(one: Commitment) -> tuple[str, ...]:
    return tuple(sorted(owner.name for owner in one.owners if owner.role == "lead"))
