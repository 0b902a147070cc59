"""Groups of plans: what has not changed is shared from one generation to the next, and costs no work."""

import os
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_index_generations import CountingEmbedder, a_plan

from index import dense
from index.array_file import ArrayFile
from index.collected import is_collected
from index.generation import Generation
from index.generations import Generations, IndexedPlan
from index.groups import grouped
from index.keywords import Field, Sought
from index.postings import cut, joined, postings_of
from index.runs import runs_of
from index.vectors import embedded_text

IDS = [f"plan-{number:03d}" for number in range(60)]
_SAID = st.lists(st.lists(st.sampled_from("abcde"), max_size=4), max_size=6)


def plans(changed: str = "", **more: str) -> list[IndexedPlan]:
    return [
        a_plan(
            plan_id, f"Open {number} clinics in {plan_id}" + (" and more" if plan_id == changed else ""), "Fewer waits"
        )
        for number, plan_id in enumerate([*IDS, *more])
    ]


@pytest.fixture
def sixty(tmp_path: Path) -> Generation:
    return Generations(tmp_path).write(plans(), embedder=CountingEmbedder())


def inodes(generation: Generation) -> dict[str, int]:
    return {name: (generation.folder / name).stat().st_ino for name in generation.files()}


def holds_the_same(one: Generation, other: Generation) -> None:
    assert one.content == other.content
    np.testing.assert_allclose(one.vectors, other.vectors, rtol=1e-6)
    assert [one.at(row) for row in range(one.size)] == [other.at(row) for row in range(other.size)]
    assert one.keywords.words == other.keywords.words
    everything = Sought(runs_of([slice(0, one.size)]))
    assert set(one.keywords.text.stems()) == set(other.keywords.text.stems())
    for stem in one.keywords.text.stems():
        for field in ("text", "context"):
            scores = [getattr(each.keywords, field).saturation(stem, everything) for each in (one, other)]
            np.testing.assert_allclose(*scores, rtol=1e-6)


