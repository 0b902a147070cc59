"""Who is on the hook: bodies named in the words, in a heading above them, or only as the plan's own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from commitments.sentence_roles import ACTS_AFTER, LEAD_BEFORE, Role, is_attribute, opens_clause, roles_of
from commitments.unregistered import opening_body
from plans.bodies import Bodies, Body, BodyMention
from plans.commitment import Owner
from plans.document import Place

__all__ = ["owners_of", "split_names"]

Basis = Literal["stated", "heading", "document"]

_WE = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_PAIR = 2
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
    if not _leads(owners):
        owners += (Owner(name=name, role="lead", basis="stated") for name in _opening(text, bodies))
    if not _leads(owners):
        spoken_of = {mention.body.id for mention in bodies.find(text)}
        owners += _headed(place, bodies, spoken_of, we=_WE.search(text) is not None)
    if publisher is not None and not any(owner.role in ("lead", "overseer") for owner in owners):
        owners.append(Owner(name=publisher.name, role="lead", basis="document"))
    unique: dict[str, Owner] = {}
    for owner in sorted(owners, key=lambda owner: ("lead", "overseer", "partner").index(owner.role)):
        unique.setdefault(owner.name, owner)
    return tuple(unique.values())


def _opening(text: str, bodies: Bodies) -> Iterator[str]:
    """Who opens a sentence and acts in it though no register holds the name; two where one of them is known."""
    opening = opening_body(text)
    if opening is None:
        return
    pair = re.split(r"\s+and\s+(?:the\s+)?", opening)
    known = [next((one for one in bodies.find(name) if len(one.written) == len(name)), None) for name in pair]
    if len(pair) == _PAIR and any(known):
        yield from (name if one is None else one.body.name for name, one in zip(pair, known, strict=True))
    else:
        yield opening


def split_names(cell: str) -> tuple[str, ...]:
    """The names in a 'Who' cell, as written: parted by commas, strokes, semicolons and lines."""
    told = _BELOW.sub(r"\1; ", _POST.sub(_kept_whole, cell))
    names = [name.strip(" .–-") for name in _SEPARATORS.split(told)]
    names = [name.replace("\x1f", ",") for name in names]
    return tuple(name for name in names if name and not re.fullmatch(r"(?i)n/?a|tbc|tbd|all|various|none|and", name))


_POST = re.compile(
    r"\b(?:(?:deputy|assistant|associate|chief|executive|senior|strategic)\s+)*(?:director|head|manager|officer|chair|lead|consultant|superintendent|supt|inspector|matron|nurse|specialist|practitioner|adviser"
    r"|commissioner|coordinator)\b[^,;\n/]{0,50},\s*[A-Z]",
    re.IGNORECASE,
)


# 'Fells Council NHS Fells ICB' were two lines of the cell.
_BELOW = re.compile(
    r"\b(Council|ICB|Police|Trust|Authority)\s+(?=NHS\s|(?:[A-Z][\w&-]*\s+){1,5}(?:Council|ICB|Trust|Police|Authority)\b)"
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
    told = zip(*roles_of(text, bodies), strict=True) if text else ()
    return [Owner(name=mention.body.name, role=role, basis="stated") for mention, role in told if role is not None]


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
    if is_attribute(after) or mention.body.plural:
        return False
    if is_lead_in:
        led = LEAD_BEFORE.search(before) is not None
        return (
            led
            or (opens_clause(before) and ACTS_AFTER.match(after) is not None)
            or re.match(r"\s+(?:programme|work)\b", after) is not None
        )
    return _LED_HEADING.search(before) is None and re.search(r"\bnational\b", before, re.IGNORECASE) is None
