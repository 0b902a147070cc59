"""Takes the bytes that draw a PDF page apart into operators with their operands.

It knows the syntax only. It is many times faster than a parser that makes an object of every number, because
most bytes of a designed page draw curves that nobody reads: any number of curves in a row are one match, and so is an
operator with the numbers before it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

__all__ = ["operations"]

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
_RUN = rb"[-+.\d\s]"  # numbers and what parts them
_STRING = rb"\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*+\))*+\))*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*>"
_TOKEN = re.compile(
    rb"(?P<curves>(?:[-+.\d]" + _RUN + rb"{0,240}+c(?:\s+|(?=[/\[(<]|$)))++)"
    rb"|(?P<numbers>(?:[-+.\d]" + _RUN + rb"{0,160}+)?+)(?P<operation>[A-Za-z'\"][A-Za-z0-9*]*)"
    rb"|\[(?P<array>(?:" + _RUN + rb"|" + _STRING + rb"|" + _HEX + rb")*+)\]"
    rb"|(?P<number>" + _NUMBER + rb")"
    rb"|(?P<string>" + _STRING + rb")"
    rb"|(?P<name>/[^\s()<>\[\]{}/%]*)"
    rb"|(?P<hex>" + _HEX + rb")"
    rb"|(?P<bracket><<|>>|\[|\])"
    rb"|%[^\r\n]*"
)
_ELEMENT = re.compile(rb"(" + _NUMBER + rb")|(" + _STRING + rb")|(" + _HEX + rb")")
_EACH_NUMBER = re.compile(_NUMBER)
_INLINE_PICTURE = re.compile(rb"(?<=\s)BI\s.{0,2000}?\sID\s.*?\sEI(?=\s|$)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NAME_CODE = re.compile(r"#([0-9A-Fa-f]{2})")
_MOST_OPERANDS = 20_000
_DEEPEST = 50  # arrays one in the other


def operations(data: bytes, *, most: int) -> Iterator[tuple[str, list[Any]]]:
    """The operators of a content stream in order, each with its operands; at most `most` tokens are looked at.

    Numbers are floats, strings bytes, names str, arrays lists; dictionaries are lists of keys and values in turn.
    Curves in a row ('c') come as one with their bytes, inline pictures not at all.
    """
    if b"BI" in data:
        data = _INLINE_PICTURE.sub(b" ", data)
    operands: list[Any] = []
    open_arrays: list[list[Any]] = []
    target = operands
    for count, match in enumerate(_TOKEN.finditer(data)):
        kind = match.lastgroup
        if kind == "operation":
            if match[2]:
                target.extend(_numbers(match[2]))
            yield match[3].decode("latin-1"), operands
            operands, open_arrays = [], []
            target = operands
        elif kind == "curves":
            yield "c", [match[0]]
        elif kind == "bracket":
            target = _bracket(match[0], operands, open_arrays)
        elif kind is not None:
            target.append(_value(kind, match[0]))
        if count > most:
            return
        if len(target) > _MOST_OPERANDS or len(open_arrays) >= _DEEPEST:  # no viewer makes sense of it: read on
            operands, open_arrays = [], []
            target = operands


def _numbers(run: bytes) -> list[float]:
    """The numbers of a run of them."""
    try:
        return list(map(float, run.split()))
    except ValueError:
        return [float(number) for number in _EACH_NUMBER.findall(run)]


def _elements(inside: bytes) -> list[Any]:
    """The numbers and strings of an array that holds nothing else."""
    found: list[Any] = []
    for match in islice(_ELEMENT.finditer(inside), _MOST_OPERANDS):
        kind = match.lastindex
        if kind == 1:
            found.append(float(match[0]))
        else:
            found.append(_value("string" if kind == 2 else "hex", match[0]))
    return found


def _bracket(token: bytes, operands: list[Any], open_arrays: list[list[Any]]) -> list[Any]:
    """Open or close an array or a dictionary; gives the list that takes what follows."""
    if token in (b"[", b"<<"):
        inner: list[Any] = []
        (open_arrays[-1] if open_arrays else operands).append(inner)
        open_arrays.append(inner)
    elif open_arrays:
        open_arrays.pop()
    return open_arrays[-1] if open_arrays else operands


def _value(kind: str, token: bytes) -> Any:
    if kind == "number":
        return float(token)
    if kind == "array":
        return _elements(token[1:-1])
    if kind == "string":
        return _ESCAPED.sub(_unescaped, token[1:-1]) if b"\\" in token else token[1:-1]
    if kind == "hex":
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    if kind == "name":
        name = token.decode("latin-1")
        return _NAME_CODE.sub(lambda code: chr(int(code[1], 16)), name) if "#" in name else name
    return None


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF]) if code[:1] in b"01234567" else code
    return _ESCAPES.get(code, code)
