"""What a question is about, in its own words: the phrases that carry its subject, and their exchange for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.follow_up.naming import plan_names
from assistant.understanding import frame_stems
from plans.catalogue import Plan
from plans.quantities import timespans
from plans.words import Token, is_stopword, stem, tokens

__all__ = ["Phrase", "exchanged", "is_verb", "named_in", "phrases", "said_together", "subject_of"]

_JOINERS = frozenset("well of for and the in to on with a an or from at by within near into s".split())
_DEMANDING = re.compile(
    r"\b(?:does|do|did|will|would|can|could|should)\s+(?:the\s+|an?\s+|our\s+|their\s+)?(?:\w[\w ]*['’]s?\s+)?$",
    re.IGNORECASE,
)
# words that carry meaning and yet belong to no phrase: they tell of the asking or of the deed
_APART = frozenset(
    """minutes hours days weeks months years within across according since already together lead leads leading led
    fast worth take takes goes big small long behind sorry among amongst charge responsible run runs running still
    ever both either neither one ones""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A stretch of a question that carries its subject: `question[start:end]`."""

    text: str
    start: int
    end: int


def phrases(text: str, plans: Sequence[Plan]) -> tuple[Phrase, ...]:
    """The phrases of a question that carry its subject, in order.

    Words that only frame a question, names of plans and times are left out; small words stand within a phrase only
    between two words that carry meaning. Where "does X finish?" is asked, the verb at the end is no part of X.
    """
    out = [(name.start, name.end) for name in plan_names(text, plans)]
    out += [(span.start, span.end) for span in timespans(text) if span.kind != "vague"]
    runs: list[list[Token]] = []
    pending = 0
    for token in tokens(text):
        if any(start <= token.start < end for start, end in out) or _breaks(text, runs, token):
            runs.append([])
        elif _carries(token) or (runs and _is_named(text, token)):
            runs = runs or [[]]
            runs[-1].append(token)
            pending = 0
        elif (token.word in _JOINERS or token.word[0].isdigit()) and pending < 2 and runs and runs[-1]:
            pending += 1
        else:
            runs.append([])
            pending = 0
    return tuple(_phrase(text, run) for run in runs if run)


def subject_of(text: str, plans: Sequence[Plan]) -> tuple[str, ...]:
    """The phrases that a question is about, less the thing that it asks for, where it is about another.

    "What illnesses do virtual wards take?" is about virtual wards; "How many volunteers are there?" about volunteers.
    """
    found = phrases(text, plans)
    about = [phrase for phrase in found if not _is_wanted(text, phrase)]
    kept = about if about else found
    things = [phrase for phrase in kept if " " in phrase.text or not phrase.text.endswith("ed")]
    return tuple(dict.fromkeys(_with_article(text, phrase) for phrase in things or kept))


def _with_article(text: str, phrase: Phrase) -> str:
    return f"the {phrase.text}" if re.search(r"\bthe\s+$", text[: phrase.start], re.IGNORECASE) else phrase.text


def named_in(text: str, plans: Sequence[Plan]) -> tuple[str, ...]:
    """The phrases of a question that must be things: after an article or "many", of several words, or capitals.

    "How many staff will they have?" names staff; "is it being met?" names nothing.
    """
    return tuple(
        phrase.text
        for phrase in phrases(text, plans)
        if " " in phrase.text
        or (phrase.text[:1].isupper() and phrase.start > 0)
        or re.search(r"\b(?:the|an?|any|many|which|what|of|for|with|about|on)\s+$", text[: phrase.start], re.IGNORECASE)
    )


def is_verb(text: str, phrase: Phrase) -> bool:
    """Whether a phrase stands where a verb does: right after "who", "they" or "will"."""
    before = text[: phrase.start]
    return " " not in phrase.text and bool(
        re.search(r"\b(?:who|that|they|it|to|will|not|been|being)\s+$", before, re.I)
    )


def _is_wanted(text: str, phrase: Phrase) -> bool:
    """Whether a phrase is what is asked for: it stands between "what", "which" or "how many" and "do", "is", "has"."""
    before, after = text[: phrase.start], text[phrase.end :]
    return bool(
        re.search(r"\b(?:what|which|how (?:many|much)|whose)\s+(?:\w+\s+){0,2}$", before, re.IGNORECASE)
        and re.match(r"\s+(?:\w+\s+)?(?:do|does|did|will|would|can|could|should|has|have|had)\b", after, re.IGNORECASE)
    )


def said_together(found: Sequence[str]) -> str:
    """Phrases as one: 'virtual wards', 'health checks and GP registers'."""
    texts = list(dict.fromkeys(found))
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}" if texts else ""


def exchanged(question: str, phrase: Phrase, other: str) -> str:
    """A question with one of its phrases exchanged for other words."""
    before, after = question[: phrase.start], question[phrase.end :]
    if re.match(r"(?:the|an?|our|their)\s", other, re.IGNORECASE):
        before = re.sub(r"\b(?:the|an?|our|their)\s+$", "", before, flags=re.IGNORECASE)
    if re.search(r"[^s]s$", other) and " " not in other:
        before = re.sub(r"\bis\s+((?:the\s+)?)$", r"are \1", before)
        before = re.sub(r"\bIs\s+((?:the\s+)?)$", r"Are \1", before)
    return f"{before}{other}{after}"


def _carries(token: Token) -> bool:
    skipped = is_stopword(token.word) or stem(token.word) in frame_stems() or token.word in _APART
    return len(token.word) > 1 and not skipped and not token.word.isdigit()


def _is_named(text: str, token: Token) -> bool:
    """A capital within a question makes any word part of a name: Pharmacy First, Community Voices."""
    return token.start > 0 and text[token.start].isupper() and len(token.word) > 1


def _breaks(text: str, runs: Sequence[Sequence[Token]], token: Token) -> bool:
    """Punctuation between the last word of a phrase and this one ends the phrase."""
    if not runs or not runs[-1]:
        return False
    return bool(re.search(r"[,;:.?!()“”\"]", text[runs[-1][-1].end : token.start]))


_WHOLE_BEFORE = re.compile(r"(?:\d+-|[^\W\d_])+$")
_WHOLE_AFTER = re.compile(r"[^\W\d_]*(?:\s+people\b)?", re.IGNORECASE)


def _phrase(text: str, run: Sequence[Token]) -> Phrase:
    words = list(run)
    at_the_end = re.fullmatch(r"\W*(?:by|in|on|to)?\W*", text[words[-1].end :])
    is_name = text[words[-1].start].isupper()
    demanded = _DEMANDING.search(text[: words[0].start]) or words[-1].word.endswith("ed")
    if len(words) > 1 and at_the_end and not is_name and demanded:
        words = words[:-1]
    if len(words) > 1 and re.search(r"\bwho(?:m)?\s+$", text[: words[0].start], re.IGNORECASE):
        words = words[1:]
    start, end = words[0].start, words[-1].end
    # words with a figure before them (2-hour) or letters that words are not made of (café) are taken whole
    before, after = _WHOLE_BEFORE.search(text[:start]), _WHOLE_AFTER.match(text, end)
    start, end = before.start() if before else start, after.end() if after else end
    return Phrase(text=text[start:end], start=start, end=end)
