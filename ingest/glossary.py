"""Acronyms and what they stand for: from lists of terms, and from running text that defines them in brackets.

A plan may expand one acronym in several ways. Each expansion is kept with its own place, never merged.
"""

import re
from collections.abc import Sequence

from plans.document import Block, GlossaryEntry

__all__ = ["glossary_of"]

_ACRONYM = r"[A-Z][A-Za-z]*[A-Z&][A-Za-z0-9&]*|[A-Z]{2,}[a-z]?"
_TERM = re.compile(rf"(?P<acronym>{_ACRONYM})\s*(?:[-–—:=]|\s-\s)\s*(?P<expansion>[A-Za-z][^\n]{{3,120}}?)\s*$")
_TERM_BARE = re.compile(rf"(?P<acronym>{_ACRONYM})\s+(?P<expansion>[A-Za-z][^\n]{{3,120}}?)\s*$")
_TERM_IN_CELL = re.compile(rf"(?:{_ACRONYM})$")
_AFTER = re.compile(
    rf"\((?:the\s|or\s|known as\s|also known as\s|hereafter\s)?[‘“'\"]?(?P<acronym>{_ACRONYM})[’”'\"]?\)"
)
_BEFORE = re.compile(rf"(?<![\w&])(?P<acronym>{_ACRONYM})\s\((?P<expansion>[^()\n]{{3,80}})\)")
_WORD = re.compile(r"[A-Za-z0-9’'&]+")
_REACH = 300  # characters before an acronym in which its words can stand
_SMALL = frozenset("a an and for from in of on or the to with by at".split())
_NOT_A_GLOSS = re.compile(
    r"(?:e\.g|i\.e|eg|ie|see|such as|including|for example|and|or|formerly|now|\d+$)\b", re.IGNORECASE
)


def glossary_of(text: str, blocks: Sequence[Block]) -> tuple[GlossaryEntry, ...]:
    """The acronyms of a reading text, in the order of their places, each expansion once."""
    found: list[GlossaryEntry] = []
    for position, block in enumerate(blocks):
        found.extend(_terms(text, block, blocks[position + 1] if position + 1 < len(blocks) else None))
        found.extend(_bracketed(text, block))
    found.extend(_glossed(text, blocks, {entry.acronym for entry in found}))
    once: dict[tuple[str, str], GlossaryEntry] = {}
    for entry in sorted(found, key=lambda entry: entry.start):
        once.setdefault((entry.acronym, _key(entry.expansion)), entry)
    return tuple(sorted(once.values(), key=lambda entry: entry.start))


def _terms(text: str, block: Block, after: Block | None) -> list[GlossaryEntry]:
    """A block that is a term and its meaning ('ICB – Integrated Care Board'), or a row of two such cells."""
    words = text[block.start : block.end]
    match = _TERM.fullmatch(words) or _spelt_out(words)
    if match and (_initials_fit(match["acronym"], match["expansion"]) or len(match["expansion"].split()) <= 8):
        return [_entry(match["acronym"], match["expansion"], block.start, block.end, block)]
    if block.heads and after is not None and after.place.row == words and _TERM_IN_CELL.match(words):
        meaning = text[after.start : after.end]
        if _initials_fit(words, meaning):
            return [_entry(words, meaning, block.start, after.end, block)]
    return []


def _spelt_out(words: str) -> re.Match[str] | None:
    """'UCR Urgent community response', without anything between the term and its meaning."""
    match = _TERM_BARE.fullmatch(words)
    return match if match and _initials_fit(match["acronym"], match["expansion"]) else None


