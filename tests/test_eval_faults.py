"""The suite tried on faults planted in the product: each turns the gate red, at the stage it was planted in."""

import hashlib
from collections import Counter
from collections.abc import Callable

import pytest

from eval.baseline import Baseline, renewed
from eval.faults import citing_a_neighbour, losing_passages, never_refusing, swapping_years
from eval.gate import Ruling, Verdict, judge_run
from eval.gold import Case, load_dev
from eval.product import Product
from eval.quick import quick
from eval.scores import Score
from eval.stand_in import MemoryLibrary, sample_texts, stand_in

_ASKED = 130


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    return sample_texts()


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    single = [case for case in load_dev() if len(case.turns) == 1]
    return tuple(sorted(single, key=lambda case: hashlib.sha256(case.id.encode()).hexdigest())[:_ASKED])


@pytest.fixture(scope="module")
def sound(library: MemoryLibrary, cases: tuple[Case, ...]) -> tuple[Score, ...]:
    return quick(cases, stand_in(library)).scores


@pytest.fixture(scope="module")
def baseline(sound: tuple[Score, ...]) -> Baseline:
    return renewed(Baseline(), run="sound", tier="dev", scores=sound, versions={})


Judge = Callable[[Product], tuple[Ruling, Counter[str]]]


@pytest.fixture(scope="module")
def judge(cases: tuple[Case, ...], sound: tuple[Score, ...], baseline: Baseline) -> Judge:
    """The gate's ruling on a product, and how many questions more than before each stage is blamed for."""

    def judged(product: Product) -> tuple[Ruling, Counter[str]]:
        scores = quick(cases, product).scores
        more = Counter(score.blame for score in scores if score.blame)
        more.subtract(Counter(score.blame for score in sound if score.blame))
        return judge_run(scores, baseline, tier="dev", expected=[case.id for case in cases]), more

    return judged


def test_passages_that_were_lost_are_seen_as_not_read(library: MemoryLibrary, judge: Judge) -> None:
    ruling, blamed = judge(losing_passages(library, share=0.1, seed=1))
    assert ruling.verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == "not read"


def test_passages_that_are_not_found_are_seen_as_not_found(library: MemoryLibrary, judge: Judge) -> None:
    def kept(passage_id: str) -> bool:
        return int(hashlib.sha256(passage_id.encode()).hexdigest(), 16) % 10 != 0

    ruling, blamed = judge(stand_in(library, keep=lambda passage: kept(passage.id)))
    assert ruling.verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == "not found"


def test_swapped_years_are_seen_as_wrong_values(library: MemoryLibrary, judge: Judge) -> None:
    ruling, blamed = judge(swapping_years(stand_in(library)))
    assert ruling.verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == "wrong value"


def test_citations_of_a_neighbour_are_seen_as_right_but_uncited(library: MemoryLibrary, judge: Judge) -> None:
    ruling, blamed = judge(citing_a_neighbour(stand_in(library)))
    assert ruling.verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == "right but uncited"


def test_never_refusing_is_seen_as_wrongly_answered(library: MemoryLibrary, judge: Judge) -> None:
    ruling, blamed = judge(never_refusing(stand_in(library)))
    assert ruling.verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == "wrongly answered"
    assert any("critical case" in reason for reason in ruling.failures)


def test_the_same_product_again_passes(library: MemoryLibrary, judge: Judge) -> None:
    ruling, blamed = judge(stand_in(library))
    assert ruling.verdict is Verdict.PASS
    assert not any(blamed.values())
