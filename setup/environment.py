"""Makes .venv and installs what the locks say, telling at every step what it does and how far it is.

`python setup/environment.py serve` installs what running needs, `... test` what the tests need as well. A run that
finds everything in place does nothing and needs no network. Nothing outside .venv is touched.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import venv
from collections import deque
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
LOCKS = {"serve": REQUIREMENTS / "planwatch.lock", "test": REQUIREMENTS / "test.lock"}
TORCH = REQUIREMENTS / "torch.txt"
FETCHING = ("Collecting ", "Processing ")
GPU_PARTS = ("nvidia-", "cuda-", "triton")


class Failed(Exception):
    """A step that did not work, told in one plain sentence."""


def main(arguments: Sequence[str]) -> int:
    """Bring .venv up to date for `serve` or `test`; give the exit status."""
    purpose = arguments[0] if arguments else "serve"
    if purpose not in LOCKS:
        return _told(f"There is no set-up called {purpose}; there are {' and '.join(LOCKS)}.", status=2)
    try:
        set_up(purpose)
    except Failed as failure:
        return _told(str(failure), status=1)
    except KeyboardInterrupt:
        return _told("Stopped; the next run goes on from here.", status=130)
    return 0


def set_up(purpose: str) -> None:
    """Do the steps that are not done yet.

    Raises Failed.
    """
    if any(_stamp(kind).is_file() and _stamp(kind).read_text() == _wanted(kind) for kind in {purpose, "test"}):
        return
    _say(1, f"Python {sys.version.split()[0]} in {VENV.name}")
    _make_venv()
    _say(2, f"installing what {purpose} needs, each file checked by its hash; this takes a minute or two")
    lock = LOCKS[purpose]
    _pip(["install", "--no-deps", "--require-hashes", "-r", str(lock)], packages=_count(lock))
    _say(3, "installing torch, which computes the vectors that search uses")
    _install_torch()
    _say(4, "installing Planwatch itself")
    _pip(["install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)], packages=1)
    _stamp(purpose).write_text(_wanted(purpose))
    print("Set up.", flush=True)


def _make_venv() -> None:
    if _works(VENV / "bin" / "python"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Failed(
            f"Python could not make {VENV} ({error}); on Debian and Ubuntu `apt install python3-venv` helps."
        ) from error


def _works(python: Path) -> bool:
    """Whether this interpreter runs, is new enough, has pip, and belongs to this folder (it may have been moved)."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix != sys.argv[1])"
    try:
        return subprocess.run([python, "-c", check, VENV], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install_torch() -> None:
    """Install torch as it comes, or, where that would bring GPU libraries to a machine without a GPU, its CPU build."""
    wanted = TORCH.read_text().split()[-1]
    if _installed("torch") == wanted.removeprefix("torch=="):
        return
    if _has_gpu() or not _brings_gpu_libraries(wanted):
        _pip(["install", wanted], packages=1)
        return
    print("  no GPU here: taking the CPU build, which saves gigabytes", flush=True)
    _pip(["install", "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS / "uv.lock")], packages=1)
    _follow([str(VENV / "bin" / "uv"), "pip", "install", "--python", str(VENV), "--torch-backend=cpu", wanted], 1)


def _installed(package: str) -> str | None:
    """The version of a package in .venv without its local part, or None."""
    code = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]).split('+')[0])"
    found = subprocess.run([VENV / "bin" / "python", "-c", code, package], capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else None


def _has_gpu() -> bool:
    if Path("/dev/nvidia0").exists():
        return True
    tool = shutil.which("nvidia-smi")
    return tool is not None and subprocess.run([tool, "-L"], capture_output=True, check=False).returncode == 0


def _brings_gpu_libraries(requirement: str) -> bool:
    """Whether pip would install GPU libraries with this requirement. Asks pip what it would do; installs nothing."""
    if not sys.platform.startswith("linux"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _pip(["install", "--dry-run", "--quiet", "--report", str(report), requirement], packages=0)
        planned = json.loads(report.read_text())["install"]
    return any(part["metadata"]["name"].lower().startswith(GPU_PARTS) for part in planned)


def _pip(arguments: list[str], *, packages: int) -> None:
    _follow([str(VENV / "bin" / "python"), "-m", "pip", "--no-input", *arguments], packages)


def _follow(command: list[str], packages: int) -> None:
    """Run a command, showing how many of its packages it has fetched.

    Raises Failed with the command's last lines when it fails.
    """
    last: deque[str] = deque(maxlen=12)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        fetched = 0
        for line in process.stdout:
            last.append(line)
            fetched += line.startswith(FETCHING)
            _show(line, fetched, packages)
    if process.returncode != 0:
        sys.stderr.write("".join(last))
        raise Failed("Installing failed, and the lines above say why; run the same command again to go on from here.")


def _show(line: str, fetched: int, packages: int) -> None:
    if line.startswith(FETCHING) and packages > 1 and fetched % 20 == 0:
        print(f"  {fetched} of about {packages} packages fetched", flush=True)
    if line.startswith("Installing collected packages") and packages > 1:
        print(f"  unpacking about {packages} packages", flush=True)


def _count(lock: Path) -> int:
    """How many packages of a lock are for every machine; the few that depend on it are not counted."""
    lines = [line for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#"))]
    return sum(" ; " not in line for line in lines)


def _stamp(purpose: str) -> Path:
    return VENV / f".installed-for-{purpose}"


def _wanted(purpose: str) -> str:
    """What a stamp says when its installation is up to date: the place, and the hash of what it was made from."""
    made_from = b"".join(path.read_bytes() for path in (LOCKS[purpose], TORCH, ROOT / "pyproject.toml"))
    return f"{ROOT} {hashlib.sha256(made_from).hexdigest()}\n"


def _say(step: int, text: str) -> None:
    print(f"[{step}/4] {text}", flush=True)


def _told(sentence: str, *, status: int) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
