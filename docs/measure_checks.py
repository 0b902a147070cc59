"""Measures the checks of a language model's sentences on the references of the development questions.

    .venv/bin/python -m docs.measure_checks

Each reference is one person's answer in other words. It is held against the passage it is about, which should bear it
out; against passages found for the same question, which should not; and, changed so that it is false, against its own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.build import build, settings_from_environment
from assistant.evidence import Quote
from assistant.fidelity import contained, faults
from eval.gold import load_dev
from plans.bodies import Bodies
from plans.document import Passage
from plans.seams import Library, Query, Search
from plans.sentences import sentence_spans

_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_SWAPS = {
    "denial": [("will ", "will not "), (" is ", " is not "), (" are ", " are not "), (" has ", " has not ")],
    "direction": [("increase", "reduce"), ("reduce", "increase"), ("improve", "worsen"), ("more", "fewer")],
    "bound": [("at least", "at most"), ("no more than", "no less than"), ("by March", "from March")],
    "report": [("will ", "has "), ("to be ", "has been "), ("aims to", "has")],
    "place": [("Kirklees", "Leeds"), ("West Yorkshire", "Kirklees")],
}
_ADDED = (" in Manchester", " and the cafés will be sold", ", so please call 0800 123 4567", " for all patients")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A sentence beside a passage, and whether the passage bears it out in a person's judgement."""

    sentence: str
    passage: Passage
    title: str
    true: bool

    @property
    def share(self) -> float:
        """The share of its meaning words that stand in the passage or its place."""
        return contained(self.sentence, " ".join([self.title, *self.passage.place.section, self.passage.text]))

    def stands(self, bodies: Bodies, sentence: str = "") -> bool:
        """Whether the checks let it (or another sentence in its place) through."""
        quote = Quote(passage=self.passage, start=self.passage.start, end=self.passage.end)
        return not faults(sentence or self.sentence, quote, title=self.title, bodies=bodies)


def main() -> None:
    """Print both tables."""
    planwatch = build(settings_from_environment())
    held = list(_held(planwatch.search, planwatch.library))
    true, other = [one for one in held if one.true], [one for one in held if not one.true]
    print(f"| threshold | {len(true)} references | {len(other)} beside other passages |\n| --- | --- | --- |")
    for least in _THRESHOLDS:
        print(f"| {least} | {sum(x.share >= least for x in true)} | {sum(x.share >= least for x in other)} |")
    good = [one for one in true if one.stands(planwatch.bodies)]
    passed = sum(one.stands(planwatch.bodies) for one in other)
    print(f"\nAll checks: {len(good)} references, {passed} beside other passages\n")
    _print_changed(good, planwatch.bodies)


def _held(search: Search, library: Library) -> Iterator[Held]:
    titles = {plan.id: plan.entry.title for plan in library.plans()}
    for case in load_dev():
        if case.expect != "answer" or len(case.evidence) != 1 or len(case.evidence[0]) != 1:
            continue
        words = _plain(case.evidence[0][0].quote)
        own = [one for one in library.passages(case.evidence[0][0].doc) if _alike(words, one.text)]
        found = [hit.passage for hit in search.search(Query(text=case.question)).hits[:8]]
        others = [one for one in found if not _alike(words, one.text)][:5]
        for start, end in sentence_spans(case.reference):
            sentence = case.reference[start:end]
            for passage in [*sorted(own, key=lambda one: -len(one.text))[:1], *others]:
                yield Held(sentence=sentence, passage=passage, title=titles[passage.plan_id], true=passage in own)


def _alike(words: str, text: str) -> bool:
    return words in _plain(text) or _plain(text) in words


def _plain(text: str) -> str:
    return " ".join(text.split())


def _print_changed(good: list[Held], bodies: Bodies) -> None:
    made, through = Counter[str](), Counter[str]()
    for one in good:
        for kind, sentence in _changed(one.sentence):
            made[kind] += 1
            through[kind] += one.stands(bodies, sentence)
    print("| made false by | sentences | let through |\n| --- | --- | --- |")
    for kind, count in made.items():
        print(f"| {kind} | {count} | {through[kind]} |")


def _changed(sentence: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\d", sentence):
        yield "number or date", f"{sentence[: match.start()]}{(int(match.group()) + 3) % 10}{sentence[match.end() :]}"
    for kind, swaps in _SWAPS.items():
        for one, other in swaps:
            changed = re.sub(re.escape(one), other, sentence, count=1, flags=re.IGNORECASE)
            if changed != sentence:
                yield kind, changed
    for words in _ADDED:
        yield "something added", sentence.rstrip(".") + words + "."


if __name__ == "__main__":
    main()
