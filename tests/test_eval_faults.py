"""The suite tried on faults planted in the product: each turns the gate red, at the stage it was planted in.

The short form asks some of the development questions of the assistant over a search by shared words; the slow one asks
them all of the whole product.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from app.build import Planwatch
from app.evaluating import product_of
from eval.baseline import Baseline, renewed
from eval.faults import citing_a_neighbour, losing_passages, never_refusing, not_finding, swapping_years
from eval.gate import Verdict, judge_run
from eval.gold import Case, load_dev
from eval.product import Product
from eval.quick import quick
from eval.scores import Score
from eval.stand_in import sample_texts, stand_in

_ASKED = 130

Fault = Callable[[Product], Product]

FAULTS = pytest.mark.parametrize(
    ("fault", "stage"),
    [
        pytest.param(partial(losing_passages, share=0.1, seed=1), "not read", id="a tenth of the passages is lost"),
        pytest.param(partial(not_finding, share=0.1, seed=1), "not found", id="a tenth of them is not found"),
        pytest.param(swapping_years, "wrong value", id="years are swapped"),
        pytest.param(citing_a_neighbour, "right but uncited", id="the next passage is cited"),
        pytest.param(never_refusing, "wrongly answered", id="nothing is refused"),
    ],
)


class Tried:
    """A product with what it scored when it was sound."""

    def __init__(self, product: Product, cases: tuple[Case, ...]) -> None:
        self.product = product
        self._cases = cases
        self._sound = quick(cases, product).scores
        self._baseline = renewed(Baseline(), run="sound", tier="dev", scores=self._sound, versions={})

    def judged(self, product: Product) -> tuple[Verdict, Counter[str]]:
        """The gate's verdict on a product, and how many more questions than before each stage is blamed for."""
        scores = quick(self._cases, product).scores
        more = _blamed(scores)
        more.subtract(_blamed(self._sound))
        ruling = judge_run(scores, self._baseline, tier="dev", expected=[case.id for case in self._cases])
        return ruling.verdict, more


def _blamed(scores: tuple[Score, ...]) -> Counter[str]:
    return Counter(score.blame for score in scores if score.blame)


def _single_questions() -> list[Case]:
    return [case for case in load_dev() if len(case.turns) == 1]


@pytest.fixture(scope="module")
def short() -> Tried:
    """Some questions, in an order of chance that stays the same, over a search by shared words."""
    in_order = sorted(_single_questions(), key=lambda case: hashlib.sha256(case.id.encode()).hexdigest())
    return Tried(stand_in(sample_texts()), tuple(in_order[:_ASKED]))


@pytest.fixture(scope="module")
def whole(planwatch: Planwatch) -> Tried:
    """Every development question of a single turn, of the whole product."""
    return Tried(product_of(planwatch), tuple(_single_questions()))


@FAULTS
def test_a_fault_turns_the_gate_red_and_its_stage_is_blamed(short: Tried, fault: Fault, stage: str) -> None:
    verdict, blamed = short.judged(fault(short.product))
    assert verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == stage


def test_the_same_product_again_passes(short: Tried) -> None:
    verdict, blamed = short.judged(short.product)
    assert verdict is Verdict.PASS
    assert not any(blamed.values())


@pytest.mark.slow
@FAULTS
def test_a_fault_of_the_whole_product_is_seen_and_placed(whole: Tried, fault: Fault, stage: str) -> None:
    verdict, blamed = whole.judged(fault(whole.product))
    assert verdict is Verdict.FAIL
    assert blamed.most_common(1)[0][0] == stage
