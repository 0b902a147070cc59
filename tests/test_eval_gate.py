import subprocess
from pathlib import Path

import pytest

from eval.baseline import Baseline, BaselineError, FloorLowered, read_baseline, renewed, write_baseline
from eval.gate import Verdict, judge_run
from eval.intervals import rate
from eval.pairs import compare, discordant, paired
from eval.scores import Score

RIGHT, WRONG = (1.0, 1.0), (0.0, 1.0)


def score(number: int, strict: bool, **more: object) -> Score:
    fields = {"case": f"c{number}", "category": "date", "cluster": f"k{number}", "expect": "answer", "gold": "g"}
    measures = {"strict_accuracy": RIGHT if strict else WRONG, "quote_exactness": (2.0, 2.0)}
    told = {**fields, "critical": False, "hard": False, "status": "answered", "measures": measures, **more}
    return Score.model_validate(told)


def run(right: int, of: int = 100, **more: object) -> list[Score]:
    return [score(number, number < right, **more) for number in range(of)]


def keys(scores: list[Score]) -> list[str]:
    return [one.key for one in scores]


@pytest.fixture
def baseline() -> Baseline:
    return Baseline(floors={"every": {"quote_exactness": 0.99}}, scores=tuple(run(80)))


def test_the_same_again_passes(baseline: Baseline) -> None:
    assert judge_run(run(80), baseline, tier="dev", expected=keys(run(80))).verdict is Verdict.PASS


def test_a_clear_drop_fails_and_says_by_how_much(baseline: Baseline) -> None:
    ruling = judge_run(run(60), baseline, tier="dev", expected=keys(run(60)))
    assert ruling.verdict is Verdict.FAIL
    assert ruling.failures == (
        "strict_accuracy went from 0.800 to 0.600 (n = 100, -0.290 to -0.130); the whole interval is worse",
    )


def test_a_drop_that_may_be_chance_warns(baseline: Baseline) -> None:
    mixed = [score(number, (number < 80 or number in (85, 86)) and number not in range(5)) for number in range(100)]
    ruling = judge_run(mixed, baseline, tier="dev", expected=keys(mixed))
    assert ruling.verdict is Verdict.WARN
    assert "strict_accuracy went from 0.800 to 0.770" in ruling.warnings[0]


def test_a_critical_case_that_breaks_fails_alone() -> None:
    before = [score(number, True, critical=number == 3) for number in range(100)]
    after = [score(number, number != 3, critical=number == 3, blame="wrong value") for number in range(100)]
    ruling = judge_run(after, Baseline(scores=tuple(before)), tier="dev", expected=keys(after))
    assert ruling.failures == ("the critical case c3 was right and is wrong now (wrong value)",)


def test_a_missed_floor_fails_even_where_the_baseline_was_no_better() -> None:
    low = run(80, measures={"quote_exactness": (1.0, 2.0), "strict_accuracy": RIGHT})
    held = Baseline(floors={"every": {"quote_exactness": 0.99}}, scores=tuple(low))
    assert judge_run(low, held, tier="dev", expected=keys(low)).failures == (
        "quote_exactness is 0.500; it must be at least 0.99",
    )


def test_a_ceiling_is_missed_from_above() -> None:
    leaking = run(80, measures={"false_answer_rate": RIGHT})
    held = Baseline(floors={"every": {"false_answer_rate": 0.2}})
    assert judge_run(leaking, held, tier="dev", expected=keys(leaking)).failures == (
        "false_answer_rate is 1.000; it must be at most 0.2",
    )


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        (run(80)[:99], "no answer was kept for 1 cases: c99"),
        ([*run(80)[:99], score(99, False, error="it broke")], "an error met 1 cases: c99"),
        ([*run(80)[:99], score(99, False, measures={"mrr": (float("nan"), 1.0)})], "not a number for 1 cases: c99"),
        ([], "the run holds no scores"),
    ],
)
def test_what_is_missing_or_broken_fails_and_is_not_averaged_away(
    baseline: Baseline, scores: list[Score], said: str
) -> None:
    ruling = judge_run(scores, baseline, tier="dev", expected=keys(run(80)))
    assert ruling.verdict is Verdict.FAIL
    assert any(said in reason for reason in ruling.failures)


def test_a_case_whose_gold_changed_is_not_compared(baseline: Baseline) -> None:
    changed = run(10, gold="another")
    assert judge_run(changed, baseline, tier="dev", expected=keys(changed)).compared == ()


def test_floors_rise_with_an_accepted_run_and_never_fall(baseline: Baseline) -> None:
    better = renewed(baseline, run="new", tier="dev", scores=run(95), versions={})
    assert better.floors["dev"]["strict_accuracy"] == pytest.approx(rate(95, 100).low, abs=0.001)
    worse = renewed(better, run="newer", tier="dev", scores=run(50), versions={})
    assert worse.floors["dev"] == better.floors["dev"]
    with pytest.raises(FloorLowered, match="may only be made stricter"):
        better.with_floors("dev", {**better.floors["dev"], "strict_accuracy": 0.5})
    with pytest.raises(FloorLowered):
        better.with_floors("dev", {"quote_exactness": 0.99})


