"""What a visitor is told of a file that was not added: the reason, and nothing that needs a command line."""

import pytest

from app.web.uploads import on_the_page


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("The PDF holds no words; it is empty.", "The PDF holds no words; it is empty."),
        (
            "The PDF holds only pictures of pages; read it with `planwatch ingest --ocr`, or ask for it.",
            "The PDF holds only pictures of pages. Whoever runs this service can help.",
        ),
        ("Give it an id of its own with --id.", "The file could not be taken in. Whoever runs this service can help."),
        (
            "The words well--known and -- are no options; all is well.",
            "The words well--known and -- are no options; all is well.",
        ),
    ],
)
def test_a_reason_is_told_without_commands_and_options(reason: str, told: str) -> None:
    assert on_the_page(reason) == told
