"""Ways in which words near a subject speak of something else: another group, year, place or number than was asked for.

Each check is a pure function that gives the reason, in plain words, or nothing.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.evidence import Evidence
from assistant.read import quantities
from assistant.understanding import Understanding, Want
from plans.words import stem, stems, tokens

__all__ = ["mismatches", "no_findings", "no_instances", "other_group"]


def mismatches(evidence: Evidence, asked: Understanding) -> tuple[str, ...]:
    """Why a piece of evidence is about something other than what was asked, one clause for each reason."""
    passage = evidence.quote.passage
    words, place = evidence.quote.text, f"{passage.context} {passage.text}"
    return tuple(
        reason
        for reason in (
            other_group(asked.text, words, place),
            _other_area(evidence, asked),
            no_instances(asked, words, " ".join([passage.place.lead_in or "", *passage.place.section[-1:]])),
            no_findings(asked.text, words),
            no_reason(asked, words),
            too_few(asked, words),
            "it speaks of another one of the same kind" if evidence.numbers < 0 else "",
        )
        if reason
    )


def other_group(question: str, words: str, place: str) -> str:
    """Where the question is on one group (adults) and the words on another of its row (children) and not on it."""
    asked, given, around = (frozenset(stems(text)) for text in (question, words, f"{words} {place}"))
    for row in _rows():
        wanted = [group for group in row if group & asked]
        if len(wanted) != 1 or wanted[0] & around:
            continue
        if any(group & given for group in row if group is not wanted[0]):
            return "it speaks of another group of people"
    return ""


def _other_area(evidence: Evidence, asked: Understanding) -> str:
    """Where the question asks for a figure of one area, and the words are another area's plan and do not name it."""
    figure = asked.figure in (Want.NUMBER, Want.MONEY, Want.COUNT)
    passage = evidence.quote.passage
    words = f"{passage.text} {' '.join(passage.place.section)} {passage.place.lead_in or ''}".lower()
    named = any(area in words for area in asked.areas)
    return "it is about another area" if figure and not evidence.leaning and not named else ""


