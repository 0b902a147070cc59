"""Bytes of a text file into text, whatever character set they were written in."""

import codecs
import re

from plans.errors import Refused

__all__ = ["decoded"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 400_000
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decoded(data: bytes) -> str:
    """The text of a file.

    A byte-order mark decides, then UTF-8, then what the file itself declares, then the best guess.
    Raises Refused for bytes that are no text.
    """
    text = _marked(data) or _utf8(data) or _utf16(data) or _declared(data) or _guessed(data)
    if text is None or len(_STRANGE.findall(text[:_SAMPLE])) > max(4, len(text[:_SAMPLE]) // 100):
        raise Refused(
            "The file holds no readable text (it looks like a program's own data); add the plan as PDF or DOCX."
        )
    return text


def _marked(data: bytes) -> str | None:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8") if b"\x00" not in data[:_SAMPLE] else None
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(data) - 3
        return data[: error.start].decode("utf-8") if cut_off and error.start else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of European text is zero."""
    sample = data[:4096]
    if len(sample) < 8 or sample.count(0) < len(sample) // 3:
        return None
    codec = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return data.decode(codec, "replace")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    try:
        return data.decode(codecs.lookup(match[1].decode("ascii")).name)
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes) -> str | None:
    """The best guess; of the sets of Windows, old Macs and DOS where the text is mostly Latin letters."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    if sample.count(0):
        return None
    plain = sum(byte in _ORDINARY for byte in sample)
    if plain > 0.9 * len(sample):
        return data.decode(max(_LATIN, key=lambda codec: _likely(sample.decode(codec, "replace"))), "replace")
    best = from_bytes(sample).best()
    return data.decode(best.encoding, "replace") if best is not None else None


def _likely(text: str) -> int:
    """How well the signs and accents of a text stand where a plan in English has them."""
    worth = 0
    for match in _FOREIGN.finditer(text):
        sign = match[0]
        if sign in _SIGNS:
            worth += 2
        else:
            before, after = text[: match.start()][-1:], text[match.end() :][:1]
            within = before.isalpha() if after == "" or not after.isalpha() else True
            worth += 1 if sign in _ACCENTED and within else -2
    return worth


_LATIN = ("cp1252", "mac_roman", "cp850")  # the first of equals
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SIGNS = frozenset("’‘“”–—…•£€©®°½¼¾²³×±\xa0")
_ACCENTED = frozenset("éèêëáàâäóòôöúùûüíìîïñçåæøÉÖÜÅ")
_ORDINARY = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))
