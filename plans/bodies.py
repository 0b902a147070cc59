"""Organisations in text: a register of bodies with every name they go by, and a finder for those it does not hold."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from plans.body_names import Word, named_bodies, words_of
from plans.catalogue import PlanEntry
from plans.document import GlossaryEntry

__all__ = ["Alias", "Bodies", "Body", "BodyMention", "slug"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name of a body. `cased` ones match only as spelt; a local one only in plans of `area`."""

    written: str
    first: date | None = None
    last: date | None = None
    cased: bool = False
    area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An organisation. `plural` marks a kind of body (Acute Trusts); `successor` who took over after `until`."""

    id: str
    name: str
    kind: str
    aliases: tuple[Alias, ...] = ()
    plural: bool = False
    successor: str | None = None
    until: date | None = None
    registered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMention:
    """A body named at `text[start:end]`, as written."""

    body: Body
    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class _Name:
    """An alias ready to be matched: its words folded, its spelling, its body."""

    words: tuple[str, ...]
    alias: Alias
    body: Body


@dataclass(frozen=True, slots=True)
class Bodies:
    """The register. Names are matched longest first; bodies that it lacks are found by how they are named."""

    held: tuple[Body, ...]
    _names: Mapping[str, tuple[_Name, ...]] = field(repr=False)

    @classmethod
    def load(cls, path: Path | None = None) -> "Bodies":
        """Read the register that comes with the package, or one of the same shape.

        A local name that two areas share ('the Partnership') means nothing until `for_plan` says which is meant.
        """
        source = path or Path(__file__).parent / "bodies.toml"
        held = tuple(_body(fields) for fields in tomllib.loads(source.read_text(encoding="utf-8"))["body"])
        return cls(held, _index(held, _unambiguous(held)))

    def __iter__(self) -> Iterator[Body]:
        """The bodies, in the order of the register."""
        return iter(self.held)

    def for_plan(self, entry: PlanEntry, glossary: Sequence[GlossaryEntry] = ()) -> "Bodies":
        """The register as one plan speaks: local names of its area, and the acronyms its glossary gives to bodies."""
        area = entry.area or ""
        held = [replace(body, aliases=tuple(a for a in body.aliases if a.area in (None, area))) for body in self.held]
        own = _register(held)
        for said in _own_names(entry.publisher):
            held = _with_alias(held, own.named(entry.publisher), Alias(written=said))
        for term in glossary:
            expanded = own.find(term.expansion)
            if len(expanded) == 1 and len(expanded[0].written) > 0.7 * len(term.expansion.strip()):
                held = _with_alias(held, expanded[0].body, Alias(written=term.acronym, cased=len(term.acronym) < 3))
        return _register(held)

    def find(self, text: str, *, on: date | None = None) -> tuple[BodyMention, ...]:
        """Every body that a text names, in order and without overlaps; the longest name wins.

        `on` leaves out names that were not in use on that day.
        """
        words = words_of(text)
        found = [*self._registered(text, words, on), *_unregistered(text, words)]
        found.sort(key=lambda mention: (-_length(mention), not mention.body.registered))
        kept: list[BodyMention] = []
        for mention in found:
            if all(mention.end <= other.start or mention.start >= other.end for other in kept):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.start))

    def get(self, body_id: str) -> Body | None:
        """The registered body of that id, or None."""
        return next((body for body in self.held if body.id == body_id), None)

    def named(self, name: str) -> Body:
        """The body of that name or alias; a name that is not registered makes a body of its own."""
        mentions = self.find(name)
        wanted = " ".join(word.folded for word in words_of(name))
        for mention in mentions:
            if " ".join(word.folded for word in words_of(mention.written)) == wanted.removeprefix("the "):
                return mention.body
        return _made(name)

    def publisher(self, entry: PlanEntry) -> Body:
        """The body whose plan it is."""
        return self.named(entry.publisher)

    def _registered(self, text: str, words: Sequence[Word], on: date | None) -> Iterator[BodyMention]:
        for position, word in enumerate(words):
            for name in self._names.get(word.folded, ()):
                last = position + len(name.words)
                if _stands(text, words[position:last], name) and _in_use(name.alias, on):
                    start, end = word.start, words[last - 1].end
                    yield BodyMention(body=name.body, start=start, end=end, written=text[start:end])
                    break


_SPEAKS_AS = ("council", "trust", "partnership", "board", "alliance", "icb", "collaborative", "authority", "committee")


def _own_names(publisher: str) -> tuple[str, ...]:
    """What a plan calls its own publisher: 'the Council', 'our Partnership'; nothing where it may be another's."""
    last = words_of(publisher)[-1:]
    noun = next((noun for noun in _SPEAKS_AS if last and last[0].folded == noun), None)
    if publisher.lower().endswith("integrated care board"):
        return ("ICB", "our ICB", "Integrated Care Board")
    return () if noun is None else tuple(f"{article} {noun}" for article in ("the", "our", "this"))


