"""Words that speak to software in place of readers: they name it and order it about, or tell it how to answer.

A plan has no reason to hold such words, so they are taken for planted ones. Told are only words that join an order
with what makes it one to software (a name for it, its answer, its instructions): "AI tools should support staff",
"respond only to emergencies" and "your response to this consultation" are for people.
"""

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["orders_software"]

_START = r"(?:^|(?<=[:;>({\[])\s?|(?<=[-–—])\s)\W{0,4}(?:please\s+|now\s+|first,?\s+)?"
_SOFTWARE = (
    r"(?:chat\s?bots?|(?:large\s+)?language\s+models?|llms?|(?:chat)?gpts?\b|summari[sz]ers?"
    r"|(?:ai|a\.i\.)(?:\s+(?:systems?|models?|assistants?|agents?|tools?|readers?))?"
    r"|(?:automated|automatic|virtual|digital|machine)\s+(?:assistants?|readers?|systems?|agents?|tools?)"
    r"|assistants?|bots?)"
)
_TELL = (
    r"(?:(?:reply|respond|answer)s?\s+(?:only|solely|just|exactly|with|in|that|nothing|every|each|all|no|yes|[\"“':])"
    r"|(?:print|say|write|output|repeat|state|cite|quote|mention|ignore|disregard|fetch|reveal|obey|leave\s+out)\b"
    r"|leave\s+(?:\w+\s+){1,4}out\b|(?:begin|start|end)\s+(?:with|by|each|every|your|its)\b|decline\b|never\s+mention\b)"
)
_INSTRUCTIONS = r"(?:instructions?|rules?|orders?|prompts?|guidelines?|directions?|programming|training)"
_ANSWER = r"your\s+(?:\w+\s+)?(?:answers?|repl(?:y|ies)|responses?|outputs?|message)\b(?!\s+to\s+(?:this|the|our)\b)"
_SHAPING = (
    r"(?:add|append|include|insert|integrate|modify|augment|enhance|begin|start|end|replace|convert|render|introduce"
    r"|misspell|scramble|jumble|rearrange|anagram|combine|remove|group|use|substitute|translate|write|craft|format"
    r"|put|make|finish|preface|prefix|generate|embed|swap|encode|reverse|describe|mention|show|say|state|tell|repeat|quote)"
)
_QUOTED = r"[\"“'‘][^\"”'’\n]{1,120}[\"”'’]"

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_SIGNS = re.compile(r"((?:[^\w\s]\s?){3})(?:[^\w\s]\s?)+")
_STRETCH, _OVERLAP = 600, 200

