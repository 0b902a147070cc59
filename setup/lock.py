"""Writes the locks: every package with its version and hashes, without torch, whose build depends on the machine."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
COMMON = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"),
    *("--override", "requirements/without-torch.txt", "--no-emit-package", "torch"),
    *("--custom-compile-command", "make lock"),
]


def main() -> int:
    """Resolve everything for the tests first, and then running within it, so that both have the same versions."""
    beside = "requirements/beside-torch.in"
    test, running = "requirements/test.lock", "requirements/planwatch.lock"
    _compile("pyproject.toml", beside, "--all-extras", "--group", "dev", "-o", test)
    _compile(
        "pyproject.toml",
        beside,
        "--extra",
        "eval",
        "--extra",
        "mcp",
        "--extra",
        "postgres",
        "--extra",
        "otel",
        "-c",
        test,
        "-o",
        running,
    )
    _compile("requirements/uv.in", "-o", "requirements/uv.lock")
    return 0


def _compile(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "uv", "pip", "compile", *arguments, *COMMON], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
