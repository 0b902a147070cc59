"""Whether words are a commitment, by the heading that governs them and by how they are worded."""

import re
from dataclasses import dataclass, replace

from commitments.headings import Governing, governing_of, is_of_the_past
from commitments.labels import labelled
from commitments.measures import measures_of
from commitments.pieces import Piece
from commitments.wording import Sense, modality_of, says_finitely, says_will, wording_of
from plans.commitment import Modality
from plans.document import Place

__all__ = ["Verdict", "judge"]

_NOTE = re.compile(
    r"^\W*(?:n\.?b\.?|note|source|figures?|\*|please|see\b|ambitions\s+as\s+at|outcomes\s+may|detail\s+to\s+be|further\s+(?:detail|strateg))"
    r"|\bto\s+be\s+added\b|^\W*(?:https?:|www\.)|\?\s*$",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"^(?:\S+\s+){0,5}(?:will|(?:aims?|plans?|intends?|want)\s+to)(?:\s+(?:have|be))?[\s:;,–-]*$", re.IGNORECASE
)  # 'By 2030 we will have' over a list
_QUOTED = re.compile(r"^\W*[\"“‘'](?!Together)[^\"”]{25,}[\"”’']")
_SPOKEN = re.compile(r"[“\"‘'][^”\"’]*\b(?:I|my|me)\b", re.IGNORECASE)
_TOPIC_LEAD = re.compile(
    r"\b(?:focus(?:es|ing)?\s+on|priority\s+actions|priorities\s*:|areas\s*:|themes\s*:)", re.IGNORECASE
)
_SOMEBODY = re.compile(
    r"\b(?:we|partnership|icb|council|trust|board|collaborative|group|network|partners|places|programme|healthwatch"
    r"|service|authority|police|committee|team|university|cabinet|forum|alliance)\b[^.;]{0,60}"
    r"\b(?:will|aims?|plans?|are\s+committed)\b"
    r"|\bwill\s+be\s+(?:\w+ly\s+)?(?:developed|reviewed|published|identified|set\s+up|established|made\s+available|monitored|reported"
    r"|refreshed|updated|appointed|agreed|produced|delivered|introduced|implemented|recruited|launched|invested|created)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bwould\s+like\s+to\s+(?:see|hear|know)\b", re.IGNORECASE)  # of others
_LOOKS_AHEAD = re.compile(
    r"\bwe\s+(?:also\s+)?(?:will|plan|intend|aim)\b|\band\s+will\b|\bplans\s+in\s+place\b", re.IGNORECASE
)
_NEXT = re.compile(r"\bnext\s+steps?\b|\bwhat(?:\s+is|['’]s)\s+next\b", re.IGNORECASE)
_VISION = re.compile(
    r"^(?:our|the|a)?\s*(?:shared\s+|strategic\s+)?(?:vision|mission|ambition|aim|intent)\b", re.IGNORECASE
)
_ABOUT_IT = re.compile(
    r"(?:this|these|those|our|the\s+(?:vision|mission|ambition|aim|strategy|plan)|it|we|in|there|they|what|how|if|when|by"
    r"|a\s+(?:vision|mission)|\w+\s+(?:was|were)|[\"“‘'])\b",
    re.IGNORECASE,
)
_LIVED = re.compile(r"\b(?:is|are|lives?|have|has|feel|feels|can|thrives?|grow|stay|enjoy|where)\b", re.IGNORECASE)
_VISION_WORDS = 6
_WANTED = re.compile(r"where\s+(?:do\s+)?we\s+want\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:objective|aim|goal|ambition)\s+(?:\d+|[A-Z]\b|one|two|three|four|five|six)", re.IGNORECASE
)
_TOPIC_WORDS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """That words are a commitment: by which rule, how surely, and how strongly they bind."""

    rule: str
    confidence: float
    modality: Modality
    aims: bool  # a wish or an ambition rather than a thing that will be done


def judge(piece: Piece) -> Verdict | None:
    """The verdict on a piece, or None where it promises nothing.

    Words under a heading of promises or aims are one unless they report or only name a topic; words under a
    heading of achievements or background are one only where they promise by themselves; elsewhere the wording decides.
    """
    if _is_furniture(piece):
        return None
    if piece.row is not None and is_of_the_past(piece.place):
        return None
    if piece.row is not None and not piece.labelled:
        return Verdict("action table", 0.95, modality_of(piece.text), aims=False)
    if piece.labelled and wording_of(piece.text).sense in (Sense.PROMISE, Sense.ORDER):
        return Verdict("its lead or its date stands behind it", 0.9, modality_of(piece.text), aims=False)
    governing, _ = governing_of(_as_introduced(piece))
    if piece.listed and governing in (Governing.PROMISE, Governing.AIM, Governing.METRIC):
        return _listed(piece, governing)
    if governing is Governing.DEFINITION:
        return _by_wording(piece, governing) if re.match(r"we\s+will\b", piece.text, re.IGNORECASE) else None
    return _by_wording(piece, governing)


def _as_introduced(piece: Piece) -> Place:
    return piece.place if piece.introduction is None else replace(piece.place, lead_in=piece.introduction)


