"""How deep headings are, where the file does not say: by their numbers, by what comes again, by their words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.governing import bare_year
from ingest.numbering import by_number
from ingest.parts import Part, Run, Table, words
from plans.document import BlockKind
from plans.words import content_stems

__all__ = ["headings_of", "levelled", "plain_title"]

_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.):]?\s")
_GENERAL = frozenset(
    content_stems(
        "care health healthcare social service services plan plans support work working people ambition ambitions"
        " vision aim aims priority priorities objective objectives strategy partnership improve improving improvement"
        " deliver delivery delivering develop developing action actions change changes approach programme next step"
        " future key new overview introduction background area areas local system community communities integrated"
    )
)
_ASKED = re.compile(r"(?:how|why|what|who|where|when|which)\b", re.IGNORECASE)
_MARKED = 2
_COUNTED = 4  # where one heading in so many has a number, numbers and not words tell the depth
_FARTHEST = 2  # headings between two that share words, at most


def levelled(run: Run) -> Run:
    """Give every heading of depth 0 its depth; bare years keep 0 and go below whatever heading they follow."""
    run = _below_marked(run)
    heads = [at for at in headings_of(run) if not _known(run[at])]
    levels = dict.fromkeys(heads, 1)
    counting = by_number(run, heads, levels)
    if len(counting) * _COUNTED < len(heads):
        _by_words(run, heads, levels)
    _by_recurrence(run, heads, levels, counting)
    _by_standing_together(heads, levels, counting)
    run = [
        replace(part, level=levels[at]) if at in levels and isinstance(part, Part) else part
        for at, part in enumerate(run)
    ]
    return _ended(run)


def _below_marked(run: Run) -> Run:
    """Put headings of no depth one below the last heading with a depth, where the file marks its headings itself."""
    if sum(isinstance(part, Part) and part.marked and part.kind is BlockKind.HEADING for part in run) < _MARKED:
        return run
    out: Run = []
    level = 0
    for part in run:
        if isinstance(part, Part) and part.kind is BlockKind.HEADING:
            if part.level:
                level = part.level
            elif not _known(part):
                part = replace(part, level=level + 1)
        out.append(part)
    return out


def headings_of(run: Run) -> list[int]:
    """Where the headings of a run stand in it."""
    return [at for at, part in enumerate(run) if isinstance(part, Part) and part.kind is BlockKind.HEADING]


def plain_title(text: str) -> str:
    """A heading for comparing: lower case, without its number and end marks."""
    return re.sub(r"[\s:.]+$", "", _DOTTED.sub("", text, count=1)).casefold()


def _known(part: Part | Table) -> bool:
    return isinstance(part, Part) and (part.level > 0 or bare_year(part.text) is not None)


def _by_words(run: Run, heads: Sequence[int], levels: dict[int, int]) -> None:
    """What shares telling words with a heading before it is below that one, and so is what stands between.

    The very next heading has to share them; after that two may come between. A question is never above others.
    """
    stems = {at: frozenset(content_stems(words(run[at]))) - _GENERAL for at in heads}
    often = Counter(stem for told in stems.values() for stem in told)
    most = max(3, len(heads) // 8)
    told = {at: {stem for stem in found if often[stem] <= most} for at, found in stems.items()}
    told.update((at, set()) for at in heads if _ASKED.match(words(run[at])))
    n = 0
    while n < len(heads):
        end = _reach(heads, told, levels, n)
        for at in heads[n + 1 : end]:
            levels[at] = levels[heads[n]] + 1 if levels[at] == 1 else levels[at]
        n = max(end, n + 1)


def _reach(heads: Sequence[int], told: dict[int, set[str]], levels: dict[int, int], n: int) -> int:
    """One past the last heading that belongs below heading `n` by its words."""
    end = n + 1
    if levels[heads[n]] > 1 or not told[heads[n]]:
        return end
    for later in range(n + 1, len(heads)):
        if later - end > (_FARTHEST if end > n + 1 else 0):
            break
        if any(_same(a, b) for a in told[heads[n]] for b in told[heads[later]]):
            end = later + 1
    return end


def _same(one: str, other: str) -> bool:
    """Whether two stems are of one word: 'recov' and 'recoveri'."""
    shared = min(len(one), len(other), 5)
    return one == other or (shared == 5 and (one.startswith(other[:shared]) and abs(len(one) - len(other)) <= 3))


def _by_recurrence(run: Run, heads: Sequence[int], levels: dict[int, int], counting: set[int]) -> None:
    """Headings that come again in several parts, but for their years, are as deep as the deepest of them.

    Where they all are at the top, they go below the headings that do not come again.
    """
    titles = [re.sub(r"\d+", "#", plain_title(words(run[at]))) for at in heads]
    places: dict[str, list[int]] = {}
    for at, title in zip(heads, titles, strict=True):
        if at not in counting:
            places.setdefault(title, []).append(at)
    again = {title for title, found in places.items() if len(found) > 1}
    parts = [n for n in range(len(heads) - 1) if titles[n] not in again and titles[n + 1] in again]
    for title in again:
        deepest = max(levels[at] for at in places[title])
        deepest = 2 if deepest == 1 and len(parts) > 1 and places[title][0] > heads[parts[0]] else deepest
        for at in places[title]:
            levels[at] = deepest


def _by_standing_together(heads: Sequence[int], levels: dict[int, int], counting: set[int]) -> None:
    """Of two headings with nothing between them, the second is below the first."""
    for before, at in pairwise(heads):
        if at == before + 1 and levels[at] <= levels[before] and at not in counting:
            levels[at] = levels[before] + 1


def _ended(run: Run) -> Run:
    """Let a wide gap without a heading after it end the deepest section: the heading there was a picture."""
    out: Run = []
    depth = 0
    for part in run:
        if isinstance(part, Part) and part.kind is BlockKind.HEADING:
            depth = part.level or depth
        elif _gapes(part, out) and depth:
            part = replace(part, ends=min(depth, part.ends or depth))
            depth -= 1
        out.append(part)
    return out


def _gapes(part: Part | Table, before: Run) -> bool:
    if part.gap < 3 or not before:
        return False
    last = before[-1]
    return not (isinstance(last, Part) and last.kind is BlockKind.HEADING)
