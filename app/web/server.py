"""The web server: our own pages and the HTTP interface first, then Gradio for the page to ask on."""

import math
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from app.access.door import Door, door_of
from app.access.gate import Gate
from app.access.pages import sign_in_routes
from app.access.retention import forgotten_in_time
from app.access.seeing import SeenParts
from app.api.health import health_routes
from app.api.routes import make_api
from app.observe.crowd import Crowd
from app.observe.logs import keep_log
from app.observe.metrics import Metrics
from app.observe.tracing import Tracing, tracing_of, with_tracing
from app.observe.watching import Watched
from app.parts import Parts
from app.ports import check_free
from app.privacy.logged import purged_in_time, with_question_log
from app.web.addresses import is_loopback
from app.web.asset_files import AssetFiles
from app.web.gradio_calls import PlainCalls
from app.web.kept import KeptAnswers
from app.web.needed_assets import needed_assets
from app.web.plain_ask import first_view, plain_ask_routes
from app.web.plan_pages import plan_routes
from app.web.problems import NOTHING_HERE, not_there_page, with_pages
from app.web.security import Guard, OnlyNeeded
from app.web.shell import Dressed
from app.web.site_pages import site_routes
from app.web.uploads import upload_routes
from plans.errors import PlanwatchError, WrongCall

if TYPE_CHECKING:
    import gradio

__all__ = ["make_app", "run"]

_STATIC = Path(__file__).parent / "static"
_MOST_BYTES = 30_000_000


def make_app(planwatch: Parts, *, door: Door | None = None, tracing: Tracing | None = None) -> FastAPI:
    """Build the whole web application over the parts. `door` lets people in; made from the settings where None.
    `tracing` makes spans of what it does; None makes none.

    Raises WrongCall for settings of sign-in that do not hold together.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"  # of all it keeps it makes a table, after every event anew
    os.environ["HF_HUB_OFFLINE"] = "1"
    from app.web.answers import answer_routes
    from app.web.ask import ask_page
    from app.web.assurance_pages import assurance_routes
    from app.web.commitment_pages import commitment_routes
    from app.web.delivery_pages import delivery_routes
    from app.web.marking import marking_routes
    from app.web.totals import totals_routes

    door = door or door_of(planwatch.settings)
    if door.policy.grants.seen is not None:
        planwatch = SeenParts(planwatch)
    planwatch = with_tracing(with_question_log(planwatch), tracing)
    kept, metrics = KeptAnswers(), _metrics(planwatch)
    app = FastAPI(title="Planwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/site", StaticFiles(directory=_STATIC), name="site")
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    with_pages(app)
    app.include_router(answer_routes(planwatch, kept))
    app.include_router(health_routes(planwatch, metrics))
    app.mount("/api/v1", make_api(planwatch))
    app.include_router(plan_routes(planwatch))
    app.include_router(upload_routes(planwatch))
    if door.can_sign_in:
        app.include_router(sign_in_routes(door))
    app.include_router(totals_routes(planwatch))
    app.include_router(delivery_routes(planwatch))
    app.include_router(assurance_routes(planwatch))
    app.include_router(commitment_routes(planwatch))
    app.include_router(marking_routes(planwatch))
    app.include_router(site_routes(planwatch))
    app.include_router(plain_ask_routes(planwatch, kept))
    _mount(app, ask_page(planwatch, kept), first=partial(first_view, planwatch))
    app.add_middleware(CORSMiddleware, allow_origins=[], allow_credentials=False, allow_methods=["GET"])
    app.add_middleware(Gate, door=door)
    app.add_middleware(Crowd, metrics=metrics)
    app.add_middleware(Guard, public_origin=door.policy.public_origin, most_bytes=_MOST_BYTES)
    app.add_middleware(Watched, metrics=metrics, tracing=tracing)
    return app


def run(planwatch: Parts, host: str, port: int, *, log: bool = False) -> None:
    """Serve the web application until it is stopped. `log` has a line of JSON written for every request.

    Raises WrongCall when the host is open to others or the port is taken, PlanwatchError where a setting wants a part
    that is not installed.
    """
    door = door_of(planwatch.settings)
    if not is_loopback(host) and not door.can_sign_in:
        raise WrongCall(
            f"Planwatch has no sign-in set up, so it does not serve on {host}, where others could reach it; "
            "use 127.0.0.1, or set PLANWATCH_SIGN_IN (docs/access.md)."
        )
    check_free(host, port)
    tracing = tracing_of(planwatch.settings)
    if log:
        keep_log()
    try:
        settings = planwatch.settings
        with forgotten_in_time(door.sessions, home=settings.home), purged_in_time(settings):
            _serve(make_app(planwatch, door=door, tracing=tracing), host, port)
    finally:
        if tracing is not None:
            tracing.close()


def _serve(app: FastAPI, host: str, port: int) -> None:
    import uvicorn

    from app.web.patience import Impatient
    from app.web.stopping import Stoppable

    config = uvicorn.Config(
        app,
        http=Impatient,
        host=host,
        port=port,
        log_level="warning",
        log_config=None,
        timeout_keep_alive=75,  # longer than anybody is told to wait, so that nobody comes back to a closed door
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the door itself decides which proxy it believes
    )
    Stoppable(config).serve_until_told()


def _metrics(planwatch: Parts) -> Metrics:
    def told(count: Callable[[], int]) -> float:
        try:
            return count()
        except PlanwatchError:  # what is wrong stands in /readyz; the other counts go on
            return math.nan

    def plans() -> int:
        return len(planwatch.library.plans())

    def passages() -> int:
        return sum(plan.passages for plan in planwatch.library.plans())

    return Metrics(plans=lambda: told(plans), passages=lambda: told(passages))


def _icon() -> FileResponse:
    return FileResponse(_STATIC / "mark.svg", media_type="image/svg+xml")


def _mount(app: FastAPI, blocks: "gradio.Blocks", *, first: Callable[[], Mapping[str, Any]]) -> None:
    import gradio as gr

    from app.web.look import theme

    gr.mount_gradio_app(
        app,
        blocks,
        "/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        max_file_size="1kb",
        enable_monitoring=False,
        mcp_server=False,
        theme=theme(),
    )
    mount = app.routes[-1]
    if isinstance(mount, Mount):
        frontend = Path(gr.__file__).parent / "templates" / "frontend"
        files_there = (path for path in frontend.rglob("*") if path.is_file())
        there = frozenset(f"/{path.relative_to(frontend).as_posix()}" for path in files_there)
        only = OnlyNeeded(PlainCalls(mount.app), files=there, not_there=not_there_page(404, NOTHING_HERE))
        needed = needed_assets(frontend, {block.get_block_name() for block in blocks.blocks.values()})
        files = AssetFiles(only, folder=frontend / "assets", made={needed.joined: needed.joined_bytes})
        mount.app = Dressed(files, needed=needed, first=first)
