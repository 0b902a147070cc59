"""The manifest of a generation: the hash of every file, the model, the versions, and whether they still hold."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from plans.errors import BrokenIndex

__all__ = [
    "FORMAT",
    "FileRecord",
    "Manifest",
    "Model",
    "check_file",
    "checked_bytes",
    "durably",
    "read_manifest",
    "record_files",
]

FORMAT = 4
_NAME = "manifest.json"
_REBUILD = "run `planwatch rebuild` to make the index anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A file of a generation, as it was written."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The embedding model that the vectors are of."""

    name: str
    digest: str
    dimensions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is made of. `rows` gives each plan's first row and the row after its last one, in the
    order in which vectors and keywords are stored; `content` is a digest of all that went in."""

    name: str
    content: str
    created: str
    model: Model
    rows: dict[str, tuple[int, int]]
    files: dict[str, FileRecord]
    versions: dict[str, str]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The manifest as it is stored."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


def read_manifest(folder: Path, *, sha256: str) -> Manifest:
    """The manifest of a generation folder, every file of which is there in its size.

    Raises BrokenIndex, naming the file that is missing, cut or changed.
    """
    path = folder / _NAME
    text = _bytes(path)
    if hashlib.sha256(text).hexdigest() != sha256:
        raise BrokenIndex(_changed(path))
    fields = json.loads(text)
    if fields["format"] != FORMAT:
        raise BrokenIndex(f"The index at {folder} was written by another version of Planwatch: {_REBUILD}.")
    manifest = Manifest(
        **{
            **fields,
            "model": Model(**fields["model"]),
            "rows": {plan: (first, last) for plan, (first, last) in fields["rows"].items()},
            "files": {name: FileRecord(**record) for name, record in fields["files"].items()},
        }
    )
    for name, record in manifest.files.items():
        _check_size(folder, name, record)
    return manifest


def checked_bytes(folder: Path, name: str, manifest: Manifest) -> bytes:
    """The bytes of a generation's file, held against the manifest.

    Raises BrokenIndex, naming the file.
    """
    content = _bytes(folder / name)
    record = manifest.files.get(name)
    if record is None or hashlib.sha256(content).hexdigest() != record.sha256:
        raise BrokenIndex(_changed(folder / name))
    return content


def check_file(folder: Path, name: str, manifest: Manifest) -> None:
    """Hold a generation's file against the manifest without keeping its bytes.

    Raises BrokenIndex, naming the file.
    """
    record = manifest.files.get(name)
    try:
        with (folder / name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BrokenIndex(_missing(folder / name)) from error
    if record is None or digest != record.sha256:
        raise BrokenIndex(_changed(folder / name))


def record_files(folder: Path) -> dict[str, FileRecord]:
    """The hash and size of every file below a folder but Chroma's own, each flushed to the disk."""
    records = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not _of_chroma(path, folder)):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        records[path.relative_to(folder).as_posix()] = FileRecord(sha256=digest, size=path.stat().st_size)
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync_folder(path)
    return records


def durably(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens."""
    half = path.with_name(f".{path.name}.half")
    with half.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenIndex(_missing(path)) from error


def _check_size(folder: Path, name: str, record: FileRecord) -> None:
    try:
        size = (folder / name).stat().st_size
    except OSError as error:
        raise BrokenIndex(_missing(folder / name)) from error
    if size != record.size:
        raise BrokenIndex(_changed(folder / name))


def _of_chroma(path: Path, folder: Path) -> bool:
    """Whether a file is Chroma's: those change when they are opened, and go when the vectors move to a server.

    What they hold is counted when they are used, and can be made again from the vectors beside them.
    """
    return path.relative_to(folder).parts[0] == "chroma"


def _missing(path: Path) -> str:
    return f"The index file {path} is missing or cannot be read: {_REBUILD}."


def _changed(path: Path) -> str:
    return f"The index file {path} is not what was written: {_REBUILD}."
