"""Long runs of one thing, in questions and in plans, are read with work that grows with their length and no faster."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from plans.quantities import quantities

_RUNS = (
    ("@a. a@ a.b@c. 1, 1. 2024/ 2024/25_ one_ half_ per_ £1 -_ ( 1_to_ www. 0 of_the_ by_ next_ A& x/y/ 1st_ % 1_in_")
    .replace("_", "\u00a0")
    .split(" ")
)
_LONG, _SECONDS = 8_000, 60
_READ = """
import sys
from app.privacy.redaction import redacted
from plans.quantities import quantities
from plans.timespans import timespans
for run in sys.argv[2:]:
    text = (run * int(sys.argv[1]))[: int(sys.argv[1])] + chr(1)
    quantities(text), timespans(text), redacted(text)
print("read")
"""


@pytest.mark.parametrize(
    "number", ["1" * 2_500, "9" * 400, "9" * 305 + " billion", "1," + "000," * 120 + "000", "9" * 17]
)
@pytest.mark.parametrize(
    "around", ["We will open {} clinics.", "£{}", "{}% of people", "within {} weeks", "from {} to 5"]
)
def test_a_run_of_figures_that_counts_nothing_is_no_number(number: str, around: str) -> None:
    """An infinite number is none in JSON, and one plan with one would keep a whole index from being read."""
    found = quantities(around.format(number))
    assert [one for one in found if not (one.value < 1e15 and (one.high or 0) < 1e15)] == []


def _limited() -> None:
    """A limit on processor time, a hundred times what is needed; a cube of the length would pass it a hundredfold."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def test_no_long_run_of_one_thing_keeps_the_reading_of_numbers_busy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(_LONG), *_RUNS],
        cwd=Path(__file__).parents[1],
        preexec_fn=_limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "read\n", done.stderr[-500:]
