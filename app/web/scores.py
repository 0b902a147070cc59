"""The scores that the page About shows: of the last evaluation in the home, or else of the accepted baseline."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from app.evaluating import runs_folder
from eval.baseline import BASELINE, read_baseline
from eval.runs import RunError, open_run
from eval.scores import Score
from eval.summary import Measured, summarise
from plans.settings import Settings

__all__ = ["ScoreRow", "Scores", "last_scores"]

_FULL = ("dev", "test")
_FEWEST = 100  # fewer questions are a part of a set, and say little
_WORDS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A measure in plain words: its name, its value, the ends of its 95% interval, and how it is to be read."""

    name: str
    value: str
    between: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores of one evaluation: the day it was made, how many questions it asked, and its measures.

    `here` says that it was run under this home, `held_out` that its questions were never used to improve anything.
    """

    made: date | None
    questions: int
    here: bool
    held_out: bool
    rows: tuple[ScoreRow, ...]


def last_scores(settings: Settings) -> Scores:
    """The scores of the last whole evaluation under the home; where there is none, those of the accepted baseline.

    Raises BaselineError or RunError where what is there cannot be read.
    """
    folder = _last_run(runs_folder(settings))
    if folder is None:
        return _of_baseline(BASELINE)
    return _of_run(folder, (folder / "scores.jsonl").stat().st_mtime)


@lru_cache(maxsize=4)
def _of_run(folder: Path, _changed: float) -> Scores:
    run = open_run(folder)
    made = _scores(run.scores(), run.name, here=True)
    return replace(made, held_out=run.manifest().tier == "test")


@lru_cache(maxsize=1)
def _of_baseline(path: Path) -> Scores:
    baseline = read_baseline(path)
    return _scores(baseline.scores, baseline.runs.get("dev", ""), here=False)


def _last_run(folder: Path) -> Path | None:
    """The last run of a whole set of questions that was scored; names begin with the time."""
    scored = sorted((path.parent for path in folder.glob("*/scores.jsonl")), reverse=True)
    return next((run for run in scored if _is_whole(run)), None)


def _is_whole(folder: Path) -> bool:
    try:
        manifest = open_run(folder).manifest()
    except RunError:
        return False
    return manifest.tier in _FULL and manifest.cases >= _FEWEST


def _scores(scores: Sequence[Score], name: str, *, here: bool) -> Scores:
    asked = [score for score in scores if not score.variant and score.repeat == 0]
    found = {one.measure: one for one in summarise(asked)}
    wanted = tomllib.loads(_WORDS.read_text(encoding="utf-8"))["measure"]
    rows = tuple(_row(words, found[words["id"]]) for words in wanted if words["id"] in found)
    return Scores(made=_day(name), questions=len(asked), here=here, held_out=False, rows=rows)


def _row(words: Mapping[str, str], found: Measured) -> ScoreRow:
    share = found.pooled
    return ScoreRow(
        name=words["name"],
        value=f"{share.value:.0%}",
        between=f"{share.low:.0%} to {share.high:.0%}",
        reading=words["reading"].format(
            n=f"{found.n:,}", value=f"{round(share.value * found.n):,}", share=f"{share.value * 100:.3g}"
        ),
    )


def _day(name: str) -> date | None:
    """The day in the name of a run, which begins with its time."""
    try:
        return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).date()
    except ValueError:
        return None
