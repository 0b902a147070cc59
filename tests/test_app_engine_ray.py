"""Reading and embedding on a real Ray cluster of several processes: the same library, whatever becomes of a worker."""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from made_up_plan import EASTVALE, NORTHBRIDGE

from app.build import Planwatch, build, untold
from app.engines.ray import RayEngine, started_ray
from plans.errors import Refused
from plans.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
pytestmark = [
    pytest.mark.slow,  # a cluster takes ten seconds to start
    # Found and not imported: Ray reads whether tokens are asked for when it is first imported.
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra `ray` is not installed"),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[RayEngine]:
    # Workers import the work of these tests from this folder.
    here = str(Path(__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, str(ROOT), os.environ.get("PYTHONPATH", "")])
    with started_ray(address=None, workers=2, embed_model=None) as started:
        yield started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of plans, one of which is no plan at all."""
    made = tmp_path / "plans"
    made.mkdir()
    for number in range(4):
        for name, text in (("northbridge", NORTHBRIDGE), ("eastvale", EASTVALE)):
            changed = text.replace("Northbridge", f"Northbridge {number}").replace("Eastvale", f"Eastvale {number}")
            (made / f"{name}-{number}.txt").write_text(changed.replace("80%", f"{80 + number}%"), encoding="utf-8")
    (made / "poison.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00<</Kids[1 0 R]>>" * 500)
    return made


def ingested(planwatch: Planwatch, folder: Path, engine: RayEngine | None) -> dict[str, str]:
    library = planwatch.plans if engine is None else planwatch.library_on(engine)
    reports = library.ingest([folder], progress=untold)
    return {Path(report.file).name: report.outcome for report in reports}


def same_library(one: Planwatch, other: Planwatch) -> None:
    first, second = one.plans.current(), other.plans.current()
    assert first is not None
    assert second is not None
    assert first.content == second.content
    for plan in first.plans():
        assert first.stored(plan.id) == second.stored(plan.id)
    np.testing.assert_allclose(first.vectors, second.vectors, atol=1e-5)


def test_a_library_read_on_ray_is_the_one_read_here(engine: RayEngine, folder: Path, tmp_path: Path) -> None:
    here, there = (build(Settings(home=tmp_path / name)) for name in ("here", "there"))
    outcomes = ingested(here, folder, None)
    assert ingested(there, folder, engine) == outcomes
    assert outcomes["poison.pdf"] == "refused"
    assert list(outcomes.values()).count("added") == 8
    same_library(here, there)


def test_many_texts_have_the_same_vectors_on_ray(engine: RayEngine, embedder) -> None:
    texts = [f"{line} {number}" for number in range(80) for line in NORTHBRIDGE.splitlines() if line]
    parts = [texts[first : first + 128] for first in range(0, len(texts), 128)]
    assert len(texts) > 900
    own = list(embedder.encode_parts(parts, total=2000))
    remote = list(engine.embedder(embedder).encode_parts(parts, total=2000))
    assert len(own) == len(remote) == len(parts)
    for mine, other in zip(own, remote, strict=True):
        np.testing.assert_allclose(mine.vectors, other.vectors, atol=1e-5)
        np.testing.assert_array_equal(mine.words.ends, other.words.ends)


def _slowly(number: int) -> int:
    time.sleep(0.05)
    return number


def _fatal(marker: Path) -> str:
    """End the worker that does this, as often as it is done."""
    with marker.open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def _faulty() -> None:
    raise Refused("Not this one.")


def test_a_piece_that_ends_its_worker_costs_only_itself(engine: RayEngine, tmp_path: Path) -> None:
    marker = tmp_path / "tried"
    work: list[Callable[[], object]] = [partial(_slowly, number) for number in range(10)]
    work[3] = partial(_fatal, marker)
    work[5] = _faulty
    outcomes = [future.exception() or future.result() for future in engine.doing(work)]
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [0, 1, 2, 4, 6, 7, 8, 9]
    assert isinstance(outcomes[3], Refused)
    assert str(outcomes[5]) == "Not this one."
    assert len(marker.read_text()) == 3


def _own_process() -> int:
    time.sleep(0.2)
    return os.getpid()


def test_a_worker_that_is_killed_is_replaced_and_its_work_done(engine: RayEngine) -> None:
    found = []
    for number, future in enumerate(engine.doing([_own_process] * 12)):
        found.append(future.result())
        if number == 3:
            os.kill(found[-1], signal.SIGKILL)
    assert len(found) == 12
    assert len(set(found)) == 3


def test_an_ingest_in_which_a_worker_is_killed_gives_the_same_library(
    engine: RayEngine, folder: Path, tmp_path: Path
) -> None:
    here, there = (build(Settings(home=tmp_path / name)) for name in ("here", "there"))
    outcomes = ingested(here, folder, None)
    workers = {future.result() for future in engine.doing([_own_process] * 4)}
    killed = []

    def progress(_what: str, done: int, _total: int) -> None:
        if done == 2 and not killed:
            killed.append(workers.pop())
            os.kill(killed[0], signal.SIGKILL)

    reports = there.library_on(engine).ingest([folder], progress=progress)
    assert killed
    assert {Path(report.file).name: report.outcome for report in reports} == outcomes
    assert outcomes["poison.pdf"] == "refused"
    same_library(here, there)


def test_no_more_is_begun_than_can_be_taken(engine: RayEngine, tmp_path: Path) -> None:
    begun = engine.doing([partial(_noted, tmp_path, number) for number in range(40)])
    next(begun)
    time.sleep(1.0)
    assert len(list(tmp_path.iterdir())) <= 8
    assert len(list(begun)) == 39


def _noted(folder: Path, number: int) -> None:
    (folder / str(number)).touch()


def test_usage_is_not_reported_and_a_token_is_asked_for(engine: RayEngine) -> None:
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert os.environ["RAY_AUTH_MODE"] == "token"
    assert engine is not None
    import ray

    address = ray.get_runtime_context().gcs_address
    stranger = "import ray, sys; ray.init(address=sys.argv[1], log_to_driver=False)"
    environment = {**os.environ, "RAY_AUTH_TOKEN": "0" * 64}
    told = subprocess.run([sys.executable, "-c", stranger, address], env=environment, capture_output=True, timeout=120)
    assert told.returncode != 0


def test_the_command_takes_the_engine(tmp_path: Path, folder: Path) -> None:
    command = [sys.executable, "-c", "from app.cli import main; main()", "ingest", str(folder / "eastvale-0.txt")]
    environment = {**os.environ, "PLANWATCH_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [*command, "--engine", "ray", "--workers", "1", "--json"], env=environment, capture_output=True, timeout=180
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)[0]["outcome"] == "added"
    assert "usage" not in done.stderr.decode().lower()
    wrong = subprocess.run([*command, "--workers", "2"], env=environment, capture_output=True, timeout=60)
    assert wrong.returncode == 2


@pytest.fixture
def hosts() -> Iterator[tuple[list[str], dict[str, str]]]:
    """A Ray cluster of two hosts, each a network namespace; how to run a command on the first, and its environment."""
    ip = shutil.which("ip")
    if ip is None or os.geteuid() != 0:
        pytest.skip("network namespaces need root and `ip` (Debian: apt-get install iproute2)")
    names, token = (f"pw{os.getpid()}a", f"pw{os.getpid()}b"), secrets.token_hex(32)
    environment = {**os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token, "RAY_USAGE_STATS_ENABLED": "0"}
    links = [f"{name}0" for name in names]
    nodes: list[subprocess.Popen[bytes]] = []
    try:
        for command in (
            *(["netns", "add", name] for name in names),
            ["link", "add", links[0], "type", "veth", "peer", "name", links[1]],
            *(["link", "set", link, "netns", name] for link, name in zip(links, names, strict=True)),
            *(["-n", name, "addr", "add", f"10.77.0.{n}/24", "dev", f"{name}0"] for n, name in enumerate(names, 1)),
            *(["-n", name, "link", "set", link, "up"] for name in names for link in ("lo", f"{name}0")),
        ):
            made = subprocess.run([ip, *command], capture_output=True, check=False)
            if made.returncode:
                pytest.skip(f"this machine makes no network namespaces: {made.stderr.decode().strip()}")
        ray = [str(Path(sys.executable).parent / "ray"), "start", "--block", "--num-cpus", "1", "--disable-usage-stats"]
        ray += ["--object-store-memory", "100000000", "--temp-dir", f"/tmp/{names[0]}"]
        for name, own in zip(
            names,
            (["--head", "--node-ip-address", "10.77.0.1", "--port", "6399", "--include-dashboard", "false"],
             ["--address", "10.77.0.1:6399", "--node-ip-address", "10.77.0.2"]),
            strict=True,
        ):  # fmt: skip
            command = [ip, "netns", "exec", name, *ray, *own]
            nodes.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True))
            time.sleep(10)
        yield [ip, "netns", "exec", names[0]], environment
    finally:
        for node in reversed(nodes):
            os.killpg(node.pid, signal.SIGTERM)
            node.wait(60)
        for name in names:
            subprocess.run([ip, "netns", "del", name], capture_output=True, check=False)
        shutil.rmtree(f"/tmp/{names[0]}", ignore_errors=True)


_WHERE = """
import ray, sys, app.engines.ray, socket
from functools import partial
from app.engines.ray import started_ray
import subprocess
with started_ray(address="10.77.0.1:6399", workers=2, embed_model=None) as engine:
    work = [partial(subprocess.check_output, ["hostname", "-I"]) for _ in range(8)]
    print(sorted({future.result().decode().split()[0] for future in engine.doing(work)}))
"""


def test_two_hosts_read_one_library(hosts: tuple[list[str], dict[str, str]], folder: Path, tmp_path: Path) -> None:
    on_first, environment = hosts
    where = subprocess.run(
        [*on_first, sys.executable, "-c", _WHERE], env=environment, capture_output=True, text=True, timeout=180
    )
    assert where.stdout.strip() == "['10.77.0.1', '10.77.0.2']", where.stderr[-2000:]
    here = build(Settings(home=tmp_path / "here"))
    ingested(here, folder, None)
    command = [sys.executable, "-c", "from app.cli import main; main()", "ingest", str(folder), "--json"]
    done = subprocess.run(
        [*on_first, *command, "--engine", "ray", "--ray-address", "10.77.0.1:6399"],
        env={**environment, "PLANWATCH_HOME": str(tmp_path / "there")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    outcomes = [report["outcome"] for report in json.loads(done.stdout)]
    assert outcomes.count("added") == 8, done.stderr[-2000:]
    same_library(here, build(Settings(home=tmp_path / "there")))