def slug(name: str) -> str:
    """A name as the tail of an id: 'Royal College of GPs' is royal-college-of-gps."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("’", "").replace("'", "")).strip("-") or "unnamed"


def _register(held: Sequence[Body]) -> Bodies:
    """A register in which every alias counts."""
    return Bodies(tuple(held), _index(held, [(alias, body) for body in held for alias in body.aliases]))


def _made(name: str) -> Body:
    plain = re.sub(r"^(?:the|our|an?)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)
    return Body(id=f"org:{slug(plain)}", name=plain, kind="other", registered=False)


def _unregistered(text: str, words: Sequence[Word]) -> Iterator[BodyMention]:
    for start, end in named_bodies(text, words):
        yield BodyMention(body=_made(text[start:end]), start=start, end=end, written=text[start:end])


def _stands(text: str, words: Sequence[Word], name: _Name) -> bool:
    if tuple(word.folded for word in words) != name.words:
        return False
    return not name.alias.cased or _spelt(text[words[0].start : words[-1].end]) == _spelt(name.alias.written)


def _length(mention: BodyMention) -> int:
    return len(re.sub(r"^(?:the|our|as a)\s+", "", mention.written, flags=re.IGNORECASE))


def _spelt(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _in_use(alias: Alias, on: date | None) -> bool:
    return on is None or ((alias.first is None or alias.first <= on) and (alias.last is None or on <= alias.last))


def _with_alias(held: list[Body], body: Body, alias: Alias) -> list[Body]:
    if not any(one.id == body.id for one in held):
        held = [*held, replace(body, aliases=(Alias(written=body.name),))]
    return [replace(one, aliases=(*one.aliases, alias)) if one.id == body.id else one for one in held]


def _unambiguous(held: Iterable[Body]) -> list[tuple[Alias, Body]]:
    """Every alias with its body, less the local ones that two bodies share."""
    owners: dict[str, set[str]] = {}
    pairs = [(alias, body) for body in held for alias in body.aliases]
    for alias, body in pairs:
        owners.setdefault(alias.written.lower(), set()).add(body.id)
    return [(alias, body) for alias, body in pairs if alias.area is None or len(owners[alias.written.lower()]) == 1]


def _index(held: Sequence[Body], pairs: Iterable[tuple[Alias, Body]]) -> dict[str, tuple[_Name, ...]]:
    """Names by their first word, the longest first."""
    index: dict[str, list[_Name]] = {}
    named = [(Alias(written=body.name, cased=_is_word(body)), body) for body in held if body.registered]
    for alias, body in [*named, *pairs]:
        words = tuple(word.folded for word in words_of(alias.written))
        if words:
            index.setdefault(words[0], []).append(_Name(words, alias, body))
    return {first: tuple(sorted(names, key=lambda name: -len(name.words))) for first, names in index.items()}


def _is_word(body: Body) -> bool:
    return any(alias.cased and alias.written == body.name for alias in body.aliases)


def _body(fields: dict[str, Any]) -> Body:
    aliases = [Alias(written=written) for written in fields.pop("aliases", [])]
    aliases += [Alias(written=written, cased=True) for written in fields.pop("cased", [])]
    aliases += [Alias(**dated) for dated in fields.pop("dated", [])]
    for area, names in fields.pop("local", {}).items():
        aliases += [Alias(written=written, area=area) for written in names]
    return Body(aliases=tuple(aliases), **fields)
