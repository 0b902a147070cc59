"""Whom a commitment is for: 'adults with a learning disability', 'patients on waiting lists'."""

import re

__all__ = ["population_of"]

_PEOPLE = (
    r"(?:(?:older|younger|vulnerable|young|homeless|disabled|working[- ]age|looked\s+after|unpaid|working|autistic"
    r"|pregnant|frail|local|eligible|adult|minority\s+ethnic|ethnic\s+minority|bereaved|high\s+intensity)\s+){0,2}"
    r"(?:children\s+and\s+young\s+people(?:['’]?s)?|adults\s+and\s+older\s+adults|adults\s+and\s+children|people|adults|children|young\s+people|patients|residents"
    r"|women|men|mothers|babies|infants|families|carers|pupils|students|veterans|homeless\s+people|refugees|service\s+users"
    r"|communities|individuals|households|staff|employees|workforce|volunteers|tenants|migrants|CYP|frail\s+individuals|users)"
)
_WHO = (
    r"(?:\s+(?:aged?\s+(?:between\s+)?\d[\w\s-]{0,16}?(?:\d+|years?|over)|over\s+\d+(?:\s+years)?|under\s+\d+|on\s+[\w\s-]{3,50}?(?:registers?|lists?)"
    r"|with\s+(?:an?\s+)?[\w\s’'/,()-]{3,70}?|living\s+(?:with|in)\s+[\w\s’'-]{3,50}?|in\s+(?:the\s+last\s+year\s+of\s+life|mental\s+health\s+crisis|crisis|care|households[\w\s]{3,40}?)"
    r"|from\s+[\w\s]{3,40}?communities|who\s+(?:are|have|do|cannot|need|live|care)\s+[\w\s’'/-]{3,60}?|at\s+(?:higher\s+|greater\s+)?risk\s+of\s+[\w\s]{3,30}?))?"
)
_POPULATION = re.compile(
    rf"\b(?P<who>{_PEOPLE}{_WHO})(?=\s*(?:[.,;:()]|$|[-–]\s|\bwith\s+an?\s+focus\b|\b(?:to|is|are|will|and|by|in|on|at|through|receive|attending|accessing|supported|that|can|have|so|for|who|was|were|get|as|access|waiting|seen|treated|being|available|presenting|across|while|whose)\b))",
    re.IGNORECASE,
)
_NOT_THE_POPULATION = re.compile(r"\b(?:our|upskilling\s+teaching|teaching|by|of\s+our)\s*$", re.IGNORECASE)


def population_of(text: str) -> str | None:
    """The people whom words are for, as written: the fullest description where several are named; None for none."""
    found = [
        " ".join(match["who"].split())
        for match in _POPULATION.finditer(text)
        if not _NOT_THE_POPULATION.search(text[: match.start()])
    ]
    return max(found, key=lambda who: len(who.split()), default=None) if found else None
