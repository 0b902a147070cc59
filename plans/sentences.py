"""Where sentences end in the running text of a plan."""

import re

__all__ = ["last_sentence", "sentence_spans"]

_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9£])|\n{2,}")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|cf|vs|approx|fig|figs|para|paras|st|dr|mr|mrs|ms|prof|rev|inc|dept|vol|pp)\.$", re.IGNORECASE
)
_BEFORE_A_NUMBER = re.compile(r"\b(?:no|nos|p|jan|feb|mar|apr|aug|sept|sep|oct|nov|dec)\.$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|[\s(])(?:[A-Z]\.\s?)*[A-Z]\.$")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of every sentence of a text, without the white space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        stop = match.start() + 1
        if text[match.start()] == "." and _goes_on(
            text[max(start, stop - 60) : stop], text[match.end() : match.end() + 40]
        ):
            continue
        end = match.start() + len(match.group().rstrip())
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return tuple(spans)


def last_sentence(text: str, *, least: int = 6) -> str:
    """The last sentence of a text, with the ones before it while it has fewer than `least` words."""
    for start, _ in reversed(sentence_spans(text)):
        if len(text[start:].split()) >= least:
            return text[start:].strip()
    return text.strip()


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop that ends `before` belongs to an abbreviation or an initial (Dr J. Smith)."""
    if _ABBREVIATION.search(before):
        return True
    if _BEFORE_A_NUMBER.search(before):
        return after[:1].isdigit()
    return bool(_INITIAL.search(before) and re.match(r"[A-Z][a-z]+\b", after) and len(before.split()) < 4)
