"""How bodies are named: capitalised words that end in Board, Council, Trust and the like, or begin with Healthwatch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Word", "named_bodies", "words_of"]

_WORD = re.compile(r"[A-Za-z0-9&]+(?:['’][A-Za-z]+)?")

_HEADS = frozenset(
    """board boards council councils trust trusts partnership partnerships alliance alliances group groups committee
    committees subcommittee subcommittees network networks collaborative collaboratives team teams forum forums
    university universities college colleges association associations agency agencies authority authorities commission
    directorate directorates federation federations foundation society consortium taskforce constabulary
    hospice hospices hospital hospitals cabinet assembly service police commissioner icb ics ccg ccgs pcn pcns lmc
    healthwatch ltd limited cic""".split()
)
_WEAK_HEADS = frozenset("service group groups team teams network networks".split())  # need two words before them
_OPENERS = frozenset("healthwatch nhs".split())
_JOINERS = frozenset("and of for the &".split())
_OF_FIRST = frozenset(
    """alliance association federation university department office ministry college institute society council
    board""".split()
)
_NOT_BEFORE_AND = frozenset(
    "strategy strategies plan plans programme programmes framework departments careers charter".split()
)
_NOT_FIRST = frozenset(
    """the our a an this that these those each all both every any some new local other across with in for by from at to
    on through via as when where while if and or of nhs's working work building build establish establishing develop
    developing create creating support supporting promote ensure ensuring continue review reviewing set setting form
    expand implement implementing deliver delivering launch improve strengthen use agree explore link linking engage
    engaging chair join joint one two three four five six seven lead leading led report reporting monitor update
    updates regular we it they their its his her key national emergency what which who how why is are was were will
    appoint out part provision with inclusive include including involve involving invite ask secure share embed
    maintain introduce please see contact establishment development creation""".split()
)
_LINKS = frozenset({" ", "  ", "-", "\n"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start:end`, folded to lower case without its possessive."""

    folded: str
    start: int
    end: int
    capital: bool


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, a possessive 's left out of their ends."""
    return tuple(_word(match) for match in _WORD.finditer(text))


def _word(match: re.Match[str]) -> Word:
    written = match.group().replace("’", "'")
    possessive = 2 if written.lower().endswith("'s") else 0
    bare = written[: len(written) - possessive]
    return Word(bare.lower(), match.start(), match.end() - possessive, bare[0].isupper() or bare[0].isdigit())


def named_bodies(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The spans of names that are built like a body's: 'Somerset Health and Wellbeing Board', 'Healthwatch Devon'."""
    position = 0
    while position < len(words):
        run = _run(text, words, position)
        if not run:
            position += 1
            continue
        yield from _names_in(run)
        position += len(run)


def _run(text: str, words: Sequence[Word], position: int) -> Sequence[Word]:
    """The capitalised words from a position on, with the small words that join them."""
    if not words[position].capital or _dates(words[position]):
        return ()
    end = last = position + 1
    while end < len(words) and _joined(text, words[end - 1], words[end]):
        word = words[end]
        if (not word.capital and word.folded not in _JOINERS) or _dates(word):
            break
        end += 1
        if word.capital:
            last = end
    return words[position:last]


def _dates(word: Word) -> bool:
    return word.folded in _MONTHS or (word.folded.isdigit() and len(word.folded) == 4)


_MONTHS = frozenset(
    "january february march april may june july august september october november december spring autumn".split()
)


def _joined(text: str, left: Word, right: Word) -> bool:
    between = text[left.end : right.start]
    return between in _LINKS or re.fullmatch(r"['’]?s? ?& ?|['’]s? ", between) is not None


def _names_in(run: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Cut a run after each head noun that ends a name: 'Delivery Collaborative and Partnership Forum' holds two."""
    begin = 0
    for position, word in enumerate(run):
        if word.folded in _HEADS and position > begin and not _goes_on(run, position):
            if name := _trimmed(run[begin : position + 1]):
                yield name[0].start, name[-1].end
            begin = position + 1
    if rest := _opened(run[begin:]):
        yield rest[0].start, rest[-1].end


_CONTINUING = _HEADS | frozenset("nhs programme management delivery steering sub transformation executive".split())


def _goes_on(run: Sequence[Word], position: int) -> bool:
    """Whether a name goes on after a head noun: Trust Board, Partnership NHS Trust, Association of Acute Trusts."""
    after = [word.folded for word in run[position + 1 : position + 3]]
    if not after:
        return False
    return after[0] in _CONTINUING or after[0] in ("of", "for") or after == ["and", "crime"]


def _trimmed(name: Sequence[Word]) -> Sequence[Word]:
    """A name without the words before it that are no part of it; empty where too little is left."""
    for position in range(len(name) - 2, 0, -1):
        if _parts_from(name, position):
            name = name[position + 1 :]
            break
    while name and (name[0].folded in _NOT_FIRST or name[0].folded in _JOINERS or name[0].folded.isdigit()):
        name = name[1:]
    needed = 3 if name and name[-1].folded in _WEAK_HEADS else 2
    return name if len(name) >= needed else ()


def _parts_from(name: Sequence[Word], position: int) -> bool:
    """Whether a joining word parts a name from what stands before it: 'Public Health and the ... Teams'."""
    before, word, after = (name[position + step].folded for step in (-1, 0, 1))
    if word == "and":
        return after == "the" or before in _NOT_BEFORE_AND
    return word == "of" and after == "the" and before not in _OF_FIRST


def _opened(rest: Sequence[Word]) -> Sequence[Word]:
    """A name that its first word makes a body: 'Healthwatch Devon', 'NHS Sussex', 'University of Sussex'."""
    for position, word in enumerate(rest[:-1]):
        following = rest[position + 1]
        if word.folded in _OF_FIRST and following.folded in ("of", "for"):
            return rest[position:]
        if word.folded in _OPENERS and following.capital and (word.folded != "nhs" or _is_place(following)):
            return rest[position : position + (3 if following.folded in _POINTS else 2)]
    return ()


_POINTS = frozenset("north south east west mid greater central".split())
_NHS_THINGS = frozenset(
    """long app number 111 england operational people trust trusts funded constitution staff dentistry dental 10 health
    talking pathways services service planning standard choices website digital oversight mail""".split()
)


def _is_place(word: Word) -> bool:
    return word.folded not in _NHS_THINGS and not word.folded.isdigit()
