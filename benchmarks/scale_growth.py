"""How a library of made plans grows: ingest by stage, size on disk, memory, search, Chroma's recall, a swap.

Each size runs in a process of its own, over plans of benchmarks/make_plans.py, and prints a line of JSON.
`--made-vectors` gives each text a vector by chance, in clusters, in place of the model's: embedding grows with the
number of passages and with nothing else, and for a few hundred plans it would take hours of a small machine.

    python benchmarks/scale_growth.py --plans 10 30
    python benchmarks/scale_growth.py --plans 100 300 --made-vectors
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from questions import QUESTIONS

from index.embed import SentenceEmbedder


def main() -> None:
    """Measure each size in a process of its own and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, nargs="+", default=[10])
    parser.add_argument("--made-vectors", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, made=options.made_vectors)))
        return
    flags = ["--made-vectors"] if options.made_vectors else []
    for size in options.plans:
        subprocess.run([sys.executable, __file__, "--one", str(size), *flags], check=True)


class MadeVectors(SentenceEmbedder):
    """Vectors by chance, the same for the same text, near those of texts that begin alike."""

    name, digest, dimensions = "by chance", "by-chance-1", 384

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of texts."""
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Any:
        centre = np.random.default_rng(zlib.crc32(text[-60:].encode()) % 5000).standard_normal(384, dtype=np.float32)
        own = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(384, dtype=np.float32)
        vector = centre + 0.5 * own
        return vector / np.linalg.norm(vector)


class Stages:
    """Progress that notes how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stage, self._since = "start", time.perf_counter()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Note a stage's end where another one begins."""
        del done, total
        stage = " ".join(what.split()[:2]) if what.startswith("finding") else what.split()[0]
        self.end() if stage != self._stage else None
        self._stage = stage

    def end(self) -> None:
        """Note the end of the stage that goes on."""
        now = time.perf_counter()
        self.seconds[self._stage] += now - self._since
        self._since = now


def measured(size: int, *, made: bool) -> dict[str, Any]:
    """Ingest, search and swap a library of that size."""
    from make_plans import write_plans

    from app.build import build
    from plans.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        write_plans(Path(folder, "plans"), count=size)
        write_plans(Path(folder, "more"), count=size + 1)
        planwatch = build(Settings(home=Path(folder, "home")))
        if made:
            planwatch.__dict__["embedder"] = MadeVectors()
        stages = Stages()
        begun = time.perf_counter()
        planwatch.plans.ingest([Path(folder, "plans")], progress=stages)
        stages.end()
        ingest_s = time.perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        generation = planwatch.plans.current()
        assert generation is not None
        searched = _searched(planwatch, generation, size)
        return {
            "plans": size,
            "passages": generation.size,
            "commitments": sum(plan.commitments for plan in generation.plans()),
            "vectors": "made" if made else "model",
            "ingest_s": round(ingest_s, 1),
            "stages_s": {stage: round(seconds, 1) for stage, seconds in stages.seconds.items() if seconds > 0.05},
            "ingest_peak_mib": round(memory),
            "disk_mib": _disk(generation.folder),
            **searched,
            **_swapped(planwatch, Path(folder, "more", f"synthetic-{size:05d}.txt")),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def _searched(planwatch: Any, generation: Any, size: int) -> dict[str, Any]:
    from plans.seams import Query

    begun = time.perf_counter()
    search = planwatch.search
    opened = time.perf_counter() - begun
    plans = [plan.id for plan in generation.plans()]
    some = tuple(plans[:: max(1, size // 50)])
    search.search(Query(text=QUESTIONS[0]))
    over_all = _times(lambda text, _: search.search(Query(text=text)))
    over_one = _times(lambda text, number: search.search(Query(text=text, plans=(plans[number % size],))))
    over_some = _times(lambda text, _: search.search(Query(text=text, plans=some)))
    exact = _times(lambda _, number: generation.vectors @ generation.vectors[number])
    found, chroma = _recall(generation)
    return {
        "open_s": round(opened, 2),
        "search_ms": _p(over_all),
        "one_plan_ms": _p(over_one),
        "fifty_plans_ms": _p(over_some),
        "exact_vectors_ms": _p(exact),
        "chroma_ms": chroma,
        "chroma_recall_at_20": found,
        "resident_mib": _resident(),
    }


def _times(ask: Callable[[str, int], Any]) -> list[float]:
    times = []
    for number in range(4 * len(QUESTIONS)):
        begun = time.perf_counter()
        ask(f"{QUESTIONS[number % len(QUESTIONS)]} {'' if number < len(QUESTIONS) else number}", number)
        times.append(1000 * (time.perf_counter() - begun))
    return times


def _p(times: Sequence[float]) -> str:
    return "/".join(f"{np.percentile(times, share):.1f}" for share in (50, 95))


def _recall(generation: Any) -> tuple[float, str]:
    chance = np.random.default_rng(1)
    shared, times = 0, []
    for row in chance.integers(0, generation.size, 50):
        asked = generation.vectors[row] + 0.02 * chance.standard_normal(384).astype(np.float32)
        asked /= np.linalg.norm(asked)
        begun = time.perf_counter()
        found = generation.chroma.nearest(asked, limit=20)
        times.append(1000 * (time.perf_counter() - begun))
        shared += len(set(found.tolist()) & set(np.argpartition(-(generation.vectors @ asked), 20)[:20].tolist()))
    return round(shared / 1000, 4), _p(times[1:])


def _swapped(planwatch: Any, plan: Path) -> dict[str, float]:
    """How long one more plan takes, and how long until a reader that was there before answers from the new library."""
    from app.build import untold
    from plans.seams import Query

    before = planwatch.plans.current().generation
    begun = time.perf_counter()
    planwatch.plans.ingest([plan], progress=untold)
    written = time.perf_counter() - begun
    begun = time.perf_counter()
    planwatch.search.search(Query(text="virtual wards"))
    assert planwatch.plans.current().generation != before
    return {"one_more_plan_s": round(written, 2), "swap_s": round(time.perf_counter() - begun, 2)}


def _disk(folder: Path) -> dict[str, float]:
    sizes: dict[str, float] = defaultdict(float)
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(folder).parts[0]] += path.stat().st_size / 2**20
    return {name: round(size, 1) for name, size in sizes.items() if size > 0.05}


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
