"""The bridge from everyday words to the words of plans: what people say, and what plans write for it.

The vocabulary stands in `plans/lexicon/*.toml`, by theme; a person adds to it, or takes from it, in a file of the
same form in the home folder (`lexicon.toml`):

    [[words]]
    say = ["dead good", "our kid's school"]
    plans_say = ["education", "schools"]

    [[forget]]
    say = ["brass"]

A group may have two parts more. `narrower` holds expressions that name something narrower than the plan words, or only
near them (leukaemia, where plans write cancer); `related` holds plan words that are only near all the expressions. Both
lead the search, but the plan words that they lead to do not bear the expression out.
"""

import tomllib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plans.errors import WrongCall
from plans.words import stem, tokens

__all__ = ["Lexicon", "Match"]

_FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An everyday expression at `text[start:end]`, and the words that plans write for it.

    `terms` are all the plan words, those that mean the same first; `same` are only those that mean the same.
    """

    start: int
    end: int
    said: str
    terms: tuple[str, ...]
    same: tuple[str, ...]


class Lexicon:
    """Everyday expressions and the plan words for each. Expressions are matched by stems, the longest first."""

    def __init__(self, same: Mapping[str, Sequence[str]], near: Mapping[str, Sequence[str]] | None = None) -> None:
        """Hold the plan words of each everyday expression: those that mean the same, and those that are only near."""
        self._same = _by_stems(same)
        self._terms = _merged(self._same, _by_stems({} if near is None else near))
        self._words = frozenset(
            token.word for entries in (same, near or {}) for said in entries for token in tokens(said)
        )
        self._longest = max(map(len, self._terms), default=0)

    @classmethod
    def load(cls, own: Path | None = None) -> "Lexicon":
        """The vocabulary that comes with the package, with a person's own file laid over it where there is one.

        Raises WrongCall, naming the file, when a file is not of the form above.
        """
        files = sorted(_FOLDER.glob("*.toml"))
        read = [_read(path) for path in ((*files, own) if own is not None and own.exists() else files)]
        forgotten = {_stems(said) for file in read for said in file.dropped}
        return cls(
            _gathered((pair for file in read for pair in file.same), forgotten),
            _gathered((pair for file in read for pair in file.near), forgotten),
        )

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
                key = tuple(present[at : at + length])
                found.append(
                    Match(
                        start=start,
                        end=end,
                        said=text[start:end],
                        terms=self._terms[key],
                        same=self._same.get(key, ()),
                    )
                )
            at += length or 1
        return tuple(found)

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


def _by_stems(entries: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for said, terms in entries.items():
        key = _stems(said)
        if key and terms:
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *terms)))
    return found


def _merged(
    first: Mapping[tuple[str, ...], tuple[str, ...]], second: Mapping[tuple[str, ...], tuple[str, ...]]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        key: tuple(dict.fromkeys((*first.get(key, ()), *second.get(key, ()))))
        for key in dict.fromkeys((*first, *second))
    }


def _gathered(
    pairs: Iterable[tuple[str, Sequence[str]]], forgotten: Container[tuple[str, ...]]
) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = defaultdict(list)
    for said, terms in pairs:
        if _stems(said) not in forgotten:
            entries[said].extend(terms)
    return entries


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What one file adds, each expression with its plan words (the same, or only near), and what it takes away."""

    same: list[tuple[str, list[str]]]
    near: list[tuple[str, list[str]]]
    dropped: list[str]


def _read(path: Path) -> _File:
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        _only(fields, {"words", "forget"})
        same: list[tuple[str, list[str]]] = []
        near: list[tuple[str, list[str]]] = []
        for group in fields.get("words", []):
            _only(group, {"say", "narrower", "plans_say", "related"})
            terms, related = _listed(group, "plans_say"), _listed(group, "related", needed=False)
            narrower = _listed(group, "narrower", needed=False)
            say = _listed(group, "say", needed=not narrower)
            same += [(said, terms) for said in say]
            near += [(said, related) for said in say] + [(said, [*terms, *related]) for said in narrower]
        dropped = [said for group in fields.get("forget", []) for said in _listed(group, "say")]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise WrongCall(
            f"The vocabulary {path} cannot be used ({error}): it holds [[words]] with say, plans_say and, where "
            "wanted, narrower and related, and [[forget]] with say, each a list of expressions."
        ) from error
    return _File(same=same, near=near, dropped=dropped)


def _listed(group: Mapping[str, object], key: str, *, needed: bool = True) -> list[str]:
    values = group[key] if needed else group.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} is not a list of expressions")
    return values


def _only(fields: Mapping[str, object], known: Iterable[str]) -> None:
    unknown = set(fields) - set(known)
    if unknown:
        raise KeyError(f"unknown part {', '.join(sorted(unknown))}")
