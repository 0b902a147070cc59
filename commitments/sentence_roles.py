"""The part that a named body has in a sentence: it leads, takes part, oversees, or is only spoken of."""

import re
from typing import Literal

from plans.bodies import Bodies, BodyMention

__all__ = ["ACTS_AFTER", "LEAD_BEFORE", "Role", "acting_bodies", "is_attribute", "opens_clause", "roles_of"]

Role = Literal["lead", "partner", "overseer"]
LEAD_BEFORE = re.compile(
    r"\b(?:led|owned|run|operated|delivered|provided|managed|co-?ordinated|chaired|commissioned|funded|progressed"
    r"|responsib\w+\s+of|implemented|mobilised|undertaken)\s+(?:\w+ly\s+)?(?:by|through)\s+(?:the\s+|our\s+|an?\s+|local\s+)?$"
    r"|\b(?:lead|leads|owner|owned\s+by|led\s+by|responsible|accountable)(?:\s+(?:body|organisation|agency|partner|officer))?\s*[:–-]\s*$",
    re.IGNORECASE,
)
_OVERSEER_BEFORE = re.compile(
    r"\b(?:overseen|monitored|scrutini[sz]ed|approved|signed\s+off|assured|reported|presented|report(?:s|ing)?|accountable"
    r"|assurance|updates?|escalated)\b[^.;]{0,60}?\b(?:by|to|from)\s+(?:the\s+)?(?:[\w\s]+\s+and\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_WITH_BEFORE = re.compile(
    r"\b(?:with|alongside|between|in\s+(?:partnership|conjunction|collaboration)\s+with|working\s+with)\b[^.;:]{0,90}$",
    re.IGNORECASE,
)
_AT_BEFORE = re.compile(r"\bat\s+(?:both\s+|the\s+)?$", re.IGNORECASE)
# 'CHFT Emergency Department', 'Each PCN within Kirklees': what may stand between a body and what it does.
_OWN_PART = (
    r"(?:['’]s)?\s*(?:\([^)]{1,40}\)\s*)?(?:(?-i:[A-Z])[\w&]*\s+){0,3}"
    r"(?:(?:within|in|across)\s+(?-i:[A-Z])\w+\s+)?,?\s*"
)
ACTS_AFTER = re.compile(
    _OWN_PART
    + r"(?:we\b|will\b|shall\b|to\s+(?!the\b|an?\b|our\b|discuss|promote|support)\w+|aims?\b|plans?\s+to\b|intends?\b"
    r"|continues?\b|has\b|have\b|is\b|are\b|remains?\b|leads?\b|(?:seeks?|pledges?|agrees?|undertakes?|promises)\b|should\b|offer\s+to\b|teams?\s+will\b"
    r"|(?:meets?|oversees?|chairs?|hosts?|brings?|manages?|runs?|monitors?|reviews?)\b[^.;]{0,60}\band\s+will\b)",
    re.IGNORECASE,
)
_WILL_AFTER = re.compile(
    _OWN_PART + r"(?:we|will|shall|aims?|plans?\s+to|intends?|continues?|has|have|is|are)\b", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:,|/|&|,?\s*and|,?\s*together\s+with|,?\s*with)\s*(?:the\s+)?", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|each|both|all|every|our|local|as|an?)?", re.IGNORECASE)
_TIME_FIRST = re.compile(
    r"(?:by|in|from|during|over|throughout|before|until)\b[^.,;]{0,40}\d{2,4}(?:\s+the)?", re.IGNORECASE
)
_NEW_CLAUSE = re.compile(r".{12,}(?:,|\b(?:and|that|where|while|whilst))(?:\s+the)?", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)


def acting_bodies(text: str, bodies: Bodies) -> tuple[str, ...]:
    """The ids of the bodies that words put in the lead."""
    return tuple(mention.body.id for mention, role in zip(*roles_of(text, bodies), strict=True) if role == "lead")


def roles_of(text: str, bodies: Bodies) -> tuple[list[BodyMention], list[Role | None]]:
    """The bodies that words name, and the part of each; those joined to one that leads lead with it."""
    mentions = list(bodies.find(text))
    roles = [_role(text, mention) for mention in mentions]
    for position in range(1, len(mentions)):
        first, second = mentions[position - 1], mentions[position]
        joined = _JOINED.fullmatch(text[first.end : second.start]) and opens_clause(text[: first.start])
        if roles[position] in (None, "partner") and joined and ACTS_AFTER.match(text[second.end :]):
            roles[position] = "lead"
    for position in range(len(mentions) - 2, -1, -1):
        between = text[mentions[position].end : mentions[position + 1].start]
        if roles[position + 1] == "lead" and roles[position] is None and _JOINED.fullmatch(between):
            roles[position] = "lead"
    return mentions, roles


def _role(text: str, mention: BodyMention) -> Role | None:
    """The part a named body has in a sentence; None where it is only spoken of."""
    before, after = text[: mention.start], text[mention.end :]
    if _OVERSEER_BEFORE.search(before):
        return "overseer"
    if is_attribute(after):
        return None
    if _WITH_BEFORE.search(before) and not (re.search(r",\s*(?:the\s+)?$", before) and _WILL_AFTER.match(after)):
        return "partner"
    if opens_clause(before) and ACTS_AFTER.match(after):
        return "lead"
    if LEAD_BEFORE.search(before):
        return "lead"
    if _AT_BEFORE.search(before) and mention.body.kind in ("nhs", "council"):
        return "lead"
    if _joins_partners(before):
        return "partner"
    return "lead" if opens_clause(before) and _WE.search(before) is None and _heads_item(after) else None


def is_attribute(after: str) -> bool:
    """Whether the body only tells which plan, staff or priorities are meant: 'NHS England delivery plan'."""
    return (
        re.match(
            r"(?:['’]s)?\s+(?:(?!will|shall|to\b|is|are|has|have|and|with)[a-z]+\s+){0,3}(?:plans?(?!\s+to\b)|strateg(?:y|ies)|framework|guidance|polic(?:y|ies)|priorities|ambitions?|recruitment"
            r"|promise|survey|call|app|governance|workplan|standards?|requirements?|funding|volunteers|investment|research"
            r"|outcomes|directorate|bi\s+group|registers?|awareness|infrastructure|transformation\s+priorities)\b"
            r"|(?:['’]s)?\s+(?:Long\s+Term|Infrastructure|Operational|People)\b",
            after,
            re.IGNORECASE,
        )
        is not None
    )


def opens_clause(before: str) -> bool:
    """Whether a body begins its clause: nothing stands before it but an article, a time or another clause."""
    sentence = re.split(r"[.;:!?]\s+|^\W+", before)[-1].strip()
    return any(pattern.fullmatch(sentence) for pattern in (_ARTICLE, _TIME_FIRST, _NEW_CLAUSE))


def _heads_item(after: str) -> bool:
    """'CHFT Emergency Department offer to include', 'UEC reconfiguration at'."""
    return re.match(r"\s+(?:[A-Z][\w&]*\s+){1,3}(?:offer|team|staff|service)\b", after) is not None


def _joins_partners(before: str) -> bool:
    return (
        re.search(
            r"\b(?:working\s+(?:at\s+scale\s+)?(?:across|with)|jointly|collectively\s+across|joint\s+\w+\s+with|support\s+the\s+work\s+of"
            r"|relationships?\s+with|together\s+(?:with|across)|through\s+work\s+with|led\s+with)\b[^.;]{0,80}$",
            before,
            re.IGNORECASE,
        )
        is not None
    )
