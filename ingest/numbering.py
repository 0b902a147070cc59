"""The numbers of headings: which count together ('1', '2.3', 'Priority 4', 'Appendix B'), and what depth they tell."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parts import Part, Run, words
from plans.document import BlockKind

__all__ = ["by_number", "counted"]

_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.):]?\s")
_WORDED = re.compile(
    r"(?P<word>chapter|section|part|appendix|annex|priority|theme|(?:strategic )?objective|goal|ambition|aim|outcome"
    r"|strand|pillar|workstream|programme|domain|enabler|principle|big move|mission|phase|stage|step)"
    r"\s+(?:no\.?\s*)?(?P<number>\d{1,2}|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]{1,4})\b",
    re.IGNORECASE,
)
_NUMBERS = {name: n for n, name in enumerate("one two three four five six seven eight nine ten".split(), start=1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_MOST_HEADINGS = 5_000


@dataclass(frozen=True, slots=True)
class _Count:
    """A heading's number: what it counts, and the number, of several parts where it is dotted."""

    of: str
    number: tuple[int, ...]


def counted(text: str) -> bool:
    """Whether a heading has a number."""
    return _count(text) is not None


def by_number(run: Run, heads: Sequence[int], levels: dict[int, int]) -> set[int]:
    """Put what stands between two headings of one count below them. Gives the headings that count.

    `heads` are the places of headings in the run, `levels` their depths, which are changed. A dotted number is below
    its own beginning; a count that a sentence with a colon leads into is below the heading before it.
    """
    counts = {n: found for n, at in enumerate(heads) if (found := _count(words(run[at]))) is not None}
    if len(heads) > _MOST_HEADINGS:
        return {heads[n] for n in counts}
    for chain in _chains(counts):
        shift = levels[heads[chain[0] - 1]] if chain[0] and _led_into(run, heads[chain[0]]) else 0
        for n in range(chain[0], chain[-1] + 1):
            levels[heads[n]] += shift + (n not in chain)
    _below_their_beginning(heads, counts, levels)
    return {heads[n] for n in counts}


def _count(text: str) -> _Count | None:
    dotted = _DOTTED.match(text)
    if dotted:
        number = tuple(int(part) for part in dotted["number"].split("."))
        return _Count("number " + ".".join(map(str, number[:-1])), number)
    worded = _WORDED.match(text)
    if worded is None:
        return None
    told = worded["number"].lower()
    value = int(told) if told.isdigit() else _NUMBERS.get(told) or _ROMAN.get(told) or ord(told[0]) - ord("a") + 1
    return _Count(worded["word"].lower(), (value,))


def _chains(counts: dict[int, _Count]) -> list[list[int]]:
    """The rows of two or more headings that count on one by one."""
    rows: dict[str, list[list[int]]] = defaultdict(list)
    for n, count in counts.items():
        open_rows = rows[count.of]
        if open_rows and counts[open_rows[-1][-1]].number[-1] + 1 == count.number[-1]:
            open_rows[-1].append(n)
        else:
            open_rows.append([n])
    return [row for of_one in rows.values() for row in of_one if len(row) > 1]


def _below_their_beginning(heads: Sequence[int], counts: dict[int, _Count], levels: dict[int, int]) -> None:
    """Put 2.3 below 2, where 2 is there."""
    seen: dict[tuple[int, ...], int] = {}
    for n, count in counts.items():
        if not count.of.startswith("number "):
            continue
        parent = seen.get(count.number[:-1])
        if parent is not None:
            deeper = levels[heads[parent]] + 1 - levels[heads[n]]
            levels[heads[n]] += max(0, deeper)
        seen[count.number] = n


def _led_into(run: Run, at: int) -> bool:
    before = run[at - 1] if at else None
    return isinstance(before, Part) and before.kind is BlockKind.PARAGRAPH and before.text.endswith(":")
