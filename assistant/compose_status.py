"""Where whole plans stand: all that they report as done, rule out, put off or leave open, where just that is asked."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.asking import Asking, Parts, plans_of, weighs_little
from assistant.evidence import Quote
from assistant.statements import Draft, Statement, quoted, said, title_of
from assistant.understanding import Want
from plans.answer import Status
from plans.document import Passage
from plans.sentences import sentence_spans
from plans.stance import Stance, stance_of
from plans.words import stems

__all__ = ["compose_status"]

_SHOWN = 25
_SHORTEST = 4  # words: a heading or a label in a table says nothing of where things stand
_ASKS_FOR_ALL = re.compile(
    r"\b(?:what|which|whatever|list|everything|anything|all|any|name|show|give|tell)\b", re.IGNORECASE
)
_WANTS = frozenset({Want.FACT, Want.LIST, Want.COUNT, Want.BODY, Want.DEFINITION})


@dataclass(frozen=True, slots=True)
class _Standing:
    """A way in which things stand: the patterns of a question for it and of a sentence that tells it."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    opening: str
    done: bool


def compose_status(asking: Asking, parts: Parts) -> Draft | None:
    """Every sentence of the plans that tells what stands in the way asked for, in the plans' order.

    None where a question asks for no such thing, is about a subject of its own, or nothing tells it.
    """
    asked = asking.asked
    if asked.want not in _WANTS or asked.years or not _ASKS_FOR_ALL.search(asked.text):
        return None
    standing = next((one for one in _standings() if one.asked.search(asked.text)), None)
    if standing is None or not _is_of_the_whole(asking, standing, parts):
        return None
    statements: list[Statement] = []
    total = 0
    for plan_id in plans_of(asked, parts.library.plans()):
        quotes = list(_telling(standing, plan_id, parts))
        if quotes:
            more = f", of which the first {_SHOWN} are shown" if len(quotes) > _SHOWN else ""
            passages = "passage" if len(quotes) == 1 else "passages"
            title = title_of(plan_id, parts.library)
            verb = "is" if len(quotes) == 1 else "are"
            opening = f"By their wording, **{len(quotes)}** {passages} of the {title} {verb} {standing.opening}{more}:"
            statements += [said(opening), *(quoted(quote, bullet=True) for quote in quotes[:_SHOWN])]
            total += len(quotes)
    return Draft(status=Status.ANSWERED, statements=tuple(statements), record={"told": total}) if total else None


def _is_of_the_whole(asking: Asking, standing: _Standing, parts: Parts) -> bool:
    """Whether nothing is left of the question beside what frames it, its plans, and how things are to stand."""
    within = {word for found in standing.asked.finditer(asking.asked.text) for word in stems(found.group())}
    left = [one for one in asking.concepts if one.stem not in within]
    return all(weighs_little(one, parts.vocabulary) for one in left)


def _telling(standing: _Standing, plan_id: str, parts: Parts) -> Iterator[Quote]:
    for passage in parts.library.passages(plan_id):
        spans = [(a, b) for a, b in sentence_spans(passage.text) if _tells(standing, passage, passage.text[a:b])]
        if spans:
            yield Quote(passage=passage, start=passage.start + spans[0][0], end=passage.start + spans[-1][1])


def _tells(standing: _Standing, passage: Passage, sentence: str) -> bool:
    if len(sentence.split()) < _SHORTEST:
        return False
    if standing.told.search(" ".join(sentence.split())):
        return True
    place = (*passage.place.section, passage.place.lead_in or "")
    return standing.done and stance_of(place, sentence) is Stance.DONE


@lru_cache(maxsize=1)
def _standings() -> tuple[_Standing, ...]:
    rules = tomllib.loads((Path(__file__).parent / "status_words.toml").read_text(encoding="utf-8"))["status"]

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace("|\n", "|"), re.IGNORECASE)

    return tuple(
        _Standing(compiled(rule["asked"]), compiled(rule["told"]), rule["opening"], rule["name"] == "done")
        for rule in rules
    )
