"""What a person tells before they ask is told apart from what is asked."""

import re

from plans.sentences import sentence_spans

__all__ = ["asking_part"]

_ASKS = re.compile(
    r"\?|\b(?:what|which|who|whom|whose|where|how (?:many|much|long|often|soon|far|big|do|does|did|is|are|will|can))\b"
    r"|^\W*(?:and |so |but |ok(?:ay)?,? )?(?:when|why|how|is|are|was|were|does|do|did|will|would|can|could|has|have|had"
    r"|should|any|list|name|give|tell|show|define|explain|compare|describe|find|spell|quote)\b"
    r"|\b(?:want|need|like|trying|love) to (?:know|find|see|understand)\b|\b(?:tell me|let me know|wonder(?:ing)?)\b",
    re.IGNORECASE,
)


def asking_part(text: str) -> str:
    """The sentences of a question that ask; where none does so outright, all of it.

    "My dad is 86 and on his own. Who takes him home?" asks its second sentence alone.
    """
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    marked = [one for one in sentences if one.rstrip(" \"'”’)").endswith("?")]
    asking = marked or [one for one in sentences if _ASKS.search(one)]
    if not asking or len(asking) == len(sentences):
        return text
    return " ".join(asking)
