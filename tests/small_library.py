"""A Planwatch over the two made-up plans, made in a second: for tests of who may do and see what."""

from pathlib import Path
from typing import Any

from made_up_plan import EASTVALE, NORTHBRIDGE

from app.build import build, untold
from plans.settings import Settings

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
