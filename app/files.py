"""Which files are meant by paths: the files themselves, and what folders hold beside hidden files, entries, readmes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["files_in"]

_ENTRY, _README = ".toml", "readme"


def files_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that the paths name, each once, a folder's in the order of their names.

    Pipes, devices, links to folders and links that lead nowhere are among them: whoever reads them says why not.
    """
    return tuple(dict.fromkeys(file for path in paths for file in _files_of(path)))


def _files_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inner in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
        about = inner.suffix.lower() == _ENTRY or inner.stem.lower() == _README
        folder = inner.is_dir() and not inner.is_symlink()
        if not (folder or hidden or about):
            yield inner
