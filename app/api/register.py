"""The register over HTTP: commitments that are wanted, one of them, its history, and checks that people enter."""

from datetime import date
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from app.access.door import signature_of
from app.api.check_shapes import CheckBody, EntryShape, HistoryShape, entry_json, history_json, mark_of
from app.api.problems import NotThere
from app.api.sending import sent
from app.api.shapes import CommitmentShape
from app.filters import Wanted
from app.parts import Parts
from app.register import wanted_commitments
from app.wire import commitment_json
from plans.commitment import Commitment

__all__ = ["add_register"]

_Person = Annotated[str, Query(max_length=200, description="Who asks: a blind second mark stays blind to that person")]


def add_register(api: FastAPI, parts: Parts) -> None:
    """Add the calls of the register to the interface."""

    @api.get("/commitments", summary="The commitments that are wanted", response_model=list[CommitmentShape])
    def commitments(wanted: Annotated[Wanted, Query()]) -> Response:
        return sent([commitment_json(one) for one in wanted_commitments(parts, wanted, today=date.today())])

    @api.get("/commitments/{commitment_id}", summary="One commitment", response_model=CommitmentShape)
    def commitment(commitment_id: str) -> Response:
        return sent(commitment_json(_commitment(parts, commitment_id)))

    @api.get(
        "/commitments/{commitment_id}/history",
        summary="All that people entered about a commitment",
        response_model=HistoryShape,
    )
    def history(request: Request, commitment_id: str, person: _Person = "") -> Response:
        found = parts.checks.history(commitment_id).as_seen_by(signature_of(request, person))
        held = parts.register.commitment(commitment_id) is not None
        if not held and not found.entries:
            raise NotThere(f"There is no commitment “{commitment_id}” in the register, and no check of one.")
        return sent(history_json(found, in_register=held))

    @api.get("/checks", summary="The histories of all commitments that have one", response_model=list[HistoryShape])
    def checks(request: Request, person: _Person = "") -> Response:
        found, person = parts.checks.histories(), signature_of(request, person)
        held = {one for one in found if parts.register.commitment(one) is not None}
        return sent([history_json(found[one].as_seen_by(person), in_register=one in held) for one in sorted(found)])

    @api.post("/checks", summary="Enter what a person found", status_code=201, response_model=EntryShape)
    def enter(request: Request, body: CheckBody) -> Response:
        held = _commitment(parts, body.commitment_id)
        person = signature_of(request, body.person)
        if body.undoes is not None:
            entry = parts.checks.undo(held.id, body.undoes, person=person, note=body.note, seen=body.seen)
        else:
            entry = parts.checks.enter(mark_of(body, held, person=person), seen=body.seen)
        return sent(entry_json(entry), status=201)


def _commitment(parts: Parts, commitment_id: str) -> Commitment:
    found = parts.register.commitment(commitment_id)
    if found is None:
        raise NotThere(f"There is no commitment “{commitment_id}” in the register.")
    return found
