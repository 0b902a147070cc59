"""Fit the weights of the search's signals on the development questions, with cross-validation over their clusters.

    python benchmarks/fit_search.py            # print recall by cross-validation, of the weights in use beside it
    python benchmarks/fit_search.py --write    # fit on all development questions and write index/weights.toml

Only development questions are read: an audit hook ends the run when anything opens a file of the test part.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).resolve().parents[1] / "index" / "weights.toml"
BUDGETS = (150, 350, 1500)
FOLDS = 5
RIDGE = 0.01
VARIANT_WEIGHT = 0.5

Floats = NDArray[np.float64]


def refuse_test_part(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: no file of the held-out gold is opened by a script that tunes anything."""
    if event == "open" and arguments and isinstance(arguments[0], str | bytes):
        path = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode(errors="replace")
        if "gold" in path and Path(path).name.startswith("test"):
            raise PermissionError(f"{path} is held out: weights are fitted on the development part alone.")


@dataclass(frozen=True)
class Asked:
    """A development question (or a variant of it) with the signals of its candidates and which of them are right."""

    question: str
    kind: str
    hard: bool
    category: str
    cluster: str
    understood: Any
    found: Any
    table: Floats
    right: NDArray[np.bool_]
    gold: Any


def main() -> None:
    """Gather, cross-validate, and write where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all development questions")
    parser.add_argument("--home", type=Path, help="a home that holds the sample library (default: a new one)")
    parser.add_argument("--ridge", type=float, default=RIDGE)
    parser.add_argument("--misses", type=Path, help="write the questions whose evidence was missed to this file")
    options = parser.parse_args()
    sys.addaudithook(refuse_test_part)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.home or Path(folder))
        print(bench.describe())
        bench.report("weights in use", bench.scored([in_use()] * len(bench.asked)))
        by_fold = bench.cross_validated(options.ridge)
        rows = bench.scored(by_fold)
        bench.report(f"{FOLDS}-fold cross-validation", rows)
        if options.misses:
            options.misses.write_text(bench.misses(rows, by_fold), encoding="utf-8")
        if options.write:
            weights = fit(bench.asked, bench.spread, options.ridge, bounds_of_signals())
            WEIGHTS.write_text(as_toml(weights, *likelihood_line(bench.asked, weights)), encoding="utf-8")
            print(f"wrote {WEIGHTS}")


def in_use() -> Floats:
    """The weights that the package has now."""
    from index.ranking import fitted_weights

    return fitted_weights().signals.astype(np.float64)


class Bench:
    """The sample library, searched with every development question once."""

    def __init__(self, home: Path) -> None:
        """Index the library, and gather the candidates of every question."""
        from app.build import build
        from eval.gold import load_dev
        from eval.product import books_in
        from index.search import HybridSearch
        from plans.settings import Settings

        planwatch = build(Settings(home=home))
        self.generation: Any = planwatch.library
        self.search = HybridSearch(self.generation, planwatch.embedder)
        self.books = books_in(self.generation)
        self.spans = [self._span(row) for row in range(self.generation.size)]
        self.asked = [one for case in load_dev() if case.evidence and len(case.turns) == 1 for one in self._ask(case)]
        everything = np.concatenate([one.table for one in self.asked])
        self.spread = np.maximum(everything.std(axis=0), 1e-6)

    def describe(self) -> str:
        """How many questions there are, and how many of their passages are among the candidates at all."""
        within = np.mean([self._recall(one, range(len(one.found)), 10**9) for one in self.asked])
        sizes = np.mean([len(one.found) for one in self.asked])
        return f"{len(self.asked)} wordings, {sizes:.0f} candidates each, which hold {within:.3f} of the evidence"

    def cross_validated(self, ridge: float) -> list[Floats]:
        """For each question, weights fitted without the questions of its cluster's fold."""
        clusters = sorted({one.cluster for one in self.asked})
        np.random.default_rng(0).shuffle(clusters)
        fold = {cluster: at % FOLDS for at, cluster in enumerate(clusters)}
        fitted = [
            fit([one for one in self.asked if fold[one.cluster] != left_out], self.spread, ridge, bounds_of_signals())
            for left_out in range(FOLDS)
        ]
        return [fitted[fold[one.cluster]] for one in self.asked]

    def scored(self, weights: Sequence[Floats]) -> Floats:
        """Evidence recall of every question within every budget of words."""
        from index.arranging import arranged

        rows = []
        for one, mine in zip(self.asked, weights, strict=True):
            order = arranged(one.understood, one.found, (one.table @ mine).astype(np.float32))
            rows.append([self._recall(one, order, words) for words in BUDGETS])
        return np.array(rows)

    def report(self, name: str, rows: Floats) -> None:
        """Print means over all wordings, the plain ones, the hard ones, and each kind of variant."""
        print(f"\n{name}: evidence recall within {', '.join(map(str, BUDGETS))} words")
        plain = np.array([one.kind == "" for one in self.asked])
        hard = np.array([one.hard for one in self.asked])
        groups = {"all wordings": np.ones(len(rows), dtype=bool), "plain": plain, "hard": plain & hard}
        for kind in sorted({one.kind for one in self.asked} - {""}):
            groups[kind] = np.array([one.kind == kind for one in self.asked])
        for category in sorted({one.category for one in self.asked}):
            groups[f"  {category}"] = plain & np.array([one.category == category for one in self.asked])
        for label, members in groups.items():
            if members.any():
                print(f"  {label:18} {members.sum():4d}  " + "  ".join(f"{x:.3f}" for x in rows[members].mean(axis=0)))

    def misses(self, rows: Floats, weights: Sequence[Floats]) -> str:
        """What was missed within 350 words, with what came in its stead."""
        lines = []
        for one, row, mine in zip(self.asked, rows, weights, strict=True):
            if row[1] == 1:
                continue
            scored = one.table @ mine
            order = np.argsort(-scored, kind="stable")
            places = np.flatnonzero(one.right[order]).tolist()
            lines.append(f"\n{one.category} {one.kind} {row.round(2).tolist()} {one.question}\n  right at {places}")
            shown = [*order[:4].tolist(), *[order[place] for place in places[:1]]]
            for at in shown:
                passage = self.generation.at(int(one.found.rows[at]))
                place = " > ".join(passage.place.section[-2:])
                lines.append(f"    {scored[at]:6.2f} {passage.plan_id[:3]} [{place}] {passage.text[:140]!r}")
        return "\n".join(lines)

    def _ask(self, case: Any) -> list[Asked]:
        from eval.books import gold_spans
        from index.dense import scope_of
        from index.ranking import signal_table
        from plans.seams import Query

        gold = gold_spans(case, self.books)
        asked = []
        for kind, text in [("", case.question), *((variant.kind, variant.text) for variant in case.variants)]:
            scope = scope_of(self.generation, ())
            understood = self.search.understood(Query(text=text), scope)
            found = self.search.candidates(understood, scope)
            right = np.array([self._is_right(int(row), gold) for row in found.rows])
            table = signal_table(understood, found).astype(np.float64)
            asked.append(
                Asked(text, kind, case.hard, case.category, case.cluster, understood, found, table, right, gold)
            )
        return asked

    def _span(self, row: int) -> Any:
        from eval.trace import Found

        passage = self.generation.at(row)
        return Found(
            plan_id=passage.plan_id,
            section=passage.place.section,
            page=None,
            start=passage.start,
            end=passage.end,
            words=len(passage.text.split()),
            score=0.0,
        )

    def _is_right(self, row: int, gold: Any) -> bool:
        """Whether a passage holds a good part of a quote, or lies in a good part within one."""
        span = self.spans[row]
        for quote in (quote for alternative in gold for quote in alternative if quote.plan_id == span.plan_id):
            for place in quote.places:
                shared = min(place.end, span.end) - max(place.start, span.start)
                if shared >= 0.5 * min(place.end - place.start, span.end - span.start):
                    return True
        return False

    def _recall(self, one: Asked, order: Sequence[int], words: int) -> float:
        from eval.retrieval import covered, within

        hits = within([self.spans[int(one.found.rows[at])] for at in order], words)
        return max(
            float(np.mean([covered(quote, hits, self.books) for quote in alternative])) for alternative in one.gold
        )


