"""The pages to read plans on: the library, each plan with cited words marked, search in a plan, the original file."""

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from app.access.people import Role
from app.parts import Parts
from app.questions import checked_question
from app.web.markup import page
from app.web.plan_list import listed
from app.web.problems import NotThere
from app.web.reading import Heading, read
from ingest.ocr import can_recognise
from plans.catalogue import Plan
from plans.document import Passage
from plans.errors import PlanwatchError, UnknownPlan, WrongCall
from plans.seams import Hit, Query

__all__ = ["plan_routes"]

_MOST_HITS = 20
_SHOWN_IN_BROWSER = {".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8"}
_LONGEST_CONTENTS_LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The words that a link points to, and where they stand."""

    quote: str
    section: tuple[str, ...]
    page: int | None
    link: str
    commitments: tuple[str, ...]


def plan_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages. The form to add plans is shown to those who may."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/plans")
    def plans(request: Request, words: str = "", kind: str = "", year: str = "", first: int = 1) -> str:
        may_add = request.state.visitor.person.may(Role.EDITOR)
        found = listed(parts.library.plans(), words=words, kind=kind, year=year, first=first)
        return page("plans.html", here="plans", listed=found, may_add=may_add, can_recognise=can_recognise())

    @routes.get("/plans/{plan_id}")
    def plan(plan_id: str, start: int | None = None, end: int | None = None, beside: int = 0) -> str:
        text = _document_length(parts, plan_id)
        span = None if start is None or end is None else (start, end)
        there = span is not None and 0 <= span[0] < span[1] <= text
        lost = span is not None and not there
        return plan_page(parts, plan_id, span if there else None, not_there=lost, beside=beside)

    @routes.get("/plans/{plan_id}/passages/{passage_id}")
    def passage(plan_id: str, passage_id: str, beside: int = 0) -> str:
        found = parts.library.passage(passage_id)
        if found is None or found.plan_id != plan_id:
            return plan_page(parts, plan_id, None, not_there=True)
        return plan_page(parts, plan_id, (found.start, found.end), beside=beside)

    @routes.get("/plans/{plan_id}/search")
    def search(plan_id: str, q: str = "") -> str:
        return search_page(parts, plan_id, q)

    @routes.get("/plans/{plan_id}/original")
    def original(plan_id: str) -> Response:
        return _file_response(_original(parts, plan_id))

    return routes


def plan_page(
    parts: Parts, plan_id: str, span: tuple[int, int] | None, *, not_there: bool = False, beside: int = 0
) -> str:
    """A plan to read, with the words of a span marked where one is given.

    `beside` is the page at which a PDF file is shown beside its words, 0 where it is not.

    Raises NotThere for a plan that is not held.
    """
    plan = _plan(parts, plan_id)
    document = parts.library.document(plan_id)
    start, end = span or (None, None)
    nodes = read(document, start=start, end=end)
    pdf = plan.entry.file.lower().endswith(".pdf")
    headings = [node for node in nodes if isinstance(node, Heading)]
    return page(
        "plan.html",
        here="plans",
        plan=plan,
        text=nodes,
        contents=[heading for heading in headings if heading.level <= _LONGEST_CONTENTS_LEVEL],
        cited=None if span is None else _cited(parts, plan_id, document.text, span),
        not_there=not_there,
        glossary=sorted(parts.library.glossary(plan_id), key=lambda entry: entry.acronym.lower()),
        blind_spots=document.blind_spots,
        pdf=pdf,
        beside=max(0, beside) if pdf else 0,
        editions=_editions(parts, plan),
    )


def search_page(parts: Parts, plan_id: str, words: str) -> str:
    """What is found in one plan."""
    plan = _plan(parts, plan_id)
    fault = ""
    hits: tuple[Hit, ...] = ()
    if words.strip():
        try:
            query = Query(text=checked_question(words), plans=(plan_id,), limit=_MOST_HITS)
            hits = parts.search.search(query).hits[:_MOST_HITS]
        except PlanwatchError as error:
            fault = str(error)
    return page("plan_search.html", here="plans", plan=plan, query=words.strip(), hits=hits, fault=fault)


def _plan(parts: Parts, plan_id: str) -> Plan:
    found = next((plan for plan in parts.library.plans() if plan.id == plan_id), None)
    if found is None:
        raise NotThere("There is no such plan in the library.")
    return found


def _editions(parts: Parts, plan: Plan) -> tuple[Plan, ...]:
    """Every edition of a plan that is held, in the order in which one replaced another; none where it is the only."""
    replaced = {held.entry.supersedes: held for held in parts.library.plans() if held.entry.supersedes}
    older = {held.id: held for held in parts.library.plans()}
    first, met = plan, {plan.id}
    while first.entry.supersedes in older and first.entry.supersedes not in met:
        first = older[first.entry.supersedes]
        met.add(first.id)
    chain = [first]
    while chain[-1].id in replaced and replaced[chain[-1].id] not in chain:
        chain.append(replaced[chain[-1].id])
    return tuple(chain) if len(chain) > 1 else ()


def _document_length(parts: Parts, plan_id: str) -> int:
    _plan(parts, plan_id)
    return len(parts.library.document(plan_id).text)


def _cited(parts: Parts, plan_id: str, text: str, span: tuple[int, int]) -> Cited:
    start, end = span
    passage = _passage_at(parts, plan_id, start)
    commitments = parts.register.commitments((plan_id,))
    return Cited(
        quote=" ".join(text[start:end].split()),
        section=passage.place.section if passage else (),
        page=passage.place.page if passage else None,
        link=f"/plans/{plan_id}/passages/{passage.id}#cited" if passage else "",
        commitments=tuple(one.id for one in commitments if one.start < end and start < one.end),
    )


def _passage_at(parts: Parts, plan_id: str, position: int) -> Passage | None:
    passages = parts.library.passages(plan_id)
    return next((passage for passage in passages if passage.start <= position < passage.end), None)


def _original(parts: Parts, plan_id: str) -> Path:
    _plan(parts, plan_id)
    try:
        return parts.plans.shelf.plan(plan_id).path
    except (UnknownPlan, WrongCall) as error:
        raise NotThere("The original file of this plan is not on this machine.") from error


def _file_response(path: Path) -> Response:
    kind = _SHOWN_IN_BROWSER.get(path.suffix.lower())
    if kind is not None:
        return FileResponse(path, media_type=kind, filename=path.name, content_disposition_type="inline")
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    safe = "application/octet-stream" if guessed in {"text/html", "image/svg+xml"} else guessed
    return FileResponse(path, media_type=safe, filename=path.name, content_disposition_type="attachment")
