"""The pages of the line of delivery: the outcomes that plans name, what serves each, a form to confirm or strike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.delivery import Delivery, DeliveryLine
from app.parts import Parts
from app.web.commitment_pages import commitment_of
from app.web.commitment_views import rows
from app.web.marking import fields_of_form
from app.web.markup import page
from app.web.problems import NotThere
from app.web.visitors import is_signed_in, known_as, remember
from commitments.outcomes import Outcome
from plans.commitment import Commitment
from plans.errors import ChangedMeanwhile, PlanwatchError, WrongCall

__all__ = ["Pair", "delivery_routes"]

_KINDS = {
    "shared outcome": "Shared outcomes",
    "ambition": "Ambitions",
    "operational target": "Operational targets",
    "priority action": "Priority actions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A commitment that serves an outcome, or seems to: why, how surely, and how many decisions there are on it."""

    commitment: Commitment
    confirmed: bool
    reason: str
    confidence: float
    seen: int


def delivery_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    delivery = Delivery(parts)

    @routes.get("/commitments/delivery")
    def line() -> str:
        return line_html(parts, delivery.line())

    @routes.get("/commitments/delivery/none")
    def none() -> str:
        drawn, plans = delivery.line(), parts.library.plans()
        listed = rows(drawn.line.serving_none, plans, parts.checks.statuses())
        return page("delivery_none.html", here="commitments", rows=listed)

    @routes.get("/commitments/{commitment_id}/outcomes")
    def served(commitment_id: str) -> str:
        told = delivery.line().served_by(commitment_id)
        return page("served.html", here="commitments", commitment=commitment_of(parts, commitment_id), served=told)

    @routes.get("/commitments/delivery/{outcome_id}")
    def outcome(outcome_id: str, request: Request) -> str:
        return outcome_html(parts, delivery.line(), outcome_id, request)

    @routes.post("/commitments/delivery/{outcome_id}")
    async def decide(outcome_id: str, request: Request) -> Response:
        form = await fields_of_form(request)
        return await run_in_threadpool(_decide, parts, delivery, outcome_id, request, form)

    return routes


def line_html(parts: Parts, drawn: DeliveryLine) -> str:
    """The outcomes of all plans with how much serves each."""
    return page(
        "delivery.html",
        here="commitments",
        kinds={
            title: [one for one in drawn.outcomes if one.kind == kind]
            for kind, title in _KINDS.items()
            if any(one.kind == kind for one in drawn.outcomes)
        },
        line=drawn.line,
        titles={plan.id: plan.entry.title for plan in parts.library.plans()},
        total=len(drawn.commitments),
    )


def outcome_html(
    parts: Parts, drawn: DeliveryLine, outcome_id: str, request: Request, *, fault: str = "", person: str = ""
) -> str:
    """The page of one outcome.

    Raises NotThere.
    """
    outcome = _outcome(drawn, outcome_id)
    plan = next(plan for plan in parts.library.plans() if plan.id == outcome.plan_id)
    return page(
        "outcome.html",
        here="commitments",
        outcome=outcome,
        plan=plan,
        pairs=_pairs(drawn, outcome),
        fault=fault,
        person=person or known_as(request),
        signed_in=is_signed_in(request),
    )


def _pairs(drawn: DeliveryLine, outcome: Outcome) -> list[Pair]:
    confirmed = [
        Pair(
            commitment=drawn.commitments[one],
            confirmed=True,
            reason="",
            confidence=1.0,
            seen=drawn.seen[one, outcome.id],
        )
        for one in drawn.line.confirmed[outcome.id]
        if one in drawn.commitments
    ]
    proposed = [
        Pair(
            commitment=drawn.commitments[one.commitment_id],
            confirmed=False,
            reason=one.reason,
            confidence=one.confidence,
            seen=drawn.seen.get((one.commitment_id, outcome.id), 0),
        )
        for one in drawn.line.proposed[outcome.id]
    ]
    return [*confirmed, *proposed]


def _decide(parts: Parts, delivery: Delivery, outcome_id: str, request: Request, form: Mapping[str, str]) -> Response:
    drawn = delivery.line()
    _outcome(drawn, outcome_id)
    try:
        verdict, commitment_id, seen = _asked(drawn, outcome_id, form)
        parts.checks.decide(
            commitment_id, outcome_id, verdict, person=form["person"], note=form.get("note", "").strip(), seen=seen
        )
    except PlanwatchError as error:
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        html = outcome_html(parts, delivery.line(), outcome_id, request, fault=str(error), person=form["person"])
        return HTMLResponse(html, status)
    response = RedirectResponse(f"/commitments/delivery/{quote(outcome_id)}#pairs", 303)
    remember(response, request, form["person"])
    return response


def _asked(
    drawn: DeliveryLine, outcome_id: str, form: Mapping[str, str]
) -> tuple[Literal["confirmed", "struck"], str, int]:
    """What a form decides: a button's verdict, number of decisions seen and commitment, or a commitment that is added.

    Raises WrongCall.
    """
    if form.get("added", "").strip() and not form.get("decide"):
        added = form["added"].strip().rstrip("/").rsplit("/", 1)[-1]
        if added not in drawn.commitments:
            raise WrongCall("No commitment has that id or address; copy it from the commitment's page.")
        return "confirmed", added, drawn.seen.get((added, outcome_id), 0)
    verdict, _, rest = form.get("decide", "").partition(" ")
    seen, _, commitment_id = rest.partition(" ")
    if commitment_id not in drawn.commitments or not (seen.isascii() and seen.isdigit()):
        raise WrongCall("The form was not complete; open the page again.")
    if verdict == "confirmed":
        return "confirmed", commitment_id, int(seen[:9])
    if verdict == "struck":
        return "struck", commitment_id, int(seen[:9])
    raise WrongCall("Confirm it or strike it.")


def _outcome(drawn: DeliveryLine, outcome_id: str) -> Outcome:
    found = drawn.outcome(outcome_id)
    if found is None:
        raise NotThere("No plan in the library names this outcome. It may belong to a plan that was taken out.")
    return found
