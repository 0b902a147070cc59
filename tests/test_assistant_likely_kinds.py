"""The weights that tell kinds of questions: whose they are, and what they are worth on writers never seen."""

import hashlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.likely_kinds import KINDS, WEIGHTS, LikelyKinds
from index.embed import PACKAGED_DIGEST

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_scope", ROOT / "benchmarks" / "fit_scope.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["fit_scope"] = made
    spec.loader.exec_module(made)
    return made


def test_the_weights_belong_to_the_packaged_model_and_to_the_practice_as_it_is(script: ModuleType) -> None:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert kept["model"] == PACKAGED_DIGEST
    assert kept["practice"] == hashlib.sha256(script.PRACTICE.read_bytes()).hexdigest()


def test_likelihoods_add_up_to_one_and_are_worked_out_once_a_text(embedder: Any) -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Any:
        asked.extend(texts)
        return embedder.encode(texts)

    kinds = LikelyKinds.load(encode)
    first, again = kinds.of("Who leads on dentistry?"), kinds.of("Who leads on dentistry?")
    assert first == again
    assert asked == ["Who leads on dentistry?"]
    assert set(first) == set(KINDS)
    assert sum(first.values()) == pytest.approx(1)
    assert max(first, key=lambda kind: first[kind]) == "plans"


def test_likelihoods_are_the_softmax_of_weighted_vectors() -> None:
    weights = np.zeros((7, 2), dtype=np.float32)
    weights[1] = [np.log(4), 0]
    made = LikelyKinds(
        model="",
        weights=weights,
        offsets=np.zeros(7, dtype=np.float32),
        encode=lambda texts: np.array([[1, 0]] * len(texts), dtype=np.float32),
    )
    assert made.of("x") == pytest.approx({kind: 0.4 if kind == "clinical" else 0.1 for kind in KINDS})


def test_an_embedding_model_of_ones_own_does_not_change_what_kind_a_question_is(tmp_path: Path) -> None:
    from app.build import Planwatch, untold
    from plans.settings import Settings

    made = Planwatch(Settings(home=tmp_path), progress=untold)
    made.embedder = SimpleNamespace(digest="another", encode=None)
    assert made.kinds.of("my chest feels tight")["plans"] < 0.1


def test_the_practice_is_whole_and_says_nothing_twice(script: ModuleType) -> None:
    rows = [json.loads(line) for line in script.PRACTICE.open(encoding="utf-8")]
    assert {row["kind"] for row in rows} == set(KINDS)
    assert len({row["text"].lower() for row in rows}) == len(rows) > 2000
    pairs: dict[int, set[str]] = {}
    for row in rows:
        pairs.setdefault(row["pair"], set()).add(row["author"])
    assert all(len(authors) == 1 for pair, authors in pairs.items() if pair)


def test_the_script_refuses_the_test_part(script: ModuleType) -> None:
    with pytest.raises(PermissionError, match="held out"):
        script.refuse_test_part("open", ("eval/gold/test.jsonl", "r", 0))


@pytest.mark.slow
def test_writers_never_seen_are_told_as_well_as_the_documents_say(script: ModuleType) -> None:
    practice = script.gathered()
    shares = script.by_scope(practice, script.left_out(practice))
    floors = {"plans": 0.965, "clinical": 0.88, "emergency": 0.92, "personal": 0.75, "other": 0.5, "talk": 0.78}
    assert {kind: round(shares[kind], 3) for kind, floor in floors.items() if shares[kind] < floor} == {}
