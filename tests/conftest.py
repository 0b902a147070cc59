"""What tests share: one embedding model a run, and the pipeline over two made-up plans."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _made_up_plan() -> ModuleType:
    path = Path(__file__).parent / "made_up_plan.py"
    spec = importlib.util.spec_from_file_location("made_up_plan", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["made_up_plan"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def embedder():
    """The embedding model that comes with the package."""
    from index.embed import load_embedder

    return load_embedder(None)


@pytest.fixture(scope="session")
def kinds(embedder):
    """What tells the kinds of questions."""
    from assistant.likely_kinds import LikelyKinds

    return LikelyKinds.load(embedder.encode)


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory, embedder):
    """Two made-up plans, read, indexed and ready to be asked."""
    return _made_up_plan().built(tmp_path_factory.mktemp("made-up"), embedder)


@pytest.fixture(scope="session")
def planwatch(tmp_path_factory, embedder):
    """A whole Planwatch over the sample library, in a home of its own."""
    from app.build import Planwatch, untold
    from plans.settings import Settings

    made = Planwatch(Settings(home=tmp_path_factory.mktemp("planwatch") / "home"), progress=untold)
    made.embedder = embedder
    assert len(made.library.plans()) == 2
    return made


@pytest.fixture(scope="module")
def own(planwatch, tmp_path_factory):
    """A Planwatch that a module's tests may write to: a copy of the sample library's home, without any marks."""
    import shutil

    from app.build import Planwatch, untold
    from plans.settings import Settings

    home = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(planwatch.settings.home, home, ignore=shutil.ignore_patterns("checks.sqlite*"))
    made = Planwatch(Settings(home=home), progress=untold)
    made.embedder = planwatch.embedder
    return made


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a PostgreSQL server that was started for these tests."""
    pytest.importorskip("psycopg")
    from postgres_server import cluster

    with cluster() as url:
        if url is None:
            pytest.skip("there is no PostgreSQL here that the tests could start")
        yield url


@pytest.fixture
def postgres(postgres_server):
    """The URL of an empty database of PostgreSQL."""
    from postgres_server import emptied

    return emptied(postgres_server)
