"""What reaches the terminal: results on standard output, all else on standard error, no character that steers it."""

import sys
from collections.abc import Mapping, Sequence

from plans.unseen import without_unseen

__all__ = ["clean", "note", "print_answer", "print_found", "print_json", "print_outcome", "print_table", "print_text"]


def clean(text: str) -> str:
    """The text without control, formatting and private characters, which a terminal could take for commands."""
    return without_unseen(text)


def print_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    from app.wire import dumps

    print_text(dumps(value, indent=2))


def print_text(text: str) -> None:
    """Write text, cleaned, to standard output."""
    sys.stdout.write(clean(text) + "\n")
    sys.stdout.flush()


def print_outcome(facts: Mapping[str, object], sentence: str, *, as_json: bool) -> None:
    """Tell what a command did: as JSON on standard output for a script, else as a sentence on standard error."""
    if as_json:
        print_json(facts)
    else:
        note(sentence)


def print_found(value: object, text: str, *, as_json: bool) -> None:
    """Write what a command found to standard output: the value, field by field, as JSON for a script, else the text."""
    if not as_json:
        print_text(text)
        return
    from pydantic_core import to_jsonable_python

    print_json(to_jsonable_python(value))


def print_answer(text: str) -> None:
    """Write an answer, cleaned, to standard output: lists and bold drawn on a terminal, as they are elsewhere."""
    if not sys.stdout.isatty():
        print_text(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(clean(text), hyperlinks=False))


def note(text: str) -> None:
    """Write a sentence, cleaned, to standard error."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str | None = None) -> None:
    """Write rows as a table to standard output: drawn on a terminal, tab-separated where it goes to a file or pipe."""
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            print_text("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, title_justify="left", show_lines=False, expand=False)
    for number, heading in enumerate(headings):
        drawn.add_column(heading, overflow="fold", no_wrap=number == 0)
    for row in rows:
        drawn.add_row(*(Text(clean(cell)) for cell in row))
    Console().print(drawn)
