"""What the HTTP interface takes and gives, as its OpenAPI description says it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.feedback import LONGEST_REPORT
from app.questions import LONGEST_QUESTION

__all__ = [
    "AnswerShape",
    "AskBody",
    "CommitmentShape",
    "FeedbackBody",
    "FeedbackShape",
    "PlanShape",
    "ProblemShape",
    "SearchBody",
    "SearchShape",
    "StateShape",
]

_QuestionText = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
_Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)]
_Span = Annotated[int, Field(ge=0)]


class _Given(BaseModel):
    """What a client sends: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class TurnBody(_Given):
    """An earlier question of the same dialogue, and the answer given."""

    question: _QuestionText
    answer: Annotated[str, Field(max_length=20_000)]


class AskBody(_Given):
    """A question, the plans and years it is held to (all where empty), and the turns before it."""

    question: _QuestionText
    plans: _Names = []
    years: _Names = []
    history: Annotated[list[TurnBody], Field(max_length=20)] = []


class SearchBody(_Given):
    """What is looked for, in which plans and years, and how many words of hits are wanted."""

    query: _QuestionText
    plans: _Names = []
    years: _Names = []
    words: Annotated[int, Field(ge=1, le=20_000)] = 350


class FeedbackBody(_Given):
    """What is wrong with an answer, what is right, and the receipt of the answer where there is one."""

    question: _QuestionText
    wrong: Annotated[str, Field(max_length=LONGEST_REPORT)] = ""
    right: Annotated[str, Field(max_length=LONGEST_REPORT)] = ""
    receipt: dict[str, Any] = {}


class FeedbackShape(BaseModel):
    """A stored report."""

    id: str
    sent_at: str


class StateShape(BaseModel):
    """Whether the server lives, or is ready, the generation that it reads, and what its keepers should know.

    A notice is no failure: answers are right all the same.
    """

    status: Literal["ok", "ready"]
    generation: str | None = None
    plans: int | None = None
    notices: tuple[str, ...] | None = None


class ProblemShape(BaseModel):
    """Problem details as RFC 9457 has them."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class PlanShape(BaseModel):
    """A plan of the library."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    title: str
    publisher: str
    area: str | None
    edition: str
    period: str | None
    status: str | None
    source: str | None
    licence: str | None
    sha256: str
    pages: int | None
    passages: int
    commitments: int
    warnings: list[str]


class HitShape(BaseModel):
    """A passage that was found; `text` is the plan's reading text from `start` to `end`."""

    passage_id: str
    plan_id: str
    section: list[str]
    text: str
    page: int | None
    page_label: str | None
    start: _Span
    end: _Span
    score: float


class SearchShape(BaseModel):
    """What was found, best first."""

    query: str
    hits: list[HitShape]
    timings_ms: dict[str, float]


class SentenceShape(BaseModel):
    """A sentence of an answer, its citations, and how it is borne out."""

    text: str
    citations: list[int]
    support: Literal["quoted", "supported", "unsupported", "not_a_claim"]


class CitationShape(BaseModel):
    """Words of a plan and where they stand; `quote` is the plan's reading text from `start` to `end`."""

    n: Annotated[int, Field(ge=1)]
    plan_id: str
    plan_title: str
    edition: str
    section: list[str]
    quote: Annotated[str, Field(min_length=1)]
    page: int | None
    page_label: str | None
    start: _Span
    end: _Span
    commitment_id: str | None
    url: str


class SearchedShape(BaseModel):
    """What was searched for an answer."""

    plans: list[str]
    terms: list[str]
    passages_examined: int
    nearest: list[dict[str, Any]]


class AnswerShape(BaseModel):
    """An answer: what a person reads, sentence by sentence with its proof."""

    question: str
    standalone_question: str
    status: Literal["answered", "partly", "not_in_plans", "false_premise", "out_of_scope", "clarify"]
    text: str
    sentences: list[SentenceShape]
    citations: list[CitationShape]
    searched: SearchedShape
    engine: str
    timings_ms: dict[str, float]


class MeasureShape(BaseModel):
    """A number that a commitment is to be measured by."""

    value: float
    unit: str
    comparator: Literal["at_least", "at_most", "equal", "more_than", "less_than", "increase_by", "decrease_by"]
    of: str | None
    baseline: float | None


class OwnerShape(BaseModel):
    """A body that is on the hook, and how that is known."""

    name: str
    role: Literal["lead", "partner", "overseer"]
    basis: Literal["stated", "heading", "document"]


class CommitmentShape(BaseModel):
    """A commitment; `text` is the plan's reading text from `start` to `end`."""

    id: str
    plan_id: str
    edition: str
    text: str
    type: Literal["target", "action", "aspiration"]
    modality: Literal["will", "plan", "aim", "explore", "continue"]
    section: list[str]
    theme: str | None
    timeframe: str | None
    deadline: str | None
    measures: list[MeasureShape]
    owners: list[OwnerShape]
    population: str | None
    missing: list[str]
    page: int | None
    start: _Span
    end: _Span
    confidence: Annotated[float, Field(ge=0, le=1)]
