"""Kills a process at seeded points of each kind of work, and says whether what is left is the state before or after.

`python tests/killing.py FOLDER KILLS SEED` makes that many kills at each stage and prints what it found as JSON. Every
second kill falls at an operation on files (counted by an audit hook), every other one at a moment in time, whatever the
process is doing then, inside SQLite and Chroma as well; every third is SIGTERM and not SIGKILL. It forks, so it must be
a process that has started no thread. With 0 for KILLS it kills once at each operation on files, in their order.
"""

import hashlib
import importlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ingest.reading
from app.access.people import Identity, Role
from app.access.sessions import Sessions
from app.access.store import AccessStore
from app.access.tokens import Tokens
from app.backups.archive import opened
from app.backups.restoring import finish_restore, restore_backup
from app.backups.taking import take_backup
from app.build import Planwatch, untold
from app.cli.writing import write_out
from app.feedback import Feedback, keep_feedback, read_feedback
from app.privacy.person import erased, held_about
from commitments.carrying import carried_out
from commitments.checks import EntryKind, Mark, Status
from commitments.database import engine_for, migrate
from commitments.digests import is_intact
from commitments.store import open_checks
from index.embed import SentenceEmbedder
from ingest.readers import read_bytes
from plans.errors import ChangedMeanwhile
from plans.settings import Settings

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"})
_LOADED_AHEAD = (  # once, so that the counted operations are those of the work itself
    "alembic.autogenerate", "alembic.command", "alembic.config", "alembic.runtime.migration", "chromadb",
    "chromadb.api.rust", "chromadb.api.shared_system_client", "commitments.extract", "index.generations",
    "ingest.passages", "ingest.text", "sqlalchemy.dialects.sqlite", "alembic.ddl.sqlite", "plans.lexicon",
)  # fmt: skip
_LEEDS = "Leeds Plan\n\nOur priorities\n\nWe will open 3 clinics by March 2026.\n\nWe will train 40 nurses.\n"
_YORK = "York Plan\n\nOur aims\n\nWe will close the walk-in centre by 2027.\n"
_ANN = "Ann [0123456789]"
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Letters(SentenceEmbedder):
    """An embedder that starts no thread: three dimensions made of a text's letters."""

    name = "letters"
    digest = "letters-1"
    dimensions = 3

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text."""
        rows = np.array([[text.count("a") + 1, text.count("e") + 1, len(text)] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A kind of work: what is there before, and what is done. What is not `in_one` step may be killed between two of
    them, and is then finished by being done again."""

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path], None]
    in_one: bool = True


def planwatch(folder: Path) -> Planwatch:
    """A Planwatch over the home in a folder, after what every command does first."""
    settings = Settings(home=folder / "home")
    finish_restore(settings)
    made = Planwatch(settings, progress=untold)
    made.embedder = Letters()  # type: ignore[assignment]
    return made


def _with_leeds(folder: Path) -> None:
    (folder / "leeds.txt").write_text(_LEEDS, encoding="utf-8")
    (folder / "york.txt").write_text(_YORK, encoding="utf-8")
    planwatch(folder).plans.ingest([folder / "leeds.txt"], given={"id": "leeds"}, progress=untold)


def _with_both(folder: Path) -> None:
    _with_leeds(folder)
    _ingest_york(folder)


def _with_marks(folder: Path) -> None:
    _with_leeds(folder)
    for number in range(3):
        _enter(folder, f"c{number}")
    keep_feedback(folder / "home", Feedback(question="q", wrong="the year", right="2026"))


def _with_old_tables(folder: Path) -> None:
    _with_marks(folder)
    database = folder / "home" / "checks.sqlite"
    rows = [line for line in carried_out(f"sqlite:///{database}") if b'"revision"' not in line]
    for path in database.parent.glob("checks.sqlite*"):
        path.unlink()
    with engine_for(f"sqlite:///{database}").begin() as connection:
        migrate(connection, "0001")
        for line in rows:
            row = json.loads(line)["row"]
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            connection.exec_driver_sql(f"INSERT INTO entries ({names}) VALUES ({places})", tuple(row.values()))


def _with_a_backup(folder: Path) -> None:
    _with_marks(folder)
    _back_up(folder)
    _ingest_york(folder)
    _enter(folder, "later")


def _ingest_york(folder: Path) -> None:
    planwatch(folder).plans.ingest([folder / "york.txt"], given={"id": "york"}, progress=untold)


def _remove_york(folder: Path) -> None:
    made = planwatch(folder)
    with made.plans.writing(wait_s=0):
        left = any(plan.entry.id == "york" for plan in made.plans.shelf.plans())
    if left:
        made.plans.remove(["york"], progress=untold)


def _rebuild(folder: Path) -> None:
    (folder / "home" / "library" / "leeds" / "leeds.txt").write_text(_LEEDS + "\nWe will add a bus.\n", "utf-8")
    planwatch(folder).plans.rebuild(untold)


