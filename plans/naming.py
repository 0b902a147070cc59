"""Which plans a question names: outright, by the short form of a title, or by their area alone."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plans.catalogue import Plan
from plans.words import is_stopword

__all__ = ["PlanNames", "plans_named", "side_by_side"]


_REMEMBERED = 1 << 16  # the names of a library of 5,000 plans, each looked at for every question


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNames:
    """What a question calls its plans.

    `outright` are the ids of plans that it names, `leaning` of those whose area alone is named; `areas` are those
    names in lower case; `rest` is the text without any of them.
    """

    outright: tuple[str, ...]
    leaning: tuple[str, ...]
    areas: tuple[str, ...]
    rest: str


def plans_named(text: str, plans: Sequence[Plan]) -> PlanNames:
    """Find the names of plans and areas in a question. A name within a longer one does not count."""
    rest = text
    names = {(name, plan.id) for plan in plans for name in _names(plan)}
    short = {plan.id: _initials(plan.entry.title) for plan in plans}
    outright = _by_initials(text, short)
    leaning: set[str] = set()
    areas: list[str] = []
    said = _one_spacing(text)
    # Making a pattern takes far longer than looking for a name, and a library may have thousands.
    held = [(name, plan_id) for name, plan_id in names if _one_spacing(name) in said]
    for name, plan_id in sorted(held, key=lambda pair: (-len(pair[0]), pair)):
        pattern = _naming(name, short[plan_id])
        for match in pattern.finditer(rest):
            is_plan = match["plan"] or _OF_A_PLAN.search(name) or name in short[plan_id]
            (outright if is_plan else leaning).add(plan_id)
            if not is_plan:
                areas.append(name.lower())
        rest = pattern.sub(" ", rest)
    for letters in (letters for plan_id in outright for letters in short[plan_id]):
        rest = re.sub(rf"\b{letters}\b", " ", rest)
    ids = [plan.id for plan in plans]
    return PlanNames(
        outright=tuple(i for i in ids if i in outright),
        leaning=tuple(i for i in ids if i in leaning - outright),
        areas=tuple(areas),
        rest=rest,
    )


_OF_A_PLAN = re.compile(r"\b(?:plan|strategy)\b| one$", re.IGNORECASE)


# The old counties as they are written short; shire names that are long enough are cut off before "shire".
_COUNTIES = {
    "yorkshire": "yorks",
    "lancashire": "lancs",
    "lincolnshire": "lincs",
    "nottinghamshire": "notts",
    "derbyshire": "derbys",
    "staffordshire": "staffs",
    "gloucestershire": "glos",
    "worcestershire": "worcs",
    "leicestershire": "leics",
    "northamptonshire": "northants",
    "cambridgeshire": "cambs",
    "bedfordshire": "beds",
    "hertfordshire": "herts",
    "buckinghamshire": "bucks",
    "berkshire": "berks",
    "oxfordshire": "oxon",
    "wiltshire": "wilts",
    "hampshire": "hants",
    "cheshire": "ches",
    "shropshire": "salop",
    "northumberland": "northd",
    "middlesex": "middx",
}


def _names(plan: Plan) -> tuple[str, ...]:
    """All that a plan and its area are called; an area also by its county written short (West Yorks), and "the regional
    plan" as "the regional one"."""
    entry = plan.entry
    names = [name for name in (entry.title, *entry.names, entry.area) if name]
    ones = [_AS_ONE.sub(" one", name) for name in names if _AS_ONE.search(name)]
    return tuple(dict.fromkeys((*names, *map(_with_short_counties, names), *ones)))


_AS_ONE = re.compile(r" (?:plan|strategy)$", re.IGNORECASE)


@lru_cache(maxsize=_REMEMBERED)
def _with_short_counties(name: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda word: _COUNTIES.get(word.group().lower(), word.group()), name)


def _naming(name: str, short: Sequence[str]) -> re.Pattern[str]:
    """A name in any case and spacing; as a plan's where "plan", or the short form of its title, comes after it."""
    spaced = r"\s+".join(map(re.escape, name.split()))
    ends = "|".join(("plan", "strategy", "document", "one", *short))
    return re.compile(rf"(?<!\w){spaced}(?:['’]s|s['’])?(?!\w)(?P<plan>(?: [\w'’/-]+)?? (?:{ends})\b)?", re.IGNORECASE)


def _by_initials(text: str, short: dict[str, tuple[str, ...]]) -> set[str]:
    """The plans whose title is given in capitals, where no other plan's title has the same short form."""
    shared = Counter(letters for each in short.values() for letters in each)
    said = set(re.findall(r"\w+", text))
    return {
        plan_id for plan_id, each in short.items() if any(shared[letters] == 1 for letters in said.intersection(each))
    }


@lru_cache(maxsize=_REMEMBERED)
def _one_spacing(text: str) -> str:
    return " ".join(text.lower().split())


@lru_cache(maxsize=_REMEMBERED)
def _initials(title: str) -> tuple[str, ...]:
    """The short forms of a plan's title, longest first: KHCP and HCP for "Kirklees Health and Care Plan 2023-28"."""
    words = [word for word in re.findall(r"[A-Za-z][\w'-]*", title) if not is_stopword(word.lower())]
    end = next((i for i, word in enumerate(words) if word.lower() in _SORTS_OF_PLAN), -1)
    letters = "".join(word[0].upper() for word in words[: end + 1])
    return tuple(letters[start:] for start in range(len(letters) - 2))


_SORTS_OF_PLAN = frozenset("plan strategy framework programme policy agenda charter prospectus".split())


def side_by_side(text: str, areas: Sequence[str]) -> bool:
    """Whether two areas are asked about in one breath: "in Kirklees and in West Yorkshire"."""
    between = r"(?:and|or|versus|vs\.?|against|compared (?:with|to))"
    joined = rf"['’]?s?(?: [\w'’]+){{0,2}},? {between} (?:in |for |of |the |that of )*"
    pairs = ((one, other) for one in areas for other in areas if one != other)
    return any(re.search(re.escape(one) + joined + re.escape(other), text.lower()) for one, other in pairs)
