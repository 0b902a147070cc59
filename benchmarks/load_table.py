"""Makes the table of docs/reliability.md: 1, 10, 50 and 100 people for two minutes each, then 100 without a pause.

    .venv/bin/python benchmarks/load_table.py               # some eleven minutes; writes the table into the page
    .venv/bin/python benchmarks/load_table.py --into -      # prints it alone

The day, the processors and the load of the machine before it stand below the table. It exits 1 where something failed,
was lost, or was refused without Retry-After.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from load import Tally, crowd, served

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- load: written by benchmarks/load_table.py -->", "<!-- load: end -->"
_RUNS = ((1, 2.0), (10, 2.0), (50, 2.0), (100, 2.0), (100, 0.0))
_HEADS = (
    "people",
    "for",
    "a second",
    "question, median / 95th percentile",
    "refused politely",
    "refused otherwise",
    "failed",
    "marks confirmed / lost",
    "memory before / after",
)


def table(address: str, runs: Sequence[tuple[int, float]], seconds: float) -> tuple[str, bool]:
    """A table of runs, each of so many people with such a pause, in Markdown; whether every one was sound."""
    when = f"{datetime.now(UTC):%-d %B %Y}, {os.cpu_count()} processors, a load of {os.getloadavg()[0]:.1f} before it"
    tallies = [(people, pause, asyncio.run(crowd(address, people, seconds, pause))) for people, pause in runs]
    rows = [_row(people, pause, seconds, tally) for people, pause, tally in tallies]
    written = "\n".join(f"| {' | '.join(cells)} |" for cells in (_HEADS, ["---"] * len(_HEADS), *rows))
    return f"{written}\n\nTaken on {when}.", all(tally.sound for _, _, tally in tallies)


def write_into(path: Path, made: str) -> None:
    """Put the table in the place of the one that a page holds between its two marks.

    Raises SystemExit where it has no such place.
    """
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{path} has no place for the table, between “{BEGIN}” and “{END}”.")
    path.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")


def _row(people: int, pause: float, seconds: float, tally: Tally) -> list[str]:
    done, tried = sum(map(len, tally.seconds.values())), sum(tally.statuses.values())
    median, late = (tally.percentile("ask", percent) * 1000 for percent in (50, 95))
    return [
        f"{people}" if pause else f"{people}, no pause",
        f"{seconds:.0f} s",
        f"{done / seconds:.1f}",
        f"{median:,.0f} / {late:,.0f} ms",
        f"{tally.refused - tally.impolite} of {tried:,}",
        str(tally.impolite),
        str(tally.failed),
        f"{len(tally.confirmed)} / {len(tally.lost)}",
        " / ".join(f"{mib:.0f}" for mib in tally.memory) + " MiB",
    ]


def main() -> None:
    """Start a server, load it, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", default=str(PAGE), help="the page that it is written into; - to print it alone")
    parser.add_argument("--seconds", type=float, default=120, help="how long each run lasts, at most 600")
    given = parser.parse_args()
    if not 1 <= given.seconds <= 600:
        parser.error("a run lasts between 1 and 600 seconds")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with this process then, too
    with served() as address:
        made, sound = table(address, _RUNS, given.seconds)
    print(made)
    if given.into != "-":
        write_into(Path(given.into), made)
    sys.exit(not sound)


if __name__ == "__main__":
    main()