def _enter(folder: Path, commitment: str, *, seen: int = 0, person: str = "Ann") -> None:
    mark = Mark(
        commitment_id=commitment,
        plan_id="leeds",
        edition="1",
        words="We will open 3 clinics",
        kind=EntryKind.FIRST_MARK,
        person=person,
        status=Status.NO_EVIDENCE,
        note="the board papers",
    )
    planwatch(folder).checks.enter(mark, seen=seen, now=_NOON)


def _mark(folder: Path) -> None:
    try:
        _enter(folder, "fresh")
    except ChangedMeanwhile:
        return  # it was entered before the kill


def _migrate(folder: Path) -> None:
    open_checks(f"sqlite:///{folder / 'home' / 'checks.sqlite'}").close()


def _back_up(folder: Path) -> None:
    take_backup(planwatch(folder), folder / "backup.zip", with_index=False, replace=True, progress=untold)


def _with_a_bare_backup(folder: Path) -> None:
    _ingest_york_alone(folder)
    _back_up(folder)
    _with_marks(folder)


def _ingest_york_alone(folder: Path) -> None:
    (folder / "york.txt").write_text(_YORK, encoding="utf-8")
    _ingest_york(folder)


def _restore(folder: Path) -> None:
    made = planwatch(folder)
    restore_backup(made, folder / "backup.zip", replace=True, progress=untold)
    made.plans.brought_up_to_date(untold)


def _with_a_person(folder: Path) -> None:
    _with_marks(folder)
    _enter(folder, "hers", person=_ANN)
    store = AccessStore(folder / "home")
    Tokens(store=store).add(_ANN, [Role.MARKER], days=1)
    ann = Identity(issuer="i", subject="ann", name="Ann")
    Sessions(store=store, most=3_600, idle=3_600).begin(ann, person=_ANN)


def _undo(folder: Path) -> None:
    made = planwatch(folder)
    if len(made.checks.history("c1").entries) == 1:  # else it was taken back before the kill
        made.checks.undo("c1", 1, person="Ann", note="a slip", seen=1, now=_NOON)


def _decide(folder: Path) -> None:
    try:
        planwatch(folder).checks.decide("c1", "outcome", "confirmed", person="Ann", seen=0, now=_NOON)
    except ChangedMeanwhile:
        return  # it was decided before the kill


def _report(folder: Path) -> None:
    keep_feedback(folder / "home", Feedback(question="another", wrong="the body", right="Leeds"))


def _make_a_token(folder: Path) -> None:
    Tokens(store=AccessStore(folder / "home")).add("Bea", [Role.READER], days=1)


def _revoke_a_token(folder: Path) -> None:
    tokens = Tokens(store=AccessStore(folder / "home"))
    for token in tokens.listed():
        tokens.revoke(token.id)


def _erase(folder: Path) -> None:
    erased(planwatch(folder), _ANN)


def _with_an_export(folder: Path) -> None:
    _with_a_person(folder)
    _export(folder)
    _enter(folder, "his", person=_ANN)


def _export(folder: Path) -> None:
    held = held_about(planwatch(folder), _ANN)
    entries = [(one["commitment_id"], one["number"]) for one in held["entries"]]
    write_out(folder / "ann.json", json.dumps(entries * 9_000).encode())


STAGES = (
    Stage(name="ingest", prepare=_with_leeds, work=_ingest_york),
    Stage(name="remove", prepare=_with_both, work=_remove_york),
    Stage(name="rebuild", prepare=_with_both, work=_rebuild),
    Stage(name="mark", prepare=_with_marks, work=_mark),
    Stage(name="undo", prepare=_with_marks, work=_undo),
    Stage(name="decide", prepare=_with_marks, work=_decide),
    Stage(name="report", prepare=_with_marks, work=_report),
    Stage(name="token", prepare=_with_a_person, work=_make_a_token),
    Stage(name="revoke", prepare=_with_a_person, work=_revoke_a_token),
    Stage(name="erase", prepare=_with_a_person, work=_erase, in_one=False),
    Stage(name="export", prepare=_with_an_export, work=_export),
    Stage(name="migrate", prepare=_with_old_tables, work=_migrate),
    Stage(name="backup", prepare=_with_marks, work=_back_up),
    Stage(name="restore", prepare=_with_a_backup, work=_restore),
    Stage(name="restore of no checks", prepare=_with_a_bare_backup, work=_restore),
)


