"""The commands that run and check an installation: serve, mcp and doctor."""

from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_json, print_text
from app.cli.progress import shown_progress
from app.cli.running import settings_of, unstarted
from plans.errors import PlanwatchError

__all__ = ["doctor", "mcp", "serve"]


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve on.", min=1, max=65535)] = 7860,
    log: Annotated[
        bool, typer.Option("--log", help="Write a line of JSON for every request to standard error.")
    ] = False,
) -> None:
    """Serve the web page and the HTTP interface until Ctrl-C; the sample library is built first where there is none.

    Example:

      planwatch serve --port 8080
    """
    from app.ports import check_free
    from assistant.rested_model import RestedModel

    check_free(host, port)
    planwatch = unstarted(ctx)
    note("[1/3] Opening the library.")
    with shown_progress() as progress:
        planwatch.plans.brought_up_to_date(progress)
    note("[2/3] Loading the model that search uses.")
    planwatch.model = None if planwatch.model is None else RestedModel(planwatch.model)
    planwatch.answerer  # noqa: B018 - loaded here, so that the first question does not wait for it
    note(f"[3/3] Starting the page on http://{host}:{port}; stop it with Ctrl-C.")
    from app.latest import kept_up
    from app.web.server import run

    with kept_up(planwatch):
        run(planwatch, host, port, log=log)


def mcp(
    ctx: typer.Context,
    only: Annotated[
        list[str],
        typer.Option("--only", help="A plan, or a collection such as area:Leeds, that the client sees; all if none."),
    ] = [],  # noqa: B006 - read only; typer takes the default from here
) -> None:
    """Serve four tools that only read (search, ask, read_passage, list_commitments) to an MCP client, over stdio.

    A client starts this command by itself; docs/api.md shows how it is told to. Needs the extra `mcp`.

    Example:

      planwatch --home /srv/planwatch mcp --only area:Leeds
    """
    try:
        from app.mcp.server import serve_stdio
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "mcp":
            raise
        raise PlanwatchError(
            "The extra `mcp` is not installed; run `.venv/bin/pip install -e '.[mcp]'` in the folder of Planwatch."
        ) from error
    planwatch = unstarted(ctx)
    with shown_progress() as progress:
        planwatch.plans.brought_up_to_date(progress)
    planwatch = planwatch.limited_to(tuple(only)) if only else planwatch
    planwatch.answerer  # noqa: B018 - loaded here, so that the first question does not wait for it
    note("Serving MCP on standard input and output; a client ends it by closing them.")
    serve_stdio(planwatch)


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Look for faults in this installation and say how to mend each; nothing is changed.

    Example:

      planwatch doctor
    """
    from app.doctor import examine

    findings = examine(settings_of(ctx))
    if as_json:
        print_json([{"check": found.check, "state": found.state, "note": found.note} for found in findings])
    else:
        for found in findings:
            print_text(f"{found.state:<7} {found.check}: {found.note}")
    faults = sum(found.state == "fault" for found in findings)
    if faults:
        raise PlanwatchError(f"{faults} of {len(findings)} checks found a fault; each line says how to mend it.")
    note("No fault was found.")
