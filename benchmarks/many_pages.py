"""How long pages over many plans, and questions which plans promise a thing, take: by the clock and of the processor.

python benchmarks/made_home.py HOME --plans 300 --copies
python benchmarks/many_pages.py HOME
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from made_home import asked
from questions import which_plans


def main() -> None:
    """Print a line of JSON for each page, and one for the questions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    made = asked(parser.parse_args().home)
    from starlette.testclient import TestClient

    from app.web.server import make_app
    from plans.answer import Question

    one, other = (plan.id for plan in made.library.plans()[:2])
    pages = ("/plans", "/commitments", "/commitments/totals", f"/commitments/totals?plan={one}")
    beside = [f"/commitments/{page}?plan={one}&plan={other}" for page in ("across", "delivery")]
    with TestClient(make_app(made), base_url="http://127.0.0.1:7860") as client:
        for page in (*pages, *beside):
            timed(page, opening(client, page), times=5)
    timed(
        "which plans",
        lambda number: made.answerer.ask(Question(text=which_plans(number))),
        times=40,
    )


def opening(client: Any, page: str) -> Callable[[int], Any]:
    """Opens a page, however often it was opened before."""
    return lambda _: client.get(page).raise_for_status()


def timed(what: str, done: Callable[[int], Any], *, times: int) -> None:
    """Do it so often and print the first time, the median and the 95th percentile of the others, in milliseconds."""
    clock, processor = [], []
    for number in range(times):
        began, worked = time.perf_counter(), time.process_time()
        done(number)
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - worked))
    told: dict[str, object] = {"what": what, "load": round(os.getloadavg()[0], 1)}
    for name, found in (("clock_ms", clock), ("processor_ms", processor)):
        told[name] = [round(found[0]), *(round(float(np.percentile(found[1:], share))) for share in (50, 95))]
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
