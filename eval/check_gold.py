"""Check files of gold cases: `python -m eval.check_gold FILE...` says what is wrong, and what looks odd, with each."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz.fuzz import ratio

from eval.duplicates import near_duplicates
from eval.facts import states
from eval.gold import Case, Evidence, GoldError, read_cases
from eval.locate import Squeezed, squeeze, without_tags
from eval.units import Unit
from plans.catalogue import read_entry, sample_library

__all__ = ["main", "oddities", "plan_texts", "reading_texts", "unlocated", "unread", "unstated"]

_WITH_FACTS = frozenset({"answer", "partial", "correct_premise"})
_SENTENCES = re.compile(r"(?<=[.;:])\s+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check every file named; print faults and oddities; return 1 where there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m eval.check_gold", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a JSONL file of gold cases")
    parser.add_argument("--quiet", action="store_true", help="faults only, no oddities and no counts")
    options = parser.parse_args(arguments)
    faulty = False
    everything: list[Case] = []
    for path in options.files:
        try:
            cases = read_cases(path)
        except GoldError as error:
            print(f"FAULT {error}")
            faulty = True
            continue
        faults = (*unlocated(cases, plan_texts()), *unstated(cases))
        faulty = faulty or bool(faults)
        everything.extend(cases)
        _print(path, cases, faults, quiet=options.quiet)
    for line in near_duplicates(everything):
        print(f"FAULT {line}")
        faulty = True
    if not options.quiet:
        for line in (*oddities(everything), *unread(everything)):
            print(f"odd   {line}")
    return 1 if faulty else 0


def unlocated(cases: Sequence[Case], texts: Mapping[str, Squeezed]) -> tuple[str, ...]:
    """One line for each evidence quote that is not in its plan, naming the case."""
    return tuple(
        f"case {case.id}: {fault}"
        for case in cases
        for alternative in case.evidence
        for evidence in alternative
        if (fault := _fault(evidence, texts)) is not None
    )


def unstated(cases: Sequence[Case]) -> tuple[str, ...]:
    """One line for each model answer that would itself be marked wrong: a needed fact unsaid, a forbidden one said."""
    return tuple(
        f"case {case.id}: its reference {fault}"
        for case in cases
        if case.reference and case.expect in _WITH_FACTS
        for fault in _marked_wrong(case)
    )


def unread(cases: Sequence[Case]) -> tuple[str, ...]:
    """One line for each quote that is in the plan as supplied and not in its reading text: the reader lost it."""
    lost = unlocated(cases, reading_texts())
    return tuple(f"{line} as it is read" for line in lost if line not in unlocated(cases, plan_texts()))


def oddities(cases: Sequence[Case]) -> tuple[str, ...]:
    """What a second reader should look at: missing authors, values that no quote holds, questions asked twice."""
    lines = [f"case {case.id}: {oddity}" for case in cases for oddity in _oddities(case)]
    for later, case in enumerate(cases):
        for earlier in cases[:later]:
            if len(case.turns) == len(earlier.turns) == 1 and ratio(case.question, earlier.question) > 92:
                lines.append(f"case {case.id}: almost the same question as {earlier.id}")
    return tuple(lines)


@lru_cache(maxsize=1)
def plan_texts() -> Mapping[str, Squeezed]:
    """The plans of the sample library as supplied, tags blanked out, by plan id."""
    folder = sample_library()
    entries = [read_entry(path) for path in sorted(folder.glob("*.toml"))]
    return {
        entry.id: squeeze(without_tags((folder / entry.file).read_text(encoding="utf-8")))
        for entry in entries
        if entry.file.endswith((".txt", ".md"))
    }


@lru_cache(maxsize=1)
def reading_texts() -> Mapping[str, Squeezed]:
    """The plans of the sample library as the product reads them, by plan id."""
    from ingest.reading import read_document

    folder = sample_library()
    entries = [read_entry(path) for path in sorted(folder.glob("*.toml"))]
    return {entry.id: squeeze(read_document(folder / entry.file, entry=entry).text) for entry in entries}


def _print(path: Path, cases: Sequence[Case], faults: Sequence[str], *, quiet: bool) -> None:
    for fault in faults:
        print(f"FAULT {path.name}: {fault}")
    if quiet:
        return
    hard = sum(case.hard for case in cases)
    print(f"{path}: {len(cases)} cases, {hard} hard, {len(faults)} faults")
    for name, counts in (
        ("categories", Counter(case.category for case in cases)),
        ("expected", Counter(case.expect for case in cases)),
        ("plans", Counter(plan for case in cases for plan in case.plans)),
        ("variants", Counter(variant.kind for case in cases for variant in case.variants)),
    ):
        print(f"  {name}: " + ", ".join(f"{key} {count}" for key, count in counts.most_common()))


def _fault(evidence: Evidence, texts: Mapping[str, Squeezed]) -> str | None:
    if evidence.doc not in texts:
        return f"no plan has the id {evidence.doc!r}; the plans are {', '.join(texts)}"
    if not texts[evidence.doc].find(evidence.quote):
        return f"not in {evidence.doc}: {evidence.quote!r}"
    return None


def _marked_wrong(case: Case) -> list[str]:
    said = [Unit(case.reference), *(Unit(part) for part in _SENTENCES.split(case.reference))]
    faults = [f"does not state {fact.id}" for fact in case.facts if fact.required and not states(fact, said)]
    return faults + [f"states {one.value!r}, which is forbidden" for one in case.forbidden if states(one, said)]


def _oddities(case: Case) -> list[str]:
    quotes = squeeze(" ".join(evidence.quote for one in case.evidence for evidence in one)).text
    sections = squeeze(" ".join(evidence.section or "" for one in case.evidence for evidence in one)).text
    odd = []
    if not case.author or case.author == case.reviewer:
        odd.append("needs an author, and a reviewer who is another")
    if case.expect in ("answer", "partial") and not any(fact.required for fact in case.facts):
        odd.append("has no required fact, so any cited answer is right")
    for fact in case.facts:
        if fact.type in ("percent", "number", "money") and case.evidence:
            written = [squeeze(text).text for text in (f"{fact.value:g}", f"{fact.value:,}", *fact.aliases)]
            if not any(text in quotes or text in sections for text in written):
                odd.append(f"fact {fact.id}: {fact.value!r} is in none of its quotes (fine for a count; else look)")
    return odd


if __name__ == "__main__":
    sys.exit(main())
