"""The pages of the register: the list with its filters, a page for each commitment and for each body."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.filters import Wanted, wanted_from
from app.listing import Listed, facets_of, listed_commitments, on_the_hook_for
from app.parts import Parts
from app.register import listing_of, wanted_commitments, written_as
from app.web.commitment_views import LISTED, Row, address, fields_of, offers, quality_rows, rated, rows
from app.web.markup import page
from app.web.problems import NotThere
from app.web.views import conversation_link
from app.web.visitors import is_signed_in, known_as
from commitments.checks import History
from commitments.queries import SORTS
from plans.commitment import Commitment
from plans.errors import PlanwatchError

__all__ = ["commitment_html", "commitment_of", "commitment_routes"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOWNLOADS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    "ics": ("Calendar of due dates", "text/calendar; charset=utf-8"),
    "docx": ("Word report", f"{_OFFICE}.wordprocessingml.document"),
    "html": ("Report to print", "text/html; charset=utf-8"),
    "json": ("JSON", "application/json"),
}
_LAST = 10**9
_ALWAYS_SHOWN = {"words", "plan", "type", "owner"}
_OF_A_BODY = 200
_ON_THE_HOOK: tuple[tuple[str, Literal["lead", "partner", "overseer"], str], ...] = (
    ("leads", "lead", "Leads"),
    ("partners", "partner", "Takes part in"),
    ("oversees", "overseer", "Oversees"),
    ("by_document", "lead", "Leads only as the body whose plan it is"),
)
_SORTED = {
    "place": "Order of the plan",
    "due": "Due first",
    "theme": "Part of the plan",
    "owner": "Body",
    "type": "Kind",
    "strength": "Firmest promise first",
    "confidence": "Surest reading first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyList:
    """What a body is on the hook for in one way: how many commitments, the first of them, and where all are listed."""

    total: int
    rows: tuple[Row, ...]
    all: str


def commitment_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/commitments")
    def commitments(request: Request) -> str:
        return list_html(parts, request)

    @routes.get("/commitments/download/{form}")
    def download(form: str, request: Request) -> Response:
        return download_of(parts, form, wanted_from(request.query_params.multi_items()))

    @routes.get("/commitments/{commitment_id}")
    def commitment(commitment_id: str, request: Request) -> Response:
        signed_in = is_signed_in(request)
        return HTMLResponse(commitment_html(parts, commitment_id, person=known_as(request), signed_in=signed_in))

    @routes.get("/bodies/{name}")
    def body(name: str) -> str:
        return body_html(parts, name)

    return routes


def list_html(parts: Parts, request: Request) -> str:
    """The list as the address asks for it."""
    plans = parts.library.plans()
    fault, wanted, first = "", Wanted(), 1
    statuses = parts.checks.statuses(person=known_as(request))
    found = Listed(total=0, commitments=())
    try:
        wanted = wanted_from(request.query_params.multi_items())
        first = min(max(1, int(request.query_params.get("from", "1"))), _LAST)
        found = listed_commitments(parts, wanted, today=date.today(), statuses=statuses, first=first - 1, limit=LISTED)
    except PlanwatchError as error:
        fault = str(error)
    except ValueError:
        fault = "The page of the list has to be a number."
    shown, last = found.commitments, first - 1 + len(found.commitments)
    return page(
        "commitments.html",
        here="commitments",
        rows=rows(shown, plans, statuses),
        total=found.total,
        whole=sum(plan.commitments for plan in plans),
        first=first,
        last=last,
        before=address("/commitments", wanted, **{"from": max(1, first - LISTED)}) if first > 1 else "",
        after=address("/commitments", wanted, **{"from": first + LISTED}) if last < found.total else "",
        wanted=wanted,
        offers=offers(facets_of(parts), plans, wanted, rated(parts.register, statuses)),
        sorts={name: _SORTED[name] for name in SORTS},
        more_used=bool(wanted.model_dump(exclude_defaults=True).keys() - _ALWAYS_SHOWN),
        fault=fault,
        exports={name: address(f"/commitments/download/{form}", wanted) for form, (name, _) in _DOWNLOADS.items()},
    )


def download_of(parts: Parts, form: str, wanted: Wanted) -> Response:
    """The commitments that are wanted, as a file of that form.

    Raises NotThere for a form that is not known, and UnknownPlan.
    """
    if form not in _DOWNLOADS:
        raise NotThere("The commitments can be had as CSV, Excel, calendar, Word, HTML or JSON.")
    today = date.today()
    listing = listing_of(parts, wanted_commitments(parts, wanted, today=today))
    asked = address("/commitments", wanted)
    body = written_as(Path(f"commitments.{form}"), listing, asked=asked, today=today)
    headers = {"content-disposition": f'attachment; filename="commitments.{form}"'}
    return Response(body, media_type=_DOWNLOADS[form][1], headers=headers)


def commitment_html(
    parts: Parts,
    commitment_id: str,
    *,
    person: str = "",
    signed_in: bool = False,
    fault: str = "",
    form: Mapping[str, str] | None = None,
) -> str:
    """The page of one commitment. `form` holds what a person tried to enter, `fault` why it was not; `signed_in` says
    that the person is proven, and that no name is to be typed.

    Raises NotThere.
    """
    from commitments.checks import EntryKind, Status

    commitment = commitment_of(parts, commitment_id)
    plan = next(plan for plan in parts.library.plans() if plan.id == commitment.plan_id)
    history = parts.checks.history(commitment_id).as_seen_by(person)
    return page(
        "commitment.html",
        here="commitments",
        commitment=commitment,
        plan=plan,
        fields=fields_of(commitment),
        quality=quality_rows(commitment),
        owners=list(dict.fromkeys(owner.name for owner in commitment.owners)),
        ask=conversation_link([f"What do the plans say about: {commitment.text[:300]}"], [commitment.plan_id], []),
        history=history,
        standing=history.standing,
        awaits=history.awaits,
        kinds=_kinds(history),
        statuses=[status for status in Status if status is not Status.NOT_RATED],
        undo=EntryKind.UNDO,
        person=person,
        signed_in=signed_in,
        fault=fault,
        form=defaultdict(str, form or {}),
    )


def body_html(parts: Parts, name: str) -> str:
    """The page of a body: all that it is on the hook for.

    Raises NotThere for a body that no commitment names.
    """
    body, held = on_the_hook_for(parts, name, limit=_OF_A_BODY)
    if not any(one.total for one in held.values()):
        raise NotThere("No commitment in the library names this body.")
    plans, statuses = parts.library.plans(), parts.checks.statuses()
    lists = {
        title: BodyList(
            total=held[to_it].total,
            rows=rows(held[to_it].commitments, plans, statuses),
            all=address("/commitments", Wanted(owner=[body.name[:300]], role=[role])),
        )
        for to_it, role, title in _ON_THE_HOOK
        if held[to_it].total
    }
    return page("body.html", here="commitments", body=body, lists=lists)


def commitment_of(parts: Parts, commitment_id: str) -> Commitment:
    """The commitment of that id.

    Raises NotThere.
    """
    found = parts.register.commitment(commitment_id)
    if found is None:
        raise NotThere("There is no such commitment in the register. It may belong to a plan that was taken out.")
    return found


def _kinds(history: History) -> list[tuple[str, str]]:
    """What may be entered next, what is awaited first."""
    from commitments.checks import EntryKind

    told = {
        EntryKind.FIRST_MARK: "First mark",
        EntryKind.SECOND_MARK: "Second mark, without having seen the first",
        EntryKind.RECONCILED: "What both markers agreed on",
    }
    awaited = [(str(history.awaits), told[history.awaits])] if history.awaits else []
    if not history.awaits:
        awaited.append((str(EntryKind.FIRST_MARK), "First mark of a new round"))
    audit = [(str(EntryKind.AUDIT), "Audit of what was found")] if history.entries else []
    rest = [(str(EntryKind.NOTE), "Note"), (str(EntryKind.REPLY), "Reply of the body")]
    return [*awaited, *rest, *audit]
