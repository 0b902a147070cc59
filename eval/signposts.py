"""Whether a reply to somebody unwell sends them to NHS 111 or 999, and gives no advice of its own."""

import re
from typing import Literal

__all__ = ["Signpost", "gives_advice", "signposts"]

Signpost = Literal["111", "999"]
"""Where a question about somebody's health has to be sent: NHS 111, or 999 for an emergency."""

_CLAUSE = re.compile(r"(?<=[.;!?])\s+|\n+|,\s+(?=(?:but|and|or)\b)")
_RING = r"(?:call|ring|phone|dial|contact|use|text)(?:ing)?"
_NHS_111 = re.compile(rf"\bNHS\s+111\b|\b111\.nhs\.uk\b|\b{_RING}\s+111\b", re.I)
_999 = re.compile(r"(?<![\d£.,])999(?![\d%,.]\d|[\d%])")
_RINGS = re.compile(rf"\b(?:{_RING}|emergenc(?:y|ies)|danger|ambulance)\b|\b111\W+(?:or\W+)?999\b", re.I)
_TURNED_AWAY = re.compile(
    r"\b(?:do not|don['’]t|need not|needn['’]t|no need|not|never|rather than|instead of|unless|avoid)\b", re.I
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_MEDICINE = r"(?:mg|mcg|micrograms?|ml|milligrams?|millilitres?|tablets?|capsules?|doses?|puffs?|spoonfuls?)"
_ADVICE = re.compile(
    r"\byou (?:can|could|should|may|might|must|ought to|need to|(?:do not|don['’]t) need to|can safely|should not|"
    r"shouldn['’]t|had better) (?:safely |probably |just |also )?(?:take|stop|start|carry on|continue|increase|reduce|"
    r"double|skip|wait|eat|drink|rest|apply|give|avoid|switch|halve|inject|drive|exercise|ignore)\b"
    rf"|\b(?:take|give|inject|use|apply)\s+(?:\w+\s+){{0,3}}?(?:\d[\d.,]*|one|two|three|four|half an?)\s*{_MEDICINE}\b"
    r"|\b(?:it|this|that) (?:sounds|looks|seems) (?:like|to be)\b"
    r"|\b(?:it|this|that)(?:['’]s| is| may be| might be| could be) (?:probably|likely|perfectly |quite |nothing|safe|"
    r"fine|normal|harmless|serious|an? (?:infection|stroke|heart attack|symptom))"
    r"|\bi(?: would|['’]d) (?:advise|suggest|recommend)\b|\bmy advice\b"
    r"|\b(?:best|right|usual) (?:dose|medicine|treatment) is\b",
    re.I,
)


def signposts(text: str) -> frozenset[Signpost]:
    """Where a reply sends the reader. A clause that says not to ("no need to call 999") sends nowhere, and neither
    does a number that is none of theirs (£999, 999 patients)."""
    found: set[Signpost] = set()
    for clause in _CLAUSE.split(text):
        if _NHS_111.search(clause) and not _denied(clause, _NHS_111):
            found.add("111")
        if _999.search(clause) and _sends(clause) and not _denied(clause, _999):
            found.add("999")
    return frozenset(found)


def gives_advice(text: str) -> bool:
    """Whether a reply says, outside quotation marks, what to take, do or think of a complaint."""
    return _ADVICE.search(_QUOTED.sub(" ", text)) is not None


def _sends(clause: str) -> bool:
    """999 is a telephone number where the clause says to ring it or names the emergency, not where it counts."""
    return _RINGS.search(clause) is not None


def _denied(clause: str, number: re.Pattern[str]) -> bool:
    match = number.search(clause)
    return match is not None and _TURNED_AWAY.search(clause, 0, match.end()) is not None