def bounds_of_signals() -> list[tuple[float | None, float | None]]:
    """What a weight may be: a signal speaks for a passage, or against it, as its reason says."""
    from index.signals import AGAINST, SIGNALS

    return [(None, 0.0) if name in AGAINST else (0.0, None) for name in SIGNALS]


def fit(
    asked: Sequence[Asked],
    spread: Floats,
    ridge: float,
    signs: Sequence[tuple[float | None, float | None]] = (),
) -> Floats:
    """Weights under which right passages outweigh the other candidates: the mean log softmax of the right ones is
    made as high as a ridge on the weights allows. Signals are held on one scale by their spread."""
    from scipy.optimize import minimize

    usable = [one for one in asked if one.right.any()]
    table = np.concatenate([one.table for one in usable]) / spread
    share = np.concatenate([one.right / one.right.sum() for one in usable])
    sizes = np.array([len(one.right) for one in usable])
    counts = np.array([1.0 if not one.kind else VARIANT_WEIGHT for one in usable])
    counts /= counts.sum()
    of, starts = np.repeat(np.arange(len(sizes)), sizes), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    wanted = (counts[of] * share) @ table

    def loss(weights: Floats) -> tuple[float, Floats]:
        scored = table @ weights
        highest = np.maximum.reduceat(scored, starts)
        chances = np.exp(scored - highest[of])
        totals = np.add.reduceat(chances, starts)
        value = ridge * float(weights @ weights) + float(counts @ (np.log(totals) + highest) - wanted @ weights)
        return value, 2 * ridge * weights + (counts[of] * chances / totals[of]) @ table - wanted

    fitted = minimize(
        loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", bounds=signs or None, options={"maxiter": 300}
    )
    return np.asarray(fitted.x / spread)


def likelihood_line(asked: Sequence[Asked], weights: Floats) -> tuple[float, float]:
    """The slope and offset of the logistic curve from a score to the chance that its passage is right."""
    from scipy.optimize import minimize

    scored = np.concatenate([one.table @ weights for one in asked])
    right = np.concatenate([one.right for one in asked]).astype(np.float64)

    def loss(line: Floats) -> float:
        margin = line[0] * scored + line[1]
        return float(np.mean(np.logaddexp(0.0, margin) - right * margin))

    slope, offset = minimize(loss, np.array([1.0, -5.0]), method="Nelder-Mead").x
    return float(slope), float(offset)


def as_toml(weights: Floats, slope: float, offset: float) -> str:
    """The weights as `index/weights.toml` has them."""
    from index.signals import SIGNALS

    lines = [
        "# Fitted by benchmarks/fit_search.py on the development questions; not to be edited by hand.",
        "[signals]",
    ]
    lines += [f"{name} = {weight:.4f}" for name, weight in zip(SIGNALS, weights, strict=True)]
    lines += ["", "# A score becomes a likelihood: 1 / (1 + exp(-(slope * score + offset)))."]
    return "\n".join([*lines, "[likelihood]", f"slope = {slope:.4f}", f"offset = {offset:.4f}", ""])


if __name__ == "__main__":
    main()
