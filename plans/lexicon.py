"""The bridge from everyday words to the words of plans: what people say, and what plans write for it.

The vocabulary stands in `plans/lexicon/*.toml`, by theme; a person adds to it, or takes from it, in a file of the
same form in the home folder (`lexicon.toml`):

    [[words]]
    say = ["dead good", "our kid's school"]
    plans_say = ["education", "schools"]

    [[forget]]
    say = ["brass"]
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plans.errors import WrongCall
from plans.words import stem, tokens

__all__ = ["Lexicon", "Match"]

_FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An everyday expression at `text[start:end]`, and the words that plans write for it."""

    start: int
    end: int
    said: str
    terms: tuple[str, ...]


class Lexicon:
    """Everyday expressions and the plan words for each. Expressions are matched by stems, the longest first."""

    def __init__(self, entries: Mapping[str, Sequence[str]]) -> None:
        """Hold the plan words of each everyday expression."""
        self._terms: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._words = frozenset(token.word for said in entries for token in tokens(said))
        for said, terms in entries.items():
            key = _stems(said)
            if key:
                self._terms[key] = tuple(dict.fromkeys((*self._terms.get(key, ()), *terms)))
        self._longest = max(map(len, self._terms), default=0)

    @classmethod
    def load(cls, own: Path | None = None) -> "Lexicon":
        """The vocabulary that comes with the package, with a person's own file laid over it where there is one.

        Raises WrongCall, naming the file, when a file is not of the form above.
        """
        entries: dict[str, list[str]] = defaultdict(list)
        forgotten: set[tuple[str, ...]] = set()
        files = sorted(_FOLDER.glob("*.toml"))
        for path in (*files, own) if own is not None and own.exists() else files:
            added, dropped = _read(path)
            for said, terms in added:
                entries[said].extend(terms)
            forgotten |= {_stems(said) for said in dropped}
        return cls({said: terms for said, terms in entries.items() if _stems(said) not in forgotten})

    def find(self, text: str) -> tuple[Match, ...]:
        """The everyday expressions of a text, in order; of expressions that overlap, the longest."""
        words = tokens(text)
        present = [stem(word.word) for word in words]
        found: list[Match] = []
        at = 0
        while at < len(words):
            length = self._length_at(present, at)
            if length:
                start, end = words[at].start, words[at + length - 1].end
                terms = self._terms[tuple(present[at : at + length])]
                found.append(Match(start=start, end=end, said=text[start:end], terms=terms))
            at += length or 1
        return tuple(found)

    def matches(self, text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The everyday expressions of a text as they stand there, each with the words that plans write for it."""
        return tuple((match.said, match.terms) for match in self.find(text))

    @property
    def words(self) -> frozenset[str]:
        """Every word of every expression, as it is spelt."""
        return self._words

    def __len__(self) -> int:
        """How many expressions there are."""
        return len(self._terms)

    def _length_at(self, present: Sequence[str], at: int) -> int:
        for length in range(min(self._longest, len(present) - at), 0, -1):
            if tuple(present[at : at + length]) in self._terms:
                return length
        return 0


def _stems(said: str) -> tuple[str, ...]:
    return tuple(stem(token.word) for token in tokens(said))


def _read(path: Path) -> tuple[list[tuple[str, list[str]]], list[str]]:
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        added = [(said, group["plans_say"]) for group in fields.get("words", []) for said in _listed(group, "say")]
        for group in fields.get("words", []):
            _listed(group, "plans_say")
        dropped = [said for group in fields.get("forget", []) for said in _listed(group, "say")]
        _only(fields, {"words", "forget"})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise WrongCall(
            f"The vocabulary {path} cannot be used ({error}): it holds [[words]] with say and plans_say, "
            "and [[forget]] with say, each a list of expressions."
        ) from error
    return added, dropped


def _listed(group: Mapping[str, object], key: str) -> list[str]:
    values = group[key]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} is not a list of expressions")
    return values


def _only(fields: Mapping[str, object], known: Iterable[str]) -> None:
    unknown = set(fields) - set(known)
    if unknown:
        raise KeyError(f"unknown part {', '.join(sorted(unknown))}")