def _bracketed(text: str, block: Block) -> list[GlossaryEntry]:
    """'urgent community response (UCR)' and 'UCR (urgent community response)' in a block."""
    words = text[block.start : block.end]
    found: list[GlossaryEntry] = []
    for match in _AFTER.finditer(words):
        reach = max(0, match.start() - _REACH)
        found_at = _start_of_expansion(words[reach : match.start()].rstrip(" "), match["acronym"])
        if found_at is not None:
            start = reach + found_at
            expansion = words[start : match.start()].strip(" ‘’“”'\",")
            found.append(_entry(match["acronym"], expansion, block.start + start, block.start + match.end(), block))
    for match in _BEFORE.finditer(words):
        if _initials_fit(match["acronym"], match["expansion"]):
            span = (block.start + match.start(), block.start + match.end())
            found.append(_entry(match["acronym"], match["expansion"], *span, block))
    return found


def _glossed(text: str, blocks: Sequence[Block], known: set[str]) -> list[GlossaryEntry]:
    """A known acronym with a short gloss in brackets that is another meaning of it: 'ICF (3 ICBs)'."""
    found: list[GlossaryEntry] = []
    for block in blocks:
        for match in _BEFORE.finditer(text[block.start : block.end]):
            gloss = match["expansion"]
            if _singular(match["acronym"]) not in known or _initials_fit(match["acronym"], gloss):
                continue
            if len(gloss.split()) <= 5 and not _NOT_A_GLOSS.match(gloss) and re.match(r"[A-Z0-9]", gloss):
                span = (block.start + match.start(), block.start + match.end())
                found.append(_entry(match["acronym"], gloss, *span, block))
    return found


def _start_of_expansion(before: str, acronym: str) -> int | None:
    """Where the words begin that an acronym right after them stands for; None where they do not fit.

    The shortest row of words whose initials give every letter in order wins; failing that, one that gives the
    first letter and two thirds of the letters.
    """
    letters = _letters(acronym)
    words = list(_WORD.finditer(before))[-(len(letters) * 2 + 3) :]
    best: tuple[float, int] | None = None
    for n in range(len(words) - 1, -1, -1):
        row = [match.group() for match in words[n:]]
        if re.search(r"[.!?;:]\s", before[words[n].end() :]):
            break
        if row[0].lower() in _SMALL or row[0][0].lower() != letters[0].lower():
            continue
        share = _matched(letters, row) / len(letters)
        if share == 1:
            return words[n].start()
        if share >= 0.66 and len(row) <= len(letters) + 1 and (best is None or share > best[0]):
            best = (share, words[n].start())
    return best[1] if best and len(letters) >= 3 else None


def _initials_fit(acronym: str, expansion: str) -> bool:
    words = [match.group() for match in _WORD.finditer(expansion)]
    letters = _letters(acronym)
    return bool(words) and words[0][0].lower() == letters[0].lower() and _matched(letters, words) == len(letters)


def _matched(letters: str, words: Sequence[str]) -> int:
    """How many letters are, in order, initials of the words (an '&' may stand for 'and' or for nothing)."""
    done = 0
    for word in words:
        for part in re.findall(r"[A-Z]?[^A-Z]+|[A-Z]", word) if not word.isupper() else [word]:
            if done < len(letters) and letters[done] == "&":
                done += 1
                if part.lower() in {"and", "&"}:
                    continue
            if done < len(letters) and part[0].lower() == letters[done].lower():
                done += 1
    return done


def _letters(acronym: str) -> str:
    return re.sub(r"[^A-Za-z&]", "", _singular(acronym))


def _singular(acronym: str) -> str:
    return acronym[:-1] if re.fullmatch(r"[A-Z&]{2,}s", acronym) else acronym


def _entry(acronym: str, expansion: str, start: int, end: int, block: Block) -> GlossaryEntry:
    return GlossaryEntry(
        acronym=_singular(acronym),
        expansion=expansion.strip(),
        start=start,
        end=end,
        section=block.place.section,
    )


def _key(expansion: str) -> str:
    """One spelling for expansions that differ by case, an s or an apostrophe only."""
    return re.sub(r"[^a-z ]", "", expansion.lower()).rstrip("s ")
