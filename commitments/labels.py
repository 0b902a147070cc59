"""Who, with whom and when, where they are written behind an action as labels: 'Lead: Head of Housing. By: 2027'."""

import re
from dataclasses import dataclass
from itertools import zip_longest

__all__ = ["Labelled", "labelled"]

_ROLES = {
    "who": r"lead(?:s|ing)?(?:\s+(?:officer|organisation|agency|partner|body|department|team))?|led\s+by|owners?"
    r"|action\s+owner|responsible(?:\s+\w+)?|responsibility|accountable(?:\s+\w+)?|who(?:\s+will\s+lead|\s+leads)?|by\s+whom|delivered\s+by"
    r"|lead\s+for\s+(?:all|each)(?:\s+\w+){0,4}",
    "partners": r"(?:key\s+|delivery\s+|supporting\s+)?partners?|supported\s+by|working\s+with",
    "when": r"time\s?-?(?:scale|frame|line)s?|timing|by(?:\s+when)?|when|deadline|due(?:\s+(?:date|by))?"
    r"|(?:target|completion|delivery|end)\s+date|complet(?:ion|e)(?:\s+by)?|date",
    "measure": r"(?:success\s+)?measures?(?:\s+of\s+success)?|kpis?"
    r"|how\s+(?:will\s+)?we(?:\s+will)?\s+(?:know|measure\s+\w+)",
}
_LABEL = re.compile(
    r"(?:^|(?<=[.;:!?)\]\n])|(?<=\s[-–—(\[|])|(?<=[(\[|]))\s*(?:"
    + "|".join(f"(?P<{role}>{names})" for role, names in _ROLES.items())
    + r")\s*[:–]\s+(?=\S)",
    re.IGNORECASE,
)
_WORDS = 16  # so many words behind a label are a sentence of their own and no name or time


@dataclass(frozen=True, slots=True)
class Labelled:
    """How much of a text is the action itself, and what the labels behind it say, by the role of a column."""

    end: int
    cells: dict[str, tuple[str, ...]]


def labelled(text: str) -> Labelled | None:
    """The labels that end a text, or None where it has none; `end` is 0 where it is nothing but labels."""
    marks = list(_LABEL.finditer(text))
    cells: dict[str, tuple[str, ...]] = {}
    for mark, following in zip_longest(marks, marks[1:]):
        words = text[mark.end() : following.start() if following else len(text)].strip(" \n\t.;,|()[]–—-")
        if not words or len(words.split()) > _WORDS:
            return None
        role = str(mark.lastgroup)
        cells[role] = (*cells.get(role, ()), words)
    if not marks:
        return None
    return Labelled(len(text[: marks[0].start()].rstrip(" \n\t|([–—-")), cells)
