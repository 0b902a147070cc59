"""How text becomes words: folded characters, tokens that keep A&E, 24/7 and 2023/24 whole, and stems."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

__all__ = [
    "STOPWORDS",
    "Token",
    "content_stems",
    "fold",
    "is_stopword",
    "reworded",
    "stem",
    "stems",
    "tokens",
    "words_of",
]

_FOLD = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "\u00ad": None}
)
_TOKEN = re.compile(
    r"£?\d+(?:[.,]\d+)*(?:/\d+)?%?(?:[a-z]+\b)?"  # 76%, 2023/24, 24/7, £6.5m, 1,400, 31st
    r"|[a-z]+(?:&[a-z]+)+"  # a&e, g&a
    r"|[a-z]+(?:'[a-z]+)?\d*[a-z0-9]*",  # words, core20plus5
    re.IGNORECASE,
)

STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here hers
    him his how i if in into is it its itself just me more most my no nor not of off on once only or other our ours
    out over own please same she should so some such than that the their theirs them then there these they this
    those through to too under until up us very was we were what when where which while who whom why will with
    would you your yours""".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text: `text[start:end]`, folded to lower case in `word`."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """One spelling for one thing: NFKC, straight quotes and hyphens, no soft hyphens, lower case."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD).lower()


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text with their offsets in it, in order.

    Folding is done character by character here, so that offsets stay those of the text that was given.
    """
    same_length = text.translate(_FOLDED)
    return tuple(Token(match.group(), *match.span()) for match in _TOKEN.finditer(same_length))


def reworded(text: str, word_for: Callable[[str], str | None]) -> str:
    """A text with each word for which there is another (asked for in lower case) replaced, and all else as it was."""
    parts, end = [], 0
    for token in tokens(text):
        parts += [text[end : token.start], word_for(token.word) or text[token.start : token.end]]
        end = token.end
    return "".join([*parts, text[end:]])


def words_of(text: str) -> list[str]:
    """The words of a text in order, as `tokens` has them."""
    found: list[str] = _TOKEN.findall(text.translate(_FOLDED))
    return found


def stem(word: str) -> str:
    """A word's stem by the Snowball English stemmer; words with a digit or an ampersand are left whole.

    A possessive 's is dropped first.
    """
    return _stem(word.removesuffix("'s").replace("'", ""))


def stems(text: str) -> tuple[str, ...]:
    """The stems of every word of a text, in order."""
    return tuple(map(stem, words_of(text)))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning: stopwords left out."""
    return tuple(stem(word) for word in words_of(text) if not is_stopword(word))


def is_stopword(word: str) -> bool:
    """Whether a folded word carries no meaning of its own: a stopword, or one drawn together (I've, can't, they're)."""
    head, apostrophe, tail = word.partition("'")
    return word in STOPWORDS or (bool(apostrophe) and tail != "s" and (head in STOPWORDS or head.endswith("n")))


class _Folded(dict[int, str]):
    """Each character's folded form, of the same length; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        self[code] = folded if len(folded) == 1 else character if not folded else " "
        return self[code]


_FOLDED = _Folded()


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    if not word.isalpha():
        return word
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
