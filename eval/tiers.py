"""Which cases a run asks: the smoke tier for every change, the whole development set, the test set on release."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.duplicates import near_duplicates
from eval.gold import GOLD_FOLDER, Case, GoldError, read_cases
from plans.errors import WrongCall

__all__ = ["SMOKE_SIZE", "TIERS", "cases_of", "gold_files", "of_category", "smoke_of"]

SMOKE_SIZE = 60
TIERS = ("smoke", "dev", "dialogues", "test")


def gold_files(tier: str, folder: Path = GOLD_FOLDER) -> tuple[Path, ...]:
    """The gold files of a tier; a path to a file of cases is a tier of its own.

    Raises WrongCall for a name that is neither.
    """
    names: Mapping[str, tuple[str, ...]] = {
        "smoke": ("dev.jsonl",),
        "dev": ("dev.jsonl", "dialogues.jsonl"),
        "dialogues": ("dialogues.jsonl",),
        "test": ("test.jsonl", "dialogues.jsonl"),
    }
    if tier in names:
        return tuple(path for name in names[tier] if (path := folder / name).is_file())
    if Path(tier).is_file():
        return (Path(tier),)
    raise WrongCall(f"{tier!r} is no tier ({', '.join(TIERS)}) and no file of cases.")


def cases_of(tier: str, folder: Path = GOLD_FOLDER) -> tuple[Case, ...]:
    """The cases of a tier, those of the test split only where the test set is asked for.

    Raises WrongCall, GoldError; the latter also where a test case is nearly one of the development set.
    """
    cases = [case for path in gold_files(tier, folder) for case in read_cases(path)]
    if tier == "test":
        _held_out([*cases, *read_cases(folder / "dev.jsonl")])
    kept = tuple(case for case in cases if tier not in TIERS or case.split == ("test" if tier == "test" else "dev"))
    return smoke_of(kept) if tier == "smoke" else kept


def of_category(cases: Sequence[Case], category: str | None) -> tuple[Case, ...]:
    """The cases of a category, all of them where none is named.

    Raises WrongCall, naming the categories there are, where it has none.
    """
    kept = tuple(case for case in cases if category in (None, case.category))
    if not kept:
        there = ", ".join(sorted({case.category for case in cases})) or "none at all"
        raise WrongCall(f"There is no question of the category {category!r}; there are those of {there}.")
    return kept


def smoke_of(cases: Sequence[Case], size: int = SMOKE_SIZE) -> tuple[Case, ...]:
    """A small set that stays the same as others are added: every critical case first, then round the categories.

    Within a category the order is that of a hash of the id.
    """
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: (not case.critical, hashlib.sha256(case.id.encode()).hexdigest())):
        groups[case.category].append(case)
    chosen: list[Case] = []
    while len(chosen) < size and any(groups.values()):
        for category in sorted(groups):
            if groups[category] and len(chosen) < size:
                chosen.append(groups[category].pop(0))
    return tuple(chosen)


def _held_out(cases: Sequence[Case]) -> None:
    found = near_duplicates(cases)
    if found:
        raise GoldError(f"The test set is not held out: {'; '.join(found)}.")
