"""How much faster two Ray workers read and embed than one: made plans, read whole and embedded, each once.

python benchmarks/ray_workers.py [--plans 12] [--workers 1 2]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Measure each number of workers in a process of its own, and say how they compare with the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=12)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.plans)))
        return
    found = []
    for workers in options.workers:
        command = [sys.executable, __file__, "--one", str(workers), "--plans", str(options.plans)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found.append(json.loads(told.splitlines()[-1]))
        print(json.dumps(found[-1]), flush=True)
    for each in found[1:]:
        gains = {what: round(found[0][what] / each[what], 2) for what in ("reading_s", "embedding_s", "both_s")}
        print(json.dumps({"workers": each["workers"], "times_as_fast": gains}), flush=True)


def measured(workers: int, plans: int) -> dict[str, float]:
    """The seconds that reading and embedding take, once the workers have done a little of each."""
    from make_plans import write_plans

    from app.engines.ray import started_ray
    from app.reading import PlanFile, Readings
    from app.shelf import hash_of
    from index.embed import load_embedder
    from plans.catalogue import read_entry

    with tempfile.TemporaryDirectory() as folder:
        write_plans(Path(folder, "plans"), count=plans + 2 * workers)
        files = sorted(Path(folder, "plans").glob("*.txt"))
        readings = Readings(Path(folder, "home"))
        work = [
            partial(readings.plan, PlanFile(path=file, sha256=hash_of(file)), read_entry(file.with_suffix(".toml")))
            for file in files
        ]
        with started_ray(address=None, workers=workers, embed_model=None) as engine:
            warm = [future.result() for future in engine.doing(work[plans:])]
            embedder = engine.embedder(load_embedder())
            texts = [f"{number} {line}" for number in range(plans // 4) for line in _texts(warm[0].body)]
            parts = [texts[first : first + 256] for first in range(0, len(texts), 256)]
            list(embedder.encode_parts(parts[: 2 * workers], total=len(texts)))
            begun = time.perf_counter()
            for future in engine.doing(work[:plans]):
                future.result()
            read = time.perf_counter()
            list(embedder.encode_parts(parts, total=len(texts)))
            done = time.perf_counter()
    return {
        "workers": workers,
        "plans": plans,
        "texts": len(texts),
        "reading_s": round(read - begun, 2),
        "embedding_s": round(done - read, 2),
        "both_s": round(done - begun, 2),
    }


def _texts(body: Path) -> list[str]:
    """What is embedded of a plan that was read."""
    from index.stored import searched_from_json
    from index.vectors import embedded_text

    return [embedded_text(passage) for passage in searched_from_json(body.read_bytes(), where=str(body)).passages]


if __name__ == "__main__":
    main()
