"""A Planwatch over the two made-up plans, made in a second: for tests of who may do and see what."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from made_up_plan import EASTVALE, NORTHBRIDGE
from starlette.testclient import TestClient

from app.access.door import door_of
from app.build import build, untold
from app.web.server import make_app
from plans.settings import Settings

HOME = "https://plans.example.org"
HIDDEN, SHOWN = "eastvale-2024", "northbridge-2024"
AMBITIONS = """
Our ambitions
1. Every village in the vale has a bus on Sundays
2. No child waits for a ride to the dentist
"""


def small_planwatch(folder: Path, embedder: Any) -> Any:
    """Read both plans into a home in that folder, each with its area."""
    for plan_id, area, text in ((SHOWN, "Northbridge", NORTHBRIDGE), (HIDDEN, "Eastvale", EASTVALE + AMBITIONS)):
        (folder / f"{plan_id}.txt").write_text(text, encoding="utf-8")
        entry = {"id": plan_id, "title": text.splitlines()[0], "publisher": area, "edition": "1", "area": area}
        lines = [f'{name} = "{value}"' for name, value in {**entry, "file": f"{plan_id}.txt"}.items()]
        (folder / f"{plan_id}.toml").write_text("\n".join(lines), encoding="utf-8")
    made = build(Settings(home=folder / "home"))
    made.embedder = embedder
    reports = made.plans.ingest([folder / f"{SHOWN}.txt", folder / f"{HIDDEN}.txt"], progress=untold)
    assert [report.outcome for report in reports] == ["added", "added"]
    return made


@contextmanager
def behind_a_proxy(own: Any, plans_seen: str) -> Iterator[TestClient]:
    """A client that comes through the trusted proxy to a server over that Planwatch, where those rules of who sees
    which plans hold and nobody is held to a number of requests."""
    held = Settings(
        home=own.settings.home,
        sign_in="proxy",
        public_url=HOME,
        proxy_addresses="10.1.2.3",
        markers="*",
        plans_seen=plans_seen,
        asks_per_minute=9_999,
        asks_per_minute_by_address=9_999,
    )
    app = make_app(own, door=door_of(held))
    with TestClient(app, base_url=HOME, client=("10.1.2.3", 1), raise_server_exceptions=False) as through_proxy:
        yield through_proxy
