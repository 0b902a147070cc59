"""Reads each file in a process of its own, under limits and without a network.

A small server process loads the readers once and forks for every file, so that a file costs a fork and not a start
of Python. The fork sets its limits, reads, hands its result back as plain values, and ends.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import pickle
import resource
import signal
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from ingest.limits import Limits
from plans import document as vocabulary
from plans.errors import Refused

__all__ = ["read_apart", "serve", "whole"]

_HEAD = struct.Struct(">Q")
_MIB = 1024 * 1024
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "ftplib.", "urllib.",
              "smtplib.", "webbrowser.", "shutil.", "os.remove", "os.rename", "os.rmdir")  # fmt: skip
_KNOWN = frozenset({"Block", "BlockKind", "BlindSpot", "Document", "GlossaryEntry", "Place"})
_LOADED_AHEAD = ("charset_normalizer", "docx", "lxml.etree", "pdfplumber.table")  # once, and not in every fork
_local = threading.local()


def read_apart(path: Path, limits: Limits) -> vocabulary.Document:
    """Read a file in a process of its own.

    Raises Refused with the reason where the file, the reader or a limit ended the reading.
    """
    answer = _server().ask({"path": str(path.absolute()), "limits": asdict(limits)})
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    found = answer["document"]
    if not isinstance(found, vocabulary.Document):
        raise Refused("The file could not be read: the reader handed back something else than a document.")
    return found


def whole(path: Path, limits: Limits) -> bytes:
    """The bytes of a regular file of allowed size.

    Raises Refused for anything else.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise Refused("There is no such file.") from error
    except (OSError, ValueError) as error:
        raise Refused(f"The file cannot be opened ({getattr(error, 'strerror', None) or error}).") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if stat.S_ISDIR(facts.st_mode):
            raise Refused("This is a folder; name the files in it.")
        if not stat.S_ISREG(facts.st_mode):
            raise Refused("This is not an ordinary file.")
        if facts.st_size > limits.size:
            raise Refused(
                f"The file has {facts.st_size / _MIB:,.0f} MB, and at most {limits.size / _MIB:,.0f} MB are read."
            )
        data = file.read(limits.size + 1) if facts.st_size else b""
    if len(data) > limits.size:
        raise Refused(f"The file has more than {limits.size / _MIB:,.0f} MB.")
    return data


class _Server:
    """The server process, as its user sees it."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        paths = os.pathsep.join([root, *(entry for entry in sys.path if entry)])
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from ingest.child import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self.owner = os.getpid()

    @property
    def alive(self) -> bool:
        """Whether the process runs and is this process's own."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            _send(self.process.stdin, json.dumps(request).encode())
            data = _receive(self.process.stdout)
        except (OSError, ValueError):
            data = None
        if data is None:
            self.process.kill()
            return {"refused": "The file could not be read: the process that reads files ended."}
        return _unpacked(data)


def _server() -> _Server:
    """The server of this thread, started where there is none."""
    found: _Server | None = getattr(_local, "server", None)
    if found is None or not found.alive:
        found = _local.server = _Server()
    return found


class _Plain(pickle.Unpickler):
    """Unpickles documents and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """The classes of a document only."""
        if module == "plans.document" and name in _KNOWN:
            return getattr(vocabulary, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")


def _unpacked(data: bytes) -> dict[str, Any]:
    try:
        found = _Plain(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError, IndexError):
        return {"refused": "The file could not be read: the answer of the reader is damaged."}
    return found if isinstance(found, dict) else {"refused": "The file could not be read."}


def serve() -> None:
    """Answer requests from standard input until it ends: the server process's whole life."""
    from ingest.readers import read_bytes

    for name in _LOADED_AHEAD:
        importlib.import_module(name)
    gc.freeze()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (data := _receive(source)) is not None:
        request = json.loads(data)
        _send(target, _forked(Path(request["path"]), Limits(**request["limits"]), read_bytes))


def _forked(path: Path, limits: Limits, read: Callable[[bytes, str, Limits], vocabulary.Document]) -> bytes:
    """Read a file in a fork; its answer, or why there is none."""
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(incoming)
        _live(path, limits, read, outgoing)
    os.close(outgoing)
    with os.fdopen(incoming, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return pickle.dumps({"refused": _why(os.WTERMSIG(status), limits)})
    return data or pickle.dumps({"refused": "The file could not be read: the reader ended without an answer."})


def _live(path: Path, limits: Limits, read: Callable[[bytes, str, Limits], vocabulary.Document], outgoing: int) -> None:
    """The life of a fork: limits, reading, answer, end."""
    gc.disable()  # a fork ends soon, and its memory is limited
    try:
        confine(limits)
        answer = pickle.dumps(_answer(path, limits, read))
    except MemoryError:
        answer = pickle.dumps({"refused": _too_much_memory(limits)})
    with contextlib.suppress(OSError), os.fdopen(outgoing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


def _answer(path: Path, limits: Limits, read: Callable[[bytes, str, Limits], vocabulary.Document]) -> dict[str, Any]:
    try:
        return {"document": read(whole(path, limits), path.name, limits)}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except RecursionError:
        return {"refused": "The file is nested too deeply to be read."}
    except MemoryError:
        return {"refused": _too_much_memory(limits)}
    except Exception as error:  # noqa: BLE001 - whatever a file can provoke ends here, as its refusal
        return {"refused": f"The file is built in a way that is not understood ({type(error).__name__}: {error})."}


def confine(limits: Limits) -> None:
    """Hold this process to the limits for good: memory, computing time, wall time, no network, no other programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, limits.wall)
    sys.addaudithook(_forbid)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a file being read asked for {event}")


def _why(number: int, limits: Limits) -> str:
    if number == signal.SIGALRM:
        return f"Reading took longer than {limits.wall} seconds and was stopped; split the file into parts."
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return f"Reading took more than {limits.cpu} seconds of computing or too much memory, and was stopped."
    return f"The reader crashed on this file (signal {number}); save it again from the program it was made with."


def _too_much_memory(limits: Limits) -> str:
    return (
        f"Reading took more than {limits.memory / _MIB:,.0f} MB of memory and was stopped; split the file into parts."
    )


def _send(pipe: BinaryIO | Any, data: bytes) -> None:
    pipe.write(_HEAD.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> bytes | None:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    data = pipe.read(size)
    return data if len(data) == size else None
