"""The one table of who may do what: every address of the server with the role that it needs."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.access.people import Role

__all__ = ["READING_EVENTS", "RULES", "Rule", "rule_for"]

READER, MARKER, EDITOR, WATCHER = Role.READER, Role.MARKER, Role.EDITOR, Role.WATCHER

# What Gradio's page may call. All of it reads, or tells us what is wrong; a test holds this to the page.
READING_EVENTS = frozenset({"ask", "follow", "arrive", "failed", "find", "clear", "report"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One method at one address: the role that it needs (None: nobody has to sign in), and whether it is work.

    What is work counts against the limits. `{name}` stands for one part of an address, `{name:path}` for the rest.
    """

    method: str
    path: str
    role: Role | None
    work: bool = False


def _rules(role: Role | None, *lines: str, work: bool = False) -> tuple[Rule, ...]:
    pairs = (line.split() for line in lines)
    return tuple(Rule(method=method, path=path, role=role, work=work) for method, path in pairs)


RULES: tuple[Rule, ...] = (
    *_rules(
        None,
        *("GET /site/{path:path}", "GET /favicon.ico", "GET /healthz", "GET /readyz"),
        *("GET /signed-out", "POST /sign-out", "GET /about", "GET /privacy", "GET /accessibility"),
    ),
    *_rules(None, "GET /sign-in", "GET /sign-in/callback", work=True),
    *_rules(
        READER,
        *("GET /", "GET /config", "GET /theme.css", "GET /assets/{path:path}", "GET /static/{path:path}"),
        *("GET /gradio_api/queue/data", "GET /gradio_api/heartbeat/{session}", "GET /gradio_api/startup-events"),
        *("POST /gradio_api/cancel", "POST /gradio_api/reset", "GET /gradio_api/queue/status"),
        *("GET /plans", "GET /plans/{plan_id}", "GET /plans/{plan_id}/passages/{passage_id}"),
        *("GET /commitments", "GET /commitments/totals", "GET /commitments/across", "GET /commitments/{commitment_id}"),
        *("GET /bodies/{name}", "GET /transparency"),
        *("GET /api/v1/plans", "GET /api/v1/plans/{plan_id}", "GET /api/v1/docs", "GET /api/v1/openapi.json"),
        *("GET /api/v1/commitments/{commitment_id}", "GET /api/v1/commitments/{commitment_id}/history"),
    ),
    *_rules(
        READER,
        *("POST /gradio_api/queue/join", "GET /answer", "GET /answers/{name}.{form}", "GET /plans/{plan_id}/search"),
        *("GET /plans/{plan_id}/original", "GET /commitments/download/{form}"),
        *("GET /commitments/delivery", "GET /commitments/delivery/none", "GET /commitments/delivery/{outcome_id}"),
        *("GET /commitments/progress", "GET /commitments/progress/{form}", "GET /commitments/editions"),
        *("GET /commitments/checking", "GET /commitments/{commitment_id}/pack"),
        "GET /commitments/{commitment_id}/outcomes",
        *("GET /api/v1/search", "POST /api/v1/search", "GET /api/v1/ask", "POST /api/v1/ask"),
        *("POST /api/v1/feedback", "GET /api/v1/commitments", "GET /api/v1/checks"),
        work=True,
    ),
    *_rules(
        MARKER,
        *("POST /commitments/{commitment_id}/marks", "POST /commitments/{commitment_id}/undo", "POST /api/v1/checks"),
        "POST /commitments/delivery/{outcome_id}",
        work=True,
    ),
    *_rules(EDITOR, "GET /uploads/{token}", "GET /uploads/{token}/progress"),
    *_rules(EDITOR, "POST /plans", work=True),
    *_rules(WATCHER, "GET /metrics"),
)


def rule_for(method: str, path: str) -> Rule | None:
    """The rule for a request; None where there is none, which only an admin may pass."""
    wanted = "GET" if method in ("HEAD", "OPTIONS") else method
    return next((rule for pattern, rule in _patterns() if rule.method == wanted and pattern.fullmatch(path)), None)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    """Addresses without a variable part first, so that they are not taken for one."""
    ordered = sorted(RULES, key=lambda rule: rule.path.count("{"))
    return tuple((_pattern(rule.path), rule) for rule in ordered)


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{[^}]+\})", path)
    written = (_part(piece) if piece.startswith("{") else re.escape(piece) for piece in pieces)
    return re.compile("".join(written))


def _part(piece: str) -> str:
    return ".*" if piece.endswith(":path}") else "[^/]+"