def state(folder: Path) -> str:
    """A digest of all that people could see in a folder, every file held against its hash on the way."""
    made = planwatch(folder)
    found = made.plans.brought_up_to_date(untold)
    found.check()
    shelf = {plan.entry.id: plan.sha256 for plan in made.plans.shelf.plans()}
    indexed = {plan.id: plan.sha256 for plan in found.plans()}
    assert shelf == indexed, (shelf, indexed)
    assert not (folder / "home" / "removed").exists()
    texts = [found.document(plan).text for plan in sorted(indexed)]
    histories = made.checks.histories()
    assert all(is_intact(history) for history in histories.values())
    decisions = sorted(map(repr, made.checks.decisions()))
    made.checks.close()
    archive = sorted(_archived(folder / "backup.zip"))
    reports = sorted({(one.question, one.wrong, one.right) for one in read_feedback(folder / "home")})
    tokens = Tokens(store=AccessStore(folder / "home")).listed()
    holders = sorted({(_name(token.person), token.scopes, token.revoked is None) for token in tokens})
    exported = [hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("ann.json")]
    told = (exported, indexed, texts, sorted(map(repr, histories.values())), decisions, archive, reports, holders)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _name(person: str) -> str:
    """A holder's name without the characters that are drawn for each token."""
    return person.partition(" [")[0]


def _archived(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_file():
        with opened(path) as archive:
            archive.check()
            yield from ((name, record.sha256) for name, record in archive.records.items())


def in_a_child(
    work: Callable[[], object],
    *,
    kill_at: int | None = None,
    after_s: float | None = None,
    by: signal.Signals = signal.SIGKILL,
) -> tuple[int, str]:
    """Do some work in a fork; its exit status, negative for a signal, and what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_child(work, writing, kill_at, by)
    os.close(writing)
    if after_s is not None:
        time.sleep(after_s)
        os.kill(child, by)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def _be_the_child(work: Callable[[], object], writing: int, kill_at: int | None, by: signal.Signals) -> None:
    count = 0

    def count_and_die(event: str, _arguments: Any) -> None:
        nonlocal count
        if event in _EVENTS:
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), by)

    try:
        sys.addaudithook(count_and_die)
        told = str(work() or count)
        os.write(writing, told.encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told to the parent
        os.write(writing, f"{type(error).__name__}: {error}".encode())
        os._exit(1)


def kills(stage: Stage, folder: Path, number: int, seed: int) -> dict[str, Any]:
    """Kill the work of a stage at seeded points; how many died, and every state that was neither before nor after."""
    chosen = random.Random(f"{seed} {stage.name}")
    sound, after = folder / "sound", folder / "after"
    sound.mkdir(parents=True)
    _ok(in_a_child(lambda: stage.prepare(sound)))
    shutil.copytree(sound, after)
    began = time.monotonic()
    events = int(_ok(in_a_child(lambda: stage.work(after))))
    lasts = time.monotonic() - began
    expected = (_ok(_seen(sound)), _ok(_seen(after)))
    died, wrong = 0, []
    points = list(_points(chosen, number, events, lasts)) if number else [{"kill_at": n + 1} for n in range(events)]
    for kill, point in enumerate(points):
        at = {"by": signal.SIGTERM if kill % 3 == 1 else signal.SIGKILL, **point}
        status, told = _killed(stage, _copied(sound, folder / "killed"), at, expected)
        died += status == -at["by"]
        wrong += [{"at": at, "told": told, "expected": expected}] if told else []
    return {"stage": stage.name, "kills": len(points), "died": died, "events": events, "wrong": wrong}


def _points(chosen: random.Random, number: int, events: int, lasts: float) -> Iterator[dict[str, Any]]:
    for kill in range(number):
        yield {"kill_at": chosen.randint(1, events)} if kill % 2 == 0 else {"after_s": chosen.random() * lasts}


def _killed(stage: Stage, here: Path, at: dict[str, Any], expected: tuple[str, str]) -> tuple[int, list[str]]:
    """Kill the work once: how the process ended, and what is wrong with what it left and with doing it again."""
    status, _ = in_a_child(lambda: stage.work(here), **at)
    left, again = _seen(here), in_a_child(lambda: (stage.work(here), state(here))[1])
    told = [] if left[1] in expected or (left[0] == 0 and not stage.in_one) else [f"left: {left}"]
    return status, told + ([] if again[1] == expected[1] else [f"again: {again}"])


def _seen(folder: Path) -> tuple[int, str]:
    """The state of a folder, found out in a copy of it."""
    return in_a_child(lambda: state(_copied(folder, folder.with_name("look"))))


def _ok(done: tuple[int, str]) -> str:
    if done[0] != 0:
        raise RuntimeError(done[1])
    return done[1]


def _copied(source: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(source, to))


def main() -> None:
    """Run every stage, or those that are named after the other arguments."""
    folder, number, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for module in _LOADED_AHEAD:
        importlib.import_module(module)
    ingest.reading.read_apart = lambda path, limits: read_bytes(path.read_bytes(), path.name, limits)
    for stage in STAGES:
        if not sys.argv[4:] or stage.name in sys.argv[4:]:
            print(json.dumps(kills(stage, folder / stage.name, number, seed)), flush=True)


if __name__ == "__main__":
    main()
