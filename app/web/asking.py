"""A conversation on the page: what was asked so far, the answers, and the next question put in its place."""

from dataclasses import dataclass, replace

from app.parts import Answerer
from app.questions import checked_question, chosen_plans
from app.web.kept import KeptAnswer, KeptAnswers
from app.web.views import AnswerView, conversation_link, view_of
from plans.answer import Question, Turn
from plans.seams import Library

__all__ = ["MOST_TURNS", "Conversation", "asked", "views_of"]

MOST_TURNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The plans, or collections of them, and years it is held to, and the answers so far, oldest first."""

    plans: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    turns: tuple[KeptAnswer, ...] = ()


def asked(
    conversation: Conversation, text: str, *, library: Library, answerer: Answerer, kept: KeptAnswers
) -> Conversation:
    """Ask the next question of a conversation and add the answer to it.

    Raises WrongCall for a question that cannot be asked, UnknownPlan for a plan that is not held, and whatever the
    answerer raises.
    """
    checked = checked_question(text)
    entries = [plan.entry for plan in library.plans()] if conversation.plans else []
    question = Question(
        text=checked,
        plans=chosen_plans(conversation.plans, entries),
        years=conversation.years,
        history=tuple(Turn(question=turn.answer.question, answer=turn.answer.text) for turn in conversation.turns),
    )
    generation = library.generation
    answer = answerer.ask(question)
    turn = kept.keep(question, answer, generation=generation)
    return replace(conversation, turns=(*conversation.turns, turn)[-MOST_TURNS:])


def views_of(conversation: Conversation, *, library: Library) -> tuple[AnswerView, ...]:
    """The answers of a conversation as the page shows them, each with a link that asks up to there again."""
    questions = [turn.question.text for turn in conversation.turns]
    return tuple(
        view_of(
            turn.answer,
            library=library,
            token=turn.token,
            link=conversation_link(questions[: n + 1], conversation.plans, conversation.years),
        )
        for n, turn in enumerate(conversation.turns)
    )
