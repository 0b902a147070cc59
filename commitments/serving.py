"""Which commitments seem to serve which outcomes: by where they stand, or by what both speak of."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commitments.outcomes import Contribution, Outcome
from plans.commitment import Commitment
from plans.words import content_stems, fold, stem

__all__ = ["proposals"]

_SURE_ENOUGH = 0.4


def proposals(commitments: Sequence[Commitment], outcomes: Sequence[Outcome]) -> tuple[Contribution, ...]:
    """Which commitments seem to serve which outcomes, each with the reason, the surest first.

    A commitment that stands under a priority action serves it; otherwise the two must speak of the same things.
    """
    bags = {one.id: _telling(_said(one)) for one in commitments}
    topics = {one.id: _topics(_said(one)) for one in commitments}
    weights = _weights(tuple(bags.values()))
    few = {share: _narrow(tuple(topics.values()), share) for share in (_FEW, _RARE)}
    found = []
    for outcome in outcomes:
        aim = _aim(outcome, weights, few)
        for one in commitments:
            told = _stands_under(one, outcome) or _speaks_of(aim, topics[one.id], bags[one.id])
            if told is not None and told[0] >= _SURE_ENOUGH and one.text != outcome.name:
                found.append(
                    Contribution(commitment_id=one.id, outcome_id=outcome.id, confidence=told[0], reason=told[1])
                )
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.outcome_id, one.commitment_id)))


def _stands_under(one: Commitment, outcome: Outcome) -> tuple[float, str] | None:
    if outcome.kind != "priority action" or one.plan_id != outcome.plan_id:
        return None
    wanted = fold(outcome.name)
    for heading in (*one.place.section, one.place.row or ""):
        if re.sub(r"^\W*\d+\W+", "", fold(heading)).startswith(wanted):
            return 0.95, f"it stands under '{heading}'"
    return None


@dataclass(frozen=True, slots=True)
class _Aim:
    """What an outcome speaks of: the topics of its name, those that few or hardly any commitments share, its words.

    Words are stems with weights, `written` as the outcome writes them. `named` are those of the name, `words` those of
    the indicators too; what nearly every commitment says is in neither.
    """

    kind: str
    main: frozenset[str]
    narrow: frozenset[str]
    rare: frozenset[str]
    named: Mapping[str, float]
    words: Mapping[str, float]
    written: Mapping[str, str]


def _aim(outcome: Outcome, weights: Mapping[str, float], few: Mapping[float, frozenset[str]]) -> _Aim:
    main, indicators = _topics(outcome.name), " ".join(outcome.indicators)
    weighed = {
        word: weights.get(word, 1.0)
        for word in _telling(f"{outcome.name} {indicators}")
        if weights.get(word, 1.0) >= _TELLS
    }
    named = _telling(outcome.name)
    return _Aim(
        kind=outcome.kind,
        main=main,
        narrow=main & few[_FEW],
        rare=main & few[_RARE],
        named={word: weight for word, weight in weighed.items() if word in named},
        words=weighed,
        written={stem(word.lower()): word.lower() for word in re.findall(r"[A-Za-z]+", f"{outcome.name} {indicators}")},
    )


def _speaks_of(aim: _Aim, topics: frozenset[str], bag: frozenset[str]) -> tuple[float, str] | None:
    """How surely two speak of the same, and of what: a narrow topic of the name, or telling words.

    The confidences are the shares that were right among proposals of each sort that a person judged.
    """
    shared = {word: weight for word, weight in aim.words.items() if word in bag}
    named, narrow = aim.named.keys() & bag, aim.narrow & topics
    if aim.kind == "priority action" or (
        aim.kind == "operational target" and sum(shared.values()) < _ALIKE * sum(aim.words.values())
    ):
        return None
    apart = named - _words_of(aim.main)
    only = aim.kind != "operational target" and len(aim.main) == 1 and narrow
    if not (narrow and (aim.rare & topics or apart)) and not only and len(apart) < _APART:
        return None
    surely = 0.8 if aim.rare & topics else 0.55 if only else 0.45
    said = [
        *sorted(aim.main & topics),
        *(f"“{aim.written.get(word, word)}”" for word in sorted(shared, key=lambda word: -shared[word])[:4]),
    ]
    return surely, f"both speak of {', '.join(said)}"


def _said(one: Commitment) -> str:
    return f"{one.text} {one.population or ''}"


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, frozenset[str]]:
    listed = tomllib.loads((Path(__file__).parent / "outcome_words.toml").read_text(encoding="utf-8"))["groups"]
    return {name: frozenset(stem(word) for word in words.split()) for name, words in listed.items()}


def _topics(text: str) -> frozenset[str]:
    plain = re.sub(r"\blearning(?=\s+disab)|\bGood\b", "", text, flags=re.IGNORECASE)
    held = frozenset(content_stems(plain))
    return frozenset(name for name, words in _groups().items() if words & held)


def _weights(bags: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """How much a word tells, 0 to 1: the more, the fewer commitments have it."""
    counts = Counter(word for bag in bags for word in bag)
    most = math.log(2 + len(bags))
    return {word: math.log((2 + len(bags)) / (1 + count)) / most for word, count in counts.items()}


def _narrow(held: Sequence[frozenset[str]], share: float) -> frozenset[str]:
    """The topics that no more than a share of commitments speak of: sharing one of them says something."""
    counts = Counter(topic for topics in held for topic in topics)
    return frozenset(topic for topic in _groups() if 0 < counts[topic] <= max(_HANDFUL, share * len(held)))


def _words_of(topics: frozenset[str]) -> frozenset[str]:
    return frozenset(word for topic in topics for word in _groups()[topic])


_TELLS, _FEW, _RARE, _APART, _HANDFUL = 0.45, 0.12, 0.05, 2, 3
_PLAIN = frozenset(
    stem(word)
    for word in """improve increase reduce people will adults care service health make place well possible year long
    term life live time provide provider quality high area start best expect region address manage management
    leader rate children good patient kirklees yorkshire west across support system need first more work number
    treatment week month standard level towards march achieve ambition aim service access""".split()
)
_ALIKE = 0.3


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in content_stems(text) if len(word) > 3 and word.isalpha()) - _PLAIN
