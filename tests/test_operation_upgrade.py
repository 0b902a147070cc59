"""Data of an earlier release is opened by this one with nothing lost, and a backup leads back to it."""

import hashlib
import json
from pathlib import Path

import pytest
from killing import _with_marks, _with_old_tables, planwatch

from app.backups.restoring import restore_backup
from app.backups.taking import take_backup
from app.build import untold
from commitments.carrying import carried_out
from plans.errors import BrokenIndex


def _of_another_format(home: Path) -> None:
    """Make the index one that another version wrote."""
    pointer = home / "index" / "current.json"
    fields = json.loads(pointer.read_bytes())
    manifest = home / "index" / "generations" / fields["generation"] / "manifest.json"
    written = json.loads(manifest.read_bytes()) | {"format": 0}
    manifest.write_text(json.dumps(written), encoding="utf-8")
    fields["manifest_sha256"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    pointer.write_text(json.dumps(fields), encoding="utf-8")


def test_checks_of_the_earlier_tables_are_there_after_the_upgrade(tmp_path: Path) -> None:
    _with_old_tables(tmp_path)
    histories = planwatch(tmp_path).checks.histories()
    assert sorted(histories) == ["c0", "c1", "c2"]
    assert planwatch(tmp_path).checks.decisions() == ()


def test_an_index_of_another_version_is_told_and_made_again_by_one_command(tmp_path: Path) -> None:
    _with_marks(tmp_path)
    _of_another_format(tmp_path / "home")
    with pytest.raises(BrokenIndex, match="another version of Planwatch"):
        planwatch(tmp_path).plans.current()
    assert [plan.id for plan in planwatch(tmp_path).plans.rebuild(untold).plans()] == ["leeds"]
    assert sorted(planwatch(tmp_path).checks.histories()) == ["c0", "c1", "c2"]


def test_a_backup_taken_before_the_upgrade_holds_the_earlier_form_and_can_be_restored_after_it(tmp_path: Path) -> None:
    _with_old_tables(tmp_path)
    database = f"sqlite:///{tmp_path / 'home' / 'checks.sqlite'}"
    before = list(carried_out(database))
    take_backup(planwatch(tmp_path), tmp_path / "before.zip", with_index=False, replace=False, progress=untold)
    assert list(carried_out(database)) == before
    assert b'"0001"' in before[0]
    planwatch(tmp_path).checks.close()
    assert b'"0001"' not in next(iter(carried_out(database)))
    restore_backup(planwatch(tmp_path), tmp_path / "before.zip", replace=True, progress=untold)
    assert sorted(planwatch(tmp_path).checks.histories()) == ["c0", "c1", "c2"]
