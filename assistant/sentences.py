"""Where one sentence ends and the next begins, as offsets, so that a sentence can be quoted as it stands."""

import re

__all__ = ["sentence_spans"]

_END = re.compile(r"(?<=[.!?])[\"'’”)]*\s+(?=[\"'‘“(]?[A-Z0-9£])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|no|dr|mr|mrs|ms|st|approx|incl|N\.B|p|pp|para|fig)\.|\b[A-Z]\.)$", re.I
)


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text as (start, end), without the white space between them.

    A full stop after an abbreviation or an initial does not end a sentence.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _NOT_AN_END.search(text[start : match.start()]):
            continue
        spans.append((start, match.start() + len(match.group().rstrip()) if match.group().rstrip() else match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return tuple(spans)
