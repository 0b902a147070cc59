"""Whether every sentence is borne out: a quotation word for word, anything else by its numbers, dates and bodies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Quote
from assistant.statements import Statement
from plans.bodies import Bodies
from plans.quantities import quantities, timespans
from plans.words import fold

__all__ = ["Verdict", "occurs", "verify"]

_QUOTED = re.compile(r"“([^”]+)”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a statement may be shown, and what in it is not borne out."""

    holds: bool
    unsupported: tuple[str, ...] = ()


def verify(statement: Statement, *, bodies: Bodies, titles: Sequence[str] = ()) -> Verdict:
    """Check one statement against the quotes it cites, and against nothing else.

    Quoted words must be the quote's, character for character. In any other claim every number, date and body must
    occur in the words of a quote, in the headings it stands under, or in the plan's title.
    """
    if statement.support == "not_a_claim":
        return Verdict(holds=True)
    source = _source(statement.quotes, titles)
    if statement.support == "quoted":
        wrong = tuple(words for words in _quoted_words(statement) if not _in_quotes(words, statement.quotes))
        return Verdict(holds=not wrong, unsupported=wrong)
    missing = tuple(part for part in _checkable(statement.text, bodies) if not occurs(part, source))
    false_quotes = tuple(words for words in _QUOTED.findall(statement.text) if not _in_quotes(words, statement.quotes))
    return Verdict(holds=not missing and not false_quotes, unsupported=missing + false_quotes)


def _source(quotes: Sequence[Quote], titles: Sequence[str]) -> str:
    return " \n ".join(
        [
            *(f"{' / '.join(q.passage.place.section)} \n {q.passage.place.year or ''} \n {q.text}" for q in quotes),
            *titles,
        ]
    )


def _quoted_words(statement: Statement) -> tuple[str, ...]:
    return tuple(_QUOTED.findall(statement.text)) if not statement.bullet else (statement.text,)


def _in_quotes(words: str, quotes: Sequence[Quote]) -> bool:
    plain = " ".join(words.split())
    return any(plain in " ".join(quote.text.split()) for quote in quotes)


def _checkable(text: str, bodies: Bodies) -> tuple[str, ...]:
    numbers = [text[q.start : q.end] for q in quantities(text)]
    dates = [text[s.start : s.end] for s in timespans(text) if not s.vague]
    named = [text[m.start : m.end] for m in bodies.find(text)]
    return tuple(dict.fromkeys([*numbers, *dates, *named]))


def occurs(part: str, source: str) -> bool:
    """Whether the words stand in the source as they are: 6% does not stand in 76%, nor 4 in 4.5 or £4."""
    words = re.escape(" ".join(fold(part).split()))
    return bool(re.search(rf"(?<![\w£€$])(?<!\d[.,/]){words}(?![\w%])(?![.,/]\d)", " ".join(fold(source).split())))
