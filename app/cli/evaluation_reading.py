"""The evaluation's commands that measure how well plan files are read."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import print_found

__all__ = ["reading", "twins"]


def twins(
    designed: Annotated[Path, typer.Argument(exists=True, help="The designed document.", metavar="FILE")],
    plain: Annotated[Path, typer.Argument(exists=True, help="The same in plain text.", metavar="TWIN")],
    as_json: AsJson = False,
) -> None:
    """Hold the reading of a designed document against that of its plain-text twin.

    Example:

      planwatch eval twins strategy.pdf strategy-plain-text.pdf
    """
    from eval.reading_scores import reading_text, score_reading
    from ingest.reading import read_document

    found = score_reading(read_document(designed).text, read_document(plain).text)
    print_found(found, reading_text(found), as_json=as_json)


def reading(
    document: Annotated[Path, typer.Argument(exists=True, help="The plan file.", metavar="FILE")],
    gold: Annotated[Path, typer.Argument(exists=True, help="Its cells and page labels by hand.", metavar="GOLD")],
    as_json: AsJson = False,
) -> None:
    """Hold a reading against table cells and page labels noted by hand: are they under the right row, column and year?

    Example:

      planwatch eval reading plan.pdf plan-places.jsonl
    """
    from eval.places_read import places_text, read_places, score_places
    from ingest.reading import read_document

    found = score_places(read_document(document), read_places(gold))
    print_found(found, places_text(found), as_json=as_json)
