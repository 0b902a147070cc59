"""Takes out of text what nobody reads: invisible characters, mojibake, HTML tags, Markdown signs."""

import html
import re
from dataclasses import dataclass

__all__ = ["Cleaned", "clean", "strong_phrases", "unmarked"]

_NEWLINE = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_BREAK = re.compile(r"[\f\v]")
# zero-width, bidirectional, variation and tag characters, soft hyphens, object and byte-order marks
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff]"
)
_QUIET = frozenset("\u00ad\ufeff\ufffc\ufe0e\ufe0f\u200c\u200d")  # of typesetting, nothing to tell anyone about
# control, private and surrogate characters, those that are none, and formatting of scripts that plans are not in
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u180f\u2800\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000f0000-\U0010ffff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MOST_TIMES_MISREAD = 6
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_MOJIBAKE = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)

_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|center|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|s|small|span|strong|sub|sup|table|tbody"
    r"|td|th|thead|tr|u|ul)(?:\s[^<>]*|\s*/)?>",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\])*)\]\((?:\\.|[^()\\\s])*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,600}?)(?<=\S)\1")
_SLANTED = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?!\w)"
)
_CODE = re.compile(r"`([^`\n]+)`")
_STRAY = re.compile(r"\*\*|(?<=\S)\*(?=[\s:;,.]|$)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text without invisible characters, and how many of those were of a kind that can deceive a reader."""

    text: str
    removed: int


def clean(text: str) -> Cleaned:
    """Make characters honest: line feeds alone, spaces alone, no ligatures, nothing invisible, no mojibake.

    A form feed becomes three line feeds, so that it still parts what stood on two pages.
    """
    if text.isascii() and text.isprintable():
        return Cleaned(text, 0)
    removed = 0
    for _ in range(_MOST_TIMES_MISREAD):
        before = text
        text = _NEWLINE.sub("\n", _MOJIBAKE.sub(_mended, text))
        text = _BREAK.sub("\n\n\n", text)
        removed += sum(1 for match in _HIDDEN.finditer(text) if match.group() not in _QUIET)
        text = _SPACES.sub(" ", _CONTROL.sub("", _HIDDEN.sub("", text))).translate(_LIGATURES)
        if text == before:
            break
    return Cleaned(text, removed)


def unmarked(text: str) -> str:
    """One line of text without HTML tags, entities, Markdown signs and doubled spaces."""
    text = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    text = _LINK.sub(r"\1", text)
    text = _STRONG.sub(r"\2", text)
    text = _SLANTED.sub(lambda match: match.group(1) or match.group(2), text)
    text = _STRAY.sub("", _CODE.sub(r"\1", text))
    return " ".join(_ESCAPE.sub(r"\1", text).split())


def strong_phrases(text: str) -> tuple[str, ...]:
    """The phrases that Markdown prints bold in a line of text."""
    return tuple(unmarked(match.group(2)) for match in _STRONG.finditer(text))


def _mended(match: re.Match[str]) -> str:
    """UTF-8 that was read as Windows-1252, read again; as it stands where it was not."""
    for codec in ("cp1252", "latin-1"):
        try:
            return match.group().encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return match.group()
