"""What a person asks, and what a person gets: every sentence with the words of a plan that bear it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

__all__ = ["OCR", "Answer", "Citation", "NearMiss", "Question", "Searched", "Sentence", "Status", "Support", "Turn"]

OCR = "read off a picture of the page: check it there"
"""What is said wherever words are cited that text recognition found."""

Support = Literal["quoted", "supported", "unsupported", "not_a_claim"]


class Status(StrEnum):
    """How a question was met."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_IN_PLANS = "not_in_plans"
    FALSE_PREMISE = "false_premise"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of the same dialogue, and the answer given."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the plans it is put to (all where empty), the years it is held to, and the turns before it."""

    text: str
    plans: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words of a plan: `quote == reading_text[start:end]`, and where they stand.

    `ocr` says that the words were read off a picture and may be wrong.
    """

    n: int
    plan_id: str
    plan_title: str
    edition: str
    section: tuple[str, ...]
    quote: str
    page: int | None
    page_label: str | None
    start: int
    end: int
    url: str
    passage_id: str | None = None
    commitment_id: str | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an answer, the numbers of its citations, and how it is borne out."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A passage that comes near and does not answer, and why it does not."""

    plan_id: str
    section: tuple[str, ...]
    text: str
    why: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was searched: plans, words and synonyms tried, passages examined, nearest misses."""

    plans: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    passages_examined: int = 0
    nearest: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as the contract has it. `text` is plain text with Markdown lists, bold and markers like [1]."""

    question: str
    standalone_question: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    searched: Searched
    engine: str
    timings_ms: Mapping[str, float]
    id: str | None = None
    record: Mapping[str, object] = field(default_factory=dict)