def _is_furniture(piece: Piece) -> bool:
    words, told = piece.text.split(), labelled(piece.text)
    return (
        len(words) < 2
        or (told is not None and told.end == 0)
        or _UNFINISHED.search(piece.text) is not None
        or not re.search(r"[A-Za-z]{3}", piece.text)
        or bool(_NOTE.search(piece.text) or _QUOTED.search(piece.text) or _SPOKEN.search(piece.text))
    )


def _listed(piece: Piece, governing: Governing) -> Verdict | None:
    """An item or a cell under a heading or a lead-in that promises."""
    wording = wording_of(piece.text)
    if governing is Governing.METRIC and wording.sense in (Sense.PLAIN, Sense.DONE):
        measured = bool(measures_of(piece.text))
        return Verdict("a measure of success with its number", 0.8, "aim", aims=True) if measured else None
    if wording.sense is Sense.DONE or (wording.sense is Sense.NEED and governing is Governing.PROMISE):
        return None
    if piece.text.endswith(":") and wording.sense is Sense.PLAIN:
        return None
    if _is_topic(piece) or _is_statement(piece, wording.sense):
        return None
    aims = governing is Governing.AIM and not _is_structure(piece, wording.sense)
    next_steps = _NEXT.search(" ".join(piece.place.section[-1:])) is not None
    default: Modality = "aim" if aims else "plan" if next_steps else "will"
    return Verdict(
        f"under a heading of {governing.value}",
        0.95 if not aims else 0.9,
        modality_of(piece.text, default=default),
        aims=aims,
    )


def _is_structure(piece: Piece, sense: Sense) -> bool:
    """Under 'Objective 2: Care', which only numbers a part of the plan, what is not worded as a wish is an action."""
    heading = governing_of(_as_introduced(piece))[1]
    wished = sense is Sense.WISH or (sense is Sense.PLAIN and _LIVED.search(piece.text) is not None)
    return not wished and heading is not None and _NUMBERED.search(heading) is not None


def _is_topic(piece: Piece) -> bool:
    """A few words under 'will focus on:' name a theme and promise nothing."""
    lead = piece.place.lead_in
    return lead is not None and _TOPIC_LEAD.search(lead) is not None and len(piece.text.split()) <= _TOPIC_WORDS


def _is_statement(piece: Piece, sense: Sense) -> bool:
    """'We communicate openly with all' among promises says what is done as a habit."""
    habit = re.match(r"we\s+(?!will|shall|aim|plan|want|commit|pledge)\w+\b", piece.text, re.IGNORECASE)
    return sense is Sense.PLAIN and habit is not None


def _by_wording(piece: Piece, governing: Governing) -> Verdict | None:
    """Running text, and lists that no heading of promises governs."""
    if piece.text.endswith(":") and not piece.listed and not piece.self_standing:
        return None
    if piece.leads and (
        not piece.self_standing or re.search(r"\b(?:following|below|these)\b", piece.text, re.IGNORECASE)
    ):
        return None
    wording = wording_of(piece.text)
    if governing is Governing.DONE and (wording.sense is not Sense.PROMISE or not _LOOKS_AHEAD.search(piece.text)):
        return None
    if governing is Governing.BACKGROUND and wording.sense is Sense.PROMISE and not _SOMEBODY.search(piece.text):
        return None
    if wording.sense is Sense.PROMISE:
        surely = 0.9 if says_will(piece.text) else 0.8
        return Verdict("worded as a promise", surely, wording.modality, aims=wording.modality == "aim")
    if wording.sense is Sense.WISH and not (governing is Governing.BACKGROUND and _ASKED.search(piece.text)):
        return Verdict("worded as an aim", 0.8, wording.modality, aims=True)
    if wording.sense is Sense.ORDER and _may_order(piece, governing):
        aims = governing is Governing.AIM
        modality = modality_of(piece.text, default="aim" if aims else "will")
        return Verdict("begins with what is to be done", 0.65, modality, aims=aims)
    if _is_vision(piece):
        return Verdict("the vision itself", 0.65, "aim", aims=True)
    return None


def _may_order(piece: Piece, governing: Governing) -> bool:
    """Whether a bare 'Develop a model' is a promise: under a heading of promises or of aims, or one that says Scope."""
    if re.search(r"\bscope\b", " ".join(piece.place.section[-1:]), re.IGNORECASE):
        return True
    return governing in (Governing.PROMISE, Governing.AIM) and (piece.listed or not says_finitely(piece.text))


def _is_vision(piece: Piece) -> bool:
    """The words under a heading that says Our vision: 'For vibrant communities', 'People live their best lives'."""
    heading = piece.place.section[-1:]
    if (
        piece.listed
        or not heading
        or (_VISION.match(heading[0]) or _WANTED.match(heading[0])) is None
        or _ABOUT_IT.match(piece.text)
    ):
        return False
    opens = re.match(r"(?:for|to|that|people|everyone|every|all|an?)\s", piece.text, re.IGNORECASE)
    if opens is None:
        plainly = re.match(
            r"(?:our\s+|a\s+|the\s+)?(?:shared\s+)?(?:vision|mission)\b|where\s+(?:do\s+)?we\s+want\s+to\s+be\b",
            heading[0],
            re.IGNORECASE,
        )
        if not plainly or wording_of(piece.text).sense is not Sense.PLAIN or re.search(r"\d", piece.text):
            return False
        return _LIVED.search(piece.text) is not None and len(piece.text.split()) >= _VISION_WORDS
    return opens.group().strip().lower() != "to" or not says_finitely(piece.text)
