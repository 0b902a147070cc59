"""How a question leans on the turns before it: what points back, what is only a part of a question, what is changed."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plans.words import is_stopword, stem, tokens

__all__ = [
    "PREPOSITION",
    "Pointer",
    "groups_of_people",
    "is_part",
    "is_verbless",
    "mark",
    "pointers",
    "role_asked",
    "says_little",
    "thing_asked",
    "wanted_words",
    "without_opener",
    "without_owner",
]

# "for children", "one on leaders": the small word that a part of a question may begin with
PREPOSITION = re.compile(
    r"(?:(?:one|any|anything|something)\s+)?"
    r"(?P<how>for|in|on|at|with|about|from|to|by|of|among|amongst|within)\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A word that stands for something said before, at `text[start:end]`; `kind` names its pattern."""

    kind: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = tomllib.loads(
        (Path(__file__).parent / "leaning.toml").read_text(encoding="utf-8")
    )
    return loaded


@lru_cache(maxsize=64)
def _pattern(table: str, name: str) -> re.Pattern[str]:
    return re.compile(_words()[table][name], re.IGNORECASE)


def mark(name: str) -> re.Pattern[str]:
    """The pattern of that name in `leaning.toml`."""
    return _pattern("marks", name)


def without_opener(text: str) -> str:
    """A turn without the words that only open or close it ("and", "ok, thanks", "then?")."""
    opened = mark("opener").sub("", text, count=1)
    plain = mark("closer").sub("", opened).strip(" ,;:-")
    return plain if re.search(r"\w", plain) else text


def without_owner(question: str) -> str:
    """A question about a thing of theirs as one about the thing: "what is their time worth?" is no definition."""
    return re.sub(r"\b(?:its|their|his|her)\s+(?=\w)", "the ", question, flags=re.IGNORECASE)


def pointers(text: str) -> tuple[Pointer, ...]:
    """The words of a question that point back, in order."""
    found: list[Pointer] = []
    table = _words()["pointers"]
    for kind in table:
        if kind.endswith("_not_in"):
            continue
        other = f"{kind}_not_in"
        inside = [m.span() for m in _pattern("pointers", other).finditer(text)] if other in table else []
        for match in _pattern("pointers", kind).finditer(text):
            if not any(start <= match.start() < end for start, end in inside):
                found.append(Pointer(kind=kind, start=match.start(), end=match.end(), text=match.group()))
    return tuple(sorted(found, key=lambda pointer: pointer.start))


def is_part(text: str) -> bool:
    """Whether a turn is only a part of a question: it neither asks (who, is, list) nor tells."""
    return not mark("clause").search(text)


def says_little(text: str) -> bool:
    """Whether hardly a word of a question carries meaning, for all that they only frame it."""
    return sum(not is_stopword(token.word) for token in tokens(text)) <= _LITTLE


_LITTLE = 3  # words


def is_verbless(text: str) -> bool:
    """ "From how many organisations?", "which board?": asked without a verb of its own."""
    return bool(_VERBLESS.fullmatch(text))


_VERBLESS = re.compile(
    r"\W*(?:(?:in|on|at|by|for|from|to|with|under|over|above|below|after|before|of|about|since|until|till|within)\s+)?"
    r"(?:who|whom|whose|what|when|where|which|why|how(?:\s+(?:many|much|long|often|soon|big|far))?)(?:\s+\w+){0,2}\W*",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def groups_of_people() -> tuple[tuple[str, ...], ...]:
    """Groups of people that a question may be put to one after another, one row a group, longest name first."""
    rows = _words()["people"]["groups"].splitlines()
    return tuple(tuple(sorted(row.split("|"), key=len, reverse=True)) for row in rows)


def thing_asked(question: str) -> str | None:
    """The kind of thing ("is there a target?", "is there a date?") that a yes or no is asked of."""
    return next((kind for kind in _words()["things"] if _pattern("things", kind).search(question)), None)


def wanted_words(kind: str) -> frozenset[str]:
    """The stems of words that only say what kind of thing is wanted: "worth" asks for money."""
    return frozenset(stem(word) for word in _words()["wanted_words"].get(kind, "").split())


def role_asked(question: str) -> re.Pattern[str] | None:
    """How a plan says that somebody does what a question for a body asks: leads it, decides it, pays for it."""
    stems = {stem(token.word) for token in tokens(question)}
    for role, words in _words()["role_words"].items():
        if stems & {stem(word) for word in words.split()}:
            return _pattern("roles", role)
    return None
