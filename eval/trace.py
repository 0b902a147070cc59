"""What a run keeps of each question put to the assistant: enough to score it again without asking anything."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from plans.answer import Answer, Citation
from plans.seams import Hit, Library

__all__ = ["Cited", "Found", "PlanText", "Section", "Told", "Trace", "failed_trace", "plan_text", "trace_of"]

Support = Literal["quoted", "supported", "unsupported", "not_a_claim"]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(_Kept):
    """A sentence of an answer, with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    support: Support


class Cited(_Kept):
    """A citation: words of a plan and where they stand in its reading text."""

    n: int
    plan_id: str
    section: tuple[str, ...]
    quote: str
    page: int | None
    start: int
    end: int
    passage_id: str | None = None


class Found(_Kept):
    """A passage that the search gave, in its rank; `words` counts its text without its context."""

    plan_id: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    words: int
    score: float


class Trace(_Kept):
    """One question and all that came of it.

    `variant` is the kind of wording asked, empty for the case's own. `found` is what search gives for the question
    as asked, `found_standalone` for the question as understood where that is another. `confidence` is the
    assistant's own, where it records one. `model_calls` and the tokens are what a language model was asked for the
    answer. `error` is what went wrong; such a trace has no answer.
    """

    case: str
    variant: str = ""
    repeat: int = 0
    question: str
    history: tuple[tuple[str, str], ...] = ()
    standalone: str = ""
    status: str = ""
    text: str = ""
    sentences: tuple[Told, ...] = ()
    citations: tuple[Cited, ...] = ()
    found: tuple[Found, ...] = ()
    found_standalone: tuple[Found, ...] = ()
    terms: tuple[str, ...] = ()
    engine: str = ""
    confidence: float | None = None
    timings_ms: Mapping[str, float] = Field(default_factory=dict)
    search_ms: float = 0.0
    model_calls: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    error: str = ""

    @property
    def key(self) -> str:
        """The case's id, with the kind of wording where that is not the case's own."""
        return f"{self.case}~{self.variant}" if self.variant else self.case


class Section(_Kept):
    """A passage's span and heading path: what a plan's text is divided into."""

    start: int
    end: int
    path: tuple[str, ...]
    page: int | None = None


class PlanText(_Kept):
    """A plan as it was read for a run: its reading text, its sections in reading order, what it is called."""

    plan_id: str
    title: str
    names: tuple[str, ...] = ()
    sha256: str
    text: str
    sections: tuple[Section, ...]


def trace_of(
    answer: Answer,
    *,
    case: str,
    hits: tuple[Hit, ...],
    standalone_hits: tuple[Hit, ...] = (),
    variant: str = "",
    repeat: int = 0,
    history: tuple[tuple[str, str], ...] = (),
    search_ms: float = 0.0,
) -> Trace:
    """Keep an answer and what search gave for its question."""
    confidence = answer.record.get("confidence")
    return Trace(
        case=case,
        variant=variant,
        repeat=repeat,
        question=answer.question,
        history=history,
        standalone=answer.standalone_question,
        status=str(answer.status),
        text=answer.text,
        sentences=tuple(
            Told(text=one.text, citations=tuple(one.citations), support=one.support) for one in answer.sentences
        ),
        citations=tuple(_cited(citation) for citation in answer.citations),
        found=tuple(_found(hit) for hit in hits),
        found_standalone=tuple(_found(hit) for hit in standalone_hits),
        terms=tuple(answer.searched.terms),
        engine=answer.engine,
        confidence=float(confidence) if isinstance(confidence, int | float) else None,
        timings_ms=dict(answer.timings_ms),
        search_ms=search_ms,
    )


def failed_trace(question: str, error: str, *, case: str, variant: str = "", repeat: int = 0) -> Trace:
    """Keep a question that was met with an error: it scores nothing and is listed."""
    return Trace(case=case, variant=variant, repeat=repeat, question=question, error=error)


def plan_text(library: Library, plan_id: str) -> PlanText:
    """Keep a plan's reading text and sections as the library holds them.

    Raises UnknownPlan.
    """
    plan = next(plan for plan in library.plans() if plan.id == plan_id)
    return PlanText(
        plan_id=plan_id,
        title=plan.entry.title,
        names=plan.entry.names,
        sha256=plan.sha256,
        text=library.document(plan_id).text,
        sections=tuple(
            Section(start=one.start, end=one.end, path=one.place.section, page=one.place.page)
            for one in library.passages(plan_id)
        ),
    )


def _cited(citation: Citation) -> Cited:
    return Cited(
        n=citation.n,
        plan_id=citation.plan_id,
        section=tuple(citation.section),
        quote=citation.quote,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        passage_id=citation.passage_id,
    )


def _found(hit: Hit) -> Found:
    passage = hit.passage
    return Found(
        plan_id=passage.plan_id,
        section=tuple(passage.place.section),
        page=passage.place.page,
        start=passage.start,
        end=passage.end,
        words=len(passage.text.split()),
        score=hit.score,
    )
