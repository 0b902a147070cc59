"""A judging model's marks, as an option: extra columns named judge.*, never part of a gate, with their spread."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.asking import Progress, in_silence
from eval.gold import Case
from eval.intervals import SEED
from eval.runs import Run, each_line
from eval.trace import Trace
from plans.errors import LanguageModelFailed
from prompts import load_prompt

__all__ = [
    "CONTEXT",
    "FORM",
    "MARKS",
    "Complete",
    "Judgement",
    "judge_run_with",
    "read_judgements",
]

Complete = Callable[[str], str]
"""A language model: continues a prompt. Raises LanguageModelFailed."""

MARKS = ("correct", "relevant", "faithful")
_LOWEST, _HIGHEST = 1, 5
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)

CONTEXT = 8192
"""Tokens that a reading has room for: a question, a long answer, all that it cites, the reference, and the reply."""

FORM: Mapping[str, object] = {
    "type": "object",
    "properties": {
        **{mark: {"enum": list(range(_LOWEST, _HIGHEST + 1))} for mark in MARKS},
        "why": {"type": "string", "maxLength": 160},
    },
    "required": [*MARKS, "why"],
    "additionalProperties": False,
}
"""The form of a reading, as a JSON Schema. The marks stand before the words: a small model that began with what is
wrong with an answer gave every answer nothing."""


class Judgement(BaseModel):
    """One reading of one answer. `failed` says why there are no marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    reading: int
    judge: str
    prompt: str
    marks: Mapping[str, float] = Field(default_factory=dict)
    why: str = ""
    failed: str = ""


def judge_run_with(
    run: Run,
    complete: Complete,
    *,
    judge: str,
    readings: int,
    sample: int | None = None,
    progress: Progress = in_silence,
) -> tuple[Judgement, ...]:
    """Have every answer of a run (or a `sample` of so many) judged, `readings` times over.

    The folder's judge.jsonl is written as the readings come.
    Each reading has the cited words in another order, so that a model that always says the same shows how much hangs
    on that. Raises RunError.
    """
    cases = {case.id: case for case in run.cases()}
    traces = [trace for trace in run.traces() if not trace.variant and not trace.repeat and not trace.error]
    if sample is not None and sample < len(traces):
        traces = random.Random(SEED).sample(traces, sample)
    total = len(traces) * readings
    judged: list[Judgement] = []
    with (run.folder / "judge.jsonl").open("w", encoding="utf-8") as file:
        for one in _read(traces, cases, complete, judge, readings):
            judged.append(one)
            file.write(one.model_dump_json() + "\n")
            file.flush()  # a local model takes its time: what it said so far is kept
            progress(len(judged), total)
    return tuple(judged)


def read_judgements(run: Run) -> tuple[Judgement, ...]:
    """The readings that a run's folder holds, none where it was never judged.

    Raises RunError.
    """
    path = run.folder / "judge.jsonl"
    return tuple(each_line(Judgement, path)) if path.is_file() else ()


def _read(
    traces: Sequence[Trace], cases: Mapping[str, Case], complete: Complete, judge: str, readings: int
) -> Iterator[Judgement]:
    prompt = load_prompt("judge", "v2")
    for reading in range(readings):
        for trace in traces:
            asked = prompt.fill(
                question=trace.question,
                answer=trace.text,
                quotes=_turned_by(reading, [one.quote for one in trace.citations]),
                reference=cases[trace.case].reference or "none given",
            )
            yield _judgement(trace, reading, judge, prompt.sha256[:12], complete, asked)


def _turned_by(reading: int, quotes: Sequence[str]) -> list[str]:
    """The quotes begun at another one in each reading."""
    at = reading % len(quotes) if quotes else 0
    return [*quotes[at:], *quotes[:at]]


def _judgement(trace: Trace, reading: int, judge: str, prompt: str, complete: Complete, asked: str) -> Judgement:
    told = {"case": trace.case, "reading": reading, "judge": judge, "prompt": prompt}
    try:
        reply = complete(asked)
        found = _OBJECT.search(reply)
        fields = json.loads(found.group()) if found else {}
        marks = {mark: _share(fields[mark]) for mark in MARKS}
        return Judgement.model_validate({**told, "marks": marks, "why": str(fields.get("why", ""))})
    except LanguageModelFailed as error:
        return Judgement.model_validate({**told, "failed": str(error)})
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, ValidationError):
        return Judgement.model_validate({**told, "failed": "the reply was not of the form asked for"})


def _share(mark: object) -> float:
    """A mark from 1 to 5 as a share from 0 to 1. Raises ValueError for any other."""
    if not isinstance(mark, int) or not _LOWEST <= mark <= _HIGHEST:
        raise ValueError(f"{mark!r} is no mark")
    return (mark - _LOWEST) / (_HIGHEST - _LOWEST)
