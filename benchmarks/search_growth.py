"""How search grows: ours beside its peers, on one machine in one run, at one or more sizes of the library.

    python benchmarks/search_growth.py --sizes 0 1000 10000 --peers ours llamaindex --peer-python PEERS/bin/python
    python benchmarks/search_growth.py --sizes 100000 300000 --peers ours --keep FOLDER
    python benchmarks/search_growth.py --sizes 300000 --peers ours --keep FOLDER --stage ask

Size 0 is the sample library. Larger ones add copies of its plans with other names, years and figures (seeded). A
copy's vector is its original's with seeded noise (cosine about 0.9), because embedding 300,000 passages takes twenty
minutes and tells nothing about search; `--embed` embeds them all the same. Questions and evidence are those of the
development part, whose evidence stands in the two original plans. Every peer indexes in one process and answers in
another; each question is asked once before it is timed, in other spacing so that no vector is remembered, because
plans are read when they are first wanted. Indexes that are kept can be asked again (`--stage ask`), on a machine that
has nothing else to do.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from grown_library import Gold, GrownEmbedder
from search_peers import PEERS, Ask, Hits, build

COLUMNS = (
    "peer | passages | recall 150/350/1500 | p50, p95 ms | of the processors | one plan p50, p95 ms | "
    "of the processors | questions/s | "
    "MiB answering | index s | MiB indexing | MiB on disk"
)


def main() -> None:
    """Run every peer at every size in processes of its own, and print a table."""
    options = _options()
    if options.one:
        peer, size, stage = options.one[0], int(options.one[1]), options.one[2]
        folder = options.keep / f"{peer}-{size}"
        print(json.dumps(indexed(peer, size, folder, options) if stage == "index" else asked(peer, folder, options)))
        return
    print(COLUMNS)
    with tempfile.TemporaryDirectory() as temporary:
        keep = (options.keep or Path(temporary)).resolve()
        for size in options.sizes:
            for peer in options.peers:
                print(_row(peer, size, keep, options), flush=True)


def indexed(peer: str, size: int, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Index a library of that size with a peer into a folder."""
    folder.mkdir(parents=True)
    started = time.perf_counter()
    passages = build(peer, folder, size, embed=options.embed)
    return {
        "passages": passages,
        "index": time.perf_counter() - started,
        "index_memory": _peak_mib(),
        "disk": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20,
    }


def asked(peer: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Put the questions to what a peer has indexed in a folder."""
    gold = Gold(options.questions)
    ask = PEERS[peer].open(folder, GrownEmbedder(embed=True))
    for case in gold.cases:
        ask(f"{case.question} ", None)
    over_all = [_timed(ask, case.question, None) for case in gold.cases]
    over_one = [_timed(ask, f"{case.question}   ", gold.plans[0]) for case in gold.cases]
    recalls = [gold.recall(case, hits) for case, (hits, _, _) in zip(gold.cases, over_all, strict=True)]
    times, busy = ([one[at] for one in over_all] for at in (1, 2))
    return {
        "recall": np.mean(recalls, axis=0).tolist(),
        "all": np.percentile(times, [50, 95]).tolist(),
        "all_processor": np.percentile(busy, [50, 95]).tolist(),
        "one": np.percentile([one[1] for one in over_one], [50, 95]).tolist(),
        "one_processor": np.percentile([one[2] for one in over_one], [50, 95]).tolist(),
        "rate": 1000 * len(times) / sum(times),
        "memory": _peak_mib(),
    }


def _timed(ask: Ask, text: str, plan: str | None) -> tuple[Hits, float, float]:
    """What is found, the milliseconds that passed, and those of the processors: these say more on a busy machine."""
    begun, worked = time.perf_counter(), time.process_time()
    hits = ask(text, plan)
    return hits, 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 1000, 10_000])
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--embed", action="store_true", help="embed the copies too, in place of noise")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="keep the indexes in this folder")
    parser.add_argument("--stage", choices=("index", "ask", "both"), default="both")
    parser.add_argument("--peer-python", default=sys.executable, help="the Python that has the peers installed")
    parser.add_argument("--one", nargs=3, metavar=("PEER", "SIZE", "STAGE"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(peer: str, size: int, keep: Path, options: argparse.Namespace) -> str:
    """A line of the table, or why there is none; what a stage measured is kept beside the index."""
    told: dict[str, Any] = {}
    for stage in ("index", "ask"):
        results = keep / f"{peer}-{size}.{stage}.json"
        if options.stage in (stage, "both"):
            done = _run(peer, size, stage, keep, options)
            if done.returncode:
                return f"{peer} | {size} | not run: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            results.write_text(done.stdout.strip().splitlines()[-1], encoding="utf-8")
        if results.exists():
            told |= json.loads(results.read_text(encoding="utf-8"))
    return _line(peer, told)


def _run(peer: str, size: int, stage: str, keep: Path, options: argparse.Namespace) -> subprocess.CompletedProcess[str]:
    python = sys.executable if peer == "ours" else options.peer_python
    command = [python, __file__, "--one", peer, str(size), stage, "--keep", str(keep)]
    command += ["--questions", str(options.questions), *(["--embed"] if options.embed else [])]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _line(peer: str, told: dict[str, Any]) -> str:
    spans = ("all", "all_processor", "one", "one_processor")
    asked_of = (
        " | ".join(
            [
                "/".join(f"{value:.3f}" for value in told["recall"]),
                *(f"{told[span][0]:.1f}, {told[span][1]:.1f}" for span in spans),
                f"{told['rate']:.1f} | {told['memory']:.0f}",
            ]
        )
        if "recall" in told
        else " | ".join("-" * 7)
    )
    return (
        f"{peer} | {told['passages']} | {asked_of} | "
        f"{told['index']:.1f} | {told['index_memory']:.0f} | {told['disk']:.0f}"
    )


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