def test_a_changed_plan_costs_its_own_work_and_its_group_alone_is_written(
    tmp_path: Path, sixty: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.rows

    opened: list[str] = []
    searched = index.rows.searched_from_json
    monkeypatch.setattr(
        index.rows,
        "searched_from_json",
        lambda text, where: opened.append(Path(where).stem) or searched(text, where=where),
    )
    before = inodes(sixty)
    embedder = CountingEmbedder()
    kept = [sixty.kept(plan) for plan in sixty.plans() if plan.id != IDS[30]]
    (changed,) = (plan for plan in plans(IDS[30]) if plan.plan.id == IDS[30])
    after = Generations(tmp_path).write([*kept, changed], embedder=embedder)
    assert embedder.asked == [embedded_text(changed.passages[0])]
    assert set(opened) == {IDS[30]}
    written = {name for name, inode in inodes(after).items() if before.get(name) != inode}
    own = {name.split("/")[1] for name in written if name.startswith("groups/")}
    (group,) = (group for group in grouped(IDS) if IDS[30] in group)
    assert len(own) == 1
    assert len(group) < len(IDS)
    assert {name for name in written if not name.startswith("groups/")} == {
        "plans.json",
        "glossaries.json",
        f"plans/{IDS[30]}.json",
    }
    assert after.collection == sixty.collection
    holds_the_same(after, Generations(tmp_path / "anew").write(plans(IDS[30]), embedder=CountingEmbedder()))


def test_a_library_that_grew_holds_what_one_written_at_once_holds(tmp_path: Path) -> None:
    grown = Generations(tmp_path / "grown")
    for size in (1, 7, 8, 30, 60):
        used = grown.write(plans()[:size], embedder=CountingEmbedder())
    holds_the_same(used, Generations(tmp_path / "once").write(plans(), embedder=CountingEmbedder()))


@pytest.mark.usefixtures("sixty")
def test_a_reader_that_was_there_keeps_open_what_has_not_changed(tmp_path: Path) -> None:
    reader = Generations(tmp_path)
    old = reader.current()
    assert old is not None
    assert old.keywords.text.count("clinic") == 60
    Generations(tmp_path).write(plans(IDS[30]), embedder=CountingEmbedder())
    new = reader.current()
    assert new is not None
    shared = set(old._groups) & set(new._groups)
    assert len(shared) == len(new._groups) - 1
    assert all(new._groups[name].keywords is old._groups[name].keywords for name in shared)


@pytest.mark.usefixtures("sixty")
def test_what_is_removed_is_gone_from_every_file(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    generations.write([plan for plan in plans() if plan.plan.id != IDS[30]], embedder=CountingEmbedder())
    generations.forget_older()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and IDS[30].encode() in path.read_bytes()]
    assert left == []


def test_where_files_cannot_be_linked_they_are_copied(
    tmp_path: Path, sixty: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    after = Generations(tmp_path).write(plans(IDS[30]), embedder=CountingEmbedder())
    after.check()
    assert not set(inodes(after).values()) & set(inodes(sixty).values())


@pytest.mark.parametrize("exact_up_to", [0, 10**9])
def test_what_chroma_lacks_is_found_and_what_has_changed_is_not(
    tmp_path: Path, sixty: Generation, monkeypatch: pytest.MonkeyPatch, exact_up_to: int
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", exact_up_to)
    after = Generations(tmp_path).write(plans(IDS[30]), embedder=CountingEmbedder())
    assert after.collected.beside.size == 2
    for chosen in ((), (IDS[30],), (IDS[3], IDS[30], IDS[59])):
        scope = dense.scope_of(after, chosen)
        for row in (after.rows(IDS[30]).start, 3):
            (found,) = dense.nearest(after, after.vectors[row][None], scope, limit=4)
            exact = scope.best(after.vectors.dots(after.vectors[row][None], scope.runs)[0], 4)
            expected = after.vectors.take(exact) @ after.vectors[row]
            np.testing.assert_allclose(after.vectors.take(found) @ after.vectors[row], expected, atol=1e-6)
            assert set(found.tolist()) <= set(range(after.size))
    assert sixty.collection.name == after.collection.name


def test_a_collection_that_has_fallen_behind_or_is_not_there_is_written_anew(tmp_path: Path, sixty: Generation) -> None:
    generations = Generations(tmp_path)
    many = [
        a_plan(plan_id, "All is new") if number < 10 else old
        for number, (plan_id, old) in enumerate(zip(IDS, plans(), strict=True))
    ]
    anew = generations.write(many, embedder=CountingEmbedder())
    assert anew.collection.name == anew.generation != sixty.generation
    for folder in (tmp_path / "index" / "chroma").iterdir():
        (folder / "chroma.sqlite3").unlink()
    mended = generations.write([*many[:-1], a_plan(IDS[59], "One")], embedder=CountingEmbedder())
    assert mended.collection.name == mended.generation
    assert is_collected(mended, url=None)


@given(st.sets(st.integers(0, 500), min_size=1, max_size=80), st.integers(0, 500))
def test_another_plan_changes_one_group_and_no_other(numbers: set[int], more: int) -> None:
    before = grouped(sorted(f"p{number:03d}" for number in numbers))
    after = grouped(sorted(f"p{number:03d}" for number in numbers | {more}))
    assert [plan for group in before for plan in group] == sorted(f"p{number:03d}" for number in numbers)
    assert len(set(before) - set(after)) <= 1
    assert len(set(after) - set(before)) <= 2


@given(_SAID, _SAID)
def test_postings_joined_and_cut_are_those_of_the_rows(first: list[list[str]], second: list[list[str]]) -> None:
    whole = joined([postings_of(first), postings_of(second)])
    assert _spelt_out(whole, len(first) + len(second)) == [Counter(row) for row in [*first, *second]]
    assert _spelt_out(cut(whole, len(first), len(first) + len(second)), len(second)) == [Counter(row) for row in second]
    field = Field([postings_of(first), postings_of(second)])
    one = Field([postings_of([*first, *second])])
    everything = runs_of([slice(0, field.size)])
    for term in "abcde":
        np.testing.assert_allclose(
            field.saturation(term, Sought(everything)), one.saturation(term, Sought(everything)), rtol=1e-6
        )


def _spelt_out(postings, size: int) -> list[Counter[str]]:
    rows: list[Counter[str]] = [Counter() for _ in range(size)]
    for number, term in enumerate(postings.terms):
        for at in range(postings.starts[number], postings.starts[number + 1]):
            rows[postings.held[0, at]][term] = int(postings.held[1, at])
    assert [sum(row.values()) for row in rows] == postings.lengths.tolist()
    return rows


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=6), st.integers(0, 60), st.integers(1, 20))
def test_runs_number_their_rows(steps: Sequence[tuple[int, int]], first: int, length: int) -> None:
    slices, at = [], 0
    for gap, size in steps:
        slices.append(slice(at + gap, at + gap + size))
        at += gap + size
    runs = runs_of(slices)
    rows = [row for one in slices for row in range(one.start, one.stop)]
    assert runs.size == len(rows)
    assert runs.rows_at(np.arange(len(rows))).tolist() == rows
    wanted = np.arange(80)
    positions = [rows.index(row) if row in rows else -1 for row in wanted.tolist()]
    assert runs.positions(wanted).tolist() == positions
    assert runs.table.positions(wanted).tolist() == positions
    pairs = [
        (list(range(80))[own], list(range(80))[positions]) for own, positions in runs.within(first, first + length)
    ]
    inside = [(first + row, at) for own, positions in pairs for row, at in zip(own, positions, strict=True)]
    assert inside == [(row, at) for at, row in enumerate(rows) if first <= row < first + length]
    begins = [0, first, first + length, 80]
    touched = [any(begin <= row < end for row in rows) for begin, end in pairwise(begins)]
    assert runs.touching(np.array(begins)).tolist() == touched


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.sampled_from([(), (3,), (0,)]))
def test_an_array_that_is_written_in_parts_is_the_file_that_it_would_be_at_once(
    sizes: Sequence[int], width: tuple[int, ...]
) -> None:
    parts = [np.arange(size * (width[0] if width else 1), dtype=np.int64).reshape(size, *width) for size in sizes]
    with TemporaryDirectory() as folder:
        with ArrayFile(Path(folder, "parts.npy")) as written:
            for part in parts:
                written.add(part)
        np.save(Path(folder, "whole.npy"), np.concatenate(parts))
        assert Path(folder, "parts.npy").read_bytes() == Path(folder, "whole.npy").read_bytes()
