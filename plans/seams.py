"""What the parts of Planwatch are to each other: the few interfaces that are handed from one to another."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from plans.catalogue import Plan
from plans.commitment import Commitment
from plans.document import Document, GlossaryEntry, Passage

__all__ = ["Answerability", "Hit", "Library", "Mentions", "Query", "Register", "Search", "SearchResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for. `plans` and `years` narrow it where they are not empty; `limit` is a number of hits."""

    text: str
    plans: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found. `score` is calibrated to 0..1 and falls along a result; `signals` say why."""

    passage: Passage
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits, best first, with the words that were tried and how many passages were examined.

    `spelt` gives, for words of the question that nobody knows, the word of the library that was surely meant.
    """

    query: Query
    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    examined: int
    timings_ms: Mapping[str, float]
    spelt: Mapping[str, str] = field(default_factory=dict)

    def within(self, words: int) -> tuple[Hit, ...]:
        """The hits, best first, up to the one whose text would bring the total past `words` words."""
        kept: list[Hit] = []
        total = 0
        for hit in self.hits:
            total += len(hit.passage.text.split())
            if total > words:
                break
            kept.append(hit)
        return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """A plan that mentions what is looked for: in how many passages, and the first that does so in its own words.

    Where only headings do, it is the first passage below one.
    """

    plan_id: str
    count: int
    passage: Passage


class Search(Protocol):
    """Finds passages."""

    def search(self, query: Query) -> SearchResult:
        """Find the passages nearest to what is asked.

        Raises UnknownPlan for a plan that is not held.
        """
        ...


class Answerability(Protocol):
    """Tells whether passages answer a question, by reading the two together."""

    def rate(self, question: str, passages: Sequence[Passage]) -> Sequence[float]:
        """For each passage the log-odds that it answers the question: above 0 where it more likely does than not."""
        ...


class Library(Protocol):
    """Holds the plans that are in use: their entries, reading texts, passages and glossaries."""

    @property
    def generation(self) -> str:
        """The name of the generation that is read; it changes when the library does."""
        ...

    def plans(self) -> Sequence[Plan]:
        """The plans, in the order of their ids."""
        ...

    def document(self, plan_id: str) -> Document:
        """A plan's reading text and blocks.

        Raises UnknownPlan.
        """
        ...

    def passages(self, plan_id: str) -> Sequence[Passage]:
        """A plan's passages in reading order.

        Raises UnknownPlan.
        """
        ...

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that id, or None."""
        ...

    def sample(self, most: int) -> Sequence[Passage]:
        """The passages of all plans; of more than twice so many, every second, third and so on."""
        ...

    def mentions(
        self, things: Sequence[Sequence[tuple[str, ...]]], *, plans: tuple[str, ...] = ()
    ) -> Sequence[Mentions]:
        """Every plan, of those (of all where empty), that mentions each of some things in one passage.

        A thing is the ways to say it, and a way the stems that all have to be there, in the words or the headings.
        """
        ...

    def years(self) -> Set[str]:
        """The years that headings of the plans name, as they are written there."""
        ...

    def glossary(self, plan_id: str) -> Sequence[GlossaryEntry]:
        """A plan's acronyms.

        Raises UnknownPlan.
        """
        ...


class Register(Protocol):
    """Holds every commitment of the plans in use."""

    def commitments(self, plans: tuple[str, ...] = ()) -> Sequence[Commitment]:
        """The commitments of those plans (of all where empty), in reading order."""
        ...

    def commitment(self, commitment_id: str) -> Commitment | None:
        """The commitment of that id, or None."""
        ...

    def version_of(self, plan_id: str) -> str:
        """What changes whenever the commitments of a plan do.

        Raises UnknownPlan.
        """
        ...

    def is_kept(self) -> bool:
        """Whether it lies on the disk still. One that held a plan which was removed does not: what is remembered of
        it may be read to the end, and is written nowhere."""
        ...
