"""The runs of a Word paragraph: their words, which of them nobody sees, and the text boxes anchored among them."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.word_styles import W, is_on

__all__ = ["boxes_of", "is_prompt", "is_reference", "runs_of", "unseen", "words_of"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TINY = 1.6  # points
_CLEAR = 95_000  # thousandths of a per cent: ink as clear as this leaves nothing to see
_NOTE_NUMBER = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*|[*†‡]")
_MAY_HAVE_A_NOTE = re.compile(r"(?:[A-Za-z]{3,}|[.,;:)%’”'\"])\s*$")


def runs_of(element: Any) -> Iterator[Any]:
    """The runs of a paragraph that are part of its text: not those deleted, in text boxes or in alternatives."""
    for child in element:
        if child.tag == f"{W}r":
            yield child
        elif is_prompt(child):
            continue
        elif child.tag not in (f"{W}del", f"{W}moveFrom", f"{W}pPr") and not str(child.tag).startswith(_MC):
            yield from runs_of(child)


def is_prompt(element: Any) -> bool:
    """Whether an element is a field of a form that nobody has filled in: it only says what to enter."""
    return element.tag == f"{W}sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def words_of(run: Any) -> str:
    """The words of a run."""
    return "".join(_pieces(run))


def boxes_of(element: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once."""
    for box in element.iter(f"{W}txbxContent"):
        if next(box.iterancestors(f"{W}p"), None) is element and not any(
            parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()
        ):
            yield box


def unseen(properties: Any, points: float, paragraph: Any) -> bool:
    """Whether a run is hidden: marked so, tiny, in clear ink, or white where nothing can have coloured the paper."""
    if is_on(properties, "vanish") or points < _TINY:
        return True
    if properties is None:
        return False
    alphas = properties.iterfind(f"{_W14}textFill//{_W14}alpha")
    if any((alpha.get(f"{_W14}val") or "0").isdigit() and int(alpha.get(f"{_W14}val")) >= _CLEAR for alpha in alphas):
        return True
    colour = properties.find(f"{W}color")
    white = colour is not None and (colour.get(f"{W}val") or "").upper() == "FFFFFF"
    return white and _on_paper(properties, paragraph)


def is_reference(properties: Any, told: str, before: str) -> bool:
    """Whether a run is the number of a footnote, typed: raised, after a word or the end of a clause."""
    raised = properties.find(f"{W}vertAlign") if properties is not None else None
    if raised is None or raised.get(f"{W}val") != "superscript":
        return False
    return _NOTE_NUMBER.fullmatch(told.strip()) is not None and _MAY_HAVE_A_NOTE.search(before) is not None


def _on_paper(properties: Any, paragraph: Any) -> bool:
    """Whether a paragraph stands on the page itself, not in a table or a box, and nothing is shaded behind it."""
    if any(parent.tag in (f"{W}tbl", f"{W}txbxContent") for parent in paragraph.iterancestors()):
        return False
    told = paragraph.find(f"{W}pPr")
    styled = told is not None and told.find(f"{W}pStyle") is not None
    shaded = any(part is not None and part.find(f"{W}shd") is not None for part in (properties, told))
    return not (styled or shaded or properties.find(f"{W}highlight") is not None)


def _pieces(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
