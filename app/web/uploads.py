"""Plans that visitors add: a file comes in, is read in the background, and a page tells how far it is."""

import re
import secrets
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from app.library import FileReport
from app.parts import Parts
from app.web.markup import page
from app.web.problems import NotThere
from plans.errors import PlanwatchError, WrongCall
from plans.unseen import without_unseen

__all__ = ["Upload", "Uploads", "on_the_page", "upload_routes"]

_MOST_BYTES = 25_000_000
_MOST_KEPT = 50
_FIELDS = ("title", "publisher", "edition")
_LONGEST_FIELD = 200
_SLASHES = str.maketrans({mark: "/" for mark in "\\／＼∕⁄⧵⧸⧹﹨"})  # and what some systems turn into one
_NOT_IN_NAMES = re.compile(r"[<>:\"|?*＜＞：＂｜？＊]")  # Windows takes them for streams, quotes and patterns
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)\s*(?:\.|$)", re.IGNORECASE)
_COMMAND_LINE = re.compile(r"`planwatch\b|(?<!\S)--[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way: what is being done, and in the end the report or why there is none."""

    token: str
    name: str
    step: str = "waiting"
    done: int = 0
    total: int = 0
    report: FileReport | None = None
    fault: str = ""

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.report is not None or bool(self.fault)


class Uploads:
    """Takes files into the library, one after another, and knows how far each is."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def get(self, token: str) -> Upload | None:
        """The upload of that name."""
        with self._lock:
            return self._known.get(token)

    def begin(self, name: str, content: Path, given: Mapping[str, str], *, ocr: bool) -> Upload:
        """Begin to take in a file, words in pictures recognised where `ocr`; its folder is removed then."""
        upload = Upload(token=secrets.token_hex(12), name=name)
        self._note(upload)
        threading.Thread(target=self._take, args=(upload, content, given, ocr), daemon=True).start()
        return upload

    def _take(self, upload: Upload, content: Path, given: Mapping[str, str], ocr: bool) -> None:
        def told(step: str, done: int, total: int) -> None:
            self._note(replace(upload, step=step.replace(str(content), upload.name), done=done, total=total))

        try:
            with self._turn:
                (report,) = self._parts.plans.ingest([content], given=given, ocr=ocr, progress=told)
                self._parts.keep_ready()  # who is told that it is there may ask of it at once
            reason = None if report.reason is None else on_the_page(report.reason.replace(str(content), upload.name))
            self._note(replace(upload, report=replace(report, reason=reason)))
        except PlanwatchError as error:
            self._note(replace(upload, fault=on_the_page(str(error))))
        finally:
            shutil.rmtree(content.parent, ignore_errors=True)
            self._end(upload)

    def _end(self, upload: Upload) -> None:
        """Leave no upload that seems to go on for ever."""
        known = self.get(upload.token)
        if known is not None and not known.finished:
            self._note(replace(upload, fault="Something went wrong on our side; the plan was not added."))

    def _note(self, upload: Upload) -> None:
        with self._lock:
            self._known[upload.token] = upload
            while len(self._known) > _MOST_KEPT:
                self._known.popitem(last=False)


def on_the_page(reason: str) -> str:
    """A reason without what can only be done on the command line, which a visitor does not have."""
    clauses = reason.rstrip(".").split("; ")
    kept = [clause for clause in clauses if not _COMMAND_LINE.search(clause)]
    if len(kept) == len(clauses):
        return reason
    return "; ".join(kept or ["The file could not be taken in"]) + ". Whoever runs this service can help."


def upload_routes(parts: Parts) -> APIRouter:
    """The addresses to add plans at."""
    routes = APIRouter(include_in_schema=False)
    uploads = Uploads(parts)

    @routes.post("/plans")
    async def add(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=10, max_part_size=64_000) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise WrongCall("Choose a file first.")
            if (file.size or 0) > _MOST_BYTES:
                raise WrongCall("The file is larger than 25 MB.")
            content = await run_in_threadpool(_kept, file)
            given = {
                name: str(form[name]).strip()[:_LONGEST_FIELD] for name in _FIELDS if str(form.get(name, "")).strip()
            }
            upload = uploads.begin(content.name, content, given, ocr="ocr" in form)
        return RedirectResponse(f"/uploads/{upload.token}", 303)

    @routes.get("/uploads/{token}")
    def upload(token: str) -> Response:
        return HTMLResponse(page("upload.html", here="plans", upload=_known(uploads, token)))

    @routes.get("/uploads/{token}/progress")
    def progress(token: str) -> Response:
        known = _known(uploads, token)
        return JSONResponse({"step": known.step, "done": known.done, "total": known.total, "finished": known.finished})

    return routes


def _kept(file: UploadFile) -> Path:
    """The file in a folder of its own, under a name without a path."""
    name = _plain_name(file.filename or "")
    content = Path(tempfile.mkdtemp(prefix="planwatch-upload-")) / name
    with content.open("wb") as written:
        shutil.copyfileobj(file.file, written)
    return content


def _plain_name(given: str) -> str:
    """The last part of a name, without what nobody sees or some system takes for more than a letter of a name, of a
    length that every file system takes; its ending stays."""
    plain = without_unseen(given).translate(_SLASHES).rpartition("/")[2]
    last = " ".join(_NOT_IN_NAMES.sub("-", plain).split()).strip(". ").lstrip("-~. ")
    stem, ending = Path(last).stem, Path(last).suffix[:10]
    name = stem.encode()[:150].decode(errors="ignore").strip() + ending or "plan"
    return f"plan {name}" if _DEVICE.match(name) else name


def _known(uploads: Uploads, token: str) -> Any:
    known = uploads.get(token)
    if known is None:
        raise NotThere("This upload is no longer known. Look at the list of plans to see if the plan is there.")
    return known
