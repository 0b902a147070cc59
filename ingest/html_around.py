"""What stands around the text of an HTML page: menus, notices, what the site says of itself."""

import re

from selectolax.lexbor import LexborNode

from ingest.html_nodes import SKIPPED

__all__ = ["HEADINGS", "is_around", "is_of_the_site", "opens_a_part"]

HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}
_AROUND = frozenset({"header", "footer"})
_ABOUT_THE_SITE = re.compile(
    r"cookie|consent|(?:emergency|alert|site|global|phase|notification)-?(?:banner|bar|message)|feedback-?form|breadcrumb|skip-?(?:link|nav|to)|site-?(?:header|footer|nav)|share-?(?:links|this|buttons)|back-to-top"
    r"|(?:main|side|top|foot)-?(?:nav|menu)|navbar|pagination|related-?(?:links|content)|page-?feedback|contents-?list"
    r"|masthead|colophon|widget-?area|newsletter|comment-(?:list|form)|(?<![\w-])(?:menu|side-?bar)(?![\w-])"
    r"|table-?of-?contents|social-?(?:share|media|links)|print-?(?:link|page|button)",
    re.IGNORECASE,
)
_IN_LINES = frozenset("span small p div em strong b i".split())
_FOR_LISTENERS = re.compile(
    r"(?<![\w])(?:sr-?only|screen-?reader(?:-(?:text|only|response))?|(?:[a-z]+-)?(?:visually|a11y)-?hidden|offscreen|assistive-text)"
    r"(?![\w])",
    re.IGNORECASE,
)
_SITE_WORDS = re.compile(
    r"(?:print|share|save|e-?mail) this page|back to (?:the )?top|(?:was|is) this page (?:useful|helpful)\?"
    r"|report a problem with this page|skip to (?:main )?content",
    re.IGNORECASE,
)
_ROLES_AROUND = frozenset(
    "navigation search menu menubar dialog alertdialog banner contentinfo tablist toolbar".split()
)
_LONGEST_ABOUT = 5_000  # letters; what is longer is no menu, whatever it is called


def is_of_the_site(text: str) -> bool:
    """Whether words are the site's and not the plan's: 'Print this page'."""
    return _SITE_WORDS.fullmatch(text) is not None


def is_around(node: LexborNode) -> bool:
    """Whether an element stands around the text: by its name, its role, or what its class or id calls it."""
    name = node.tag or ""
    if name == "aside" and not _in_the_text(node):
        return True
    if name in _IN_LINES and _for_listeners(node):
        return True
    if name in SKIPPED or name.startswith("-") or (name in _AROUND and node.parent and node.parent.tag == "body"):
        return True
    attributes = node.attributes
    called = _ABOUT_THE_SITE.search(f"{attributes.get('class')} {attributes.get('id')}") is not None
    about = called or attributes.get("role") in _ROLES_AROUND
    return name != "body" and about and len(node.text()) < _LONGEST_ABOUT


def _for_listeners(node: LexborNode) -> bool:
    """Whether words are there for those who listen to a page and are seen by nobody: ', opens in a new window'.

    Where such words are all that a cell or a heading has, they stand for a picture in it and are read.
    """
    if _FOR_LISTENERS.search(node.attributes.get("class") or "") is None or node.parent is None:
        return False
    return node.parent.text().strip() != node.text().strip()


def opens_a_part(button: LexborNode) -> bool:
    """Whether an element is a button that stands in a heading, or that a heading stands in."""
    if button.tag != "button":
        return False
    in_one = button.parent is not None and button.parent.tag in HEADINGS
    return in_one or any(button.css_first(tag) is not None for tag in HEADINGS)


def _in_the_text(aside: LexborNode) -> bool:
    """Whether an aside stands in the main part of a page and is more than links to other pages."""
    above = aside.parent
    while above is not None and above.tag not in ("main", "article"):
        above = above.parent
    links = sum(len(link.text()) for link in aside.css("a"))
    return above is not None and links * 2 < len(aside.text())
