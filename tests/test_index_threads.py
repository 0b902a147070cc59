"""Numpy multiplies in the thread that asks, whichever part is imported first."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["app.build", "app.cli.commands", "index.search", "index.generations"])
def test_the_number_of_threads_is_said_before_numpy_is_loaded(first: str) -> None:
    script = (
        f"import os, sys, {first}, numpy; names = [*sys.modules]; "
        "print(names.index('index') < names.index('numpy'), os.environ['OPENBLAS_NUM_THREADS'])"
    )
    surroundings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "1"]
