"""Who a question wants named: a body that does something in the words, or the people that something is for."""

import re
from collections.abc import Iterable

from assistant.understanding import Understanding
from plans.bodies import Bodies, BodyMention
from plans.words import content_stems, stem, stems

__all__ = ["bodies_wanted", "people_wanted"]

_AGENT = re.compile(
    r"\b(?:led|run|delivered|operated|provided|overseen|managed|chaired|owned|developed|supported|commissioned|funded|"
    r"undertaken|reported|hosted)\b[\w ,'-]{0,20}\b(?:by|through|to|with|jointly with)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?P<sort>university|college|council|board|committee|trust|alliance|hospice)\b",
    re.IGNORECASE,
)
_WHERE_NOT_WHO = re.compile(
    r"\b(?:at|in|across|within|near|from|into|around|outside|inside|between|both)\s+(?:the\s+|our\s+|local\s+)*$",
    re.IGNORECASE,
)


# Whom somebody meets, is sent to or is known to need not answer for it: "who come into contact with NHS 111 and YAS".
_MET_NOT_ANSWERING = re.compile(
    r"\b(?:contact with|access(?:ing)? (?:to )?|referr\w+ (?:in)?to|known to|registered with|treated by|seen by|"
    r"calls? to|admi\w+ to|visits? to|presenting (?:to|at)|waiting for|discharged? (?:from|to))\s+(?:the\s+)?"
    r"(?:[\w ]{2,30}(?:,| and| or)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)


def bodies_wanted(text: str, asked: Understanding, bodies: Bodies) -> tuple[str, ...]:
    """The bodies that do something in the words, beside those that the question names: not where it happens.

    Where the words say by whom or through whom, only those.
    """
    if asked.deed and asked.deed not in stems(text):
        return ()
    named = {mention.body.id for mention in asked.bodies}
    kept = [m for m in bodies.find(text) if m.body.id not in named and not _only_a_place(text, m)]
    sort = _SORT.search(asked.text)
    if sort:
        kept = [m for m in kept if sort["sort"].lower() in f"{m.written} {m.body.name}".lower()]
    agents = [m for m in kept if _AGENT.search(text[max(0, m.start - 40) : m.start])]
    mentioned = tuple(dict.fromkeys(text[mention.start : mention.end] for mention in agents or kept))
    by_the_deed = _by_whom(text, asked)
    return by_the_deed or mentioned or _with_whom(text, asked) or _plainly_named(text, asked)


def _only_a_place(text: str, mention: BodyMention) -> bool:
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_WHERE_NOT_WHO.search(before[-30:]) or _MET_NOT_ANSWERING.search(before))


def _by_whom(text: str, asked: Understanding) -> tuple[str, ...]:
    """Whoever the words say did what is asked: who set it up, where it was "set up by local charities"."""
    told = set(stems(asked.text))
    return _others((found["who"] for found in _DONE_BY.finditer(text) if stem(found["deed"].lower()) in told), asked)


def _with_whom(text: str, asked: Understanding) -> tuple[str, ...]:
    """Those with whom something is done, where that is asked."""
    return _others((found["who"] for found in _ALONGSIDE.finditer(text)), asked) if _WITH.search(asked.text) else ()


def _plainly_named(text: str, asked: Understanding) -> tuple[str, ...]:
    """A body that goes by its kind alone and is said to do something: "A single group should be formed to lead"."""
    return _others((found["who"] for found in _OF_A_KIND.finditer(text)), asked)


def _others(found: Iterable[str], asked: Understanding) -> tuple[str, ...]:
    """Those of the words found that say something which the question does not."""
    told = set(stems(asked.text))
    return tuple(dict.fromkeys(one for one in found if set(content_stems(one)) - told))


_NOUN_PHRASE_END = r"(?=\s+(?:to|in|on|for|and (?:to|will|are)|who|which|that|as|at|when|is|are|will)\b|[.,;:()\n]|$)"
_DONE_BY = re.compile(
    r"\b(?P<deed>\w+)(?: (?:up|out|on|off|over))? by (?:(?:the|our|an?) )?"
    r"(?P<who>(?:[\w&/'’-]+ ){0,4}?[A-Za-z][\w&/'’-]+)" + _NOUN_PHRASE_END
)
_WITH = re.compile(
    r"\bwho(?:m)?\b.{0,90}\b(?:with|alongside)\W*$|\bwith (?:who|whom|which)\b|"
    r"\bwho(?:m)?\b.{0,60}\b(?:work(?:ed|ing)?|link(?:ed|ing)?|partner(?:ed|ing)?|team(?:ed|ing)? up|join(?:ed|ing)?|"
    r"connect(?:ed|ing)?|engag(?:e|ed|ing))(?: up)? (?:with|alongside|to)\b",
    re.IGNORECASE,
)
_ALONGSIDE = re.compile(
    r"\b(?:with|alongside|across|link(?:s|ed|ing)? to|connecting with) (?:(?:the|our|all) )?"
    r"(?P<who>(?:[\w&/'’-]+ ){0,6}?[A-Za-z][\w&/'’-]+)" + _NOUN_PHRASE_END,
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(
    r"(?:^|[.;:]\s+)(?P<who>(?:An?|The|Our) (?:(?:single|joint|new|dedicated|local|multi-agency|integrated) )?"
    r"(?:[A-Z][\w&'’-]+ ){0,3}(?i:group|partnership|board|team|council|alliance|network|collaborative|committee|forum))"
    r" (?:should|will|has|is to|to|must)\b"
)


def people_wanted(text: str) -> tuple[str, ...]:
    """The people that the words speak of, each with what tells them from others: "people with a disability"."""
    return tuple(dict.fromkeys(found.group().strip() for found in _PEOPLE.finditer(text)))


_WORD = r" (?!(?:are|is|was|were|will|have|has|can|could|should|to|and|or|as|so|before|who|that|in|by)\b)[\w'’/&-]+"
_PEOPLE = re.compile(
    r"\b(?:(?:all|most|those|some|certain|many|older|young|younger|disabled|deaf|homeless|ethnic|minority|vulnerable|"
    r"local|adult|unpaid|new|pregnant|autistic|population|community|clinical|operational|frontline|seldom|heard|"
    r"working[ -]age|high[ -]risk|at[ -]risk) ){0,4}"
    r"(?:(?:people|patients?|adults|children|babies|women|men|mothers|parents|families|carers|residents|individuals|"
    r"staff|volunteers|teams|groups|communities|households|pupils|students|citizens|smokers|employees|workers|"
    r"clinicians|professionals|populations?|survivors|refugees|veterans|service users|young people)\b"
    r"(?: and (?:young |older |their )?(?:people|adults|children|families|carers|groups|staff))?"
    r"(?: (?:with|aged|living|experiencing|on|from|at risk|over|under)(?:" + _WORD + r"){1,5})?|"
    r"those (?:on|in|with|at|from|living|aged)(?:" + _WORD + r"){1,5})",
    re.IGNORECASE,
)
