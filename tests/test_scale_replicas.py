"""Two real servers over one home, behind Debian's nginx: a new generation reaches both, and no request fails."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from chroma_server import free_port, wait_for
from made_up_plan import EASTVALE, NORTHBRIDGE
from visitors import Visitors

pytestmark = pytest.mark.slow  # each server takes some ten seconds to start

ROOT = Path(__file__).resolve().parents[1]
PLANWATCH = [sys.executable, "-c", "from app.cli import main; main()"]
PAGES = (
    "/",
    "/plans",
    "/api/v1/plans",
    "/api/v1/search?query=dental+appointments",
    "/api/v1/ask?question=When+will+the+walk-in+clinic+open",
    "/readyz",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """Two servers and the home that they share."""

    home: Path
    addresses: tuple[str, ...]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def write(self, *arguments: str | Path) -> None:
        """Change the library, in a process of its own."""
        subprocess.run([*PLANWATCH, *arguments], env=environment(self.home), cwd=ROOT, check=True, capture_output=True)

    def generations(self) -> set[str]:
        """The generation that each server reads."""
        return {httpx.get(f"{address}/readyz", timeout=30).json()["generation"] for address in self.addresses}


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PLANWATCH_HOME": str(home)}


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    folder = tmp_path_factory.mktemp("replicas")
    (folder / "northbridge.txt").write_text(NORTHBRIDGE, encoding="utf-8")
    ports = [free_port(), free_port()]
    found = Replicas(home=folder / "home", addresses=tuple(f"http://127.0.0.1:{port}" for port in ports))
    found.write("ingest", folder / "northbridge.txt")
    try:
        for port in ports:
            found.processes.append(
                subprocess.Popen(
                    [*PLANWATCH, "serve", "--port", str(port)],
                    env=environment(found.home),
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        for address in found.addresses:
            wait_for(f"{address}/readyz", seconds=120)
        yield found
    finally:
        for process in found.processes:
            process.terminate()
        for process in found.processes:
            process.wait(30)


def test_a_new_generation_reaches_every_replica_and_no_request_fails(replicas: Replicas, tmp_path: Path) -> None:
    (tmp_path / "eastvale.txt").write_text(EASTVALE, encoding="utf-8")
    with Visitors(replicas.addresses * 2, PAGES) as visitors:
        for _ in range(2):
            before = replicas.generations()
            replicas.write("ingest", tmp_path / "eastvale.txt")
            _until_both_have_moved_on(replicas, before)
            added = replicas.generations()
            eastvale = _plans(replicas.addresses[0]) - _plans_named("northbridge", replicas.addresses[0])
            replicas.write("remove", *eastvale)
            _until_both_have_moved_on(replicas, added)
    visits = visitors.visits()
    assert visits.failed == []
    assert visits.took.keys() == set(PAGES)


def _until_both_have_moved_on(replicas: Replicas, before: set[str]) -> None:
    begun = time.monotonic()
    while replicas.generations() & before:
        assert time.monotonic() - begun < 30, "the replicas still read the generation before"
    print(f"both replicas read the new generation after {time.monotonic() - begun:.2f} s")


def _plans(address: str) -> set[str]:
    return {plan["id"] for plan in httpx.get(f"{address}/api/v1/plans", timeout=30).json()}


def _plans_named(name: str, address: str) -> set[str]:
    return {plan for plan in _plans(address) if name in plan}


@pytest.fixture
def proxy(replicas: Replicas, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The example configuration in front of the two servers; its address, and a log of which one was asked."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed (Debian: apt-get install nginx-light)")
    port, log = free_port(), tmp_path / "asked.log"
    site = (ROOT / "deploy" / "nginx" / "planwatch.conf").read_text(encoding="utf-8")
    for written, here in zip(("127.0.0.1:7861", "127.0.0.1:7862"), replicas.addresses, strict=True):
        assert written in site
        site = site.replace(written, here.removeprefix("http://"))
    for written, here in (("443 ssl", port), ("80", free_port())):
        site = site.replace(f"listen {written}", f"listen 127.0.0.1:{here}")
    site = re.sub(r"^ *ssl_.*$", "", site, flags=re.MULTILINE).replace(" Secure;", "")
    temporary = "\n".join(
        f"{kind}_temp_path {tmp_path / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {tmp_path / 'pid'}; error_log {tmp_path / 'errors.log'};\nevents {{}}\n"
        f"http {{ log_format asked '$upstream_addr $status'; access_log {log} asked; {temporary}\n{site}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-c", configuration, "-p", tmp_path], stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", seconds=20)
        yield f"http://127.0.0.1:{port}", log
    finally:
        process.terminate()
        process.wait(20)


def _asked(log: Path) -> list[str]:
    return [line.split(",")[-1].split()[-2] for line in log.read_text().splitlines()]


def test_a_visitor_keeps_to_one_replica_and_visitors_are_shared_out(proxy: tuple[str, Path]) -> None:
    address, log = proxy
    with httpx.Client(base_url=address) as visitor:
        first = visitor.get("/healthz")
        assert "planwatch_replica=" in first.headers["set-cookie"]
        assert "HttpOnly" in first.headers["set-cookie"]
        before = len(_asked(log)) - 1
        for _ in range(12):
            assert "set-cookie" not in visitor.get("/healthz").headers
        assert len(set(_asked(log)[before:])) == 1
    for _ in range(24):
        httpx.get(f"{address}/healthz")
    assert len(set(_asked(log))) == 2


def test_what_the_server_says_to_the_browser_comes_through_and_the_proxy_says_nothing_of_itself(
    proxy: tuple[str, Path],
) -> None:
    page = httpx.get(f"{proxy[0]}/plans", headers={"X-Forwarded-User": "somebody else"})
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["server"] == "nginx"


def test_a_visitor_of_a_replica_that_dies_is_served_by_the_other(replicas: Replicas, proxy: tuple[str, Path]) -> None:
    address, log = proxy
    with httpx.Client(base_url=address, timeout=30) as visitor:
        visitor.get("/healthz")
        own = _asked(log)[-1]
        dying = [f"http://{own}" == one for one in replicas.addresses].index(True)
        replicas.processes[dying].kill()
        for page in PAGES:
            assert visitor.get(page).status_code == 200
        assert own not in _asked(log)[-len(PAGES) + 1 :]
