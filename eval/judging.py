"""A judging model's marks, as an option: extra columns named judge.*, never part of a gate, with their spread."""

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.asking import Progress, in_silence
from eval.gold import Case
from eval.runs import Run
from eval.trace import Trace
from plans.errors import LanguageModelFailed
from prompts import load_prompt

__all__ = ["Complete", "Judgement", "judge_run_with", "judgement_text"]

Complete = Callable[[str], str]
"""A language model: continues a prompt. Raises LanguageModelFailed."""

_MARKS = ("faithful", "relevant", "correct")
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


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
    run: Run, complete: Complete, *, judge: str, readings: int, progress: Progress = in_silence
) -> tuple[Judgement, ...]:
    """Have every answer of a run judged, `readings` times over, and write judge.jsonl into its folder.

    Raises RunError.
    """
    cases = {case.id: case for case in run.cases()}
    traces = [trace for trace in run.traces() if not trace.variant and not trace.repeat and not trace.error]
    total = len(traces) * readings
    judged: list[Judgement] = []
    with (run.folder / "judge.jsonl").open("w", encoding="utf-8") as file:
        for one in _read(traces, cases, complete, judge, readings):
            judged.append(one)
            file.write(one.model_dump_json() + "\n")
            progress(len(judged), total)
    return tuple(judged)


def judgement_text(judged: Sequence[Judgement], path: Path) -> str:
    """Each mark's mean over answers with the spread of its mean between readings; failures are counted, not hidden."""
    lines = [f"{sum(not one.failed for one in judged)} readings, {sum(bool(one.failed) for one in judged)} failed"]
    for mark in _MARKS:
        by_reading: dict[int, list[float]] = defaultdict(list)
        for one in judged:
            if mark in one.marks:
                by_reading[one.reading].append(one.marks[mark])
        means = [statistics.fmean(values) for values in by_reading.values()]
        if means:
            spread = max(means) - min(means)
            lines.append(f"judge.{mark:<12}{statistics.fmean(means):6.3f}   spread between readings {spread:.3f}")
    return "\n".join([*lines, f"every reading is in {path}; marks of a model are never gated"])


def _read(
    traces: Sequence[Trace], cases: Mapping[str, Case], complete: Complete, judge: str, readings: int
) -> Iterator[Judgement]:
    prompt = load_prompt("judge", "v1")
    for reading in range(readings):
        for trace in traces:
            asked = prompt.fill(
                question=trace.question,
                answer=trace.text,
                quotes=[one.quote for one in trace.citations],
                reference=cases[trace.case].reference or "none given",
            )
            yield _judgement(trace, reading, judge, prompt.sha256[:12], complete, asked)


def _judgement(trace: Trace, reading: int, judge: str, prompt: str, complete: Complete, asked: str) -> Judgement:
    told = {"case": trace.case, "reading": reading, "judge": judge, "prompt": prompt}
    try:
        reply = complete(asked)
        found = _OBJECT.search(reply)
        fields = json.loads(found.group()) if found else {}
        marks = {mark: min(1.0, max(0.0, float(fields[mark]))) for mark in _MARKS}
        return Judgement.model_validate({**told, "marks": marks, "why": str(fields.get("why", ""))})
    except LanguageModelFailed as error:
        return Judgement.model_validate({**told, "failed": str(error)})
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, ValidationError):
        return Judgement.model_validate({**told, "failed": "the reply was not of the form asked for"})
