"""HTML pages: the main text with its headings, lists and tables; menus, scripts and what is hidden left out."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.asides import marked_aside
from ingest.html_around import HEADINGS, is_around, is_of_the_site, opens_a_part
from ingest.html_hidden import Hiding, hiding_of
from ingest.html_nodes import (
    BLOCKS,
    DEEPEST,
    holds_blocks,
    inline,
    is_reference,
    list_level,
    nesting,
    whole_number,
)
from ingest.html_tables import table_of, terms_of
from ingest.marks import bulleted, marked
from ingest.parts import Part, Read, Run
from plans.document import BlindSpot, BlockKind
from plans.errors import Refused

__all__ = ["read_html"]

_BREAK = "\v"  # between lines of a paragraph; no cleaned text has one
_FEWEST_BULLETS = 2
_TOO_DEEP = 3_000


def read_html(text: str) -> Read:
    """Read a cleaned page. Nothing it names is fetched.

    Raises Refused for a page that is nested too deeply.
    """
    if nesting(text) > _TOO_DEEP:
        raise Refused("The page is nested far deeper than any page that a person reads, and is not opened.")
    tree = LexborHTMLParser(text)
    root = tree.css_first("main") or tree.css_first("[role=main]") or tree.css_first("article") or tree.body
    if root is not None and tree.body is not None and len(root.text()) < 0.3 * len(tree.body.text()):
        root = tree.body
    reading = _Reading(hiding_of(tree))
    if root is not None:
        reading.blocks(root, depth=0, level=0)
    title = tree.css_first("title")
    spots = [BlindSpot(kind="hidden_text", note=f"{reading.hidden} hidden parts of the page left out.")]
    return Read(
        run=reading.run,
        title=" ".join(title.text().split()) or None if title is not None else None,
        blind=tuple(spots) if reading.hidden else (),
    )


class _Reading:
    """The parts as far as they are read."""

    def __init__(self, hiding: Hiding) -> None:
        self.run: Run = []
        self.hiding = hiding
        self.hidden = 0
        self.under = 0  # the depth of the last heading that the page marks as one

    def blocks(self, node: LexborNode, *, depth: int, level: int) -> None:
        """Read what stands in a node: its blocks, and loose words between them as paragraphs."""
        loose: list[str] = []
        for child in node.iter(include_text=True):
            name = child.tag or ""
            if name == "-text":
                loose.append(child.text(deep=False))
            elif name == "br":
                loose.append(_BREAK)
            elif self._left_out(child) or is_reference(child, loose):
                continue
            elif depth > DEEPEST:
                loose.append(child.text(separator=" "))
            elif name in BLOCKS or holds_blocks(child):
                self._paragraph(loose)
                loose = []
                self._block(child, name, depth=depth + 1, level=level)
            else:
                loose.append(inline(child, depth + 1, self._left_out))
        self._paragraph(loose)

    def _block(self, node: LexborNode, name: str, *, depth: int, level: int) -> None:
        if name == "summary":
            text = self._words_in(node)
            if text:
                own = next((told for tag, told in HEADINGS.items() if node.css_first(tag) is not None), None)
                level = own or min(max(HEADINGS.values()), self.under + 1)
                self.run.append(Part(kind=BlockKind.HEADING, text=text, level=level, marked=True))
        elif name in HEADINGS:
            text = self._words_in(node)
            if text and not is_of_the_site(text):
                self.under = HEADINGS[name]
                self.run.append(Part(kind=BlockKind.HEADING, text=text, level=self.under, marked=True))
        elif name in ("ul", "ol"):
            self._list(node, ordered=name == "ol", depth=depth, level=level + 1)
        elif name == "table":
            self._table(node, depth)
        elif name == "dl" and (terms := terms_of(node, lambda told: self._inside(told, depth))):
            self.run.extend(terms)
        elif name == "p":
            self._worded(node, depth=depth, level=level)
        else:
            before = len(self.run)
            self.blocks(node, depth=depth, level=level)
            if name == "aside":
                self.run[before:] = marked_aside(self.run[before:], before)

    def _worded(self, node: LexborNode, *, depth: int, level: int) -> None:
        """A paragraph; as Word saves pages, it may be the title or an item of a list."""
        before = len(self.run)
        self.blocks(node, depth=depth, level=level)
        first = self.run[before] if before < len(self.run) else None
        if not isinstance(first, Part) or first.kind is not BlockKind.PARAGRAPH:
            return
        listed = list_level(node)
        if (strong := node.css_first("strong, b")) is not None and " ".join(strong.text().split()) == first.text:
            self.run[before] = first = replace(first, emphasis=(first.text,))
        if "msotitle" in (node.attributes.get("class") or "").lower():
            self.run[before] = replace(first, kind=BlockKind.HEADING, level=1, marked=True)
        elif listed and (found := marked(first.text)):
            self.run[before] = replace(
                first, kind=BlockKind.ITEM, text=found.text, level=listed, mark=found.mark, ordinal=found.ordinal
            )

    def _list(self, node: LexborNode, *, ordered: bool, depth: int, level: int) -> None:
        number = whole_number(node.attributes.get("start"), 1)
        for child in node.iter():
            if self._left_out(child):
                continue
            if child.tag != "li":
                self._block(child, child.tag or "", depth=depth + 1, level=level)
                continue
            before = len(self.run)
            self.blocks(child, depth=depth + 1, level=level)
            self._make_item(before, level=level, ordinal=str(number) if ordered else None)
            number += 1

    def _make_item(self, at: int, *, level: int, ordinal: str | None) -> None:
        """Turn the first paragraph of a list item into the item."""
        first = self.run[at] if at < len(self.run) else None
        if isinstance(first, Part) and first.kind is BlockKind.PARAGRAPH:
            mark = f"{ordinal}." if ordinal else "•"
            self.run[at] = Part(kind=BlockKind.ITEM, text=first.text, level=level, mark=mark, ordinal=ordinal)

    def _table(self, node: LexborNode, depth: int) -> None:
        caption = next((child for child in node.iter() if child.tag == "caption"), None)
        if caption is not None:
            self._paragraph([self._words_in(caption)])
        self.run.extend(table_of(node, lambda cell: self._inside(cell, depth)))

    def _inside(self, node: LexborNode, depth: int) -> Run:
        """What stands in a cell, for itself."""
        inner = _Reading(self.hiding)
        inner.under = self.under
        inner.blocks(node, depth=depth + 1, level=0)
        self.hidden += inner.hidden
        return inner.run

    def _paragraph(self, loose: list[str]) -> None:
        lines = [line for piece in "".join(loose).split(_BREAK) if (line := " ".join(piece.split()))]
        listed = sum(bulleted(line) is not None for line in lines) >= _FEWEST_BULLETS
        for text in lines if listed else [" ".join(lines)]:
            found = bulleted(text) if listed else None
            if found is not None:
                self.run.append(Part(kind=BlockKind.ITEM, text=found.text, level=1, mark=found.mark))
            elif text and not is_of_the_site(text):
                self.run.append(Part(kind=BlockKind.PARAGRAPH, text=text))

    def _words_in(self, node: LexborNode) -> str:
        return " ".join(inline(node, 0, self._left_out).split())

    def _left_out(self, node: LexborNode) -> bool:
        if opens_a_part(node):
            return False
        if is_around(node):
            return True
        if self.hiding.hides(node):
            self.hidden += bool(node.text().strip())
            return True
        return False
