"""The log of a server as lines of JSON. It says what kind of request came and how it went, never what was asked."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

__all__ = ["JsonLines", "keep_log", "request_log"]

request_log = logging.getLogger("planwatch.requests")
"""Where one record a request goes, its facts in `extra={"facts": {...}}`."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON. Of an exception it gives the kind and the places in the code, not the message:
    that can hold words of a question."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        facts = getattr(record, "facts", None)
        line |= facts if isinstance(facts, dict) else {"event": record.getMessage()}
        if record.exc_info:
            kind, _, trace = record.exc_info
            line["event"] = "an exception that nobody foresaw"
            line["exception"] = kind.__name__ if kind else "unknown"
            line["at"] = _places(trace)
        return json.dumps(line, ensure_ascii=True)


def keep_log() -> None:
    """Write a line of JSON to standard error for every request, and for what goes wrong in the server."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("planwatch", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
