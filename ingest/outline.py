"""How deep headings are, where the file does not say: by their numbers, by what comes again, by their words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.governing import bare_year
from ingest.parts import Part, Run, Table, words
from plans.document import BlockKind
from plans.words import content_stems

__all__ = ["headings_of", "levelled", "plain_title"]

_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.):]?\s")
_CHAPTER = re.compile(r"(?:appendix|annex|chapter|part|section)\s+(?:\d+|[A-Z]|[ivx]+)\b", re.IGNORECASE)
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
_FARTHEST = 2  # headings between two that share words, at most


def levelled(run: Run) -> Run:
    """Give every heading of depth 0 its depth; bare years keep 0 and go below whatever heading they follow."""
    run = _below_marked(run)
    heads = [at for at in headings_of(run) if not _known(run[at])]
    levels = dict.fromkeys(heads, 1)
    _by_number(run, heads, levels)
    _by_words(run, heads, levels)
    _by_recurrence(run, heads, levels)
    _by_standing_together(run, heads, levels)
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


def _depth(text: str) -> int | None:
    """The depth that a heading's number says: '2' and 'Appendix A' 1, '2.3' 2; None without a number."""
    match = _DOTTED.match(text)
    if match:
        return match["number"].count(".") + 1
    return 1 if _CHAPTER.match(text) else None


def _by_number(run: Run, heads: Sequence[int], levels: dict[int, int]) -> None:
    """Numbers give depths; what stands between two numbers that follow each other is below the first.

    A numbered row that a sentence with a colon leads into belongs under the heading before it.
    """
    numbered = [at for at in heads if _depth(words(run[at])) is not None]
    base = 0
    for n, at in enumerate(numbered):
        if _led_into(run, at) and re.match(r"1\b", words(run[at])):
            base = levels.get(heads[heads.index(at) - 1], 1) if heads.index(at) else 0
        elif n and not _follows(words(run[numbered[n - 1]]), words(run[at])):
            base = 0
        levels[at] = base + (_depth(words(run[at])) or 1)
        if n and _follows(words(run[numbered[n - 1]]), words(run[at])):
            for between in heads:
                if numbered[n - 1] < between < at and between not in numbered:
                    levels[between] = levels[numbered[n - 1]] + 1


def _led_into(run: Run, at: int) -> bool:
    before = run[at - 1] if at else None
    return isinstance(before, Part) and before.kind is BlockKind.PARAGRAPH and before.text.endswith(":")


def _follows(earlier: str, later: str) -> bool:
    """Whether a numbered heading comes after another in one count: 2 after 1, 2.1 after 2, 3 after 2.4."""
    first, second = _DOTTED.match(earlier), _DOTTED.match(later)
    if not first or not second:
        return bool(_CHAPTER.match(later))
    one = [int(n) for n in first["number"].split(".")]
    two = [int(n) for n in second["number"].split(".")]
    return two == [*one, 1] or any(two == [*one[:cut], one[cut] + 1] for cut in range(len(one)))


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


def _by_recurrence(run: Run, heads: Sequence[int], levels: dict[int, int]) -> None:
    """Headings that come again in several parts are below the headings that do not."""
    titles = [plain_title(words(run[at])) for at in heads]
    again = {title for title, count in Counter(titles).items() if count > 1}
    parts = [n for n in range(len(heads) - 1) if titles[n] not in again and titles[n + 1] in again]
    if len(parts) < 2:
        return
    for n, title in enumerate(titles):
        if title in again and n > parts[0] and levels[heads[n]] == 1:
            levels[heads[n]] = 2


def _by_standing_together(run: Run, heads: Sequence[int], levels: dict[int, int]) -> None:
    """Of two headings with nothing between them, the second is below the first."""
    for before, at in pairwise(heads):
        if at == before + 1 and levels[at] <= levels[before] and _depth(words(run[at])) is None:
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
