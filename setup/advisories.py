"""Known vulnerabilities from files on this machine, given to pip-audit on loopback in the form in which OSV answers.

OSV publishes all that it knows of PyPI's packages as one archive of JSON files (PyPI/all.zip of its public bucket; the
form is https://ossf.github.io/osv-schema/), and the PyPA its advisory database as a repository of YAML files of that
form. Whoever builds where no database can be reached brings one of them along.
"""

import json
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

__all__ = ["Advisories", "NoAdvisories", "advisories_in", "answering"]

_ECOSYSTEM = "PyPI"
_LONGEST_QUERY = 10_000
_JSON, _YAML = ".json", (".yaml", ".yml")
_WORDS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same in C, five times as fast, where it was built


class NoAdvisories(Exception):
    """What was given holds no advisory that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisories:
    """Advisories by the package that they are about, and when the newest of them was last changed.

    A change that is said to be still to come is a slip of the pen, and makes no old copy new.
    """

    by_package: Mapping[str, tuple[Mapping[str, Any], ...]]
    newest: datetime

    @property
    def number(self) -> int:
        """How many advisories there are."""
        return len({one["id"] for about in self.by_package.values() for one in about})

    def of(self, name: str, version: str) -> list[Mapping[str, Any]]:
        """The advisories that touch a version of a package."""
        wanted = canonicalize_name(name)
        return [one for one in self.by_package.get(wanted, ()) if _touches(one, wanted, version)]


def advisories_in(given: Path) -> Advisories:
    """The advisories of a zip archive, or of the JSON and YAML files of a folder.

    Raises NoAdvisories where there is none, or a file of them cannot be read: half a list is no list.
    """
    about: dict[str, list[Mapping[str, Any]]] = {}
    newest, now = datetime.min.replace(tzinfo=UTC), datetime.now(UTC)
    for where, text in _texts(given):
        try:
            advisory = _read(where, text)
            if "withdrawn" in advisory:
                continue
            changed = _moment(advisory["modified"])
            newest = newest if changed > now else max(newest, changed)
            plain = _with_plain_names(advisory)
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            why = f"{where} in {given} is no advisory of OSV ({type(error).__name__}); fetch them again."
            raise NoAdvisories(why) from error
        for name in {one["package"]["name"] for one in plain["affected"]}:
            about.setdefault(name, []).append(plain)
    if not about:
        raise NoAdvisories(f"There are no advisories of OSV about {_ECOSYSTEM}'s packages in {given}.")
    return Advisories(by_package={name: tuple(found) for name, found in about.items()}, newest=newest)


@contextmanager
def answering(advisories: Advisories) -> Iterator[str]:
    """The address on loopback at which the advisories are given as OSV gives them, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(min(int(self.headers.get("content-length", 0)), _LONGEST_QUERY)))
            found = advisories.of(asked["package"]["name"], asked["version"])
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def _texts(given: Path) -> Iterator[tuple[str, bytes]]:
    """Files of advisories by their names; those that begin with a point are notes of a repository about itself."""
    if given.is_dir():
        inside = ((path.relative_to(given).as_posix(), path) for path in sorted(given.rglob("*")))
        yield from ((name, path.read_bytes()) for name, path in inside if _may_be_advisory(name))
        return
    try:
        with zipfile.ZipFile(given) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist() if _may_be_advisory(name))
    except (OSError, zipfile.BadZipFile) as error:
        raise NoAdvisories(f"{given} cannot be read as a folder or a zip archive of advisories.") from error


def _may_be_advisory(name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return not hidden and name.endswith((_JSON, *_YAML))


def _read(name: str, text: bytes) -> Any:
    """What a file says; YAML is read as words alone, so that 3.10 stays another version than 3.1."""
    return json.loads(text) if name.endswith(_JSON) else yaml.load(text, Loader=_WORDS)


def _with_plain_names(advisory: Mapping[str, Any]) -> Mapping[str, Any]:
    """An advisory about PyPI's packages alone, each named as pip-audit asks for it."""
    affected = [
        {**one, "package": {**one["package"], "name": canonicalize_name(one["package"]["name"])}}
        for one in advisory.get("affected", ())
        if one["package"]["ecosystem"] == _ECOSYSTEM
    ]
    return {**advisory, "id": str(advisory["id"]), "affected": affected}


def _touches(advisory: Mapping[str, Any], name: str, version: str) -> bool:
    about = [one for one in advisory["affected"] if one["package"]["name"] == name]
    return any(version in one.get("versions", ()) or _in_ranges(version, one.get("ranges", ())) for one in about)


def _in_ranges(version: str, ranges: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a version lies in a range, by the rule of OSV's schema: the last event at or before it decides.

    A version that cannot be compared is taken to be touched: what was not checked is not called safe.
    """
    try:
        wanted = Version(version)
        return any(_in_range(wanted, one["events"]) for one in ranges if one["type"] == "ECOSYSTEM")
    except InvalidVersion:
        return True


def _in_range(wanted: Version, events: Iterable[Mapping[str, str]]) -> bool:
    touched = False
    for kind, at in sorted(((*event.items(),)[0] for event in events), key=_in_order):
        begins = kind == "introduced" and (at == "0" or wanted >= Version(at))
        ends = (kind == "fixed" and wanted >= Version(at)) or (kind == "last_affected" and wanted > Version(at))
        touched = begins or (touched and not ends)
    return touched


def _in_order(event: tuple[str, str]) -> tuple[Version, bool]:
    return Version("0.dev0") if event[1] == "0" else Version(event[1]), event[0] != "introduced"


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
