"""The tags of a PDF file as a tree of plain nodes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.pdf_file import PdfFile, plain, reference_of

__all__ = ["Mark", "Node", "tag_tree"]

_MOST_NODES = 400_000
_DEEPEST = 120
_BLOCKS = frozenset(
    "Document Part Sect Art Div Aside NonStruct BlockQuote Caption TOC TOCI Index P H H1 H2 H3 H4 H5 H6 Title L LI Lbl"
    " LBody Table TR TH TD THead TBody TFoot Figure Formula Form Note FENote Quote Span Reference BibEntry Code Link"
    " Annot Em Strong Sub Ruby Warichu Artifact Private".split()
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words on a page by their number."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Node:
    """A tag: its standard role, what is in it, and what it says beside the words. Spans are those of a cell."""

    role: str
    children: "tuple[Node | Mark, ...]"
    alt: str | None = None
    columns: int = 1
    rows: int = 1


def tag_tree(file: PdfFile) -> Node | None:
    """The tags of a file under one node, None where it has none or they cannot be read."""
    root = plain(file.root.get("/StructTreeRoot"))
    if not isinstance(root, Mapping):
        return None
    walk = _Walk(_roles(plain(root.get("/RoleMap"))), file.page_numbers())
    children = tuple(walk.children(root.get("/K"), None, 0))
    return Node("Document", children) if children else None


class _Walk:
    """Walks the tags once; what comes again or lies too deep is left out."""

    def __init__(self, roles: Mapping[str, str], pages: Mapping[int, int]) -> None:
        self.roles = roles
        self.pages = pages
        self.seen: set[int] = set()
        self.left = _MOST_NODES

    def children(self, raw: Any, page: int | None, depth: int) -> Iterator[Node | Mark]:
        """The nodes and marks that a /K entry names."""
        entries = plain(raw)
        for entry in entries if isinstance(entries, list) else [raw]:
            if depth > _DEEPEST or self.left < 0:
                return
            self.left -= 1
            found = self._child(entry, page, depth)
            if found is not None:
                yield found

    def _child(self, entry: Any, page: int | None, depth: int) -> Node | Mark | None:
        value = plain(entry)
        if isinstance(value, int):
            return None if page is None else Mark(page, int(value))
        if not isinstance(value, Mapping):
            return None
        page = self.pages.get(reference_of(value, "/Pg"), page)
        if "/S" in value:
            return self._node(value, page, depth)
        if value.get("/Type") == "/MCR" and isinstance(plain(value.get("/MCID")), int) and page is not None:
            return Mark(page, int(plain(value["/MCID"])))
        return None

    def _node(self, value: Mapping[str, Any], page: int | None, depth: int) -> Node | None:
        if id(value) in self.seen:
            return None
        self.seen.add(id(value))
        role = str(plain(value["/S"])).lstrip("/")
        role = role if role == "Artifact" else self.roles.get(role, role)
        alt = plain(value.get("/Alt"))
        return Node(
            role=role if role in _BLOCKS else "Div",
            children=tuple(self.children(value.get("/K"), page, depth + 1)),
            alt=str(alt) if isinstance(alt, str) and alt.strip() else None,
            columns=_span(value.get("/A"), "/ColSpan"),
            rows=_span(value.get("/A"), "/RowSpan"),
        )


def _roles(raw: Any) -> dict[str, str]:
    """Own roles to standard ones."""
    if not isinstance(raw, Mapping):
        return {}
    told = {str(key).lstrip("/"): str(plain(value)).lstrip("/") for key, value in raw.items()}
    roles: dict[str, str] = {}
    for role in told:
        found, steps = role, 0
        while found not in _BLOCKS and found in told and steps < 10:
            found, steps = told[found], steps + 1
        roles[role] = role if role in _BLOCKS else found
    return roles


def _span(raw: Any, key: str) -> int:
    """How many columns or rows a cell covers."""
    told = plain(raw)
    for entry in told if isinstance(told, list) else [told]:
        attributes = plain(entry)
        if isinstance(attributes, Mapping) and isinstance(plain(attributes.get(key)), int):
            return max(1, min(100, int(plain(attributes[key]))))
    return 1
