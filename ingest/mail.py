"""The headers of e-mails that carry a plan: who sent it to whom is no part of it, the subject names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Letter", "without_headers"]

_HEADER = re.compile(
    r"(?:> ?)*\**(?P<name>from|to|cc|bcc|sent|date|subject|importance|attachments?|reply-to|sender)\**\s*:\**"
    r"(?P<told>.*)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:> ?)*-*\s*(?:original message|forwarded message|begin forwarded message:?)\s*-*", re.IGNORECASE
)
_PASSED_ON = re.compile(r"(?:\s*(?:re|fw|fwd)\s*:)+\s*", re.IGNORECASE)
_NEEDED = ({"from", "sender", "to"}, {"subject"}, {"sent", "date", "to"})
_LONGEST = 40  # lines


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of an e-mail without its headers, and its subject; None where there is none."""

    text: str
    subject: str | None = None


def without_headers(text: str) -> Letter:
    """Leave out rows of headers (From, To, Sent, Subject), of the letter and of those it passes on."""
    if not re.search(r"^(?:> ?)*\**subject\**\s*:", text, re.IGNORECASE | re.MULTILINE):
        return Letter(text)
    lines = text.split("\n")
    kept: list[str] = []
    subject: str | None = None
    at = 0
    while at < len(lines):
        end = _end_of_headers(lines, at)
        names = {
            match["name"].lower(): match["told"].strip(" *") for match in map(_HEADER.match, lines[at:end]) if match
        }
        if all(any(name in names for name in one_of) for one_of in _NEEDED):
            subject = subject or _PASSED_ON.sub("", names["subject"]) or None
            while kept and (not kept[-1].strip(" >") or _BEFORE.fullmatch(kept[-1].strip())):
                kept.pop()
            kept.append("")
            at = end
        else:
            kept.append(lines[at])
            at += 1
    return Letter("\n".join(kept), subject)


def _end_of_headers(lines: Sequence[str], at: int) -> int:
    """One past the last line of the headers that begin at a line, with those lines that go on from one."""
    end = at
    while end < min(len(lines), at + _LONGEST) and (
        _HEADER.match(lines[end]) or (end > at and lines[end][:1] in " \t" and lines[end].strip())
    ):
        end += 1
    return end
