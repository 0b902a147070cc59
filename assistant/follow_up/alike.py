"""Things of one kind that may stand for each other in a question: groups of people, and acronyms."""

import re

from assistant.follow_up.leaning import groups_of_people
from assistant.follow_up.subject import Phrase, exchanged

__all__ = ["alike", "is_people"]


def alike(question: str, other: str) -> str | None:
    """The question with a group of people, or an acronym, exchanged for another; None where it has none."""
    person = _person(question, other)
    if person is not None:
        return exchanged(question, person, _as_written(other, person, question))
    acronym = re.search(r"(?<!\w)[A-Z][A-Za-z&]*[A-Z]\w*", question)
    if acronym and re.fullmatch(r"[A-Z][A-Za-z&]*[A-Z]\w*", other):
        return exchanged(question, Phrase(text=acronym.group(), start=acronym.start(), end=acronym.end()), other)
    return None


def _as_written(other: str, person: Phrase, question: str) -> str:
    """Another group in the form that its place needs: "adult access" is "children's access"."""
    describes = person.text.lower() in ("adult", "child") and re.match(r"\s+[a-z]", question[person.end :])
    if not describes:
        return other
    plain = re.sub(r"^the\s+", "", other, flags=re.IGNORECASE)
    return f"{plain}'" if plain.endswith("s") else f"{plain}'s"


def is_people(words: str) -> bool:
    plain = re.sub(r"^(?:the|our|all)\s+", "", words.strip().lower())
    return any(plain == name for row in groups_of_people() for name in row)


def _person(question: str, other: str) -> Phrase | None:
    """The group of people that a question names, where it is exchanged for another group."""
    plain = re.sub(r"^(?:the|our|all)\s+", "", other.strip().lower())
    if not is_people(other):
        return None
    for row in groups_of_people():
        for name in row:
            match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE)
            if match and plain not in row:
                return Phrase(text=match.group(), start=match.start(), end=match.end())
    return None
