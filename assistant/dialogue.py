"""A follow-up made to stand alone: what it leaves unsaid is taken from the turns before it, by rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding import frame_stems, plain_question
from plans.answer import Turn
from plans.words import is_stopword, stem, tokens

__all__ = ["Standalone", "standalone"]

_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|these|this|he|she|there|then|the same|the other|ones?)\b", re.I
)
_GOES_ON = re.compile(
    r"^\W*(?:and|but|so|ok(?:ay)?|what about|how about|what of|also|or|then|why|when|who|where)\b", re.I
)
_CORRECTS = re.compile(r"^\W*(?:no|sorry|actually|i meant?|not that|wait|rather)\b[\s,.:;-]*(?:i meant? )?", re.I)
_OTHER_PLAN = re.compile(r"\b(?:the )?other (?:plan|one|document)\b", re.I)
_YEAR_SHIFT = re.compile(
    r"\b(?:the |in the )?(?P<way>year (?:after|before)|next year|following year|previous year)\b", re.I
)
_YEAR = re.compile(r"\b(20)?(\d\d)/(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be read alone. `follows` says that something was taken from an earlier turn, `subject`
    which words, and `own` whether the question brings words of its own about its subject."""

    text: str
    follows: bool
    subject: str
    own: bool


def standalone(text: str, history: Sequence[Turn]) -> Standalone:
    """Make a question stand alone.

    A question with a subject of its own and nothing that points back is left as it is; one that points back, goes
    on, or only asks (when? who?) is given the subject of the last question that had one. A correction ("no, I
    meant …") replaces what it corrects.
    """
    plain = plain_question(text)
    own = _subject_words(plain)
    if not history or not _leans(plain, own):
        return Standalone(plain, False, "", bool(own))
    carried = _last_subject(history, corrected=bool(_CORRECTS.match(plain)), own=own)
    body = _shift_year(_CORRECTS.sub("", plain), history)
    if not carried:
        return Standalone(body, False, "", bool(own))
    return Standalone(f"{body.rstrip(' ?.!')} ({carried})?", True, carried, bool(own))


def _leans(plain: str, own: tuple[str, ...]) -> bool:
    if not own or _CORRECTS.match(plain) or _OTHER_PLAN.search(plain) or _YEAR_SHIFT.search(plain):
        return True
    short = len(own) <= 3
    return (short and bool(_POINTS_BACK.search(plain))) or (len(own) <= 2 and bool(_GOES_ON.match(plain)))


def _last_subject(history: Sequence[Turn], *, corrected: bool, own: tuple[str, ...]) -> str:
    """The words of the last question that had a subject of its own, with what that one took from before it."""
    for at in range(len(history) - 1, -1, -1):
        before = standalone(history[at].question, history[:at])
        words = _subject_words(before.text)
        if not words:
            continue
        if corrected:
            # a correction says again what it changes: keep what it does not replace
            words = words[: max(0, len(words) - len(own))]
        return " ".join(words)
    return ""


def _subject_words(plain: str) -> tuple[str, ...]:
    frame = frame_stems()
    return tuple(
        plain[token.start : token.end]
        for token in tokens(plain)
        if not is_stopword(token.word) and stem(token.word) not in frame and len(token.word) > 1
    )


def _shift_year(plain: str, history: Sequence[Turn]) -> str:
    """ "The year after" and "next year", said of a year of an earlier turn, become that year."""
    shift = _YEAR_SHIFT.search(plain)
    if shift is None:
        return plain
    for turn in reversed(history):
        year = _YEAR.search(turn.question) or _YEAR.search(turn.answer)
        if year:
            step = -1 if re.search("before|previous", shift["way"], re.I) else 1
            first = int(year[2]) + step
            return plain[: shift.start()] + f"in 20{first:02d}/{first + 1:02d}" + plain[shift.end() :]
    return plain
