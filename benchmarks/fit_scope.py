"""Fit the weights that tell what kind of question is asked, and say what they are worth on writers never seen.

    python benchmarks/fit_scope.py             # catch and keep rates, each writer told by weights fitted without them
    python benchmarks/fit_scope.py --write     # fit on all practice and write assistant/likely_kinds.json

The practice is eval/practice/questions.jsonl and the single questions of the development gold. An audit hook ends the
run when anything opens a file of the test part.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_search import refuse_test_part

ROOT = Path(__file__).resolve().parents[1]
PRACTICE = ROOT / "eval" / "practice" / "questions.jsonl"
STRENGTH = 5.0  # the inverse of the ridge
THRESHOLDS = (0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
GOLD = "gold"
HOLES = "Y"  # lines written to fill holes that the others left: always fitted on, never told
_AT_ONCE = 200  # so few at once are embedded as a single question is, to the last bit but one

# What the notes of redirected development questions say of their kind; one that says nothing plain is left out.
_NOTED = {
    "personal": ("own case", "individual case", "transaction", "benefits"),
    "other": ("not the subject", "politics"),
    "command": ("attack",),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Practice:
    """Questions with the kind of each, who wrote it, and its vector."""

    texts: tuple[str, ...]
    kinds: NDArray[np.str_]
    authors: NDArray[np.str_]
    vectors: Floats

    @property
    def writers(self) -> tuple[str, ...]:
        """Whose lines are told by weights fitted without them."""
        return tuple(sorted(set(self.authors.tolist()) - {GOLD, HOLES}))


def main() -> None:
    """Gather, leave out a writer at a time, and write where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all practice")
    options = parser.parse_args()
    sys.addaudithook(refuse_test_part)
    practice = gathered()
    print(f"{len(practice.texts)} questions, {len(practice.writers)} writers and the development gold")
    by_writer = left_out(practice)
    mine = np.isin(practice.authors, practice.writers)
    print(table(practice.kinds[mine], by_writer[mine]))
    print("and by the whole of assistant/scope.py: caught, and of plans kept")
    print("  ".join(f"{kind} {share:.3f}" for kind, share in by_scope(practice, by_writer).items()))
    if options.write:
        from assistant.likely_kinds import WEIGHTS

        WEIGHTS.write_text(as_json(*fitted(practice.kinds, practice.vectors)), encoding="utf-8")
        print(f"wrote {WEIGHTS}")


def gathered() -> Practice:
    """The practice and the development gold, embedded."""
    from eval.gold import load_dev
    from index.embed import load_embedder
    from plans.spoken import in_plain_words

    rows = [(one["text"], one["kind"], one["author"]) for one in map(json.loads, PRACTICE.open(encoding="utf-8"))]
    for case in load_dev():
        kind = kind_of(case)
        if len(case.turns) == 1 and kind is not None:
            rows.append((case.question, kind, GOLD))
    encode = load_embedder(None).encode
    texts = tuple(in_plain_words(text) for text, _, _ in rows)
    parts = [encode(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
    return Practice(
        texts=texts,
        kinds=np.array([kind for _, kind, _ in rows]),
        authors=np.array([author for _, _, author in rows]),
        vectors=np.concatenate(parts).astype(np.float64),
    )


def kind_of(case: Any) -> str | None:
    """The kind of a development question, None where the gold does not tell it plainly."""
    if case.expect != "redirect":
        return "plans"
    if case.signpost:
        return "emergency" if "999" in case.signpost else "clinical"
    return next((kind for kind, notes in _NOTED.items() if any(note in case.note for note in notes)), None)


def fitted(kinds: NDArray[np.str_], vectors: Floats) -> tuple[Floats, Floats]:
    """A row of weights and an offset for each kind, in the order of `KINDS`."""
    from sklearn.linear_model import LogisticRegression

    from assistant.likely_kinds import KINDS

    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(vectors, kinds)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    return model.coef_[order], model.intercept_[order]


def told(weights: Floats, offsets: Floats, vectors: Floats) -> Floats:
    """The likelihood of each kind for each vector."""
    scored = vectors @ weights.T + offsets
    chances = np.exp(scored - scored.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def left_out(practice: Practice) -> Floats:
    """The likelihoods of every question by weights that were fitted without its writer; of the gold, nothing."""
    from assistant.likely_kinds import KINDS

    found = np.zeros((len(practice.texts), len(KINDS)))
    for writer in practice.writers:
        theirs = practice.authors == writer
        found[theirs] = told(*fitted(practice.kinds[~theirs], practice.vectors[~theirs]), practice.vectors[theirs])
    return found


def table(kinds: NDArray[np.str_], likely: Floats) -> str:
    """What is kept of the questions for the plans, and caught of each other kind, below several thresholds."""
    from assistant.likely_kinds import KINDS

    lines = ["P(plans) <  " + "  ".join(f"{name:>10}" for name in ("plans kept", *KINDS[1:]))]
    for threshold in THRESHOLDS:
        below = likely[:, 0] < threshold
        shares = [(~below[kinds == "plans"]).mean(), *(below[kinds == kind].mean() for kind in KINDS[1:])]
        lines.append(f"{threshold:>10}  " + "  ".join(f"{share:10.3f}" for share in shares))
    return "\n".join(lines)


def by_scope(practice: Practice, likely: Floats) -> dict[str, float]:
    """What `out_of_scope` catches of each kind, and keeps of questions for the plans, told by those likelihoods."""
    from assistant.likely_kinds import KINDS
    from assistant.scope import out_of_scope

    mine = np.isin(practice.authors, practice.writers)
    sent_on = np.array(
        [
            out_of_scope(text, likely=dict(zip(KINDS, row.tolist(), strict=True)), known=lambda _: False) is not None
            for text, row in zip(practice.texts, likely, strict=True)
        ]
    )
    shares = {kind: float(sent_on[mine & (practice.kinds == kind)].mean()) for kind in KINDS[1:]}
    return {"plans": float((~sent_on[mine & (practice.kinds == "plans")]).mean()), **shares}


def as_json(weights: Floats, offsets: Floats) -> str:
    """The weights as `assistant/likely_kinds.json` has them, a line a kind."""
    from assistant.likely_kinds import KINDS
    from index.embed import PACKAGED_DIGEST

    rows = [
        f'    "{kind}": {{"offset": {offset:.4f}, "weights": [{_listed(row)}]}}'
        for kind, row, offset in zip(KINDS, weights, offsets, strict=True)
    ]
    head = [
        '  "about": "Fitted by benchmarks/fit_scope.py; not to be edited by hand.",',
        f'  "model": "{PACKAGED_DIGEST}",',
        f'  "practice": "{hashlib.sha256(PRACTICE.read_bytes()).hexdigest()}",',
    ]
    return "\n".join(["{", *head, '  "kinds": {', ",\n".join(rows), "  }", "}", ""])


def _listed(row: Sequence[float]) -> str:
    return ", ".join(f"{weight:.3f}" for weight in row)


if __name__ == "__main__":
    main()
