"""Checks of what Planwatch talks to: a Chroma server, the database of checks, a collector."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError

from app.backups.held import database_file
from app.build import build
from app.doctor.finding import Finding, fault, fine, notice
from app.observe.tracing import tracing_of
from plans.errors import PlanwatchError
from plans.settings import Settings

if TYPE_CHECKING:
    from commitments.checks import History

__all__ = [
    "chroma_answers",
    "collector_answers",
    "database_answers",
    "marks_are_intact",
    "nothing_is_left_in_the_home",
    "tokens_can_be_read",
]

_READ_ONLY = text("SHOW transaction_read_only")
_PATIENCE_S = 3.0


def chroma_answers(settings: Settings) -> Iterator[Finding]:
    """Whether the Chroma server answers, where one is named."""
    if settings.chroma_url is None:
        yield fine("chroma", "Embedded, in the home.")
        return
    import httpx

    url = f"{settings.chroma_url.rstrip('/')}/api/v2/heartbeat"
    try:
        httpx.get(url, timeout=_PATIENCE_S).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = type(error).__name__
        yield fault("chroma", f"{url} does not answer ({why}); start the server, or unset PLANWATCH_CHROMA_URL.")
        return
    used = build(settings).plans.current()
    yield from (fault("chroma", each) for each in (() if used is None else used.notices))
    yield fine("chroma", f"The server at {settings.chroma_url} answers.")


def database_answers(settings: Settings) -> Iterator[Finding]:
    """Whether the database of checks and feedback can be opened and is whole."""
    if settings.database_url is not None:
        named = _named_database(settings.database_url)
        file = database_file(settings) if named.state == "fine" else None
        yield named if file is None or not file.is_file() else _sqlite(file)
        return
    path = settings.home / "checks.sqlite"
    if not path.is_file():
        yield fine("database", "SQLite in the home; it is made with the first check.")
        return
    yield _sqlite(path)


def nothing_is_left_in_the_home(settings: Settings) -> Iterator[Finding]:
    """Whether files of the home hold what is now asked of the database that a URL names."""
    if settings.database_url is None:
        return
    held = {
        "checks.sqlite": "checks: take a backup without PLANWATCH_DATABASE_URL and restore it with it",
        "access.sqlite": "tokens: make them anew with `planwatch tokens add`",
    }
    try:
        named = make_url(settings.database_url).database
    except ArgumentError:  # and the check before this one has said so
        return
    for name, told in held.items():
        if (settings.home / name).is_file() and named != str(settings.home / name):
            yield notice(
                "database", f"{name} in the home is not read while PLANWATCH_DATABASE_URL is set. Of its {told}."
            )


def tokens_can_be_read(settings: Settings) -> Iterator[Finding]:
    """Whether the file of sessions and tokens is whole, where it is a file of the home."""
    path = settings.home / "access.sqlite"
    if settings.database_url is not None or not path.is_file():
        return
    verdict = _verdict(path)
    if verdict == "ok":
        yield fine("sign-in", f"{path.name} is whole.")
    else:
        yield fault(
            "sign-in",
            f"{path} is damaged ({verdict}); delete it: people sign in anew, and tokens are made again with "
            "`planwatch tokens add`.",
        )


def marks_are_intact(settings: Settings) -> Iterator[Finding]:
    """Whether every entry still has the digest it was entered with, each bound to the one before it."""
    if settings.database_url is None and not (settings.home / "checks.sqlite").is_file():
        return
    from commitments.digests import is_intact

    histories = build(settings).checks.histories()
    yield from _entered_in_the_future(histories.values())
    changed = sorted(one for one, history in histories.items() if not is_intact(history))
    if changed:
        yield fault(
            "marks",
            f"The entries about {', '.join(changed[:5])} are not as they were entered; "
            "restore a backup from before that, or ask who changed the database.",
        )
    else:
        yield fine("marks", f"Every entry about {len(histories):,} commitments is as it was entered.")


def _entered_in_the_future(histories: "Iterable[History]") -> Iterator[Finding]:
    latest = max((entry.at for history in histories for entry in history.entries), default=None)
    if latest is not None and latest > datetime.now(UTC):
        yield fault(
            "clock", f"A mark was entered at {latest:%Y-%m-%d %H:%M}, which is yet to come; set this clock right."
        )


def collector_answers(settings: Settings) -> Iterator[Finding]:
    """Whether the collector of traces takes an empty batch, where one is named."""
    try:
        tracing = tracing_of(settings)
    except PlanwatchError as error:
        yield fault("collector", str(error))
        return
    if tracing is None:
        return
    tracing.close()
    import httpx

    url, mend = f"{str(settings.otel_url).rstrip('/')}/v1/traces", "start it, or change or unset PLANWATCH_OTEL_URL"
    try:
        reply = httpx.post(url, headers={"content-type": "application/x-protobuf"}, content=b"", timeout=_PATIENCE_S)
    except httpx.HTTPError as error:
        yield fault("collector", f"{url} does not answer ({type(error).__name__}); {mend}.")
        return
    if reply.is_success:
        yield fine("collector", f"{url} takes traces.")
    else:
        yield fault("collector", f"{url} answers {reply.status_code} to an empty batch of traces; {mend}.")


def _sqlite(path: Path) -> Finding:
    verdict = _verdict(path)
    if verdict != "ok":
        return fault("database", f"{path} is damaged ({verdict}); put the latest backup in its place.")
    if not path.stat().st_size and not path.with_name(f"{path.name}-wal").is_file():
        return fault("database", f"{path} is empty, and holds no mark any more; restore the latest backup over it.")
    return fine("database", f"{path.name} is whole.")


def _verdict(path: Path) -> str:
    """What SQLite says of a file: ok, or what is wrong with it."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return str(verdict)


def _named_database(url: str) -> Finding:
    import sqlalchemy
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    from commitments.database import engine_for

    try:
        shown = sqlalchemy.make_url(url).render_as_string(hide_password=True)
        with engine_for(url).connect() as connection:
            connection.execute(sqlalchemy.text("SELECT 1"))
            if connection.dialect.name == "postgresql" and connection.scalar(_READ_ONLY) == "on":
                return fault("database", f"{shown} can only be read; name its primary server, or let the user write.")
    except (ArgumentError, NoSuchModuleError) as error:
        return fault("database", f"PLANWATCH_DATABASE_URL is not a database that can be used ({type(error).__name__}).")
    except ImportError as error:
        return fault("database", f"The database's driver is missing ({error.name}): install it, or use PostgreSQL.")
    except SQLAlchemyError as error:
        return fault("database", f"{shown} cannot be opened ({type(error).__name__}); start it or check the address.")
    return fine("database", f"{shown} answers.")
