"""What is not a question for the plans: emergencies, clinical advice, personal cases, commands, other subjects."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.asking_part import asking_part
from assistant.understanding import frame_stems
from plans.words import content_stems

__all__ = ["OutOfScope", "beyond_any_plan", "out_of_scope", "signpost"]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A kind of question that is not for the plans, and the fixed reply to it."""

    name: str
    reply: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind with its name among `assistant.likely_kinds.KINDS`, and below which likelihood of plans it is sent on."""

    verdict: OutOfScope
    likely: str
    patterns: tuple[re.Pattern[str], ...]
    below: float
    below_after: float


_HEALTH = ("emergency", "clinical")
_YIELDS = frozenset({"personal", "other", "talk", "command"})


def out_of_scope(
    text: str, *, likely: Mapping[str, float], known: Callable[[str], bool], follows: bool = False
) -> OutOfScope | None:
    """The kind that a question belongs to when it is not one for the plans, else None.

    `likely` is how likely each kind is (`LikelyKinds.of`). `known` tells whether the library has a stem: what is put in
    its words alone is hardly another subject. `follows` says that questions for the plans went before. Replies,
    thresholds and the few patterns that hold in any case are in `scope.toml`.
    """
    for kind in _kinds():
        if any(pattern.search(text) for pattern in kind.patterns):
            return kind.verdict
    kind = _likeliest(likely)
    below = kind.below_after if follows else kind.below
    words = [word for word in content_stems(text) if word not in frame_stems()]
    if kind.likely in _YIELDS and words and all(known(word) for word in words):
        below = min(below, _rules()["weighing"]["in_its_words"])
    if likely["plans"] >= below or (kind.likely != "emergency" and _asks_ahead(text)):
        return None
    unwell = signpost(likely, answered=False)
    if not unwell or "999" in kind.verdict.reply:
        return kind.verdict
    return OutOfScope(kind.verdict.name, f"{kind.verdict.reply} {unwell}")


def _asks_ahead(text: str) -> bool:
    """Whether a question is in so many words about services to come, whoever asks it."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in _rules()["for_plans"]["patterns"])


def _likeliest(likely: Mapping[str, float]) -> _Kind:
    """The likeliest kind that is not for the plans; an emergency is so from a smaller share on."""
    danger = likely["emergency"] / max(1 - likely["plans"], 1e-9)
    if danger >= _rules()["weighing"]["danger"]:
        return next(kind for kind in _kinds() if kind.likely == "emergency")
    return max(_kinds(), key=lambda kind: likely[kind.likely])


def beyond_any_plan(text: str, *, likely: Mapping[str, float], unknown: bool) -> OutOfScope | None:
    """What a question that the plans do not answer is, where no plan would: one person's case, or another subject.

    `unknown` says that the library has none of the words it is about.
    """
    rules = _rules()["not_found"]
    asks = re.search(rules["asks"], asking_part(text), re.IGNORECASE)
    if (asks or likely["personal"] >= rules["likely"]) and not re.search(rules["unless"], text, re.IGNORECASE):
        return _named("personal_case")
    return _named("other_subject") if unknown else None


def signpost(likely: Mapping[str, float], *, answered: bool) -> str:
    """Where somebody unwell is sent, if a question may well be about somebody who is; else nothing."""
    rules = _rules()["unwell"]
    unwell = sum(likely[kind] for kind in _HEALTH)
    reply: str = rules["reply"]
    return reply if unwell >= rules["answered" if answered else "not_found"] else ""


def _named(name: str) -> OutOfScope:
    return next(kind.verdict for kind in _kinds() if kind.verdict.name == name)


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    rules = _rules()
    return tuple(
        _Kind(
            verdict=OutOfScope(kind["name"], kind["reply"]),
            likely=kind["likely"],
            patterns=tuple(re.compile(pattern, re.IGNORECASE) for pattern in kind["patterns"]),
            below=rules["below"][kind["likely"]],
            below_after=rules["below_after"][kind["likely"]],
        )
        for kind in rules["kind"]
    )


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "scope.toml").read_text(encoding="utf-8"))
