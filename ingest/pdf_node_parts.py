"""What stands in a tag: its marks in order, the blocks among it, the words of a list item."""

from collections.abc import Iterator

from ingest.pdf_nodes import Mark, Node

__all__ = ["FURNITURE", "INLINE", "holds_blocks", "marks_in", "nested_blocks", "unfolded"]

INLINE = frozenset("Span Link Reference Annot Em Strong Sub Quote Code Ruby Warichu Note FENote Lbl BibEntry".split())
FURNITURE = frozenset({"Artifact", "TOC", "TOCI", "Index", "Private"})


def marks_in(child: Node | Mark, *, everything: bool = False) -> Iterator[Mark]:
    """The marks in a node, in order; those of blocks inside a line of text only where `everything` is asked for."""
    if isinstance(child, Mark):
        yield child
        return
    for inner in child.children:
        if isinstance(inner, Node) and not everything and (inner.role in FURNITURE or inner.role in ("L", "Table")):
            continue
        yield from marks_in(inner, everything=everything)


def holds_blocks(node: Node) -> bool:
    """Whether a node that stands within lines holds one that does not."""
    return any(isinstance(child, Node) and (child.role not in INLINE or holds_blocks(child)) for child in node.children)


def nested_blocks(node: Node) -> list[Node]:
    """The lists and tables right in a node."""
    return [child for child in node.children if isinstance(child, Node) and child.role in ("L", "Table")]


def unfolded(node: Node) -> Iterator[Node | Mark]:
    """What stands in a list item: its label, its words, and the lists in it."""
    for child in node.children:
        if isinstance(child, Node) and child.role in ("LBody", "Div", "P", "NonStruct", "Sect"):
            yield from unfolded(child)
        else:
            yield child
