"""What the pages show of an answer: its status in words, its parts, its sources, and what was searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.prose import Part, parts_of
from app.web.short_forms import explained
from app.web.words import plural, seconds
from plans.answer import OCR, Answer, Citation, Status
from plans.catalogue import Plan
from plans.seams import Library
from plans.words import fold

__all__ = ["CAVEAT", "AnswerView", "announcement", "conversation_link", "made_by", "pages_of", "view_of", "ways_on"]

CAVEAT = "Check the cited page. This is not clinical advice."

_MOST_WAYS = 3
_MOST_READ = 8
_MOST_NAMED = 20
_HEADINGS = {
    Status.ANSWERED: "Answer",
    Status.PARTLY: "Part of the answer",
    Status.NOT_IN_PLANS: "Not found in the plans",
    Status.FALSE_PREMISE: "The plans say something different",
    Status.OUT_OF_SCOPE: "Not a question for the plans",
    Status.CLARIFY: "Please say a little more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something to do where nothing was found: words, and a link with words of its own after them."""

    before: str
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer as a page shows it. `titles` are those of the plans that are held, by id."""

    answer: Answer
    heading: str
    understood: str | None
    parts: tuple[Part, ...]
    titles: Mapping[str, str]
    ways: tuple[Way, ...]
    made_by: str
    took: str
    token: str
    link: str

    @property
    def found(self) -> bool:
        """Whether the answer rests on words of the plans."""
        return bool(self.answer.citations)

    @property
    def plans(self) -> tuple[str, ...]:
        """The titles of the plans that were searched; of many, of the first ones and how many more there are."""
        searched = self.answer.searched.plans
        named = tuple(self.title_of(plan_id) for plan_id in searched[:_MOST_NAMED])
        more = len(searched) - len(named)
        return (*named, f"and {plural(more, 'more plan', 'more plans')}") if more else named

    def title_of(self, plan_id: str) -> str:
        """The title of a plan, and its id where it is no longer held."""
        return self.titles.get(plan_id, plan_id)


def view_of(answer: Answer, *, library: Library, token: str, link: str) -> AnswerView:
    """Prepare an answer for the page. `token` names its downloads, `link` asks its questions again."""
    titles = {plan.id: plan.entry.title for plan in library.plans()}
    parts = parts_of(answer.text, frozenset(citation.n for citation in answer.citations))
    understood = answer.standalone_question
    return AnswerView(
        answer=answer,
        heading=_HEADINGS[answer.status],
        understood=understood if understood.strip() != answer.question.strip() else None,
        parts=explained(parts, answer.citations, library),
        titles=titles,
        ways=ways_on(answer, library),
        made_by=made_by(answer),
        took=seconds(_total(answer.timings_ms)),
        token=token,
        link=link,
    )


def ways_on(answer: Answer, library: Library) -> tuple[Way, ...]:
    """What a person can do where the plans do not say it; nothing where an answer was found."""
    if answer.status is not Status.NOT_IN_PLANS or answer.citations:
        return ()
    searched = [plan for plan in library.plans() if plan.id in answer.searched.plans]
    ways = [Way(before="Ask in other words, or ask for less at a time.")]
    for term in _said(answer.searched.terms, searched, library)[:1]:
        link = "/commitments?" + urlencode({"words": term})
        ways.append(Way(before="Look through ", text=f"the commitments that name “{term}”", link=link))
    for plan in searched[:_MOST_WAYS]:
        link = f"/plans/{plan.id}/search?" + urlencode({"q": answer.standalone_question})
        ways.append(Way(before="See the ", text=f"nearest passages of the {plan.entry.title}", link=link))
    for plan in searched[:_MOST_WAYS]:
        if plan.warnings:
            text = f"{plural(len(plan.warnings), 'place')} of the {plan.entry.title} that could not be read well"
            ways.append(Way(before="Look at the ", text=text, link=f"/plans/{plan.id}#blind-spots"))
    return tuple(ways)


def _said(terms: Sequence[str], plans: Sequence[Plan], library: Library) -> list[str]:
    """Those of the words that some plan says, of the first few where there are many."""
    texts = [fold(library.document(plan.id).text) for plan in plans[:_MOST_READ]]
    return [term for term in terms if any(fold(term) in text for text in texts)]


def announcement(answer: Answer) -> str:
    """The one message that a screen reader speaks when an answer is there."""
    sources = plural(len(answer.citations), "source")
    return f"{_HEADINGS[answer.status]}. {sources if answer.citations else 'No source is cited'}."


def made_by(answer: Answer) -> str:
    """Say in a sentence what wrote an answer, and whether a language model was to help and could not."""
    if "model_failed" in answer.record:
        return "Put together from the plans’ own words alone, because the language model did not answer."
    if answer.engine.startswith("llm"):
        model = answer.engine.partition(":")[2].strip() or "a language model"
        return f"Written by {model} and checked sentence by sentence against the plans."
    return "Put together from the plans’ own words. No language model was used."


def pages_of(citation: Citation) -> str:
    """The page of a citation in words: the number in the file, and the printed one where it differs."""
    said = f" ({OCR})" if citation.ocr else ""
    if citation.page is None:
        return said.strip(" ()")
    if citation.page_label and citation.page_label != str(citation.page):
        return f"Page {citation.page_label} as printed, page {citation.page} of the file{said}"
    return f"Page {citation.page}{said}"


def conversation_link(questions: Sequence[str], plans: Sequence[str], years: Sequence[str]) -> str:
    """The address that asks these questions again, one after another."""
    pairs = [("q", question) for question in questions]
    pairs += [("plan", plan) for plan in plans] + [("year", year) for year in years]
    return "/?" + urlencode(pairs)


def _total(timings: Mapping[str, float]) -> float:
    return timings.get("total", 0.0)
