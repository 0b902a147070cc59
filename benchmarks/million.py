"""A library of a million passages searched with a plan filter: time, recall at 20 against exact, memory of the process.

The library is the sample plans and seeded copies of them (benchmarks/grown_library.py), whose vectors are those of
their originals with noise. It is written once, without Chroma's collection, which filtered searches do not ask, and
then searched in a process of its own.

    python benchmarks/million.py write HOME [--passages 1000000]
    python benchmarks/million.py change HOME
    python benchmarks/million.py search HOME
"""

import argparse
import json
import random
import resource
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.questions import QUESTIONS

_ASKED = 100
_NOISE = 0.48  # makes a cosine of about 0.9 between a copy and its original


def main() -> None:
    """Write or search the library and print a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("write", "change", "search"))
    parser.add_argument("home", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    options = parser.parse_args()
    does = {"write": lambda home: written(home, options.passages), "change": changed, "search": searched}
    print(json.dumps({"what": options.what, **does[options.what](options.home)}), flush=True)


def written(home: Path, passages: int) -> dict[str, Any]:
    """Write the library."""
    from grown_library import grown_plans

    embedder = _quick_embedder()
    plans = grown_plans(passages, embedder)
    begun = time.perf_counter()
    generation = _generations(home).write(plans, embedder=embedder)
    return {**_size(generation), "written_s": round(time.perf_counter() - begun, 1), "peak_mib": _peak()}


def _quick_embedder() -> Any:
    """One that makes vectors of copies many at a time: those of their originals, with noise out of a pool."""
    from grown_library import GrownEmbedder

    from index.embed import Embedded
    from index.words import coded

    class Quick(GrownEmbedder):
        def __init__(self) -> None:
            super().__init__(embed=False)
            pool = np.random.default_rng(5).standard_normal((65_536, self.dimensions), dtype=np.float32)
            self._pool = pool * np.float32(_NOISE / self.dimensions**0.5)
            self._base: Any = None

        def encode_parts(self, parts: Iterable[Sequence[str]], *, total: int) -> Iterator[Any]:
            for part in parts:
                copied = all(hash(text) in self._copies for text in part)
                yield self._copied(part) if copied else next(super().encode_parts([part], total=min(total, 500)))

        def _copied(self, texts: Sequence[str]) -> Any:
            if self._base is None or len(self._base.vectors) < len(self._originals):
                read = self._model.read(self._originals)
                self._base = Embedded(vectors=np.stack([one.vector for one in read]), words=coded(read))
            numbers = np.array([self._copies[hash(text)] for text in texts], dtype=np.intp)
            noise = self._pool[[zlib.crc32(text.encode()) % len(self._pool) for text in texts]]
            vectors = self._base.vectors[numbers] + noise
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            return Embedded(vectors=vectors, words=self._base.words.take(numbers))

    return Quick()


def changed(home: Path) -> dict[str, Any]:
    """Change one plan of the library: how long that takes, what is written, and how soon a reader answers from it."""
    from index.embed import load_embedder
    from index.search import HybridSearch
    from plans.seams import Query

    generations, embedder = _generations(home), load_embedder()
    reader = _generations(home)
    before = reader.current()
    assert before is not None
    HybridSearch(before, embedder).search(Query(text=QUESTIONS[0], plans=(before.plans()[0].id,)))
    plan = before.plans()[len(before.plans()) // 2].id
    stored = before.stored(plan)
    first = stored.passages[0]
    other = replace(first, text=f"{first.text} And {random.random()}.")
    sources = [before.kept(one) for one in before.plans() if one.id != plan]
    begun = time.perf_counter()
    generations.write([*sources, replace(stored, passages=(other, *stored.passages[1:]))], embedder=embedder)
    done = time.perf_counter()
    after = reader.current()
    assert after is not None
    HybridSearch(after, embedder).search(Query(text=QUESTIONS[0], plans=(plan,)))
    new = [after.folder / name for name, record in after.files().items() if before.files().get(name) != record]
    return {
        "changed_s": round(done - begun, 1),
        "written_mib": round(sum(path.stat().st_size for path in new) / 2**20, 1),
        "files_written": len(new),
        "swapped_s": round(time.perf_counter() - done, 2),
        "peak_mib": _peak(),
    }


def searched(home: Path) -> dict[str, Any]:
    """Search the library in plans chosen by chance."""
    from index.dense import nearest, scope_of
    from index.embed import load_embedder
    from index.search import HybridSearch
    from plans.seams import Query

    generation, embedder = _generations(home).current(), load_embedder()
    assert generation is not None
    begun = time.perf_counter()
    search = HybridSearch(generation, embedder)
    plans = [plan.id for plan in generation.plans()]
    search.search(Query(text=QUESTIONS[0], plans=(plans[0],)))
    answered = time.perf_counter() - begun
    generation.open()  # as a server does beside the first questions
    opened = time.perf_counter() - begun
    chance = random.Random(3)
    told: dict[str, Any] = {**_size(generation), "first_s": round(answered, 1), "opened_s": round(opened, 1)}
    for count in (one for one in (1, 10, 50, 500) if one <= len(plans)):
        chosen = [tuple(sorted(chance.sample(plans, count))) for _ in range(_ASKED)]

        def ask(number: int, chosen: Sequence[tuple[str, ...]] = chosen) -> None:
            text = f"{QUESTIONS[number % len(QUESTIONS)]} {number if number >= len(QUESTIONS) else ''}"
            search.search(Query(text=text, plans=chosen[number]))

        found = 0
        for number in range(20):
            question = embedder.encode([QUESTIONS[number % len(QUESTIONS)]])[0]
            scope = scope_of(generation, chosen[number])
            rows = np.concatenate([np.arange(run.start, run.stop) for run, _ in scope.runs])
            exact = rows[np.argsort(-(generation.vectors.take(rows).astype(np.float64) @ question), kind="stable")[:20]]
            found += len(set(nearest(generation, question[None], scope, limit=20)[0].tolist()) & set(exact.tolist()))
        told |= _times(f"in_{count}_plans", ask)
        told[f"in_{count}_plans_recall_at_20"] = found / (20 * 20)
    told |= _times("over_all", lambda number: search.search(Query(text=f"{QUESTIONS[number % 10]} {number}")), 20)
    return {**told, "resident_mib": _resident("VmRSS"), "own_mib": _resident("RssAnon"), "peak_mib": _peak()}


def _generations(home: Path) -> Any:
    import index.generations

    index.generations.collect = lambda *_, **__: None
    index.generations.is_collected = lambda *_, **__: True
    return index.generations.Generations(home)


def _times(name: str, ask: Callable[[int], Any], count: int = _ASKED) -> dict[str, str]:
    """The median and 95th percentile of the milliseconds that passed, and of those of the processors: these say more
    on a machine that does other work."""
    passed, worked = [], []
    for number in range(count):
        begun, began = time.perf_counter(), time.process_time()
        ask(number)
        passed.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - began))
    return {f"{name}_ms": _p(passed), f"{name}_processor_ms": _p(worked)}


def _p(times: Sequence[float]) -> str:
    return "/".join(f"{np.percentile(times, share):.1f}" for share in (50, 95))


def _size(generation: Any) -> dict[str, Any]:
    files = sum(record.size for record in generation.files().values())
    return {"plans": len(generation.plans()), "passages": generation.size, "disk_mib": round(files / 2**20)}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _resident(which: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
