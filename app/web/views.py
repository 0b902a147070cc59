"""What the pages show of an answer: its status in words, its parts, its sources, and what was searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.prose import Part, parts_of
from app.web.words import plural, seconds
from plans.answer import Answer, Citation, Status
from plans.catalogue import Plan

__all__ = ["CAVEAT", "AnswerView", "announcement", "conversation_link", "made_by", "pages_of", "view_of"]

CAVEAT = "Check the cited page. This is not clinical advice."

_HEADINGS = {
    Status.ANSWERED: "Answer",
    Status.PARTLY: "Part of the answer",
    Status.NOT_IN_PLANS: "Not found in the plans",
    Status.FALSE_PREMISE: "The plans say something different",
    Status.OUT_OF_SCOPE: "Not a question for the plans",
    Status.CLARIFY: "Please say a little more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer as a page shows it. `plans` are the titles of the plans that were searched."""

    answer: Answer
    heading: str
    understood: str | None
    parts: tuple[Part, ...]
    plans: tuple[str, ...]
    made_by: str
    took: str
    token: str
    link: str

    @property
    def found(self) -> bool:
        """Whether the answer rests on words of the plans."""
        return bool(self.answer.citations)


def view_of(answer: Answer, *, plans: Sequence[Plan], token: str, link: str) -> AnswerView:
    """Prepare an answer for the page. `token` names its downloads, `link` asks its questions again."""
    titles = {plan.id: plan.entry.title for plan in plans}
    understood = answer.standalone_question
    return AnswerView(
        answer=answer,
        heading=_HEADINGS[answer.status],
        understood=understood if understood.strip() != answer.question.strip() else None,
        parts=parts_of(answer.text, frozenset(citation.n for citation in answer.citations)),
        plans=tuple(titles.get(plan_id, plan_id) for plan_id in answer.searched.plans),
        made_by=made_by(answer.engine),
        took=seconds(_total(answer.timings_ms)),
        token=token,
        link=link,
    )


def announcement(answer: Answer) -> str:
    """The one message that a screen reader speaks when an answer is there."""
    sources = plural(len(answer.citations), "source")
    return f"{_HEADINGS[answer.status]}. {sources if answer.citations else 'No source is cited'}."


def made_by(engine: str) -> str:
    """Say in a sentence what wrote an answer."""
    if engine.startswith("llm"):
        model = engine.partition(":")[2].strip() or "a language model"
        return f"Written by {model} and checked sentence by sentence against the plans."
    return "Put together from the plans’ own words. No language model was used."


def pages_of(citation: Citation) -> str:
    """The page of a citation in words: the number in the file, and the printed one where it differs."""
    if citation.page is None:
        return ""
    if citation.page_label and citation.page_label != str(citation.page):
        return f"Page {citation.page_label} as printed, page {citation.page} of the file"
    return f"Page {citation.page}"


def conversation_link(questions: Sequence[str], plans: Sequence[str], years: Sequence[str]) -> str:
    """The address that asks these questions again, one after another."""
    pairs = [("q", question) for question in questions]
    pairs += [("plan", plan) for plan in plans] + [("year", year) for year in years]
    return "/?" + urlencode(pairs)


def _total(timings: Mapping[str, float]) -> float:
    return timings.get("total", 0.0)
