"""Chroma's recall at 20 against exact search, and the time of each, on clustered vectors like those of plans.

python benchmarks/chroma_recall.py --passages 20000 100000
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from index.chroma import open_passages, write_passages
from plans.document import BlockKind, Passage, Place


def main() -> None:
    """Measure at each size and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[20_000])
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    print("passages | recall at 20 | Chroma ms | exact ms | written in s")
    for size in options.passages:
        print(measured(size, options.questions), flush=True)


def measured(size: int, questions: int) -> str:
    """A line of the table for one number of passages."""
    chance = np.random.default_rng(0)
    centres = chance.standard_normal((max(1, size // 100), 384))
    vectors = _unit(centres[chance.integers(0, len(centres), size)] + 0.5 * chance.standard_normal((size, 384)))
    asked = _unit(vectors[chance.integers(0, size, questions)] + 0.02 * chance.standard_normal((questions, 384)))
    passages = [_passage(row) for row in range(size)]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        write_passages(zip(range(size), passages, vectors, strict=True), name="recall", folder=Path(folder), url=None)
        written = time.perf_counter() - started
        shared, near_time, exact_time = 0, [], []
        with open_passages("recall", folder=Path(folder), url=None, expected=size) as stored:
            for question in asked:
                begun = time.perf_counter()
                found = {row for row, _ in stored.nearest(question, limit=20)}
                near_time.append(time.perf_counter() - begun)
                begun = time.perf_counter()
                exact = set(np.argpartition(-(vectors @ question), 20)[:20].tolist())
                exact_time.append(time.perf_counter() - begun)
                shared += len(found & exact)
    recall = shared / (20 * questions)
    return (
        f"{size} | {recall:.4f} | {1000 * np.median(near_time):.1f} | "
        f"{1000 * np.median(exact_time):.1f} | {written:.0f}"
    )


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _passage(row: int) -> Passage:
    return Passage(
        id=f"p{row}",
        plan_id="made-up",
        edition="1",
        start=0,
        end=1,
        text="x",
        kind=BlockKind.ITEM,
        place=Place(),
        context="",
    )


if __name__ == "__main__":
    main()
