"""An archive: files in a ZIP file, with a manifest of their sizes and hashes; written whole, read with distrust."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from plans.errors import HomeNotWritable, Refused

__all__ = ["Archive", "Writer", "opened", "written"]

_FORMAT = 1
_MANIFEST = "manifest.json"
_AT_ONCE = 1 << 20
_LONGEST_MANIFEST = 256 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    sha256: str
    size: int


@dataclass(slots=True)
class Writer:
    """Takes files into an archive, remembering the hash of each."""

    zip: zipfile.ZipFile
    records: dict[str, _Record] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a file of that name, whose bytes are those chunks."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self.records[name] = _Record(sha256=digest.hexdigest(), size=size)

    def add_file(self, name: str, path: Path) -> None:
        """Add the bytes of a file."""
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(_AT_ONCE), b""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An opened archive, its manifest read and its names found to be harmless."""

    path: Path
    about: Mapping[str, str]
    records: Mapping[str, _Record]
    zip: zipfile.ZipFile

    @property
    def size(self) -> int:
        """How many bytes its files have together."""
        return sum(record.size for record in self.records.values())

    def check(self) -> None:
        """Hold every file against its size and hash.

        Raises Refused, naming the file that is not what was written.
        """
        for name in self.records:
            for _ in self.chunks(name):
                pass

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; the last piece is followed by Refused where the hash is wrong."""
        record, digest, left = self.records[name], hashlib.sha256(), self.records[name].size
        try:
            with self.zip.open(name) as file:
                while piece := file.read(_AT_ONCE):
                    left -= len(piece)
                    if left < 0:  # a small archive may unfold into more than any disk holds
                        break
                    digest.update(piece)
                    yield piece
        except _BROKEN as error:
            raise Refused(_harmed(self.path, name)) from error
        if left or digest.hexdigest() != record.sha256:
            raise Refused(_harmed(self.path, name))


@contextmanager
def written(path: Path, about: Mapping[str, str]) -> Iterator[Writer]:
    """Write an archive: at the end it is there whole, checked and flushed to the disk, or not at all.

    Raises HomeNotWritable where the folder cannot be written or is full.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600), "w+b") as file:
            yield from _filled(file, about)
            file.flush()
            os.fsync(file.fileno())
        with opened(half) as archive:
            archive.check()
        half.replace(path)
        _sync(path.parent)
    except BaseException as error:
        with suppress(OSError):
            half.unlink()
        if isinstance(error, OSError):
            why = (error.strerror or str(error)).lower()
            raise HomeNotWritable(f"The backup {path} could not be written ({why}); choose another place.") from error
        raise


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive.

    Raises Refused where it is none, is harmed, or holds names that lead out of the folder it is restored to.
    """
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise Refused(f"There is no file {path}.") from error
    except _BROKEN as error:
        raise Refused(f"{path} is not a whole Planwatch backup ({error}); take another one.") from error
    with file:
        yield _archive(path, file)


def _filled(file: IO[bytes], about: Mapping[str, str]) -> Iterator[Writer]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        writer = Writer(archive)
        yield writer
        files = {name: {"sha256": one.sha256, "size": one.size} for name, one in writer.records.items()}
        manifest = {"format": _FORMAT, "about": dict(about), "files": files}
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))


def _archive(path: Path, file: zipfile.ZipFile) -> Archive:
    fields = _manifest(path, file)
    records = {str(name): _Record(**one) for name, one in fields["files"].items()}
    told = sorted(file.namelist())
    if told != sorted({*records, _MANIFEST}):
        odd = sorted({*told} ^ {*records, _MANIFEST}) or [name for name in told if told.count(name) > 1]
        raise Refused(_harmed(path, odd[0]))
    for name in records:
        if not _is_harmless(name):
            raise Refused(f"The backup {path} holds the name {name!r}, which leads out of its folder; it is refused.")
    return Archive(path=path, about=fields["about"], records=records, zip=file)


def _manifest(path: Path, file: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if file.getinfo(_MANIFEST).file_size > _LONGEST_MANIFEST:
            raise ValueError("its manifest is too long")
        fields: dict[str, Any] = json.loads(file.read(_MANIFEST))
        if fields["format"] != _FORMAT:
            raise Refused(f"{path} is a backup of another version of Planwatch; restore it with that version.")
        return {"files": dict(fields["files"]), "about": dict(fields["about"])}
    except (*_BROKEN, KeyError, TypeError) as error:
        raise Refused(_harmed(path, _MANIFEST)) from error


def _is_harmless(name: str) -> bool:
    """Whether a name stays below the folder that it is put into, on any system."""
    parts = PurePosixPath(name).parts
    plain = name == "/".join(parts) and not name.startswith("/") and name.isprintable()
    return plain and not any(odd in name for odd in "\\:") and not any(part in ("", ".", "..") for part in parts)


def _harmed(path: Path, name: str) -> str:
    return f"The backup {path} is harmed: its file {name} is not what was written. Take another backup."


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
