"""A process that is killed leaves the state before or after its work, and none between; the work can be done again."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from app.feedback import read_feedback
from commitments.digests import is_intact
from commitments.store import open_checks

_TESTS = Path(__file__).parent
# Beside these there are, by hand: decide, report, revoke, erase.
_IN_EVERY_RUN = ("ingest", "remove", "rebuild", "mark", "undo", "token", "migrate", "backup", "restore")
_SEED = int(os.environ.get("KILL_SEED", "20260301"))


def _killed(folder: Path, number: int, *stages: str) -> list[dict[str, Any]]:
    command = [sys.executable, str(_TESTS / "killing.py"), str(folder), str(number), str(_SEED), *stages]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3_000)
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_two_kills_at_every_stage_leave_before_or_after(tmp_path: Path) -> None:
    found = _killed(tmp_path, 2, *_IN_EVERY_RUN)
    assert [one["stage"] for one in found] == list(_IN_EVERY_RUN)
    assert [wrong for one in found for wrong in one["wrong"]] == []
    assert sum(one["died"] for one in found) >= 10


@pytest.mark.slow
def test_thirty_kills_of_each_kind_of_work_leave_before_or_after(tmp_path: Path) -> None:
    found = _killed(tmp_path, 30)
    print(json.dumps([{key: one[key] for key in ("stage", "kills", "died", "events")} for one in found]))
    assert [wrong for one in found for wrong in one["wrong"]] == []


_WRITER = """
    import sys
    from pathlib import Path
    from app.feedback import Feedback, keep_feedback
    from commitments.checks import EntryKind, Mark, Status
    from commitments.store import open_checks

    home = Path(sys.argv[1])
    checks = open_checks(f"sqlite:///{home / 'checks.sqlite'}")
    number = int(sys.argv[2])
    while True:
        mark = Mark(commitment_id=f"c{number}", plan_id="p", edition="1", words="w", kind=EntryKind.FIRST_MARK,
                    person="Ann", status=Status.NO_EVIDENCE, note="the board papers")
        checks.enter(mark, seen=0)
        keep_feedback(home, Feedback(question=f"q{number}", wrong="w", right="r"))
        print(number, flush=True)
        number += 1
"""


@pytest.mark.parametrize("times", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_every_mark_and_report_that_was_confirmed_is_there_after_a_kill(tmp_path: Path, times: int) -> None:
    chosen, confirmed, first = random.Random(_SEED), set[int](), 1
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_WRITER), str(tmp_path), str(first)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=_TESTS.parent,
        )
        assert process.stdout is not None
        for _ in range(chosen.randint(1, 200)):
            confirmed.add(int(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        confirmed.update(int(line) for line in process.stdout.read().split())
        process.wait()
        process.stdout.close()
        checks = open_checks(f"sqlite:///{tmp_path / 'checks.sqlite'}")
        histories = checks.histories()
        checks.close()
        assert {f"c{number}" for number in confirmed} <= set(histories)
        assert all(is_intact(history) for history in histories.values())
        reports = {report.question for report in read_feedback(tmp_path)}
        assert {f"q{number}" for number in confirmed} <= reports
        first = len(histories) + 1
