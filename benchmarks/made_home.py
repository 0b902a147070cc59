"""A home of many made-up plans, for measuring the register and the pages without a model: vectors are sums of words'.

    python benchmarks/made_home.py HOME --plans 300             # each plan written, read and indexed as any other is
    python benchmarks/made_home.py HOME --plans 5000 --copies   # 20 are read; the rest are those with other names

A question that is put to such a home needs the same vectors: `asked(HOME)` gives a Planwatch that has them. Chroma's
collection is left out: up to 400,000 passages, and wherever plans are named, it is not asked.
"""

import argparse
import hashlib
import json
import resource
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from make_plans import write_plans

from index.embed import SentenceEmbedder

_READ = 20  # of the plans of a home of copies
_DIMENSIONS = 384


class WordVectors(SentenceEmbedder):
    """An embedding model that needs no file: each word stands for a direction, and a text for the sum of its words."""

    name, dimensions = "sums of words, for measuring", _DIMENSIONS
    digest = hashlib.sha256(name.encode()).hexdigest()

    def __init__(self) -> None:
        """Draw the directions."""
        self._pool = np.random.default_rng(11).standard_normal((8192, _DIMENSIONS), dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of texts."""
        from plans.words import content_stems

        made = [self._pool[[zlib.crc32(one.encode()) % 8192 for one in content_stems(text)]].sum(0) for text in texts]
        vectors = np.stack(made) + self._pool[0] * np.float32(1e-3)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    """Make the home and print a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--copies", action="store_true")
    options = parser.parse_args()
    begun = time.perf_counter()
    planwatch = asked(options.home)
    with TemporaryDirectory() as folder:
        write_plans(Path(folder), count=min(options.plans, _READ) if options.copies else options.plans)
        planwatch.plans.ingest([Path(folder)], progress=_told)
    if options.copies:
        _copied(planwatch, options.plans)
    used = planwatch.plans.current()
    assert used is not None
    told = {
        "plans": len(used.plans()),
        "passages": used.size,
        "commitments": sum(plan.commitments for plan in used.plans()),
        "seconds": round(time.perf_counter() - begun),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(told))


def asked(home: Path) -> Any:
    """A Planwatch over such a home."""
    import index.generations
    from app.build import Planwatch, untold
    from plans.settings import Settings

    index.generations.collect = lambda *_, **__: None
    index.generations.is_collected = lambda *_, **__: True
    made = Planwatch(Settings(home=home.absolute()), progress=untold)
    made.embedder = WordVectors()  # type: ignore[assignment]
    return made


def _copied(planwatch: Any, count: int) -> None:
    """Put copies of the plans that were read beside them, on the shelf and in the index."""
    from app.register_upkeep import RegisterUpkeep
    from index.generations import Generations

    shelf, used = planwatch.plans.shelf, planwatch.plans.current()
    held = [(plan, used.stored(plan.id)) for plan in used.plans()]
    copies = []
    for number in range(count - len(held)):
        plan, stored = held[number % len(held)]
        copies.append(_Copy(plan, stored, number, shelf))
    Generations(planwatch.settings.home).write(
        [*(used.kept(plan) for plan, _ in held), *copies],
        embedder=planwatch.embedder,
        progress=_told,
        ready=RegisterUpkeep(planwatch.settings.home, lambda: planwatch.register_table).made_for,
    )


class _Copy:
    """A plan under another name, whose body is made when it is written."""

    def __init__(self, plan: Any, stored: Any, number: int, shelf: Any) -> None:
        area = plan.entry.area or "Nowhere"
        self._stored, self._old, self._new = stored, area, f"{area} {number}"
        self._id = f"made-{number:05d}"
        entry = replace(
            plan.entry,
            id=self._id,
            title=plan.entry.title.replace(area, self._new),
            publisher=plan.entry.publisher.replace(area, self._new),
            area=self._new,
            names=(f"{self._new} plan", self._new),
        )
        shelved = shelf.add(replace(shelf.plan(plan.id), entry=entry))
        self.plan = replace(plan, entry=shelved.entry, sha256=shelved.sha256)

    def write_body(self, path: Path) -> str:
        """Write the copy as the index stores it."""
        old, new, plan_id = self._old, self._new, self._id
        passages = tuple(
            replace(one, id=one.id.replace(one.plan_id, plan_id, 1), plan_id=plan_id, text=one.text.replace(old, new))
            for one in self._stored.passages
        )
        commitments = tuple(
            replace(
                one,
                id=one.id.replace(one.plan_id, plan_id, 1),
                passage_id=one.passage_id and one.passage_id.replace(one.plan_id, plan_id, 1),
                plan_id=plan_id,
                text=one.text.replace(old, new),
            )
            for one in self._stored.commitments
        )
        body = replace(self._stored, plan=self.plan, passages=passages, commitments=commitments)
        return str(body.write_body(path))


def _told(what: str, done: int, total: int) -> None:
    if done % 100 == 0:
        print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
