"""Builds a release from a tag: the wheel twice, which must give the same bytes, its bill of materials, licences, sums.

    .venv/bin/python setup/release.py v0.1.0 dist/

The tag's own files are used, whatever lies in the work tree. Nothing is uploaded.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

__all__ = ["Failed", "built", "release"]

ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """A release that cannot be made, told in one plain sentence."""


def release(tag: str, out: Path, *, repository: Path = ROOT) -> list[Path]:
    """Write the files of a release; what was written.

    Raises Failed where the tag is missing or says another version than the project, or the wheel is not reproducible.
    """
    when = _git(repository, "log", "-1", "--format=%ct", f"refs/tags/{tag}").decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        with tarfile.open(fileobj=io.BytesIO(_git(repository, "archive", f"refs/tags/{tag}"))) as archive:
            archive.extractall(source, filter="data")
        version = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        if tag != f"v{version}":
            raise Failed(f"The tag is {tag} and the project says {version}; tag the commit that says so.")
        wheels = [built(source, Path(folder) / name, when=when) for name in ("one", "two")]
        if wheels[0].read_bytes() != wheels[1].read_bytes():
            raise Failed("Two builds of the wheel differ; the release would not be reproducible.")
        return _written(out, source, wheels[0], when)


def built(source: Path, out: Path, *, when: str) -> Path:
    """Build the wheel of a source tree, every file in it dated to that second.

    Raises Failed.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(command, cwd=source, env=_environment(when), capture_output=True, text=True, check=False)
    wheels = list(out.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise Failed(f"The wheel could not be built: {done.stderr.strip()[-300:]}")
    return wheels[0]


def _written(out: Path, source: Path, wheel: Path, when: str) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    files = {wheel.name: wheel.read_bytes()}
    for script, name in (("sbom.py", "planwatch.cdx.json"), ("licences.py", "licences.md")):
        command = [sys.executable, str(source / "setup" / script)]
        done = subprocess.run(command, cwd=source, env=_environment(when), capture_output=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{script} failed: {done.stderr.decode().strip()[-300:]}")
        files[name] = done.stdout
    for name in ("planwatch.lock", "torch.txt"):
        files[name] = (source / "requirements" / name).read_bytes()
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files["SHA256SUMS"] = sums.encode()
    for name, content in files.items():
        (out / name).write_bytes(content)
    return sorted(out / name for name in files)


def _environment(when: str) -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": when, "PYTHONHASHSEED": "0", "TZ": "UTC"}


def _git(repository: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, check=False)
    if done.returncode != 0:
        raise Failed(f"git {arguments[0]} failed: {done.stderr.decode().strip().splitlines()[0]}")
    return done.stdout


def main() -> int:
    """Make the release that the arguments name."""
    if len(sys.argv) != 3:
        print("Name the tag and a folder: setup/release.py v0.1.0 dist/", file=sys.stderr)
        return 2
    try:
        for path in release(sys.argv[1], Path(sys.argv[2])):
            print(path)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
