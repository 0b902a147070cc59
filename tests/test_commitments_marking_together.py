"""Ten people who mark the same commitments at once through the HTTP interface: nothing that was accepted is lost."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from starlette.testclient import TestClient

from app.api.routes import make_api


def _marking() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marking", Path(__file__).parents[1] / "benchmarks" / "marking.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_mark_that_was_accepted_stands_once_in_its_history(planwatch: Any) -> None:
    marking = _marking()
    commitments = [one.id for one in planwatch.register.commitments()[50:53]]
    with TestClient(make_api(planwatch), base_url="http://127.0.0.1:7860") as client:

        def send(method: str, path: str, body: dict[str, object] | None) -> Any:
            return client.request(method, path, json=body)

        marked = marking.mark_together(send, commitments, people=10, seconds=3, pause=0.05)
        assert len(marked.accepted) > 10
        assert set(marked.refused) <= {409}
        assert marking.faults(send, commitments, marked) == []