# What is asked for by name: "which schools", "the names of the two communities", "list the seven steps".
_INSTANCES = re.compile(
    r"\b(?:names? of|name|list|which|what are)\b (?:(?:all|each|every|any|both|the|of|these|those|its|their) )*"
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) )?(?P<kind>(?:[\w'’-]+ ){0,3}?[\w'’-]{3,}s)\b"
    r"(?! of the plan)",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\bwhat (?:is|are|was|were) (?:the |an? )?(?P<kind>[\w'’-]+)\b.*\bcalled\b", re.IGNORECASE)
_LISTED = re.compile(
    r"^[^.]*?(?::|\b(?:such as|including|includes?|namely|e\.?g|i\.?e|for example)\b)|"
    r"^[^.;]{0,40}?(?:[;(]|\b(?:called|named|like|are)\b)|^[^.;]{0,80},[^,.;]+(?:,| and | or )",
    re.IGNORECASE,
)
_PROPER_KINDS = frozenset(
    map(
        stem,
        """practices surgeries schools hospitals communities towns villages wards streets sites charities companies
        firms pharmacies universities colleges homes clinics centres neighbourhoods districts councils organisations
        organizations bodies groups partners trusts places areas libraries hospices app apps tool tools website campaign
        programme project scheme course network""".split(),
    )
)


_PEOPLE = frozenset(map(stem, "patients people persons residents adults carers users cases years months".split()))


def no_instances(asked: Understanding, words: str, place: str) -> str:
    """Where instances of a kind, or the name of one, are asked for, and the words only speak of the kind.

    `place` is what introduces the words: items of a list of that kind are its instances.
    """
    called = _CALLED.search(asked.text)
    kind = called or _INSTANCES.search(asked.text)
    if kind is None or asked.polar or asked.want not in (Want.LIST, Want.FACT, Want.PLACE):
        return ""
    head = stem(kind["kind"].lower().split()[-1])
    at = next((token.end for token in tokens(words) if stem(token.word) == head), None)
    if at is None and head in _PROPER_KINDS and head not in stems(place) and not called:
        return "" if _named_near(asked.text, words, None) else f"it names no {kind['kind']}"
    if at is None or head in _PEOPLE or head in stems(place):
        return ""
    named = head in _PROPER_KINDS and _named_near(asked.text, words, at)
    listed = not called and _LISTED.search(words[at:])
    return "" if listed or named else f"it names no {kind['kind']}"


def _named_near(question: str, words: str, at: int | None) -> bool:
    """Whether a capitalised name that the question does not have stands by, within a sentence."""
    known = set(stems(question))
    return any(
        words[token.start].isupper()
        and (at is None or abs(token.start - at) <= _NEAR_BY)
        and re.search(r"[^.?!:•\s]\s+[^\w\s]?$", words[: token.start])
        and stem(token.word) not in known
        for token in tokens(words)
    )


_NEAR_BY = 60  # characters

_FINDINGS_ASKED = re.compile(
    r"\bwhat (?:did|do|does|has|have) (?:the |an? )?.*\b(?:evaluation|review|survey|study|report|audit|research|"
    r"assessment|analysis|inquiry|statements?|consultation|findings?)\b.*\b(?:shows?|shown|finds?|found|conclud\w+|"
    r"reveal\w*|says?|said|tell|told)\b|\bwhat (?:are|were|was) the (?:findings|results?|conclusions?)\b",
    re.IGNORECASE,
)
_FINDINGS = re.compile(
    r"\b(?:show(?:s|ed|n|ing)?|found|finds|finding|conclud\w+|reveal\w*|indicat\w+|suggest\w*|demonstrat\w+|estimat\w+|"
    r"highlight\w*|report(?:s|ed) that|told us|said|results?|increased|decreased|reduced|improved|fell|rose)\b|\d",
    re.IGNORECASE,
)


def no_findings(question: str, words: str) -> str:
    """Where it is asked what a review or survey found, and the words only say that there is one."""
    asked = _FINDINGS_ASKED.search(question)
    return "it does not say what was found" if asked and not _FINDINGS.search(words) else ""


_CAUSE = re.compile(
    r"\b(?:because|due to|as a result|result(?:s|ed|ing)? (?:of|from|in)|reasons?|caus(?:e|es|ed|ing)|driven by|"
    r"owing to|thanks to|since|therefore|(?:lead|leads|leading|led) to|means? that|reflect\w*|contribut\w+|"
    r"attribut\w+|link(?:s|ed) (?:to|with)|associated with|impact (?:of|on)|factors?|given (?:that|the)|explain\w*|"
    r"as (?:it|they|there|this|we|many|more|most|people)|so that|in order to|which (?:will|can|helps?|means?)|"
    r"exacerbated|stem\w* from|pressures?|challenges?|barriers?)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:why (?:did|have|has|had|is|are|was|were|do|does)|how come)\b.*\b(?:f[ae]ll\w*|drop\w*|r[io]s[ei]\w*|"
    r"go(?:ne|ing)? (?:up|down)|went|increas\w+|decreas\w+|declin\w+|grow\w*|grew|lower|higher|worse\w*|better|more|"
    r"fewer|less|so (?:few|many|much|low|high|bad|slow|long)|chang\w+|miss\w*|late|behind|delay\w*)\b",
    re.IGNORECASE,
)


def no_reason(asked: Understanding, words: str) -> str:
    """Where it is asked why something rose, fell or is so, and the words only say that it did.

    Why something is done is told by what it is for, which has no words of its own.
    """
    turned = asked.want is Want.REASON and not asked.polar and _TURN.search(asked.text)
    return "it does not say why" if turned and not _CAUSE.search(words) else ""


_SO_MANY = re.compile(
    r"\b(?:which|name|list|what (?:are|were))\b (?:(?:the|all|these|those|its|their|of) )*"
    r"(?P<count>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b (?!percent|per cent|years?\b|%)",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[,;•:\n]|\band\b|\bor\b|\s[-–—]\s", re.IGNORECASE)


def too_few(asked: Understanding, words: str) -> str:
    """Where so many things are asked for by name, and the words could not name so many."""
    found = _SO_MANY.search(asked.text)
    if (
        found is None
        or asked.polar
        or asked.want not in (Want.LIST, Want.FACT, Want.PLACE)
        or words.rstrip().endswith(":")
    ):
        return ""
    wanted = next((int(one.value) for one in quantities(found["count"]) if one.value), 0)
    return f"it does not name {found['count']}" if len(_PARTED.findall(words)) + 1 < wanted else ""


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[frozenset[str], ...], ...]:
    read = tomllib.loads((Path(__file__).parent / "opposites.toml").read_text(encoding="utf-8"))
    return tuple(tuple(frozenset(map(stem, group)) for group in row["groups"]) for row in read["row"])
