"""Short forms explained where an answer first uses them, each as the plan and the part that is cited mean it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.web.prose import Item, Part, Run
from plans.answer import Citation
from plans.document import GlossaryEntry
from plans.seams import Library
from plans.words import fold

__all__ = ["explained", "meaning_at"]


def explained(parts: Sequence[Part], citations: Sequence[Citation], library: Library) -> tuple[Part, ...]:
    """The parts of an answer with the meaning of each short form at its first use.

    A short form means what the plan that is cited beside it says; where it means another thing later on, it is
    explained again. One whose full words stand in the answer anyway is left alone.
    """
    if not citations:
        return tuple(parts)
    return _Explainer(parts, citations, library).parts(parts)


def meaning_at(entries: Sequence[GlossaryEntry], section: Sequence[str], start: int) -> str:
    """What a short form with these entries means at a place of its plan.

    The entry whose headings agree longest with those of the place holds; among equals the last one given before it.
    """
    before = [entry for entry in entries if entry.start <= start]
    ordered = [*(entry for entry in entries if entry.start > start)][::-1] + before
    return max(enumerate(ordered), key=lambda pair: (_agree(pair[1].section, section), pair[0]))[1].expansion


class _Explainer:
    """Walks an answer once and remembers which short forms were explained, and how."""

    def __init__(self, parts: Sequence[Part], citations: Sequence[Citation], library: Library) -> None:
        self._cited = {citation.n: citation for citation in citations}
        self._first = citations[0]
        held = {plan.id for plan in library.plans()}  # a plan may have been taken out since it was cited
        cited = {citation.plan_id for citation in citations}
        self._entries = {one: _by_form(library.glossary(one)) if one in held else {} for one in cited}
        forms = {form for entries in self._entries.values() for form in entries}
        self._pattern = _pattern(forms) if forms else None
        self._whole = fold("".join(run.text for part in parts for item in part.items for run in _all_runs(item)))
        self._told: dict[str, str] = {}

    def parts(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The parts, explained."""
        return tuple(replace(part, items=tuple(self._item(item) for item in part.items)) for part in parts)

    def _item(self, item: Item) -> Item:
        numbers = [run.citation for run in item.runs if run.citation is not None]
        cited = self._cited.get(numbers[0], self._first) if numbers else self._first
        runs = tuple(run for whole in item.runs for run in self._runs(whole, cited))
        return replace(item, runs=runs, parts=self.parts(item.parts))

    def _runs(self, run: Run, cited: Citation) -> Iterator[Run]:
        if self._pattern is None or run.citation is not None:
            yield run
            return
        position = 0
        for match in self._pattern.finditer(run.text):
            meaning = self._meaning(match.group(), cited)
            if meaning:
                yield replace(run, text=run.text[position : match.end()], meaning=meaning)
                position = match.end()
        if position < len(run.text):
            yield replace(run, text=run.text[position:])

    def _meaning(self, form: str, cited: Citation) -> str:
        """What is to be told of a short form here: nothing where it was told before or needs no telling."""
        entries = self._entries[cited.plan_id].get(form)
        if not entries:
            return ""
        meaning = meaning_at(entries, cited.section, cited.start)
        if fold(self._told.get(form, "")) == fold(meaning) or fold(meaning) in self._whole:
            return ""
        self._told[form] = meaning
        return meaning


def _by_form(entries: Sequence[GlossaryEntry]) -> dict[str, list[GlossaryEntry]]:
    found: dict[str, list[GlossaryEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.start):
        found.setdefault(entry.acronym, []).append(entry)
    return found


def _pattern(forms: set[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w&/-])(?:{alternatives})(?![\w&])")


def _all_runs(item: Item) -> Iterator[Run]:
    yield from item.runs
    for part in item.parts:
        for inner in part.items:
            yield from _all_runs(inner)


def _agree(one: Sequence[str], other: Sequence[str]) -> int:
    """How many headings two places share, from the outermost on."""
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared
