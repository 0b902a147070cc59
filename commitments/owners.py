"""Who is on the hook: bodies named in the words, in a heading above them, or only as the plan's own."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from commitments.unregistered import opening_body
from plans.bodies import Bodies, Body, BodyMention
from plans.commitment import Owner
from plans.document import Place

__all__ = ["acting_bodies", "owners_of", "split_names"]

Role = Literal["lead", "partner", "overseer"]
Basis = Literal["stated", "heading", "document"]

_LEAD_BEFORE = re.compile(
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
_PARTNER_BEFORE = re.compile(
    r"\b(?:with|alongside|between|and|across|from|support(?:ing|ed)?|joint(?:ly)?|via|within|together|for|empower\w*|links?\s+to"
    r"|including|such\s+as|to)\s+(?:the\s+|our\s+|both\s+|local\s+|all\s+|an?\s+)?(?:[\w&’'()/-]+\s*,?\s+){0,4}?$",
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
_ACTS_AFTER = re.compile(
    _OWN_PART
    + r"(?:we\b|will\b|shall\b|to\s+(?!the\b|an?\b|our\b|discuss|promote|support)\w+|aims?\b|plans?\s+to\b|intends?\b"
    r"|continues?\b|has\b|have\b|is\b|are\b|remains?\b|leads?\b|seeks?\b|should\b|offer\s+to\b|teams?\s+will\b)",
    re.IGNORECASE,
)
_WILL_AFTER = re.compile(
    _OWN_PART + r"(?:we|will|shall|aims?|plans?\s+to|intends?|continues?|has|have|is|are)\b", re.IGNORECASE
)
_WE = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_SEPARATORS = re.compile(
    r"\s*(?:[;\n•|]|,(?!\s*(?:and\s+)?(?:community|social|children)\b)|\s/\s|/(?=[A-Z])|\s&\s(?=[A-Z]{2}))\s*"
)
_LED_HEADING = re.compile(
    r"\b(?:with|across|in|of|to|by\s+working|supporting|(?<!next\s)(?<!plans\s)(?<!actions\s)(?<!priorities\s)for)\s+(?:the\s+|our\s+)?$",
    re.IGNORECASE,
)
_SPEAKING = ("board", "partnership", "alliance", "programme", "nhs", "council", "other")


def owners_of(
    text: str,
    place: Place,
    *,
    bodies: Bodies,
    publisher: Body | None,
    who: str | None = None,
    partners: str | None = None,
) -> tuple[Owner, ...]:
    """The bodies that a commitment names or stands under, leads first.

    'We' is the body whose plan it is, which is also named, as known from the document only, where nobody else leads
    or is said to oversee it; `publisher` is None where the plan does not say whose it is.
    `who` and `partners` are what the row's own columns say.
    """
    owners = [*_listed(who, "lead", bodies), *_listed(partners, "partner", bodies)]
    owners += _stated(text, bodies)
    if not _leads(owners) and (opening := opening_body(text)):
        owners.append(Owner(name=opening, role="lead", basis="stated"))
    if not _leads(owners):
        spoken_of = {mention.body.id for mention in bodies.find(text)}
        owners += _headed(place, bodies, spoken_of, we=_WE.search(text) is not None)
    if publisher is not None and not any(owner.role in ("lead", "overseer") for owner in owners):
        owners.append(Owner(name=publisher.name, role="lead", basis="document"))
    unique: dict[str, Owner] = {}
    for owner in sorted(owners, key=lambda owner: ("lead", "overseer", "partner").index(owner.role)):
        unique.setdefault(owner.name, owner)
    return tuple(unique.values())


def acting_bodies(text: str, bodies: Bodies) -> tuple[str, ...]:
    """The ids of the bodies that words put in the lead."""
    return tuple(mention.body.id for mention, role in zip(*_roles(text, bodies), strict=True) if role == "lead")


def split_names(cell: str) -> tuple[str, ...]:
    """The names in a 'Who' cell, as written: parted by commas, strokes, semicolons and lines."""
    names = [name.strip(" .–-") for name in _SEPARATORS.split(_POST.sub(_kept_whole, cell))]
    names = [name.replace("\x1f", ",") for name in names]
    return tuple(name for name in names if name and not re.fullmatch(r"(?i)n/?a|tbc|tbd|all|various|none|and", name))


_POST = re.compile(
    r"\b(?:(?:deputy|assistant|associate|chief|executive|senior|strategic)\s+)*(?:director|head|manager|officer|chair|lead|consultant|superintendent|supt|inspector|matron|nurse|specialist|practitioner|adviser"
    r"|commissioner|coordinator)\b[^,;\n/]{0,50},\s*[A-Z]",
    re.IGNORECASE,
)


def _kept_whole(match: re.Match[str]) -> str:
    """'Director of Digital, NHS Devon' is one, not two."""
    return match.group().replace(",", "\x1f")


def _listed(cell: str | None, role: Role, bodies: Bodies) -> Iterable[Owner]:
    for name in split_names(cell or ""):
        mentions = bodies.find(name)
        known = [
            mention
            for mention in mentions
            if len(mention.written) >= len(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        ]
        if not known and _made_of(name, mentions):
            yield from (Owner(name=mention.body.name, role=role, basis="stated") for mention in mentions)
        else:
            yield Owner(name=known[0].body.name if known else name, role=role, basis="stated")


def _made_of(name: str, mentions: Sequence[BodyMention]) -> bool:
    """Whether a name is several bodies that only stand below one another: 'CHFT Locala'."""
    held = sum(len(mention.written) for mention in mentions)
    return len(mentions) > 1 and held + len(mentions) - 1 >= len(name)


def _leads(owners: Sequence[Owner]) -> bool:
    return any(owner.role == "lead" for owner in owners)


def _stated(text: str, bodies: Bodies) -> list[Owner]:
    told = zip(*_roles(text, bodies), strict=True) if text else ()
    return [Owner(name=mention.body.name, role=role, basis="stated") for mention, role in told if role is not None]


def _roles(text: str, bodies: Bodies) -> tuple[list[BodyMention], list[Role | None]]:
    """The bodies that words name, and the part of each; those joined to one that leads lead with it."""
    mentions = list(bodies.find(text))
    roles = [_role(text, mention) for mention in mentions]
    for position in range(1, len(mentions)):
        first, second = mentions[position - 1], mentions[position]
        joined = _JOINED.fullmatch(text[first.end : second.start]) and _opens(text[: first.start])
        if roles[position] in (None, "partner") and joined and _ACTS_AFTER.match(text[second.end :]):
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
    if _is_attribute(after):
        return None
    if _WITH_BEFORE.search(before) and not (re.search(r",\s*(?:the\s+)?$", before) and _WILL_AFTER.match(after)):
        return "partner"
    if _opens(before) and _ACTS_AFTER.match(after):
        return "lead"
    if _LEAD_BEFORE.search(before):
        return "lead"
    if _AT_BEFORE.search(before) and mention.body.kind in ("nhs", "council"):
        return "lead"
    if _joins_partners(before):
        return "partner"
    return "lead" if _opens(before) and _WE.search(before) is None and _heads_item(after) else None


def _is_attribute(after: str) -> bool:
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


_JOINED = re.compile(r"\s*(?:,|/|&|,?\s*and|,?\s*together\s+with|,?\s*with)\s*(?:the\s+)?", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|each|both|all|every|our|local|as|an?)?", re.IGNORECASE)
_TIME_FIRST = re.compile(
    r"(?:by|in|from|during|over|throughout|before|until)\b[^.,;]{0,40}\d{2,4}(?:\s+the)?", re.IGNORECASE
)
_NEW_CLAUSE = re.compile(r".{12,}(?:,|\b(?:and|that|where|while|whilst))(?:\s+the)?", re.IGNORECASE)


def _opens(before: str) -> bool:
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


def _headed(place: Place, bodies: Bodies, spoken_of: set[str], *, we: bool) -> list[Owner]:
    """The body that a lead-in, a row heading or a heading names as its subject, from the nearest outwards.

    Not one that the words speak of without putting it in the lead, nor under 'we' one that does not speak in plans.
    """
    for words in (place.lead_in, place.row, *reversed(place.section)):
        for mention in bodies.find(words or ""):
            silent = mention.body.id in spoken_of or (we and mention.body.kind not in _SPEAKING)
            if words and not silent and _is_subject(words, mention, is_lead_in=words == place.lead_in):
                return [Owner(name=mention.body.name, role="lead", basis="heading")]
    return []


def _is_subject(words: str, mention: BodyMention, *, is_lead_in: bool) -> bool:
    before, after = words[: mention.start], words[mention.end :]
    if _is_attribute(after) or mention.body.plural:
        return False
    if is_lead_in:
        led = _LEAD_BEFORE.search(before) is not None
        return (
            led
            or (_opens(before) and _ACTS_AFTER.match(after) is not None)
            or re.match(r"\s+(?:programme|work)\b", after) is not None
        )
    return _LED_HEADING.search(before) is None and re.search(r"\bnational\b", before, re.IGNORECASE) is None
