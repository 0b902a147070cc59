"""The pages of the line of delivery: the outcomes that plans name, what serves each, a form to confirm or strike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.beside import beside
from app.delivery import Delivery, DeliveryLine
from app.parts import Parts
from app.web.beside_pages import Beside, paged_of
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
    def line(request: Request) -> str:
        return line_html(parts, delivery, request)

    @routes.get("/commitments/delivery/none")
    def none(request: Request) -> str:
        return none_html(parts, delivery, request)

    @routes.get("/commitments/{commitment_id}/outcomes")
    def served(commitment_id: str, request: Request) -> str:
        commitment = commitment_of(parts, commitment_id)
        drawn = delivery.line(_plans(parts, request, of=commitment.plan_id))
        return page("served.html", here="commitments", commitment=commitment, served=drawn.served_by(commitment_id))

    @routes.get("/commitments/delivery/{outcome_id}")
    def outcome(outcome_id: str, request: Request) -> str:
        return outcome_html(parts, _line_of(parts, delivery, outcome_id, request), outcome_id, request)

    @routes.post("/commitments/delivery/{outcome_id}")
    async def decide(outcome_id: str, request: Request) -> Response:
        form = await fields_of_form(request)
        return await run_in_threadpool(_decide, parts, delivery, outcome_id, request, form)

    return routes


def line_html(parts: Parts, delivery: Delivery, request: Request) -> str:
    """The outcomes of the plans that are held beside each other with how much serves each."""
    chosen = Beside.of(parts, request)
    drawn = delivery.line(chosen.plans)
    return page(
        "delivery.html",
        here="commitments",
        beside=chosen,
        kinds={
            title: [one for one in drawn.outcomes if one.kind == kind]
            for kind, title in _KINDS.items()
            if any(one.kind == kind for one in drawn.outcomes)
        },
        line=drawn.line,
        titles={plan.id: plan.entry.title for plan in parts.library.plans()},
        total=len(drawn.commitments),
    )


def none_html(parts: Parts, delivery: Delivery, request: Request) -> str:
    """The commitments that serve no outcome, a page of them at a time."""
    chosen = Beside.of(parts, request)
    held = delivery.line(chosen.plans).line.serving_none
    paged = paged_of("/commitments/delivery/none", request, len(held))
    listed = rows(held[paged.begin : paged.end], parts.library.plans(), parts.checks.statuses())
    return page("delivery_none.html", here="commitments", beside=chosen, rows=listed, paged=paged)


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
        action=f"/commitments/delivery/{quote(outcome_id)}{_query(request)}",
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
    drawn = _line_of(parts, delivery, outcome_id, request)
    _outcome(drawn, outcome_id)
    try:
        verdict, commitment_id, seen = _asked(drawn, outcome_id, form)
        parts.checks.decide(
            commitment_id, outcome_id, verdict, person=form["person"], note=form.get("note", "").strip(), seen=seen
        )
    except PlanwatchError as error:
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        now = _line_of(parts, delivery, outcome_id, request)
        html = outcome_html(parts, now, outcome_id, request, fault=str(error), person=form["person"])
        return HTMLResponse(html, status)
    response = RedirectResponse(f"/commitments/delivery/{quote(outcome_id)}{_query(request)}#pairs", 303)
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


def _line_of(parts: Parts, delivery: Delivery, outcome_id: str, request: Request) -> DeliveryLine:
    """The line that an outcome is looked at in: of the plans that the address names, or else that it stands in."""
    return delivery.line(_plans(parts, request, of=outcome_id.rpartition("-o-")[0]))


def _plans(parts: Parts, request: Request, *, of: str) -> tuple[str, ...]:
    """The plans that are held beside each other: of many, where none is named, the plan that it is about."""
    plans = parts.library.plans()
    named = request.query_params.getlist("plan")
    return beside(plans, named) or tuple(plan.id for plan in plans if plan.id == of)


def _query(request: Request) -> str:
    named = [("plan", one) for one in request.query_params.getlist("plan") if one.strip()]
    return f"?{urlencode(named)}" if named else ""
