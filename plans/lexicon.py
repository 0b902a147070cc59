"""The bridge from everyday words to the words of plans: what people say, and what plans write for it.

The vocabulary stands in `plans/lexicon/*.toml`, by theme; a person adds to it, or takes from it, in a file of the
same form in the home folder (`lexicon.toml`):

    [[words]]
    say = ["dead good", "our kid's school"]
    plans_say = ["education", "schools"]

    [[forget]]
    say = ["brass"]

Some expressions name something narrower than the plan words (leukaemia, where plans write cancer): they stand under
`narrower` in the same group. They lead the search there, but the plan words do not bear them out.
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
    """An everyday expression at `text[start:end]`, and the words that plans write for it.

    `same` says that they mean the same; otherwise the expression is narrower than the words.
    """

    start: int
    end: int
    said: str
    terms: tuple[str, ...]
    same: bool = True


class Lexicon:
    """Everyday expressions and the plan words for each. Expressions are matched by stems, the longest first."""

    def __init__(self, entries: Mapping[str, Sequence[str]], narrower: Iterable[str] = ()) -> None:
        """Hold the plan words of each everyday expression; those of `narrower` do not mean the same as their words."""
        self._narrower = frozenset(_stems(said) for said in narrower)
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
        narrower: list[str] = []
        files = sorted(_FOLDER.glob("*.toml"))
        for path in (*files, own) if own is not None and own.exists() else files:
            read = _read(path)
            for said, terms in read.added:
                entries[said].extend(terms)
            narrower += read.narrower
            forgotten |= {_stems(said) for said in read.dropped}
        return cls({said: terms for said, terms in entries.items() if _stems(said) not in forgotten}, narrower)

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
                        same=key not in self._narrower,
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


@dataclass(frozen=True, slots=True)
class _File:
    """What one file adds, which of that is narrower, and what it takes away."""

    added: list[tuple[str, list[str]]]
    narrower: list[str]
    dropped: list[str]


def _read(path: Path) -> _File:
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        _only(fields, {"words", "forget"})
        groups = fields.get("words", [])
        for group in groups:
            _only(group, {"say", "narrower", "plans_say"})
        narrower = [said for group in groups for said in _listed(group, "narrower", needed=False)]
        same = [(said, _listed(group, "plans_say")) for group in groups for said in _listed(group, "say")]
        led = [
            (said, _listed(group, "plans_say")) for group in groups for said in _listed(group, "narrower", needed=False)
        ]
        dropped = [said for group in fields.get("forget", []) for said in _listed(group, "say")]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise WrongCall(
            f"The vocabulary {path} cannot be used ({error}): it holds [[words]] with say, plans_say and, where "
            "wanted, narrower, and [[forget]] with say, each a list of expressions."
        ) from error
    return _File([*same, *led], narrower, dropped)


def _listed(group: Mapping[str, object], key: str, *, needed: bool = True) -> list[str]:
    values = group[key] if needed else group.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} is not a list of expressions")
    return values


def _only(fields: Mapping[str, object], known: Iterable[str]) -> None:
    unknown = set(fields) - set(known)
    if unknown:
        raise KeyError(f"unknown part {', '.join(sorted(unknown))}")
