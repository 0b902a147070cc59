from pathlib import Path

import pytest

from eval.gold import GOLD_FOLDER, GoldError
from eval.places_read import GoldCell, GoldLabel, places_text, read_places, score_places
from ingest.reading import read_document
from plans.catalogue import read_entry, sample_library
from plans.document import Block, BlockKind, Document, Place

REAL_PLANS = Path(__file__).parents[2] / "shared" / "real-plans"
FOLDER = GOLD_FOLDER / "reading"


def document(*cells: tuple[str, str, int, str | None]) -> Document:
    """A document of cells: words, row, page, printed label."""
    text, blocks = "", []
    for words, row, page, label in cells:
        place = Place(row=row, column="Changes", year="2025/26", page=page, page_label=label)
        blocks.append(Block(kind=BlockKind.CELL, start=len(text), end=len(text) + len(words), place=place))
        text += f"{words}\n"
    return Document(text=text, blocks=tuple(blocks))


READ = document(("Open a seven", "Stroke", 1, None), ("day unit", "Stroke", 2, "1"), ("Breaks", "Carers", 3, "3"))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (GoldCell(cell="open a seven day unit", row="Stroke", year="2025/26"), 1),
        (GoldCell(cell="open a seven day unit", row="Carers"), 0),
        (GoldCell(cell="open a seven day unit", row="Stroke", year="2026/27"), 0),
        (GoldCell(cell="open a seven day unit"), 1),
        (GoldCell(cell="Breaks", row="Carers", column="Costs"), 0),
    ],
)
def test_a_cell_counts_where_its_words_stand_under_its_own_headings(cell: GoldCell, found: int) -> None:
    assert score_places(READ, [cell]).cells_found == found


def test_a_label_is_right_where_it_is_the_one_printed() -> None:
    # Of four pages, the first two are right (one has no number), the third is one off, the fourth was never read.
    gold = [GoldLabel(page=n, label=label) for n, label in ((1, None), (2, "1"), (3, "2"), (4, "3"))]
    found = score_places(READ, gold)
    assert (found.labels_right, found.labels) == (2, 4)
    assert "page-label accuracy 0.500 (2 of 4)" in places_text(found)
    assert "page 3: 3, printed is 2" in places_text(found)


def test_a_line_that_is_neither_is_named(tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    path.write_text('{"page": 1, "label": null}\n{"colour": "red"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match="line 2"):
        read_places(path)


def test_the_tables_of_the_sample_plan_are_read_in_their_place() -> None:
    entry = read_entry(sample_library() / "kirklees-hcp-2023.toml")
    found = score_places(
        read_document(sample_library() / entry.file, entry=entry), read_places(FOLDER / f"{entry.id}.jsonl")
    )
    assert found.cells >= 50
    assert found.missed == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Suicide-Prevention-Strategy-2017-2020", 1.0),
        ("dementia-strategy-2020-2023-v14", 1.0),
        ("Final-JHWS-2019-2024", 0.7),  # its foreword has Roman numbers that few pages bear out
    ],
)
def test_the_places_of_real_plans_are_read(name: str, labels: float) -> None:
    if not REAL_PLANS.is_dir():
        pytest.skip("the real plans (../shared/real-plans) are not here")
    found = score_places(read_document(REAL_PLANS / f"{name}.pdf"), read_places(FOLDER / f"{name}.jsonl"))
    assert found.cells_found == found.cells
    assert found.labels_right / found.labels >= labels
