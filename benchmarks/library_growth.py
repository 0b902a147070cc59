"""How the memory and time of ingest grow with the library: copies-with-changes of the sample plans, 20 to 300 of them.

Each size is ingested into an empty home by `planwatch ingest` and then once more, when nothing has changed. Printed
is, as JSON lines, the highest memory of the process that writes and of all processes together (what is theirs alone,
without pages of files), the seconds, and the second run's seconds.

    python benchmarks/library_growth.py [--sizes 20 60 150 300] [--seed 7] [--changed 0.1]
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plans.catalogue import sample_library

_PLANWATCH = [sys.executable, "-c", "from app.cli import main; main()"]


def main() -> None:
    """Measure each size and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 60, 150, 300])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--changed", type=float, default=0.1, help="share of the lines that differ in a copy")
    chosen = parser.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            plans, home = Path(folder, "plans"), Path(folder, "home")
            write_copies(plans, size=size, seed=chosen.seed, changed=chosen.changed)
            first = ingested(plans, home)
            again = ingested(plans, home)
            told = {
                "plans": size,
                "passages": first.passages,
                "seconds": round(first.seconds, 1),
                "peak_mb_writer": first.peak_writer >> 20,
                "peak_mb_all": first.peak_all >> 20,
                "index_mb": sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file()) >> 20,
                "again_seconds": round(again.seconds, 2),
                "again_outcomes": again.outcomes,
            }
            print(json.dumps(told), flush=True)


def write_copies(folder: Path, *, size: int, seed: int, changed: float) -> None:
    """Write so many copies of the sample plans, some lines of each with other figures."""
    folder.mkdir()
    originals = [path.read_text(encoding="utf-8") for path in sorted(sample_library().glob("*.txt"))]
    for number in range(size):
        chosen = random.Random(f"{seed} {number}")
        lines = originals[number % len(originals)].splitlines()
        copied = [_changed(line, chosen) if chosen.random() < changed else line for line in lines]
        (folder / f"copy-{number:04d}.txt").write_text("\n".join(copied), encoding="utf-8")


def _changed(line: str, chosen: random.Random) -> str:
    """The line with another figure, or with words that say when."""
    other, count = re.subn(r"\b\d{1,3}\b", lambda match: str(int(match.group()) + chosen.randrange(1, 50)), line)
    return other if count or not line.strip() else f"{line.rstrip()} by month {chosen.randrange(1, 99)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One ingest: its seconds, its highest memory in bytes, and what it reported."""

    seconds: float
    peak_writer: int
    peak_all: int
    passages: int
    outcomes: dict[str, int]


def ingested(plans: Path, home: Path) -> Run:
    """Ingest a folder into a home in a process of its own."""
    environment = {**os.environ, "PLANWATCH_HOME": str(home)}
    begun = time.monotonic()
    process = subprocess.Popen(
        [*_PLANWATCH, "ingest", str(plans), "--json"], env=environment, stdout=subprocess.PIPE, text=True
    )
    with _watched(process.pid) as peaks:
        written, _ = process.communicate()
    reports = json.loads(written)
    outcomes = [report["outcome"] for report in reports]
    return Run(
        seconds=time.monotonic() - begun,
        peak_writer=peaks["writer"],
        peak_all=peaks["all"],
        passages=sum(report.get("passages", 0) for report in reports),
        outcomes={outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))},
    )


@contextmanager
def _watched(pid: int) -> Iterator[dict[str, int]]:
    """The highest memory of a process, and of it with all that it started, looked at some times a second."""
    peaks = {"writer": 0, "all": 0}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            memory = {one: _own_memory(one) for one in _family(pid)}
            peaks["writer"] = max(peaks["writer"], memory.get(pid, 0))
            peaks["all"] = max(peaks["all"], sum(memory.values()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        ended.set()
        watcher.join()


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    family = [pid]
    for one in family:
        family.extend(child for child, parent in parents.items() if parent == one)
    return family


def _own_memory(pid: int) -> int:
    """The bytes of memory that belong to a process alone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main()
