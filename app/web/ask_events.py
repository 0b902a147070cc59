"""What the page to ask on does when something is asked, cleared or reported."""

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr
from starlette.datastructures import QueryParams

from app.feedback import Feedback
from app.parts import Parts
from app.questions import chosen_plans, held_to
from app.web.asking import MOST_TURNS, Conversation, asked, views_of
from app.web.examples import example_questions
from app.web.kept import KeptAnswers
from app.web.markup import fragment
from app.web.plan_finder import FEW, choices_of, found_note
from app.web.views import CAVEAT, announcement, pages_of
from app.web.words import plural
from assistant.receipts import make_receipt
from plans.errors import PlanwatchError

__all__ = ["AskPage", "intro"]

_SHOWN = 10
_FAILED = "Something went wrong on our side, so there is no answer. Your question was not lost: please ask it again."


class AskPage:
    """Answers the events of the page. Holds the parts and the kept answers, and nothing about a visitor.

    What is yielded to the page is, in order: thread, status, conversation, whether the examples and the
    follow-up are shown, the question box, the follow-up box, the two boxes of a report, and the report's status.
    """

    def __init__(self, parts: Parts, kept: KeptAnswers) -> None:
        self._parts = parts
        self._kept = kept

    def examples(self) -> tuple[str, ...]:
        """The questions to try."""
        return example_questions(self._parts.library.plans())

    def years(self) -> list[str]:
        """The years that headings of the plans name, in order."""
        return sorted(self._parts.library.years())

    def ask(self, text: str, plans: Sequence[str], years: Sequence[str]) -> Iterator[list[Any]]:
        """Ask a first question."""
        yield from self._answered(Conversation(plans=tuple(plans), years=tuple(years)), [text])

    def follow(self, text: str, conversation: Conversation) -> Iterator[list[Any]]:
        """Ask a further question of the same conversation."""
        yield from self._answered(conversation, [text])

    def arrive(self, request: gr.Request) -> Iterator[list[Any]]:
        """Show the plans and years there are now, and ask what the address says: `?q=…&q=…&plan=…&year=…`.

        Yields the intro, the two filters and what finds plans after what the other events yield.
        """
        held = self._parts.library.plans()
        asked = request.request.query_params if request.request else QueryParams()
        plans, fault = self._plans_meant(asked.getlist("plan"))
        years = tuple(year for year in self.years() if year in asked.getlist("year"))
        filters = [
            intro(self._parts),
            gr.CheckboxGroup(choices=choices_of(held, chosen=plans), value=list(plans)),
            gr.CheckboxGroup(choices=self.years(), value=list(years)),
            gr.update(visible=len(held) > FEW),
        ]
        nothing = [gr.skip()] * _SHOWN
        if fault or not asked.getlist("q"):
            yield [*(_said(fault) if fault else nothing), *filters]
            return
        yield [*nothing, *filters]
        conversation = Conversation(plans=plans, years=years)
        for shown in self._answered(conversation, asked.getlist("q")[:MOST_TURNS]):
            yield [*shown, *[gr.skip()] * len(filters)]

    def choices(self, find: str = "", chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
        """The plans and collections that can be ticked, where those words are looked for."""
        return choices_of(self._parts.library.plans(), find=find, chosen=chosen)

    def find(self, find: str, chosen: Sequence[str]) -> list[Any]:
        """Show the plans and collections that fit, those that are ticked first, and say how many there are."""
        note = found_note(self._parts.library.plans(), find)
        return [gr.CheckboxGroup(choices=self.choices(find, chosen), value=list(chosen)), note]

    def _plans_meant(self, references: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """The plans that an address names, or what is wrong with them."""
        try:
            return held_to(references, [plan.entry for plan in self._parts.library.plans()]), ""
        except PlanwatchError as error:
            return (), str(error)

    def clear(self) -> list[Any]:
        """An empty page."""
        return ["", "", Conversation(), gr.update(visible=True), gr.update(visible=False), "", "", "", "", ""]

    def failed(self) -> str:
        """What is said when an answer could not be made for a reason of ours; the reason is in the log."""
        return _notice(_FAILED, "error")

    def report(self, wrong: str, right: str, conversation: Conversation) -> list[Any]:
        """Keep what a person says is wrong, with the receipt of the latest answer."""
        if not conversation.turns:
            return [_notice("Ask a question first.", "error"), gr.skip(), gr.skip()]
        latest = conversation.turns[-1]
        about = make_receipt(latest.answer, self._parts.library).model_dump(mode="json")
        earlier = tuple(turn.question.text for turn in conversation.turns[:-1])
        said = Feedback(question=latest.question.text, wrong=wrong, right=right, receipt=about, earlier=earlier)
        try:
            kept = self._parts.reports.keep(said)
        except PlanwatchError as error:
            return [_notice(str(error), "error"), gr.skip(), gr.skip()]
        return [_notice(f"Thank you. Your report is stored as {kept.id} and will be looked at.", "done"), "", ""]

    def _answered(self, conversation: Conversation, questions: Sequence[str]) -> Iterator[list[Any]]:
        library = self._parts.library
        try:
            looked_in = len(chosen_plans(conversation.plans, [plan.entry for plan in library.plans()]))
            told = _notice(f"Looking in {plural(looked_in or len(library.plans()), 'plan')} …", "working")
            yield [gr.skip(), told, *[gr.skip()] * (_SHOWN - 2)]
            for text in questions:
                conversation = asked(
                    conversation, text, library=library, answerer=self._parts.answerer, kept=self._kept
                )
        except PlanwatchError as error:
            yield _said(str(error))
            return
        views = views_of(conversation, library=library)
        thread = fragment("answer.html", views=views, caveat=CAVEAT, pages_of=pages_of)
        status = _notice(announcement(conversation.turns[-1].answer), "done")
        first = conversation.turns[0].question.text
        yield [thread, status, conversation, gr.update(visible=False), gr.update(visible=True), first, "", "", "", ""]


def intro(parts: Parts) -> str:
    """The heading of the page, and which plans can be asked."""
    return fragment("ask_intro.html", plans=parts.library.plans())


def _said(text: str) -> list[Any]:
    return [gr.skip(), _notice(text, "error"), *[gr.skip()] * (_SHOWN - 2)]


def _notice(text: str, kind: str) -> str:
    return fragment("notice.html", text=text, kind=kind)
