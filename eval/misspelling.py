"""Typing errors, made with a seed: one edit for every six words, never inside a number or an acronym."""

import random
import re

__all__ = ["misspelt"]

_WORD = re.compile(r"[A-Za-z]{5,}")
_EVERY = 6


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a letter dropped, doubled or swapped with its neighbour in one word of six (one at least).

    Only words of five letters or more that are not all capitals are touched, each once, never at the first letter.
    """
    words = [match for match in _WORD.finditer(text) if not match.group().isupper()]
    wanted = min(len(words), max(1, len(text.split()) // _EVERY))
    for match in sorted(chance.sample(words, wanted), key=lambda one: -one.start()):
        text = text[: match.start()] + _edited(match.group(), chance) + text[match.end() :]
    return text


def _edited(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    doubled = word[:at] + word[at] + word[at:]
    return chance.choice([edit for edit in (swapped, dropped, doubled) if edit != word])
