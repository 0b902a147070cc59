"""Asking without scripts: the first view of the page to ask on, before Gradio is there, and answers as plain pages."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.parts import Parts
from app.questions import LONGEST_QUESTION, held_to
from app.web.asking import MOST_TURNS, Conversation, asked, views_of
from app.web.examples import example_questions
from app.web.kept import KeptAnswers
from app.web.markup import page
from app.web.views import CAVEAT, conversation_link, pages_of
from plans.errors import PlanwatchError

__all__ = ["first_view", "plain_ask_routes"]


def first_view(parts: Parts) -> dict[str, Any]:
    """What the page to ask on shows before any script has run, by name."""
    plans = parts.library.plans()
    examples = [(question, conversation_link([question], [], [])) for question in example_questions(plans)]
    return {"plans": plans, "examples": examples, "longest": LONGEST_QUESTION}


def plain_ask_routes(parts: Parts, kept: KeptAnswers) -> APIRouter:
    """The address `/answer?q=…&q=…&plan=…&year=…`, which answers a conversation on a page of its own."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/answer")
    def answer(request: Request) -> str:
        asked_for = request.query_params
        questions = [text for text in asked_for.getlist("q") if text.strip()][:MOST_TURNS]
        return answer_html(parts, kept, questions, plans=asked_for.getlist("plan"), years=asked_for.getlist("year"))

    return routes


def answer_html(
    parts: Parts, kept: KeptAnswers, questions: Sequence[str], *, plans: Sequence[str], years: Sequence[str]
) -> str:
    """The page with the answers to questions asked one after another, or with what was wrong with them."""
    library, fault = parts.library, "" if questions else "Write a question first."
    conversation = Conversation(years=tuple(years))
    try:
        chosen = held_to(plans, [plan.entry for plan in library.plans()]) if plans else ()
        conversation = Conversation(plans=chosen, years=tuple(years))
        for text in questions:
            conversation = asked(conversation, text, library=library, answerer=parts.answerer, kept=kept)
    except PlanwatchError as error:
        fault = str(error)
    return page(
        "answered.html",
        here="ask",
        views=views_of(conversation, library=library),
        caveat=CAVEAT,
        pages_of=pages_of,
        fault=fault,
        questions=[turn.question.text for turn in conversation.turns],
        chosen=conversation,
        longest=LONGEST_QUESTION,
    )
