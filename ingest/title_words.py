"""Which words read like a title, whatever stands around them."""

import re

__all__ = ["is_address", "is_quotation", "title_like"]

_MOST_CHARACTERS = 120
_STARTS = re.compile(r"[\"'‘“(\[]?[A-Z0-9£]")
_QUESTION = re.compile(r"(?:how|why|what|who|where|when|which)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|shall|can|could|may|might|must|should|do|does|did|includes?"
    r"|said|says|provides?|remains?|shows?|needs?|wants?)\b",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(
    r"(?:this|these|those|that|it|they|we|he|she|you|there|such|for example|as|in|by|to|at|since|from|under)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"\b(?:and|or|of|the|a|an|to|for|by|in|on|with|from|that|which|as|at|is|are|will|include|includes|including"
    r"|following|means|have|has|be|into|than|below|who)\W*$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"(?<=\w)\s*\([^()]{12,}\)$")
_TERM = re.compile(r"[A-Z&]{2,8}\d?s?\s*[-–—:=]\s+[A-Za-z]")  # of a glossary: 'ICB – Integrated Care Board'
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\S+\.(?:gov|nhs|org|co)\.uk\S*", re.IGNORECASE)
_SMALL = frozenset(
    "a an and as at by for from in into is of on or our the their this to up via we will with your".split()
)
_CITES = re.compile(r"\[\d+\]|.*[.!?][\"'”’]$")  # a numbered source, or words that end with a quoted sentence
_QUOTED = re.compile(r"[“\"‘'].*[”\"’'](?:\s*[-–—].*)?")
_MOST_QUOTED = 6  # words in quotation marks that can still be a title
_MOST_WORDS = 14
_LONGEST_ADDRESS = 300  # characters
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.):]?\s+(?=[A-Z])")


def title_like(text: str) -> bool:
    """Whether words read like a title and not like a sentence or the lead-in of a list.

    A number at the start and a remark in brackets at the end do not count.
    """
    if len(text) > 2 * _MOST_CHARACTERS:
        return False
    text = _REMARK.sub("", _NUMBERED.sub("", text, count=1))
    if not 0 < len(text) <= _MOST_CHARACTERS or len(text.split()) > _MOST_WORDS or not _STARTS.match(text):
        return False
    if text.endswith((".", ";", ",", "!", "…")) or not re.search(r"[A-Za-z]{2}", text):
        return False
    if _TERM.match(text) or _CITES.match(text) or is_address(text) or is_quotation(text) or _spells_out(text):
        return False
    if text.endswith(":"):
        return _names(text.rstrip(": "))
    return (not _OPEN_END.search(text) or bool(_QUESTION.match(text))) and not _is_sentence(text)


def _spells_out(text: str) -> bool:
    """Whether an acronym is followed by its words, as on a line of a glossary: 'UCR Urgent community response'."""
    acronym, *told = text.split()
    initials = "".join(word[0] for word in told if word.lower() not in _SMALL)
    return len(acronym) > 1 and acronym.isupper() and acronym.isalpha() and initials.upper() == acronym


def is_address(text: str) -> bool:
    """Whether words are the address of a web page or of a person's mail."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def is_quotation(text: str) -> bool:
    """Whether words are what somebody said, in quotation marks from end to end, and too many for a title."""
    return len(text.split()) > _MOST_QUOTED and _QUOTED.fullmatch(text) is not None


def _is_sentence(text: str) -> bool:
    return not _QUESTION.match(text) and not text.endswith("?") and bool(_VERB.search(text)) and _capitals(text) < 0.6


def _names(text: str) -> bool:
    """Whether words before a colon name what follows ('Aims and Objectives') rather than lead into it."""
    if _OPEN_END.search(text) or _POINTS_ON.match(text):
        return False
    if _QUESTION.match(text) and len(text.split()) <= 8:
        return True
    return _capitals(text) >= 0.6 or (len(text.split()) <= 4 and not _VERB.search(text))


def _capitals(text: str) -> float:
    """The share of the words that carry meaning which begin with a capital or a digit."""
    told = [word for word in re.findall(r"[A-Za-z0-9][\w'’&/-]*", text) if word.lower() not in _SMALL]
    return sum(not word[0].islower() for word in told) / len(told) if told else 0.0
