"""What of an HTML page nobody can see: by its attributes, its own style, or a rule of the page's style sheets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["Hiding", "hiding_of"]

_UNSEEN = re.compile(
    r"(?<![-\w])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0?(?:\.0\d*)?%?\s*(?:!important\s*)?(?=;|$|\})(?<=[0%.t\s])"
    r"|font-size\s*:\s*(?:0|[01](?:\.\d+)?p[tx])(?![.\d])|color\s*:\s*(?:transparent|rgba\([^()]*,\s*0(?:\.0+)?\s*\))"
    r"|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_NAMED = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_OPENERS = "[aria-controls], [role=tab], [data-target], [data-bs-target], [data-toggle], [data-bs-toggle]"
_MAY_OPEN = frozenset("h1 h2 h3 h4 h5 h6 div".split())
_LONGEST_SHEET = 200_000  # letters


@dataclass(frozen=True, slots=True)
class Hiding:
    """The classes ('.name') and ids ('#name') that the style sheets of a page hide, and what readers can open."""

    names: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()  # ids of the parts that a button of the page opens

    def hides(self, node: LexborNode) -> bool:
        """Whether an element cannot be seen, whatever stands around it."""
        attributes = node.attributes
        style = attributes.get("style") or ""
        if attributes.get("id") in self.opened or attributes.get("role") == "tabpanel" or _follows_its_button(node):
            return False
        if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _UNSEEN.search(style):
            return True
        named = {f".{name}" for name in (attributes.get("class") or "").split()} | {f"#{attributes.get('id')}"}
        return bool(named & self.names) or (bool(_WHITE.search(style)) and _on_white_paper(node))


def hiding_of(tree: LexborHTMLParser) -> Hiding:
    """What the style sheets in a page hide. What a script could show again is not hidden."""
    opened = frozenset(_opened(tree))
    if tree.css_first("script") is not None:
        return Hiding(opened=opened)
    sheets = "\n".join(node.text() for node in tree.css("style"))[:_LONGEST_SHEET]
    names: set[str] = set()
    for rule in _without_media(_COMMENT.sub(" ", sheets)).split("}"):
        selectors, _, told = rule.rpartition("{")
        if _UNSEEN.search(told):
            names.update(match[1] for one in selectors.split(",") if (match := _NAMED.fullmatch(one.strip())))
    return Hiding(frozenset(names), opened)


def _opened(tree: LexborHTMLParser) -> Iterator[str]:
    """The ids of the parts that buttons, tabs and their like open."""
    for node in tree.css(_OPENERS):
        for key in ("aria-controls", "data-target", "data-bs-target", "href"):
            yield from (name.removeprefix("#") for name in (node.attributes.get(key) or "").split())


def _follows_its_button(node: LexborNode) -> bool:
    """Whether an element comes right after a button, or a heading with one: it is what that opens."""
    before = node.prev
    while before is not None and before.tag == "-text" and not before.text().strip():
        before = before.prev
    return before is not None and (
        before.tag == "button" or (before.tag in _MAY_OPEN and before.css_first("button") is not None)
    )


def _without_media(sheet: str) -> str:
    """A style sheet without the rules that hold only on paper, on small screens and the like."""
    return re.sub(r"@[^{};@]*+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", " ", sheet)


def _on_white_paper(node: LexborNode) -> bool:
    """Whether nothing around an element can have given it a ground of another colour."""
    above: LexborNode | None = node
    while above is not None and above.tag not in (None, "html", "-undef"):
        attributes = above.attributes
        if "bgcolor" in attributes or attributes.get("class") or "background" in (attributes.get("style") or ""):
            return False
        above = above.parent
    return True
