"""Marks that people enter on a commitment's page: read from the form, entered, or given back with the reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.access.door import signature_of
from app.parts import Parts
from app.web.commitment_pages import commitment_html, commitment_of
from app.web.visitors import is_signed_in, remember
from commitments.checks import EntryKind, Evidence, Mark, Status
from plans.commitment import Commitment
from plans.errors import ChangedMeanwhile, PlanwatchError, WrongCall

__all__ = ["fields_of_form", "mark_from", "marking_routes"]

_EVIDENCE = ("data", "minutes", "statement", "news", "experience", "other")


def marking_routes(parts: Parts) -> APIRouter:
    """The addresses that forms are sent to."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/commitments/{commitment_id}/marks")
    async def enter(commitment_id: str, request: Request) -> Response:
        return await run_in_threadpool(_enter, parts, request, commitment_id, await fields_of_form(request))

    @routes.post("/commitments/{commitment_id}/undo")
    async def undo(commitment_id: str, request: Request) -> Response:
        return await run_in_threadpool(_undo, parts, request, commitment_id, await fields_of_form(request))

    return routes


def mark_from(commitment: Commitment, form: Mapping[str, str]) -> Mark:
    """The mark that a form holds.

    Raises WrongCall for a value that cannot be meant.
    """
    try:
        kind = EntryKind(form.get("kind", ""))
        status = Status(form["status"]) if form.get("status") else None
    except ValueError as error:
        raise WrongCall("Choose what you enter, and a status from the list.") from error
    return Mark(
        commitment_id=commitment.id,
        plan_id=commitment.plan_id,
        edition=commitment.edition,
        words=commitment.text,
        kind=kind,
        person=form.get("person", "").strip(),
        status=status,
        note=form.get("note", "").strip(),
        evidence=_evidence(form),
    )


async def fields_of_form(request: Request) -> dict[str, str]:
    """The fields of a form, the person being whoever is signed in, else the name that was typed."""
    async with request.form(max_files=0, max_fields=30, max_part_size=64_000) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return {**fields, "person": signature_of(request, fields.get("person", ""))}


def _enter(parts: Parts, request: Request, commitment_id: str, form: Mapping[str, str]) -> Response:
    commitment = commitment_of(parts, commitment_id)
    try:
        entered = parts.checks.enter(mark_from(commitment, form), seen=_number(form, "seen"))
    except PlanwatchError as error:
        return _given_back(parts, request, commitment_id, form, error)
    return _done(request, commitment_id, entered.number, form["person"])


def _undo(parts: Parts, request: Request, commitment_id: str, form: Mapping[str, str]) -> Response:
    commitment_of(parts, commitment_id)
    try:
        entered = parts.checks.undo(
            commitment_id,
            _number(form, "number"),
            person=form["person"],
            note=form.get("note", "").strip(),
            seen=_number(form, "seen"),
        )
    except PlanwatchError as error:
        return _given_back(parts, request, commitment_id, {"person": form["person"]}, error)
    return _done(request, commitment_id, entered.number, form["person"])


def _given_back(
    parts: Parts, request: Request, commitment_id: str, form: Mapping[str, str], error: Exception
) -> Response:
    status = 409 if isinstance(error, ChangedMeanwhile) else 422
    html = commitment_html(
        parts,
        commitment_id,
        person=form["person"],
        signed_in=is_signed_in(request),
        fault=str(error),
        form=form,
    )
    return HTMLResponse(html, status)


def _done(request: Request, commitment_id: str, number: int, person: str) -> Response:
    response = RedirectResponse(f"/commitments/{quote(commitment_id)}#entry-{number}", 303)
    remember(response, request, person)
    return response


def _evidence(form: Mapping[str, str]) -> tuple[Evidence, ...]:
    where = form.get("where", "").strip()
    if not where and not form.get("quote", "").strip():
        return ()
    chosen: dict[str, Any] = {name: form[name] for name in ("stands", "confidence") if form.get(name)}
    return (
        Evidence(
            kind=_one_of(
                form.get("evidence", "other"), ("data", "minutes", "statement", "news", "experience", "other")
            ),
            where=where,
            quote=form.get("quote", "").strip(),
            page=form.get("page", "").strip(),
            published=_day(form.get("published", "")),
            retrieved=date.today(),
            stands=_one_of(chosen.get("stands", "for"), ("for", "against")),
            confidence=_one_of(chosen.get("confidence", "medium"), ("high", "medium", "low")),
        ),
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise WrongCall(f"“{value}” is none of: {', '.join(allowed)}.")
    return value


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise WrongCall("Write the day of the evidence as year, month and day, such as 2025-03-31.") from error


def _number(form: Mapping[str, str], name: str) -> int:
    written = form.get(name, "")
    if not written.isascii() or not written.isdigit():
        raise WrongCall("The form was not complete; open the page again.")
    return int(written[:9])
