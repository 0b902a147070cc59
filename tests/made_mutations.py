"""Real files with seeded faults: bytes flipped, cut, doubled, swapped, and words of the formats put in."""

import random
from collections.abc import Iterator

__all__ = ["mutations"]

_WORDS = (
    b"endobj", b"stream\n", b"/Kids [1 0 R]", b"<< /MCID -1 >> BDC", b"1e308 0 0 1e308 0 0 cm", b" Tf", b"\0\xff\xfe",
    b"<table><tr><td>", b"</table>", b"<!DOCTYPE x [<!ENTITY a '&b;'>]>", b"&#x202e;", b"rowspan=99999",
    b"colspan='-1'", b"| a | b |\n|---|---|\n", b"\t\t\t\n", b"   1.   a   b\n", b"PK\x03\x04", b"w:gridSpan",
    "\u200b\u202e\u0301".encode(),
)  # fmt: skip


def mutations(data: bytes, *, seed: str, count: int) -> Iterator[bytes]:
    """So many faulty copies of a file, the same for the same seed."""
    chosen = random.Random(seed)
    for _ in range(count):
        out = bytearray(data)
        for _ in range(chosen.randrange(1, 8)):
            _spoil(out, chosen)
        yield bytes(out)


def _spoil(out: bytearray, chosen: random.Random) -> None:
    at = chosen.randrange(len(out) + 1)
    end = min(len(out), at + chosen.randrange(1, 200))
    match chosen.randrange(6):
        case 0:
            out[at : at + 1] = bytes([chosen.randrange(256)])
        case 1:
            del out[at:end]
        case 2:
            out[at:at] = out[at:end] * chosen.randrange(1, 4)
        case 3:
            out[at:at] = chosen.choice(_WORDS)
        case 4:
            other = chosen.randrange(len(out) + 1)
            out[other:other] = out[at:end]
        case _:
            del out[max(at, len(out) // 2) :]
