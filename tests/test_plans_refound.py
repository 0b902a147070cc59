"""Quotations found again after a plan was read anew or came out in a new edition."""

import pytest

from plans.document import Block, BlockKind, Document, Place
from plans.refound import found_again

LINES = (
    "Our priorities",
    "We will open 3 new dental clinics in the north by March 2025.",
    "We will train 40 dental nurses each year, working with the university.",
    "Every carer gets a named contact by March 2026.",
    "Every carer gets a named contact by March 2026.",
)


def _document(*lines: str) -> Document:
    text = "\n".join(lines)
    blocks = []
    at = 0
    for number, one in enumerate(lines):
        kind = BlockKind.PARAGRAPH if number else BlockKind.HEADING
        blocks.append(Block(kind=kind, start=at, end=at + len(one), place=Place()))
        at += len(one) + 1
    return Document(text=text, blocks=tuple(blocks))


BEFORE = _document(*LINES)


@pytest.mark.parametrize(
    ("number", "now", "fate", "says"),
    [
        (1, LINES, "same", LINES[1]),
        (1, ("Our priorities", "A new line.", *LINES[1:]), "moved", LINES[1]),
        (1, (LINES[0], LINES[1].replace(" new ", "\nnew "), *LINES[2:]), "reworded", "We will open 3\nnew dental"),
        (1, (LINES[0], LINES[1].replace("March 2025", "June 2026"), *LINES[2:]), "reworded", "by June 2026"),
        (1, (LINES[0], LINES[1].replace("3", "5"), *LINES[2:]), "reworded", "We will open 5"),
        (1, (LINES[0], f"As we said, {LINES[1][:-1]}, money allowing.", *LINES[2:]), "reworded", "open 3 new"),
        (1, (LINES[0], *LINES[2:]), "gone", None),
        (1, ("A heading about new dental clinics in the north by March 2025", "Nothing else."), "gone", None),
    ],
)
def test_a_quotation_is_found_again(number: int, now: tuple[str, ...], fate: str, says: str | None) -> None:
    block, after = BEFORE.blocks[number], _document(*now)
    found = found_again(BEFORE.text[block.start : block.end], block.start, after)
    assert found.fate == fate
    if says is None:
        assert (found.start, found.end) == (None, None)
    else:
        assert says in after.text[found.start : found.end]


def test_of_two_places_with_the_same_words_the_nearest_is_told() -> None:
    block = BEFORE.blocks[4]
    after = _document(LINES[0], "More.", *LINES[1:])
    assert found_again(LINES[4], block.start, after).start == after.blocks[5].start


def test_a_figure_without_its_sign_is_not_the_same() -> None:
    after = _document("Aims", "We will cut waits of over a year by 10 in every trust.")
    assert found_again("cut waits of over a year by 10% in every trust", 0, after).fate == "reworded"
