"""What stands in an element of a page: its words, the rows of a table, how deep it is nested."""

import re
from collections.abc import Callable, Sequence

from selectolax.lexbor import LexborNode

__all__ = [
    "BLOCKS",
    "DEEPEST",
    "SKIPPED",
    "holds_blocks",
    "inline",
    "is_reference",
    "list_level",
    "nesting",
    "whole_number",
]

_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|table|ul|ol|dl|blockquote|font|b|i|em|strong|a|center|main|body|small|big|u|s)\b",
    re.IGNORECASE,
)
_NOTE_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}(?:,\s?\d{1,3})*|[*†‡])[\])]?")
_TO_A_NOTE = re.compile(r"#_?(?:ftn|edn|fn|footnote|endnote|note|cite)", re.IGNORECASE)
_MAY_HAVE_A_NOTE = re.compile(r"(?:[A-Za-z]{3,}|[.,;:)%’”'\"])\s*$")
_WORD_LIST = re.compile(r"mso-list\s*:\s*l\d+ level(\d)", re.IGNORECASE)
SKIPPED = frozenset(
    "script style noscript template svg math canvas iframe object embed audio video form button select input textarea"
    " nav head title meta link dialog menu map".split()
)
BLOCKS = frozenset(
    "address aside article blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5"
    " h6 header hgroup hr html li main ol p pre section summary table ul".split()
)
DEEPEST = 150


def nesting(text: str) -> int:
    """How deep the elements that have to be closed are nested."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def inline(node: LexborNode, depth: int, left_out: Callable[[LexborNode], bool]) -> str:
    """The words of an element that stands within a line, without what is left out and the numbers of footnotes."""
    if depth > DEEPEST:
        return node.text(separator=" ")
    pieces: list[str] = []
    for child in node.iter(include_text=True):
        name = child.tag or ""
        if name == "-text":
            pieces.append(child.text(deep=False))
        elif name == "br":
            pieces.append(" ")
        elif not left_out(child) and not is_reference(child, pieces):
            pieces.append(inline(child, depth + 1, left_out))
    return "".join(pieces)


def is_reference(node: LexborNode, before: Sequence[str]) -> bool:
    """Whether an element is the number of a footnote: a link to one, or raised after a word or the end of a clause."""
    if node.tag not in ("sup", "a", "span") or not _NOTE_NUMBER.fullmatch(node.text().strip()):
        return False
    linked = node if node.tag == "a" else node.css_first("a")
    if linked is not None and _TO_A_NOTE.match(linked.attributes.get("href") or ""):
        return True
    return node.tag == "sup" and _MAY_HAVE_A_NOTE.search("".join(before[-3:])) is not None


def list_level(node: LexborNode) -> int:
    """How deep a paragraph that Word saved stands in a list, 0 where it is no item of one."""
    told = _WORD_LIST.search(node.attributes.get("style") or "")
    if told:
        return min(9, int(told[1]))
    return int("msolistbullet" in (node.attributes.get("class") or "").lower())


def holds_blocks(node: LexborNode) -> bool:
    """Whether an inline element holds blocks, as a link around a heading does."""
    return any(child.tag in BLOCKS for child in node.iter())


def whole_number(told: str | None, otherwise: int) -> int:
    """A number that an attribute gives, from 1 to 1,000, or another where it gives none."""
    return max(1, min(1000, int(told))) if told and told.isdigit() and len(told) < 6 else otherwise
