"""A PostgreSQL server for tests, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from commitments.database import engine_for


def emptied(url: str) -> str:
    """The database with nothing in it, and nobody connected who was left behind by an earlier test."""
    engine = engine_for(url)
    with engine.begin() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()
    return url


@contextmanager
def cluster() -> Iterator[str | None]:
    """Start a cluster and give the URL of its database; None where there is no PostgreSQL or nobody to run it as."""
    found = _programs()
    user = _user()
    if found is None or user is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pw-pg-"))
    shutil.chown(folder, user)
    data = folder / "data"
    try:
        _run(user, [found / "initdb", "-D", data, "-A", "trust", "-U", "planwatch", "--no-sync", "-E", "UTF8"])
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        _run(user, [found / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"])
        try:
            yield f"postgresql://planwatch@/postgres?host={folder}"
        finally:
            _run(user, [found / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The folder that holds initdb and pg_ctl: beside `postgres` on the path, or where Debian puts them."""
    beside = [Path(os.path.realpath(path)).parent for path in [shutil.which("postgres")] if path]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in (*beside, *debian) if (folder / "initdb").exists()), None)


def _user() -> str | None:
    """Who runs it: ourselves, or where we are root (whom PostgreSQL refuses) a user without rights."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names and shutil.which("setpriv")), None)


def _run(user: str, command: list[object]) -> None:
    told = [str(part) for part in command]
    if os.geteuid() == 0:
        told = ["setpriv", "--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid), "--clear-groups", *told]
    subprocess.run(told, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, cwd="/")
