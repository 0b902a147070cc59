"""Whether every sentence is borne out: a quotation word for word, anything else by its numbers, dates and bodies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plans.bodies import Bodies

from assistant.evidence import Quote
from assistant.statements import Statement
from plans.quantities import agree, quantities, timespans
from plans.words import content_stems, fold, stems

__all__ = ["Verdict", "contained", "turned_round", "verify"]

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
    missing = tuple(part for part in _checkable(statement.text, bodies) if not _occurs(part, source))
    false_quotes = tuple(words for words in _QUOTED.findall(statement.text) if not _in_quotes(words, statement.quotes))
    return Verdict(holds=not missing and not false_quotes, unsupported=missing + false_quotes)


def contained(sentence: str, quotes: Sequence[Quote]) -> float:
    """The share of a sentence's meaning words whose stems stand in the quotes or their place (0 to 1)."""
    wanted = content_stems(sentence)
    present = set(stems(_source(quotes, ())))
    return sum(word in present for word in wanted) / len(wanted) if wanted else 1.0


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


def _occurs(part: str, source: str) -> bool:
    return " ".join(fold(part).split()) in " ".join(fold(source).split())


_NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|can't|won't|isn't|aren't|doesn't|don't)\b", re.IGNORECASE
)


def turned_round(sentence: str, quotes: Sequence[Quote]) -> bool:
    """Whether a sentence denies what its quotes affirm, affirms what they deny, or turns a bound round.

    "no more than" and "no less than" are bounds, not denials: they are compared as comparators.
    """
    source = " ".join(quote.text for quote in quotes)
    if _denies(sentence) and not _denies(source):
        return True
    ours, theirs = quantities(sentence), quantities(source)
    return any(
        not any(agree(one, other) for other in theirs if other.unit == one.unit)
        for one in ours
        if any(other.unit == one.unit for other in theirs)
    )


def _denies(text: str) -> bool:
    return bool(_NEGATIONS.search(re.sub(r"\bno(?:t)? (?:more|less|fewer|later|longer) than\b|\bnot only\b", "", text)))
