"""Names and offices under a foreword or a letter: bold or alone on a line, they look like headings and are none."""

import re
from dataclasses import replace

from ingest.parts import Part, Run, Table
from plans.document import BlockKind

__all__ = ["signed"]

_NAME = re.compile(
    r"(?:(?:Cllr|Councillor|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Mr|Mrs|Ms|Miss|Rev)\.?\s+)*"
    r"[A-Z][\w'’-]+(?:\s+[A-Z]\.)*(?:\s+(?:de|van|von|der|al|bin))*(?:\s+[A-Z][\w'’-]+){1,3}"
    r"(?:,?\s+(?:OBE|MBE|CBE|KBE|KC|QC|MP|JP|FRCP|FFPH))*,?"
)
_OFFICE = re.compile(
    r"(?:(?:acting|interim|deputy|vice|independent|joint|lay|clinical|executive|managing|non-executive|medical|corporate"
    r"|strategic|assistant|associate|co-)[\s-]*)*(?:chair(?:man|woman|person)?|chief|director|leader|cabinet member"
    r"|portfolio holder|mayor|president|accountable officer|head of|lead for|governor|commissioner|secretary"
    r"|minister|convenor|convener|member of parliament)\b",
    re.IGNORECASE,
)
_LONGEST_OFFICE = 14  # words


def signed(run: Run) -> Run:
    """Make headings that are the name or the office of somebody who signs into paragraphs again."""
    out: Run = []
    for at, part in enumerate(run):
        after = run[at + 1] if at + 1 < len(run) else None
        signs = _is_name(part) and _is_office(after)
        holds = bool(out) and _is_name(out[-1]) and _is_office(part) and not _larger(part, out[-1])
        out.append(_plain(part) if signs or holds else part)
    return out


def _is_name(part: Part | Table) -> bool:
    return isinstance(part, Part) and _NAME.fullmatch(part.text) is not None


def _is_office(part: Part | Table | None) -> bool:
    if not isinstance(part, Part) or part.kind is BlockKind.ITEM or len(part.text.split()) > _LONGEST_OFFICE:
        return False
    return _OFFICE.match(part.text) is not None and not part.text.endswith((".", ":")) and not part.text.isupper()


def _larger(part: Part | Table, name: Part | Table) -> bool:
    return isinstance(part, Part) and isinstance(name, Part) and part.size > name.size + 0.6


def _plain(part: Part | Table) -> Part | Table:
    if isinstance(part, Table) or part.kind is not BlockKind.HEADING:
        return part
    return replace(part, kind=BlockKind.PARAGRAPH, level=0)
