"""Nothing leaves the machine: no telemetry of any part, whatever it is that Planwatch does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
_SWITCHES = ("TELEMETRY", "ANALYTICS", "HF_HUB", "HUGGINGFACE", "GRADIO", "DO_NOT_TRACK", "TRANSFORMERS", "PLANWATCH")
# Of system calls: an address of the internet that is not this machine's own.
_ELSEWHERE = re.compile(
    r"inet_addr\(\"(?!127\.|0\.0\.0\.0)[^\"]+\"\)|inet_pton\(AF_INET6, \"(?!::1\"|::\"|::ffff:127\.)[^\"]+\""
)


def environment(log: Path) -> dict[str, str]:
    """As a careless administrator has it: nothing switched off, proxies and keys of cloud services about."""
    kept = {name: value for name, value in os.environ.items() if not any(word in name for word in _SWITCHES)}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(HERE / "no_network"), str(ROOT)]),
        "NO_NETWORK_LOG": str(log),
        "OPENAI_API_KEY": "sk-none",
        "HTTPS_PROXY": "http://192.0.2.1:3128",
    }


def test_the_watch_itself_sees_a_try_to_leave(tmp_path: Path) -> None:
    log = tmp_path / "log"
    tried = "import urllib.request\ntry: urllib.request.urlopen('http://192.0.2.7/x', timeout=1)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", tried], env=environment(log) | {"no_proxy": "*"}, check=True, timeout=60)
    assert "192.0.2.7" in log.read_text(encoding="utf-8")


def test_nothing_that_planwatch_does_tries_to_reach_another_machine(planwatch: Any, tmp_path: Path) -> None:
    home, log, calls = tmp_path / "home", tmp_path / "log", tmp_path / "calls"
    shutil.copytree(planwatch.settings.home, home)
    plan = tmp_path / "nurses.txt"
    plan.write_text(
        "# Nurses Plan 2026-2030\n\n## We will\n\n- We will hire 20 nurses by June 2028.\n", encoding="utf-8"
    )
    command = [sys.executable, str(HERE / "no_network" / "everything.py"), str(home), str(plan)]
    traced = _tracing(calls)
    done = subprocess.run(
        [*traced, *command],
        env=environment(log),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "all of it was done" in done.stdout
    assert not log.exists(), log.read_text(encoding="utf-8")
    if traced:
        assert _ELSEWHERE.findall(calls.read_text(encoding="utf-8", errors="replace")) == []


def test_the_watch_of_system_calls_knows_this_machine_from_others() -> None:
    told = 'connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 0'
    assert _ELSEWHERE.search(told)
    assert _ELSEWHERE.search('inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)')
    assert not _ELSEWHERE.search(told.replace("192.0.2.1", "127.0.0.53"))
    assert not _ELSEWHERE.search('inet_pton(AF_INET6, "::1", &sin6_addr)')


def _tracing(calls: Path) -> list[str]:
    """A command that writes down the system calls of what is not Python too, where this machine has one."""
    tracer = shutil.which("strace")
    if tracer is None:
        return []
    wanted = [tracer, "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(calls)]
    works = subprocess.run([*wanted, "true"], capture_output=True, check=False).returncode == 0
    return wanted if works else []


@pytest.mark.parametrize("name", ["GRADIO_ANALYTICS_ENABLED", "ANONYMIZED_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"])
def test_what_would_send_statistics_is_switched_off_in_code(name: str) -> None:
    sources = [*(ROOT / "app").rglob("*.py"), *(ROOT / "index").rglob("*.py")]
    assert any(name in path.read_text(encoding="utf-8") for path in sources)
