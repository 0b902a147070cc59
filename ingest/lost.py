"""Puts back the titles of parts whose titles were pictures, where the plan itself names them elsewhere.

Where the same row of headings comes again and again with no title above it, its parts are told apart either by
an earlier numbered list with as many items, whose words the parts echo in the same order, or by the one phrase in
each part that is printed bold. A part that repeats also shows where the last of them ends.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.governing import bare_year
from ingest.outline import headings_of, plain_title
from ingest.parts import Part, Run, Table, words
from ingest.title_words import title_like
from plans.document import BlockKind
from plans.words import content_stems

__all__ = ["supply_titles"]


_MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class _Series:
    """Parts of a plan that begin with the same heading: their starts in the run, and the end of the last."""

    starts: tuple[int, ...]
    end: int

    def spans(self) -> tuple[tuple[int, int], ...]:
        return tuple(zip(self.starts, (*self.starts[1:], self.end), strict=True))


def supply_titles(run: Run) -> Run:
    """The run with a supplied heading before each part that lost its title, and its headings one deeper."""
    for series in _series(run):
        named = _from_lists(run, series) or _from_bold(run, series)
        if named:
            run = _titled(run, series, named)
            return supply_titles(run)
    return run


def _series(run: Run) -> list[_Series]:
    """Every series of two or more parts that begin alike, have headings in common and no title above them."""
    heads = [at for at in headings_of(run) if not _settled(run[at])]
    texts = [plain_title(words(run[at])) for at in heads]
    firsts: dict[str, list[int]] = {}
    for n, at in enumerate(heads):
        if n == 0 or texts[n] != texts[n - 1]:
            firsts.setdefault(texts[n], []).append(at)
    found: list[_Series] = []
    for starts in (tuple(places) for places in firsts.values()):
        if (
            2 <= len(starts) <= _MOST_PARTS
            and _alike(run, starts, heads)
            and not any(_under_title(run, at) for at in starts)
        ):
            found.append(_Series(starts, _end_of_last(run, starts, heads)))
    return sorted(found, key=lambda series: series.starts[0])


def _settled(part: Part | Table) -> bool:
    """Whether a heading has a depth already, or is a year."""
    return isinstance(part, Part) and (part.level > 0 or bare_year(part.text) is not None)


def _under_title(run: Run, at: int) -> bool:
    before = run[at - 1] if at else None
    return isinstance(before, Part) and before.kind is BlockKind.HEADING and not _settled(before)


def _alike(run: Run, starts: Sequence[int], heads: Sequence[int]) -> bool:
    """Whether the headings after each start are largely those after the others, and none of them comes earlier."""
    ends = (*starts[1:], len(run))
    sets = [
        {plain_title(words(run[at])) for at in heads if start <= at < end}
        for start, end in zip(starts, ends, strict=True)
    ]
    common = [heading for heading in set.union(*sets) if sum(heading in one for one in sets) >= 2]
    earlier = {plain_title(words(run[at])) for at in heads if at < starts[0]}
    return len(common) >= 3 and not earlier & set(common) and all(len(one & set(common)) >= 2 for one in sets)


def _end_of_last(run: Run, starts: Sequence[int], heads: Sequence[int]) -> int:
    """Where the last part ends: after the last heading that other parts have too, and what such a heading holds."""
    others = {plain_title(words(run[at])) for at in heads if starts[0] <= at < starts[-1]}
    known = [at for at in heads if at >= starts[-1] and _near(plain_title(words(run[at])), others)]
    last = known[-1]
    stop = next((at for at in heads if at > last), len(run))
    shapes = [_shape(run, end) for end in starts[1:]]
    return _cut(run, last, stop, shapes)


def _near(title: str, others: set[str]) -> bool:
    """Whether a title is one of the others, or begins as one of them does."""
    return title in others or any(title.split()[:4] == other.split()[:4] for other in others)


def _shape(run: Run, end: int) -> list[tuple[str, int]]:
    """What stands under the last heading before `end`: kinds in a row, and how many of each."""
    start = end
    while start and not _is_title(run[start - 1]):
        start -= 1
    return [(kind, len(list(group))) for kind, group in groupby(_kind(part) for part in run[start:end])]


def _is_title(part: Part | Table) -> bool:
    return isinstance(part, Part) and part.kind is BlockKind.HEADING and bare_year(part.text) is None


def _kind(part: Part | Table) -> str:
    return "table" if isinstance(part, Table) else part.kind.value


def _cut(run: Run, last: int, stop: int, shapes: list[list[tuple[str, int]]]) -> int:
    """The end of what stands under heading `last`, no longer than the fullest of the shapes of its fellows."""
    pattern = max(shapes, key=len)
    at = last + 1
    for position, (kind, _count) in enumerate(pattern):
        most = max(shape[position][1] for shape in shapes if len(shape) > position)
        taken = 0
        while at < stop and _kind(run[at]) == kind and (kind != "paragraph" or taken < most):
            at += 1
            taken += 1
    return max(at, last + 1)


def _from_lists(run: Run, series: _Series) -> tuple[str, ...] | None:
    """The items of the earlier numbered list that the parts echo best, in its order."""
    texts = [" ".join(words(part) for part in run[start:end]) for start, end in series.spans()]
    best: tuple[float, tuple[str, ...]] | None = None
    for names in _numbered_lists(run[: series.starts[0]], len(texts)):
        score = _echo(names, texts)
        if score is not None and (best is None or score > best[0]):
            best = (score, names)
    return best[1] if best else None


def _numbered_lists(run: Run, size: int) -> list[tuple[str, ...]]:
    """The numbered lists with `size` items, all of them like titles."""
    lists: list[tuple[str, ...]] = []
    for numbered, group in groupby(run, key=lambda part: isinstance(part, Part) and part.ordinal is not None):
        names = tuple(words(part) for part in group)
        if numbered and len(names) == size and all(title_like(name) and len(name.split()) <= 9 for name in names):
            lists.append(names)
    return lists


def _echo(names: Sequence[str], texts: Sequence[str]) -> float | None:
    """How much more often the words of each name come in its own part than in the others; None if they do not.

    For each name, the rate of its words in its own part over the rate in all parts; the mean of the names.
    """
    shares: list[float] = []
    counted = [content_stems(text) for text in texts]
    for own, name in enumerate(names):
        stems = set(content_stems(name))
        rates = [sum(stem in stems for stem in part) / max(1, len(part)) for part in counted]
        if not rates[own]:
            return None
        shares.append(rates[own] * len(rates) / sum(rates))
    mean = sum(shares) / len(shares)
    return mean if mean > 1.2 and min(shares) > 0.7 else None


def _from_bold(run: Run, series: _Series) -> tuple[str, ...] | None:
    """The one title that each part prints bold in its sentences; None where one has none, several or another's."""
    names: list[str] = []
    for start, end in series.spans():
        bold = {
            phrase
            for part in run[start:end]
            if isinstance(part, Part) and part.kind is BlockKind.PARAGRAPH
            for phrase in part.emphasis
            if title_like(phrase) and len(phrase.split()) >= 2 and phrase != part.text
        }
        if len(bold) != 1:
            return None
        names.append(bold.pop())
    return tuple(names) if len(set(names)) == len(names) else None


def _titled(run: Run, series: _Series, names: Sequence[str]) -> Run:
    out = list(run[: series.starts[0]])
    for (start, end), name in zip(series.spans(), names, strict=True):
        out.append(Part(kind=BlockKind.HEADING, text=re.sub(r"[\s:.]+$", "", name), level=1, supplied=True))
        out.extend(_deeper(part) for part in run[start:end])
    rest = run[series.end :]
    return out + ([replace(rest[0], ends=1)] if rest else []) + list(rest[1:])


def _deeper(part: Part | Table) -> Part | Table:
    if isinstance(part, Table) or part.kind is not BlockKind.HEADING or _settled(part):
        return part
    return replace(part, level=2)
