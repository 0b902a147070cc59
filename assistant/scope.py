"""What is not a question for the plans: emergencies, clinical advice, personal cases, commands, other subjects."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.asking_part import asking_part
from plans.words import content_stems

__all__ = ["OutOfScope", "beyond_any_plan", "out_of_scope", "signpost"]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A kind of question that is not for the plans, and the fixed reply to it."""

    name: str
    reply: str


@dataclass(frozen=True, slots=True)
class _Kind:
    verdict: OutOfScope
    patterns: tuple[re.Pattern[str], ...]
    together: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    yields: bool


_AREA = "this region"  # as scope.toml knows the areas of a library, whichever they are


def out_of_scope(text: str, *, known: Callable[[str], bool], areas: Sequence[str] = ()) -> OutOfScope | None:
    """The kind that a question belongs to when it is not one for the plans, else None.

    The rules and replies are in `scope.toml`; the most urgent kind is tried first. `known` tells whether the library
    has a stem: some kinds yield to it. `areas` are the names of the library's areas that the question has, in lower
    case: whoever names one asks about a region of the plans.
    """
    for area in areas:
        text = re.sub(rf"\b{re.escape(area)}\b", _AREA, text, flags=re.IGNORECASE)
    for kind in _kinds():
        found = _found(kind, text)
        if found is None or any(p.search(text) for p in kind.unless):
            continue
        if not (kind.yields and all(known(part) for part in content_stems(found.group()))):
            return kind.verdict
    return None


def _found(kind: _Kind, text: str) -> re.Match[str] | None:
    """What makes a question of that kind: one of its patterns, or those that only tell it together."""
    alone = next((match for match in (p.search(text) for p in kind.patterns) if match), None)
    if alone is not None or not kind.together or _asks_of_others(text):
        return alone
    found = [p.search(text) for p in kind.together]
    return found[0] if all(found) else None


_TURNS = re.compile(
    r"(?:^|.*[,;:–—]|.* -)\W*(?:(?:and|so|but|then|well|now) )*"
    r"(?P<clause>(?:what|which|who|whom|whose|when|where|why|how|"
    r"(?:would|will|does|do|did|has|have) (?:the|that|those|they|this) [a-z]{3,}|"
    r"(?:is|are|was|were|has|have) (?:anyone|anybody|there|they))\b.*)",
    re.IGNORECASE | re.DOTALL,
)


def _asks_of_others(text: str) -> bool:
    """Whether what is asked outright, after whatever is told before, speaks neither of the asker nor of somebody dear:
    "my gran was turned away, so what became of that clinic?" is for the plans."""
    asks = _TURNS.match(asking_part(text))
    return asks is not None and not _own().search(asks["clause"])


@lru_cache(maxsize=1)
def _own() -> re.Pattern[str]:
    words = tomllib.loads((Path(__file__).parent / "scope.toml").read_text(encoding="utf-8"))["words"]
    own: str = words["own"]
    for name in ("dear", "kin"):
        own = own.replace("{" + name + "}", words[name])
    return re.compile(own, re.IGNORECASE)


def beyond_any_plan(text: str, *, unknown: bool) -> OutOfScope | None:
    """What a question that the plans do not answer is, where no plan would: one person's case, or another subject.

    `unknown` says that the library has none of the words it is about.
    """
    told = _not_found()
    personal = told["personal"].search(asking_part(text)) or told["own"].search(text)
    if personal and not told["unless"].search(text):
        return _named("personal_case")
    return _named("other_subject") if unknown else None


def signpost(text: str) -> str:
    """Where somebody unwell is sent, where a question speaks of a person or an illness; else nothing."""
    pattern, reply = _unwell()
    return reply if pattern.search(text) else ""


@lru_cache(maxsize=1)
def _unwell() -> tuple[re.Pattern[str], str]:
    rules = tomllib.loads((Path(__file__).parent / "scope.toml").read_text(encoding="utf-8"))
    said_of = rules["unwell"]["said_of"].replace("{symptom}", rules["words"]["symptom"])
    return re.compile(said_of, re.IGNORECASE), rules["unwell"]["reply"]


def _named(name: str) -> OutOfScope:
    return next(kind.verdict for kind in _kinds() if kind.verdict.name == name)


@lru_cache(maxsize=1)
def _not_found() -> dict[str, re.Pattern[str]]:
    rules = tomllib.loads((Path(__file__).parent / "scope.toml").read_text(encoding="utf-8"))["not_found"]
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in rules.items()}


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    rules = tomllib.loads((Path(__file__).parent / "scope.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = rules["words"]

    def compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
        filled = patterns
        for name, value in words.items():
            filled = [pattern.replace("{" + name + "}", value) for pattern in filled]
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in filled)

    return tuple(
        _Kind(
            verdict=OutOfScope(rule["name"], rule["reply"]),
            patterns=compiled(rule.get("patterns", [])),
            together=compiled(rule.get("together", [])),
            unless=compiled(rule.get("unless", [])),
            yields=rule.get("yields", False),
        )
        for rule in rules["kind"]
    )
