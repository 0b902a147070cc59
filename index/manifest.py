"""The manifest of a generation: the hash of every file, the model, the versions, and whether they still hold."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plans.errors import BrokenIndex

__all__ = [
    "FORMAT",
    "Collection",
    "FileRecord",
    "Manifest",
    "Model",
    "changed",
    "check_file",
    "checked_bytes",
    "collection_named",
    "durably",
    "missing",
    "read_manifest",
    "record_files",
    "shared",
]

FORMAT = 7
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
class Collection:
    """A collection of Chroma's, which several generations may use. `plans` are those that were written into it, in
    the order of its rows: the digest of what each was made of then, and how many rows it has."""

    name: str
    plans: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is made of. `rows` gives each plan's first row and the row after its last one, in the
    order in which vectors and keywords are stored, and `parts` a digest of what each was made of; `groups` are the
    plans that are stored together, by the name of their folder; `content` is a digest of all that went in."""

    name: str
    content: str
    created: str
    model: Model
    rows: dict[str, tuple[int, int]]
    parts: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    collection: Collection
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
        raise BrokenIndex(changed(path))
    fields = json.loads(text)
    if fields["format"] != FORMAT:
        raise BrokenIndex(f"The index at {folder} was written by another version of Planwatch: {_REBUILD}.")
    manifest = Manifest(
        **{
            **fields,
            "model": Model(**fields["model"]),
            "rows": {plan: (first, last) for plan, (first, last) in fields["rows"].items()},
            "groups": {name: tuple(plans) for name, plans in fields["groups"].items()},
            "collection": _collection(fields["collection"]),
            "files": {name: FileRecord(**record) for name, record in fields["files"].items()},
        }
    )
    for name, record in manifest.files.items():
        _check_size(folder, name, record)
    return manifest


def collection_named(folder: Path) -> str | None:
    """The name of the collection that the generation in a folder uses; None where its manifest cannot be read."""
    try:
        return str(json.loads((folder / _NAME).read_bytes())["collection"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def checked_bytes(folder: Path, name: str, manifest: Manifest) -> bytes:
    """The bytes of a generation's file, held against the manifest.

    Raises BrokenIndex, naming the file.
    """
    content = _bytes(folder / name)
    record = manifest.files.get(name)
    if record is None or hashlib.sha256(content).hexdigest() != record.sha256:
        raise BrokenIndex(changed(folder / name))
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
        raise BrokenIndex(missing(folder / name)) from error
    if record is None or digest != record.sha256:
        raise BrokenIndex(changed(folder / name))


def record_files(folder: Path, known: Mapping[str, FileRecord]) -> dict[str, FileRecord]:
    """The hash and size of every file below a folder, each flushed to the disk; those that are known are taken over."""
    records = dict(known)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                os.fsync(stream.fileno())
            records[name] = FileRecord(sha256=digest, size=path.stat().st_size)
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync_folder(path)
    return dict(sorted(records.items()))


def shared(source: Path, target: Path) -> None:
    """Give a file, which nobody changes once it is written, another name; copy it where that cannot be."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


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
        raise BrokenIndex(missing(path)) from error


def _check_size(folder: Path, name: str, record: FileRecord) -> None:
    try:
        size = (folder / name).stat().st_size
    except OSError as error:
        raise BrokenIndex(missing(folder / name)) from error
    if size != record.size:
        raise BrokenIndex(changed(folder / name))


def _collection(fields: Mapping[str, Any]) -> Collection:
    plans = {plan: (part, size) for plan, (part, size) in fields["plans"].items()}
    return Collection(name=fields["name"], plans=plans)


def missing(path: Path) -> str:
    """What is said of a file that is not there."""
    return f"The index file {path} is missing or cannot be read: {_REBUILD}."


def changed(path: Path) -> str:
    """What is said of a file that holds something else than was written."""
    return f"The index file {path} is not what was written: {_REBUILD}."
