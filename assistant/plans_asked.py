"""Questions for those of several plans that promise, mention, or set a target for a thing, or do not."""

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["PlansAsked", "plans_asked"]

Doing = Literal["promise", "mention", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansAsked:
    """What is asked of each plan, and whether those are wanted that do it or those that do `not`."""

    doing: Doing
    wanted_not: bool


_PLANS = (
    r"\b(?:which|what|how many|list|name|show)\b(?: me)?(?: all)?(?: of)?(?: the| these| those| our)?(?: [\w'-]+){0,3} "
    r"(?:plans|places|areas|systems|partnerships)\b"
)
_NOT = (
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|didn['’]t|never|fail(?:s|ed)? to|without|ha(?:ve|s) no|sets? no"
    r"|make no mention|say nothing|silent|leave out|omit|lack)\b"
)
_SETS = re.compile(rf"{_PLANS}.{{0,50}}?\b(?:targets?|goals?|trajector(?:y|ies)|measurable)\b", re.IGNORECASE)
_MENTIONS = re.compile(
    rf"{_PLANS}.{{0,40}}?\b(?:mention\w*|refer\w* to|nam(?:e|es|ing)|talk\w* about|speak\w* (?:of|about)|discuss\w*"
    r"|silent (?:on|about)|say\w* (?:nothing|anything|something) (?:on|about)|leave out|omit|touch(?:es)? on)\b",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    rf"{_PLANS}.{{0,40}}?\b(?:promis\w+|commit\w*|pledg\w+|undertak\w+"
    r"|say (?:that )?they|plan to|aim to|intend|will|set|have|include|offer|want to|lack)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(rf"{_PLANS}.{{0,30}}?{_NOT}", re.IGNORECASE)


def plans_asked(question: str) -> PlansAsked | None:
    """What a question asks of each of several plans; None where it asks no such thing."""
    doing: Doing
    if _MENTIONS.search(question):
        doing = "mention"
    elif _SETS.search(question):
        doing = "target"
    elif _PROMISES.search(question) or _NEGATED.search(question):
        doing = "promise"
    else:
        return None
    return PlansAsked(doing=doing, wanted_not=bool(_NEGATED.search(question)))
