"""How a question says what it wants: a number, a date, a body, a list; a promise or something done; several plans."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from plans.stance import Stance

__all__ = ["Want", "holds_plans_beside", "stance_asked", "wants"]


class Want(StrEnum):
    """A kind of thing that a question may want."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    BODY = "body"
    LIST = "list"
    MEANING = "meaning"
    REASON = "reason"


def wants(text: str) -> frozenset[Want]:
    """The kinds of thing that a question wants, by its wording."""
    return frozenset(want for want in Want if _pattern("wants", want).search(text))


def stance_asked(text: str) -> Stance | None:
    """Whether a question asks for promises or for things done; None where its verbs do not tell."""
    done, promised = (bool(_pattern("stance", name).search(text)) for name in ("done", "promised"))
    return None if done == promised else Stance.PROMISED if promised else Stance.DONE


def holds_plans_beside(text: str) -> bool:
    """Whether a question speaks of several plans without naming them."""
    return bool(_pattern("beside", "several").search(text))


@cache
def _pattern(kind: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(_wordings()[kind][name]), re.IGNORECASE)


@cache
def _wordings() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))
