"""What Word's styles say: headings, sizes, weights, list numbers."""

from collections.abc import Iterator
from typing import Any

from ingest.roman import to_roman

__all__ = [
    "BODY_SIZE",
    "W",
    "bold_of",
    "half_points",
    "heading_level",
    "indent_of",
    "is_contents",
    "is_on",
    "number_formats",
    "printed_number",
    "size_of",
]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY_SIZE = 11.0
_MOST_STYLES = 40  # one based on the other


def is_contents(element: Any) -> bool:
    """Whether a block is a table of contents that the program made."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in (gallery.get(f"{W}val") or "").lower()


def heading_level(name: str, style: Any) -> int:
    """The depth of a heading by its style's name or outline level; 0 for what is none."""
    if name == "title":
        return 1
    for one in _chain(style):
        told = (one.name or "").lower()
        if told.startswith("heading ") and told[8:9].isdigit():
            return min(6, int(told[8]))
        outline = one.element.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and (outline.get(f"{W}val") or "9") in "012345":
            return int(outline.get(f"{W}val")) + 1
    return 0


def _chain(style: Any) -> Iterator[Any]:
    """A style and those that it is based on; a file can have them go round in a ring."""
    for _ in range(_MOST_STYLES):
        if style is None:
            return
        yield style
        style = style.base_style


def indent_of(element: Any, style: Any) -> float:
    """How far the first line of a paragraph is set in, in points."""
    for one in (element, *(base.element for base in _chain(style))):
        told = one.find(f"{W}pPr/{W}ind")
        if told is not None:
            left = _twips(told.get(f"{W}left") or told.get(f"{W}start"))
            return left + _twips(told.get(f"{W}firstLine")) - _twips(told.get(f"{W}hanging"))
    return 0.0


def _twips(told: str | None) -> float:
    """A length in points that is written in twentieths of one, 0 where it is none."""
    return int(told) / 20 if told and told.lstrip("-").isdigit() else 0.0


def size_of(style: Any) -> float:
    """The size of a style's letters in points."""
    sizes = (one.font.size for one in _chain(style))
    return next((float(size.pt) for size in sizes if size is not None), BODY_SIZE)


def bold_of(style: Any) -> bool:
    """Whether a style is bold."""
    weights = (one.font.bold for one in _chain(style))
    return next((bool(bold) for bold in weights if bold is not None), False)


def half_points(size: Any, usual: float) -> float:
    """The points of a size that is told in half points."""
    told = size.get(f"{W}val") if size is not None else None
    return int(told) / 2 if told and told.isdigit() else usual


def is_on(properties: Any, name: str) -> bool:
    """Whether a yes-or-no property is set."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off", "none")


def number_formats(document: Any) -> dict[tuple[str, int], tuple[str, int, str]]:
    """The number format, first number and pattern ('%1.%2') of each list and depth."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    kinds: dict[str, dict[int, tuple[str, int, str]]] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        levels: dict[int, tuple[str, int, str]] = {}
        for level in abstract.iter(f"{W}lvl"):
            form, start, shown = (level.find(f"{W}{name}") for name in ("numFmt", "start", "lvlText"))
            first = start.get(f"{W}val") if start is not None else "1"
            levels[int(level.get(f"{W}ilvl") or 0)] = (
                form.get(f"{W}val") if form is not None else "decimal",
                int(first) if first and first.lstrip("-").isdigit() else 1,
                (shown.get(f"{W}val") or "") if shown is not None else "",
            )
        kinds[abstract.get(f"{W}abstractNumId")] = levels
    found: dict[tuple[str, int], tuple[str, int, str]] = {}
    for num in root.iter(f"{W}num"):
        told = num.find(f"{W}abstractNumId")
        for depth, form in kinds.get(told.get(f"{W}val") if told is not None else "", {}).items():
            found[(num.get(f"{W}numId"), depth)] = form
    return found


def printed_number(form: str, number: int) -> str | None:
    """A list number as it is printed; None for a bullet."""
    if form in ("bullet", "none"):
        return None
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= number <= 50:
        roman = to_roman(number)
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)