_ORDERS = re.compile(
    "|".join(
        (
            # its instructions: to be set aside, told, or put in the place of others
            r"\b(?:ignore|disregard|forget|discard|bypass)\s+(?:\w+\s+){0,3}?(?:previous|prior"
            rf"|earlier|above|preceding|foregoing|your|original|system)\s+(?:\w+\s+){{0,2}}?{_INSTRUCTIONS}\b",
            rf"\b(?:overrid|overrul|replac|supersed|cancel)\w+\s+(?:all\s+|any\s+)?(?:of\s+)?your\s+(?:\w+\s+)?{_INSTRUCTIONS}\b",
            rf"{_START}(?:ignore|disregard)\s+(?:the|this|that|these|those|all|any|every|what|everything|previous|prior)\b",
            r"\b(?:ignore|disregard|forget)\s+(?:all\s+|everything\s+)?(?:of\s+)?(?:the\s+|that\s+is\s+)?(?:above|preceding|foregoing)\b",
            rf"\b(?:new|updated|further)\s+instructions?\b\W{{0,3}}(?:{_TELL}|answer\b)",
            rf"\byour\s+(?:hidden|system|original|secret|initial|internal|new|real|true|only)\s+(?:{_INSTRUCTIONS}|task"
            r"|role|goal|job)\b",
            r"\bsystem\s+(?:prompt|override)\b|\b(?:developer|debug|jailbreak|god)\s+mode\b|\[/?INST\]|<\|\w+\|>",
            # what it is to be
            rf"\byou\s+are\s+(?:now|no\s+longer|really)\s+(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}?{_SOFTWARE}\b",
            r"\byou\s+are\s+(?:an?\s+)?(?:helpful\s+)?(?:ai\b|chat\s?bot|language\s+model|llm\b|helpful\s+assistant)",
            r"\byou\s+are\s+(?:now\s+)?(?:in|entering)\s+\w+\s+mode\b|\b(?:act|behave|respond)\s+as\s+(?:if\s+you|though"
            rf"\s+you|an?\s+{_SOFTWARE})\b|{_START}pretend\s+(?:that|to|you)\b",
            # named and told
            rf"(?:{_START}|\b(?:note|notice|message|attention|memo|instructions?|reminder)s?\s+(?:to\s+|for\s+)?)"
            rf"(?:to\s+|dear\s+|hey\s+|any\s+|all\s+|every\s+|the\s+|if\s+you\s+are\s+(?:an?\s+)?)*{_SOFTWARE}\b[^.!?:;]{{0,60}}?[:,;][^\n]{{0,80}}?\b{_TELL}",
            rf"\b(?:the\s+|any\s+|all\s+)?{_SOFTWARE}\b[^.!?\n]{{0,40}}?\b(?:must|should|shall|has\s+to|have\s+to|is\s+to"
            rf"|are\s+to)\s+(?:now\s+|not\s+|never\s+|always\s+|only\s+)*{_TELL}",
            # told how to answer
            rf"{_START}{_SHAPING}\b(?:[^.!?\n]|[.!?](?!\s)){{0,120}}?\b{_ANSWER}",
            rf"{_START}(?:in|within)\s+{_ANSWER}",
            rf"{_START}{_SHAPING}\b(?:[^.!?\n]|[.!?](?!\s)){{0,120}}?\s(?:each|every)"
            r"\s+(?:answers?|repl(?:y|ies)|responses?)\b(?!\s+to\b)",
            rf"{_START}(?:answer|reply|respond)\b[^.!?\n]{{1,60}}?\b(?:and\s+nothing\s+(?:more|else)|and\s+no\s+more)\b",
            rf"{_START}(?:provide|give|deliver|present)\s+{_ANSWER}\s+(?:with|without|using|as|in\s+(?!writing|person))",
            rf"{_START}(?:reply|respond|answer)\s+(?:only|solely|exactly|nothing|(?:every|each|any|all)\s+questions?"
            rf"|with\s+(?:only|nothing|just|exactly|the\s+words?|{_QUOTED})|in\s+capitals|{_QUOTED}|yes\b|no\b)(?!\s+to\b)",
            r"(?:\b(?:then|must|always|instead|please|only)\s+|" + _START + r")(?:say|print|write|output|repeat|reply"
            rf"|respond\s+with)\s*:?\s*(?:only\s+|exactly\s+|the\s+(?:words?|phrase|token|text|sentence)\s+)*{_QUOTED}",
            r"\brepeat\s+after\s+me\b",
        )
    ),
    re.IGNORECASE,
)


def orders_software(text: str) -> bool:
    """Whether words order software about. Takes time in proportion to their length, whatever they are."""
    return any(_ORDERS.search(piece) for piece in _pieces(unicodedata.normalize("NFKC", text)))


def _pieces(text: str) -> Iterator[str]:
    """Sentence by sentence, white space as one, runs of signs shortened; long sentences in stretches that overlap."""
    for line in _SENTENCE_ENDS.split(text):
        piece = _SIGNS.sub(r"\1", " ".join(line.split()))
        yield from (piece[at : at + _STRETCH] for at in range(0, max(1, len(piece) - _OVERLAP), _STRETCH - _OVERLAP))
