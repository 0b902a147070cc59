"""A language model's text as plain sentences, or nothing: it may not lay out, link, address or hide anything."""

import re
import unicodedata

from plans.sentences import sentence_spans

__all__ = ["plain_sentences"]

_MOST = 400  # characters of one sentence: longer ones are lists or rambling
_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:[-*•]|\d{1,2}[.)])\s+|\s?[\[(]T[0-9A-F]{5}(?:[,;] ?T[0-9A-F]{5})*[\])]")
_PLAIN = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ž .,;:'\"’‘“”()–—%£€&/+≥≤-]+")
_ADDRESS = re.compile(r"//|&#?\w+;|\bwww\b|\w\.[A-Za-z]{2,}|\b(?:javascript|data|mailto|tel|file)\s*:", re.IGNORECASE)


def plain_sentences(text: str) -> tuple[str, ...] | None:
    """The sentences of a text that is nothing but plain words, figures and punctuation; None for any other text.

    Only what well-meaning models add is taken off: emphasis, a list mark, a passage's token. Anything else that is
    not plain (tags, links, addresses, citation markers, other scripts, hidden characters) condemns the whole text,
    since what is left of it after a repair was never what the model said.
    """
    plain = " ".join(_MARKUP.sub("", unicodedata.normalize("NFC", text)).split())
    if not _PLAIN.fullmatch(plain) or _ADDRESS.search(plain):
        return None
    sentences = tuple(plain[start:end] for start, end in sentence_spans(plain))
    return sentences if sentences and all(len(sentence) <= _MOST for sentence in sentences) else None
