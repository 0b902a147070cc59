"""The pages of assurance: the quarterly progress report, two editions compared, what waits to be checked, the packs."""

import re
from collections import Counter
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.assurance import checking_of, pack_of, progress_of
from app.filters import wanted_from
from app.parts import Parts
from app.questions import chosen_plans
from app.web.commitment_pages import commitment_of
from app.web.commitment_views import rows
from app.web.markup import page
from app.web.problems import NotThere
from app.web.visitors import known_as
from commitments.editions import Change, changes
from commitments.progress import quarter_of
from commitments.reports import to_docx, to_html
from plans.errors import WrongCall
from plans.years import months_later

__all__ = ["assurance_routes"]

_QUARTERS = 12
_SHARE = 10
_YEARS = range(1948, 2201)
_FORMS = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": (to_html, "text/html; charset=utf-8"),
}


def assurance_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/commitments/progress")
    def progress(day: str = "", plan: str = "") -> str:
        return progress_html(parts, day, plan)

    @routes.get("/commitments/progress/{form}")
    def progress_file(form: str, day: str = "", plan: str = "") -> Response:
        if form not in _FORMS:
            raise NotThere("The progress report can be had as Word or HTML.")
        write, media_type = _FORMS[form]
        report = progress_of(parts, plans=_plans(parts, plan), day=_day(day))
        headers = {"content-disposition": f'attachment; filename="progress.{form}"'}
        return Response(write(report), media_type=media_type, headers=headers)

    @routes.get("/commitments/editions")
    def editions(old: str = "", new: str = "") -> str:
        return editions_html(parts, old, new)

    @routes.get("/commitments/checking")
    def checking(request: Request, share: str = "", seed: str = "") -> str:
        return checking_html(parts, request, share, seed)

    @routes.get("/commitments/{commitment_id}/pack")
    def pack(commitment_id: str, request: Request) -> Response:
        made = pack_of(parts, commitment_of(parts, commitment_id), person=known_as(request))
        headers = {"content-disposition": f'attachment; filename="{commitment_id}.zip"'}
        return Response(made, media_type="application/zip", headers=headers)

    return routes


def progress_html(parts: Parts, day: str, plan: str) -> str:
    """The progress report of a quarter as a page of the site.

    Raises WrongCall, UnknownPlan.
    """
    chosen, told = quarter_of(_day(day)), _plans(parts, plan)
    latest = quarter_of(date.today())
    offered = [quarter_of(months_later(latest.first, 3 * (3 - back))) for back in range(_QUARTERS)]
    return page(
        "progress.html",
        here="commitments",
        report=progress_of(parts, plans=told, day=chosen.first),
        chosen=chosen,
        quarters=offered if chosen in offered else [*offered, chosen],
        plans=parts.library.plans(),
        plan=told[0] if told else "",
        forms={"docx": "Word", "html": "HTML to print"},
    )


def editions_html(parts: Parts, old: str, new: str) -> str:
    """Two plans or editions of one compared row by row; without both, only the form.

    Raises UnknownPlan.
    """
    plans = parts.library.plans()
    chosen = [_plans(parts, one) for one in (old, new)]
    found: tuple[Change, ...] = ()
    if all(chosen) and chosen[0] != chosen[1]:
        found = changes(*(parts.register.commitments(one) for one in chosen))
    told = [change for change in found if change.kinds != ("unchanged",)]
    return page(
        "editions.html",
        here="commitments",
        plans=plans,
        old=chosen[0][0] if chosen[0] else "",
        new=chosen[1][0] if chosen[1] else "",
        same=bool(old and chosen[0] == chosen[1]),
        compared=bool(found),
        changes=told,
        counts=Counter(kind for change in found for kind in change.kinds),
        titles={one.id: f"{one.entry.title}, {one.entry.edition}" for one in plans},
    )


def checking_html(parts: Parts, request: Request, share: str, seed: str) -> str:
    """What waits to be checked, how far markers agree, and the audit's sample.

    Raises WrongCall.
    """
    if share and not (re.fullmatch(r"[0-9]{1,3}", share) and 1 <= int(share) <= 100):
        raise WrongCall("The share of the audit is a whole number of per cent, 1 to 100.")
    percent = int(share or _SHARE)
    found = checking_of(parts, share=percent / 100, seed=seed.strip()[:100])
    plans, statuses = parts.library.plans(), parts.checks.statuses(person=known_as(request))
    return page(
        "checking.html",
        here="commitments",
        found=found,
        pairs=sorted(found.agreement.table.items(), key=lambda pair: -pair[1]),
        lists={
            "Waiting for a second mark": rows(found.second, plans, statuses),
            "Marks that differ": rows(found.differing, plans, statuses),
        },
        audit=rows(found.audit, plans, statuses),
        share=percent,
        seed=seed.strip()[:100],
    )


def _plans(parts: Parts, plan: str) -> tuple[str, ...]:
    return chosen_plans([plan], [one.entry for one in parts.library.plans()]) if plan.strip() else ()


def _day(written: str) -> date:
    """The day that an address names, or today.

    Raises WrongCall.
    """
    if not written.strip():
        return date.today()
    day = wanted_from([("due_before", written)]).due_before or date.today()
    if day.year not in _YEARS:
        raise WrongCall(f"The day of a report lies between {_YEARS.start} and {_YEARS.stop - 1}.")
    return day
