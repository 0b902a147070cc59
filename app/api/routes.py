"""The HTTP interface at /api/v1: plans, search, ask, commitments and feedback."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import Response

from app.api.docs import docs_page
from app.api.problems import NotThere, with_problems
from app.api.register import add_register
from app.api.sending import sent
from app.api.shapes import (
    AnswerShape,
    AskBody,
    FeedbackBody,
    FeedbackShape,
    PlanShape,
    ProblemShape,
    SearchBody,
    SearchShape,
)
from app.asking import found_for
from app.feedback import Feedback
from app.parts import Parts
from app.questions import LONGEST_QUESTION, checked_question, chosen_plans
from app.wire import answer_json, plan_json, search_json
from plans.answer import Question, Turn

__all__ = ["make_api"]

_ABOUT = (
    "The plans, searches, answers and commitments of this Planwatch, as the web pages and the command line give them. "
    "Every quotation is the plan’s reading text from `start` to `end`. Faults are problem details (RFC 9457)."
)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": why, "content": {"application/problem+json": {"schema": ProblemShape.model_json_schema()}}}
    for status, why in (
        (400, "The body cannot be read"),
        (401, "Sign in, or send a token that is good"),
        (403, "The role is not enough, or the request came from a page of another site"),
        (404, "There is no such plan or object"),
        (409, "Somebody else entered something meanwhile; read the history again"),
        (413, "The request is too large"),
        (414, "The address is too long; send the question in a body"),
        (422, "The request is not right"),
        (429, "Too much at a time; try again after the time in Retry-After"),
        (503, "Not ready; try again after the time in Retry-After"),
    )
}
_Plans = Annotated[
    list[Annotated[str, Query(max_length=200)]],
    Query(alias="plan", description="A plan’s id or name; may be given more than once", max_length=100),
]
_Years = Annotated[
    list[Annotated[str, Query(max_length=200)]],
    Query(alias="year", description="A year as the plan writes it, such as 2024/25", max_length=100),
]
_Text = Query(min_length=1, max_length=LONGEST_QUESTION)


def make_api(parts: Parts) -> FastAPI:
    """Build the interface over the parts."""
    api = FastAPI(
        title="Planwatch",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
        separate_input_output_schemas=False,
    )
    with_problems(api)
    _add_plans(api, parts)
    _add_asking(api, parts)
    add_register(api, parts)
    _add_feedback(api, parts)

    @api.get("/docs", include_in_schema=False)
    def docs() -> Response:
        return Response(docs_page(api.openapi()), media_type="text/html")

    return api


def _add_plans(api: FastAPI, parts: Parts) -> None:
    @api.get("/plans", summary="The plans of the library", response_model=list[PlanShape])
    def plans() -> Response:
        return sent([plan_json(plan) for plan in parts.library.plans()])

    @api.get("/plans/{plan_id}", summary="One plan", response_model=PlanShape)
    def plan(plan_id: str) -> Response:
        found = next((plan for plan in parts.library.plans() if plan.id == plan_id), None)
        if found is None:
            raise NotThere(f"There is no plan “{plan_id}” in the library.")
        return sent(plan_json(found))


def _add_asking(api: FastAPI, parts: Parts) -> None:
    @api.get("/search", summary="Search the plans", response_model=SearchShape)
    def search(
        query: Annotated[str, _Text],
        plans: _Plans = [],  # noqa: B006 - read only; FastAPI takes the default from here
        years: _Years = [],  # noqa: B006
        words: Annotated[int, Query(ge=1, le=20_000, description="How many words of hits are wanted")] = 350,
    ) -> Response:
        return _searched(parts, SearchBody(query=query, plans=plans, years=years, words=words))

    @api.post("/search", summary="Search the plans, the query in the body", response_model=SearchShape)
    def search_body(body: SearchBody) -> Response:
        return _searched(parts, body)

    @api.get("/ask", summary="Ask a question", response_model=AnswerShape)
    def ask(
        question: Annotated[str, _Text],
        plans: _Plans = [],  # noqa: B006
        years: _Years = [],  # noqa: B006
    ) -> Response:
        return _answered(parts, AskBody(question=question, plans=plans, years=years))

    @api.post("/ask", summary="Ask a question, with the turns before it", response_model=AnswerShape)
    def ask_body(body: AskBody) -> Response:
        return _answered(parts, body)


def _add_feedback(api: FastAPI, parts: Parts) -> None:
    @api.post("/feedback", summary="Say what is wrong with an answer", status_code=201, response_model=FeedbackShape)
    def feedback(body: FeedbackBody) -> Response:
        given = Feedback(
            question=checked_question(body.question), wrong=body.wrong, right=body.right, receipt=body.receipt
        )
        kept = parts.reports.keep(given)
        return sent({"id": kept.id, "sent_at": kept.sent_at}, status=201)


def _searched(parts: Parts, body: SearchBody) -> Response:
    asked = Question(text=checked_question(body.query), plans=_plan_ids(parts, body.plans), years=tuple(body.years))
    result, hits = found_for(parts.search, asked, words=body.words)
    return sent(search_json(result, hits))


def _answered(parts: Parts, body: AskBody) -> Response:
    asked = Question(
        text=checked_question(body.question),
        plans=_plan_ids(parts, body.plans),
        years=tuple(body.years),
        history=tuple(Turn(question=checked_question(turn.question), answer=turn.answer) for turn in body.history),
    )
    return sent(answer_json(parts.answerer.ask(asked)))


def _plan_ids(parts: Parts, references: Sequence[str]) -> tuple[str, ...]:
    return chosen_plans(references, [plan.entry for plan in parts.library.plans()]) if references else ()
