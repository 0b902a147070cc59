"""What a question takes for granted: the parts of it that state something rather than ask."""

import re

from assistant.understanding import Understanding, Want

__all__ = ["granted"]

_SHORTEST = 4  # words: fewer state nothing that could be held against a plan

_SENTENCES = re.compile(r"(?<=[?!])\s+|(?<=[\w%)]{2}\.)\s+(?=\w)")

_WHOLE = re.compile(
    r"^\W*(?:so |and |but )?(?:(?:why|how come)\b|how (?:will|did|does|do|is|are|was|were|has|have|can|could)\b"
    r"|what (?:made|makes|led|caused|causes|drove|explains|(?:is|was|has been|lies) behind)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?P<said>.*), (?:(?:is|was|will|wo|did|does|do|has|have|had|are|were)(?:n['’]t| not)? (?:it|that|they|he|she|we)"
    r"|right|correct|yes|no|innit)\b(?P<guess>[^?]*)\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
_ORDERS = re.compile(
    r"^\W*(?:please )?(?:list|name|give|tell|show|define|explain|compare|describe|find|quote|what|which|who|whom|whose"
    r"|when|where|how|is|are|was|were|does|do|did|will|can|any|has|have|had)\b|\bplease\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|when|where|how|why|any|anything)\b.*\?", re.IGNORECASE)
_LEAD = re.compile(
    r"^\W*(?:so |and |but )?(?:now(?: that)?|since|given(?: that)?|with|because|as|when|seeing(?: as| that)?"
    r"|considering(?: that)?|if|after|considering) (?!(?:will|did|does|do|is|are|was|were|can|has|have|exactly)\b)"
    r"(?P<stated>[^?]+?)(?:, (?P<then>[^?]+\?)|$)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^\W*(?:so |and |but )?(?:i(?: have|['’]ve)? (?:read|heard|saw|seen)|i (?:understand|gather|see)|i was told"
    r"|(?:we|i)(?:['’](?:re|m)| are| am) told|apparently|they say|it says)(?: that|:)? (?P<stated>[^?]+?)"
    r"(?:,? (?:so|and|but) [^?]*\?|$)",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^\W*(?:so |and |but )?"
    r"(?P<stated>[^?:]+?(?=: )|the [^?:,]+?(?=, ))[:,] "
    r"(?=(?:who|what|when|where|which|how|why|is|are|was|were|will|does|do|did|has|have)\b)[^?]+\?",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"\b(?:helped|mattered|a problem|good|bad|odd|strange|a pity|a shame) that (?P<stated>[^?]+)", re.IGNORECASE
)


def granted(asked: Understanding) -> tuple[str, ...]:
    """The statements in a question, in its own words; the whole of it where it asks only why or how something is so.

    "Now that the scheme has closed, what comes next?" states that the scheme has closed; "it opened in May, didn't
    it?" that it opened in May.
    """
    text = asked.text
    if asked.want is Want.REASON or (_WHOLE.search(text) and asked.want is not Want.DEFINITION):
        return (text,)
    stated = [statement for one in _SENTENCES.split(text) if (statement := _statement(one))]
    return tuple(one for one in stated if len(one.split()) >= _SHORTEST)


def _statement(sentence: str) -> str:
    for pattern in (_LEAD, _TOLD, _TOPIC, _HELPED):
        found = pattern.search(sentence)
        if found:
            return found["stated"]
    tagged = _TAG.search(sentence)
    if tagged:  # "when does it open, is it May?" states no more than its guess
        return sentence if tagged["guess"].strip() else tagged["said"]
    return "" if _ASKS.search(sentence) or _ORDERS.search(sentence) else sentence
