"""The smoke tier on the real product: a change that makes it worse fails here."""

from pathlib import Path

from app.build import Planwatch
from app.evaluating import product_of
from eval.baseline import read_baseline
from eval.gate import Verdict
from eval.report import write_report
from eval.steps import gate_run, generate, score_run


def test_the_product_is_no_worse_than_the_baseline_on_the_smoke_tier(planwatch: Planwatch, tmp_path: Path) -> None:
    run = generate("smoke", product_of(planwatch), tmp_path / "runs")
    score_run(run)
    ruling = gate_run(run, read_baseline())
    write_report(run, ruling=ruling)
    assert ruling.verdict is not Verdict.FAIL, "\n".join(ruling.failures)