def test_a_tiers_floors_hold_for_its_runs_and_those_of_every_run_for_all(baseline: Baseline) -> None:
    better = renewed(baseline, run="new", tier="dev", scores=run(95), versions={})
    assert better.runs == {"dev": "new"}
    assert set(better.floors["dev"]) == {"quote_exactness", "strict_accuracy"}
    inexact = [score(number, number < 50, measures={"strict_accuracy": WRONG}) for number in range(100)]
    missed = {
        tier: judge_run(
            inexact, Baseline(floors=better.floors, scores=better.scores), tier=tier, expected=keys(inexact)
        )
        for tier in ("dev", "smoke")
    }
    assert any("strict_accuracy is 0.000; it must" in reason for reason in missed["dev"].failures)
    assert not any("it must" in reason for reason in missed["smoke"].failures)
    forged = run(95, measures={"quote_exactness": (1.0, 2.0)})
    assert (
        "quote_exactness is 0.500; it must be at least 0.99"
        in judge_run(forged, better, tier="smoke", expected=keys(forged)).failures
    )


def test_new_questions_miss_no_floor_and_set_the_tiers_floors_anew_when_accepted(baseline: Baseline) -> None:
    held = renewed(baseline, run="new", tier="dev", scores=run(95), versions={})
    harder = [*run(95), *(score(number, False) for number in range(100, 200))]  # 100 new ones, all wrong
    ruling = judge_run(harder, held, tier="dev", expected=keys(harder))
    assert ruling.verdict is Verdict.PASS
    accepted = renewed(held, run="newer", tier="dev", scores=harder, versions={})
    assert accepted.floors["dev"]["strict_accuracy"] == pytest.approx(rate(95, 200).low, abs=0.001)
    assert accepted.floors["every"] == held.floors["every"]


def test_another_tiers_scores_stay_in_the_baseline(baseline: Baseline) -> None:
    small = renewed(baseline, run="new", tier="smoke", scores=run(5, of=5), versions={})
    assert len(small.scores) == 100


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path, baseline: Baseline) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(baseline, path)
    assert read_baseline(path) == baseline
    assert len(path.read_text(encoding="utf-8").splitlines()) > 100


def test_a_broken_baseline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text('{"colour": 1}', encoding="utf-8")
    with pytest.raises(BaselineError, match="not as its format has it"):
        read_baseline(tmp_path / "bad.json")


def test_a_paired_difference_is_of_the_cases_that_both_runs_have() -> None:
    result = paired("strict_accuracy", run(80), run(90)[10:])
    assert result is not None
    assert result.n == 90
    assert result.difference == pytest.approx(10 / 90)


def test_mcnemar_by_hand() -> None:
    # 8 fixed, none broken: two-sided exact p = 2 · (1/2)^8
    found = discordant(run(80), run(88))
    assert (len(found.fixed), len(found.broken)) == (8, 0)
    assert found.p == pytest.approx(2 * 0.5**8)


def test_the_permutation_test_by_hand() -> None:
    # Three clusters, each better by 1: of the 8 sign patterns two are as far from nothing, so p = 2/8.
    result = paired("strict_accuracy", run(0, of=3), run(3, of=3))
    assert result is not None
    assert result.p == pytest.approx(0.25)


def test_holm_by_hand() -> None:
    # Two primary measures with p = 0.25 (three cases fixed) and 1.0 (nothing changed): Holm gives 0.5 and 1.0.
    results = {one.measure: one.adjusted for one in compare(run(0, of=3), run(3, of=3))}
    assert results == {"quote_exactness": pytest.approx(1.0), "strict_accuracy": pytest.approx(0.5)}


def test_no_floor_of_the_projects_baseline_stands_lower_than_in_the_change_before() -> None:
    here = Path(__file__).parent.parent

    def git(*words: str) -> list[str]:
        done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=False)
        return done.stdout.splitlines() if done.returncode == 0 else []

    changes = git("log", "-2", "--format=%H", "--", "eval/baseline.json")
    if not changes:
        pytest.skip("there is no history to hold the floors against")
    now = read_baseline()
    assert now.floors["every"]["quote_exactness"] >= 0.99
    assert now.floors["every"]["dangling_citations"] == now.floors["every"]["clinical_advice"] == 0
    for change in changes:
        before = Baseline.model_validate_json("\n".join(git("show", f"{change}:eval/baseline.json")))
        for tier, floors in before.floors.items():
            if now.known() <= before.known():  # new questions set floors anew
                Baseline(floors={tier: floors}).with_floors(tier, now.floors.get(tier, {}))
