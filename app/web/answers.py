"""Answers to take away: /answers/NAME.txt, .md, .docx and .json, while they are kept."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from app.parts import Parts
from app.web.downloads import as_docx, as_markdown, as_text
from app.web.kept import KeptAnswer, KeptAnswers
from assistant.receipts import make_receipt

__all__ = ["answer_routes"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def answer_routes(parts: Parts, kept: KeptAnswers) -> APIRouter:
    """The addresses under which answers can be had."""
    routes = APIRouter(include_in_schema=False)

    def as_receipt(answer: KeptAnswer, _base: str) -> str:
        return make_receipt(answer.answer, parts.library).model_dump_json(indent=2)

    forms: dict[str, tuple[str, Callable[[KeptAnswer, str], str | bytes]]] = {
        "txt": ("text/plain; charset=utf-8", lambda answer, base: as_text(answer.answer, base=base)),
        "md": ("text/markdown; charset=utf-8", lambda answer, base: as_markdown(answer.answer, base=base)),
        "docx": (_DOCX, lambda answer, base: as_docx(answer.answer, base=base)),
        "json": ("application/json", as_receipt),
    }

    @routes.get("/answers/{name}.{form}")
    def answer(name: str, form: str, request: Request) -> Response:
        found = kept.get(name)
        if found is None or form not in forms or not _is_seen(parts, found):
            raise HTTPException(404, "This answer is no longer kept. Ask the question again to download it.")
        kind, write = forms[form]
        body = write(found, str(request.base_url).rstrip("/"))
        headers = {} if form == "txt" else {"content-disposition": f'attachment; filename="planwatch-answer.{form}"'}
        return Response(body, media_type=kind, headers=headers)

    return routes


def _is_seen(parts: Parts, found: KeptAnswer) -> bool:
    """Whether every plan that an answer cites, or was looked for in, is one that the visitor sees."""
    answer, seen = found.answer, {plan.id for plan in parts.library.plans()}
    near = {miss.plan_id for miss in answer.searched.nearest}
    return {citation.plan_id for citation in answer.citations} | near | set(answer.searched.plans) <= seen
