"""Checks of what Planwatch runs in: its settings of sign-in, its lexicon, memory, open files, its port."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.access.policy import policy_of
from app.doctor.finding import Finding, fault, fine, notice
from app.ports import check_free
from plans.errors import PlanwatchError, WrongCall
from plans.lexicon import Lexicon
from plans.settings import Settings

__all__ = [
    "enough_files_may_be_open",
    "lexicon_can_be_read",
    "memory_suffices",
    "page_port_is_free",
    "passing_files_can_be_written",
    "sign_in_holds_together",
]

_HOST, _PORT = "127.0.0.1", 7860
_FEWEST_FILES, _LEAST_MEMORY, _LEAST_PASSING = 256, 1_500_000_000, 100_000_000
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def sign_in_holds_together(settings: Settings) -> Iterator[Finding]:
    """Whether the settings of sign-in are whole; a server with others does not start."""
    try:
        policy = policy_of(settings)
    except PlanwatchError as error:
        yield fault("sign-in", str(error))
        return
    yield fine("sign-in", f"The settings hold together; people sign in by: {policy.sign_in}.")


def lexicon_can_be_read(settings: Settings) -> Iterator[Finding]:
    """Whether the home's own lexicon is one, where there is one: without it no question is answered."""
    path = settings.home / "lexicon.toml"
    if not path.exists():
        return
    try:
        Lexicon.load(path)
    except (PlanwatchError, OSError, ValueError) as error:
        yield fault("lexicon", f"{path} cannot be read ({error}); put it right, or move it away.")
        return
    yield fine("lexicon", f"{path} is read.")


def passing_files_can_be_written(_: Settings) -> Iterator[Finding]:
    """Whether there is a folder for files that pass: uploads, recognised pages, copies that are checked."""
    try:
        with tempfile.NamedTemporaryFile() as file:
            folder = Path(file.name).parent
            free = shutil.disk_usage(folder).free
    except OSError as error:
        yield fault("passing files", f"No folder for them can be written ({error}); set TMPDIR to one that can.")
        return
    if free < _LEAST_PASSING:
        told = f"Only {free // 1_000_000} MB are free in {folder}"
        yield fault("passing files", f"{told}; make room for 100 MB, or set TMPDIR to another folder.")
    else:
        yield fine("passing files", f"{folder} can be written.")


def enough_files_may_be_open(_: Settings) -> Iterator[Finding]:
    """Whether a server may hold the files and connections open that it needs."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit
        return
    most, _highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < _FEWEST_FILES:
        told = f"Only {most} files and connections may be open at once"
        yield fault("open files", f"{told}; run `ulimit -n 1024` before, or set LimitNOFILE=1024 in the unit.")


def memory_suffices(_: Settings) -> Iterator[Finding]:
    """Whether the limit that a container or a unit sets leaves room for the model and the index."""
    for path in _LIMITS:
        try:
            most = int(path.read_text(encoding="ascii"))
        except (OSError, ValueError):  # another system, or no limit
            continue
        if most < _LEAST_MEMORY:
            yield notice("memory", f"At most {most // 1_000_000} MB may be used here; 1.5 GB are needed to serve.")


def page_port_is_free(_: Settings) -> Iterator[Finding]:
    """Whether the page's usual port is free."""
    try:
        check_free(_HOST, _PORT)
    except WrongCall as error:
        yield notice("port", f"{error} It may be Planwatch itself that serves there.")
        return
    yield fine("port", f"{_HOST}:{_PORT} is free.")
