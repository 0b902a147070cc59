"""Bodies that no register holds: who opens a sentence and acts in it, by kind or in capitals."""

import re

__all__ = ["opening_body"]

# Kinds of bodies that no register lists, where they act: not 'Schools will be told', nor 'Our schools will'.
_KIND_ACTS = re.compile(
    r"(?:(?:by|in|from|during)\b[^.,;]{0,40}\d{2,4},?\s+)?(?:the\s+|all\s+|local\s+)?"
    r"(?P<kind>(?:(?!we\b|our\b|these\b|those\b)[\w&'’-]+\s+){0,3}?(?:(?-i:[A-Z]{3,})|providers|practices|schools|headteachers|landlords"
    r"|employers|pharmacies|commissioners|police|hospitals|universities|colleges|charities|care\s+homes|associations"
    r"|councils|districts|boroughs|trusts|agencies))\s+(?:will|shall|are\s+to)\s+(?:(?:also|jointly|all|now)\s+)?(?!be\b|have\b|see\b|receive\b|benefit\b)",
    re.IGNORECASE,
)
# 'Trading Standards will run', 'The Library Service to extend': who opens the sentence in capitals and acts in it.
_NAMED_ACTS = re.compile(
    r"(?:(?:[Bb]y|[Ii]n|[Ff]rom|[Dd]uring)\b[^.,;]{0,40}\d{2,4},?\s+)?(?:[Tt]he\s+)?"
    r"(?P<kind>(?!(?:The|An?|This|These|Those|Our|We|Each|All|If|In|By|With|For|To|Over|As)\b)"
    r"[A-Z][\w&'’-]+(?:\s+(?:(?:and|of|for|the)\s+)?[A-Z][\w&'’-]+){1,5})\s+"
    r"(?:will|shall|is\s+to|are\s+to|plans?\s+to|aims?\s+to|intends?\s+to|to)\s+(?:(?:also|jointly|now)\s+)?"
    r"(?!be\b|have\b|see\b|receive\b|benefit\b|help\b|mean\b|include\b|need\b|enable\b|the\b|an?\b)[a-z]+"
)
_NO_BODY = re.compile(
    r"\b(?:Plans?|Strateg\w+|Programmes?|Frameworks?|Reports?|Reviews?|Pathways?|Models?|Wards?|Hubs?|Schemes?|Projects?|Act|Bill"
    r"|Approach|Polic\w+|Charter|Campaign|Fund|Grant|Standard|System|Records?|App|Tool|First|Access|Support|Commitment|Year|Phase"
    r"|Priorit\w+|Ambitions?|Aims?|Objectives?|Outcomes?|Vision|Forward|Week|Day|Champions?|Pilot)$"
)


def opening_body(text: str) -> str | None:
    """Who opens a sentence and acts in it, as written: 'Registered providers will build'; None where nobody does."""
    opens = _KIND_ACTS.match(text) or _NAMED_ACTS.match(text)
    return None if opens is None or _NO_BODY.search(opens["kind"]) else " ".join(opens["kind"].split())
