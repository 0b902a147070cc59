"""A small made-up plan, and the whole pipeline over it: real reader, real Chroma, real search, real answers."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answering import Answerer
from assistant.likely_kinds import LikelyKinds
from commitments.extract import extract
from index.answerability import load_answerability
from index.embed import Embedder
from index.generation import Generation
from index.generations import Generations
from index.search import HybridSearch
from index.stored import IndexedPlan
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.bodies import Bodies
from plans.catalogue import Period, Plan, PlanEntry
from plans.lexicon import Lexicon

NORTHBRIDGE = """Northbridge Health and Care Plan 2024-2027

Improving access to care
Getting an appointment in Northbridge is harder than it was. People tell us that they wait too long on the telephone.
We will open a walk-in clinic at Mill Street by September 2025. The clinic is led by Northbridge Community Trust.
We will answer 80% of calls to the single phone line within 5 minutes by March 2026.

What we will do about dentistry
- Offer 4,000 more dental appointments for children in 2025/26
- Train 12 dental nurses with Northbridge College
- Review the dental contract every year

Achievements to date
- 230 carers have been trained in first aid
- The Falls Service was launched in May 2023

Supporting unpaid carers
Our partnership will appoint a carers lead in each of the 6 neighbourhoods. The urgent community response (UCR) team
visits carers at home within 2 hours.
"""

EASTVALE = """Eastvale Joint Plan 2024-2027

Improving access to care
We will answer 90% of calls to the single phone line within 5 minutes by March 2026.
We will not open any new walk-in clinics before 2028.

Money
The partnership will invest £2.5 million in community transport over the next two years.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A library of made-up plans with everything that answers from it."""

    generation: Generation
    search: HybridSearch
    answerer: Answerer


def entry(plan_id: str, title: str, area: str) -> PlanEntry:
    """A catalogue entry for a made-up plan that covers 2024 to 2027."""
    period = Period(written="2024-2027", first=date(2024, 4, 1), last=date(2027, 3, 31))
    return PlanEntry(
        id=plan_id,
        title=title,
        publisher=f"{area} Health and Care Partnership",
        edition="1",
        file=f"{plan_id}.txt",
        area=area,
        period=period,
        names=(f"{area} plan", area),
    )


def built(home: Path, embedder: Embedder, *, chroma_url: str | None = None) -> Pipeline:
    """Read, index and put together the two made-up plans under `home`."""
    texts = {
        entry("northbridge-2024", "Northbridge Health and Care Plan 2024-2027", "Northbridge"): NORTHBRIDGE,
        entry("eastvale-2024", "Eastvale Joint Plan 2024-2027", "Eastvale"): EASTVALE,
    }
    plans = [_indexed(one, text, home) for one, text in texts.items()]
    generation = Generations(home, chroma_url=chroma_url).write(plans, embedder=embedder)
    search = HybridSearch(generation, embedder)
    answerer = Answerer(
        search=search,
        register=generation,
        library=generation,
        bodies=Bodies.load(),
        lexicon=Lexicon.load(),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(embedder.encode),
    )
    return Pipeline(generation=generation, search=search, answerer=answerer)


def _indexed(one: PlanEntry, text: str, home: Path) -> IndexedPlan:
    path = home / one.file
    path.write_text(text, encoding="utf-8")
    document = read_document(path, entry=one)
    passages = passages_of(document, entry=one)
    rows = extract(document, entry=one, passages=passages)
    plan = Plan(
        entry=one,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        pages=None,
        passages=len(passages),
        commitments=len(rows),
    )
    return IndexedPlan(plan=plan, document=document, passages=passages, commitments=rows)
