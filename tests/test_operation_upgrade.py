"""Data of an earlier release is opened by this one with nothing lost, and a backup leads back to it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killing import _with_marks, _with_old_tables, planwatch

from app.backups.restoring import restore_backup
from app.backups.taking import take_backup
from app.build import untold
from app.doctor import examine
from app.feedback import read_feedback
from commitments.carrying import carried_out
from commitments.digests import is_intact
from plans.errors import BrokenIndex
from plans.settings import Settings

_ROOT = Path(__file__).parents[1]
# A commit that wrote an early form of the index, one that wrote the form before this one, and the numbers of these.
_EARLIER = (("6c2a37a^", 3), ("528a3e9", 6))


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


def _written_by(commit: str, folder: Path) -> None:
    """Have the code of an earlier commit write a home: its own readers, index, tables and reports."""
    code = folder / "earlier"
    code.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=_ROOT, capture_output=True, check=False)
    if archive.returncode != 0:
        pytest.skip(f"the history of the repository does not reach back to {commit} here")
    subprocess.run(["tar", "-x", "-C", code], input=archive.stdout, check=True)
    write = "import sys; from pathlib import Path; import killing; killing._with_marks(Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", write, str(folder)],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": f"{code}:{code / 'tests'}"},
        cwd=code,
        check=True,
        timeout=120,
    )


@pytest.mark.parametrize(("commit", "form"), _EARLIER)
def test_what_an_earlier_release_wrote_is_opened_and_its_own_backup_leads_back_to_it(
    tmp_path: Path, commit: str, form: int
) -> None:
    _written_by(commit, tmp_path)
    (manifest,) = (tmp_path / "home" / "index" / "generations").glob("*/manifest.json")
    assert json.loads(manifest.read_bytes())["format"] == form
    kept = {path.name: path.read_bytes() for path in (tmp_path / "home" / "library").rglob("*") if path.is_file()}
    take_backup(planwatch(tmp_path), tmp_path / "before.zip", with_index=False, replace=False, progress=untold)

    faults = [one for one in examine(Settings(home=tmp_path / "home")) if one.state == "fault"]
    assert any("another version of Planwatch" in one.note and "planwatch rebuild" in one.note for one in faults)
    with pytest.raises(BrokenIndex, match="planwatch rebuild"):
        planwatch(tmp_path).plans.current()
    assert [plan.id for plan in planwatch(tmp_path).plans.rebuild(untold).plans()] == ["leeds"]
    histories = planwatch(tmp_path).checks.histories()
    assert sorted(histories) == ["c0", "c1", "c2"]
    assert all(is_intact(history) for history in histories.values())
    assert [report.question for report in read_feedback(tmp_path / "home")] == ["q"]
    assert kept == {
        path.name: path.read_bytes() for path in (tmp_path / "home" / "library").rglob("*") if path.is_file()
    }

    restore_backup(planwatch(tmp_path), tmp_path / "before.zip", replace=True, progress=untold)
    assert planwatch(tmp_path).checks.histories() == histories
    assert read_feedback(tmp_path / "home")[0].wrong == "the year"
