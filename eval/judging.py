"""A judging model's marks, as an option: extra columns named judge.*, never part of a gate, with their spread."""

import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    "Complete",
    "Judgement",
    "Mark",
    "judge_run_with",
    "judgement_text",
    "marks_of",
    "read_judgements",
]

Complete = Callable[[str], str]
"""A language model: continues a prompt. Raises LanguageModelFailed."""

_MARKS = ("faithful", "relevant", "correct")
_STEPS = (0, 0.25, 0.5, 0.75, 1)

CONTEXT = 8192
"""Tokens that a reading has room for: a question, a long answer, all that it cites, the reference, and the reply."""

FORM: Mapping[str, object] = {
    "type": "object",
    "properties": {"why": {"type": "string", "maxLength": 240}, **{mark: {"enum": list(_STEPS)} for mark in _MARKS}},
    "required": ["why", *_MARKS],
    "additionalProperties": False,
}
"""The form of a reading, as a JSON Schema: a few words first, so that the marks can follow from them."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of the judge's columns: how many answers have it, the mean, the lowest and highest mean of a reading.

    `right` and `wrong` are the means over answers that the rules call right and wrong, None where there are none: a
    judge that tells them apart gives the first more than the second.
    """

    name: str
    n: int
    readings: int
    mean: float
    low: float
    high: float
    right: float | None = None
    wrong: float | None = None

    @property
    def spread(self) -> float:
        """How far the readings of the same answers lie apart."""
        return self.high - self.low


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


def marks_of(judged: Sequence[Judgement], right: Mapping[str, bool] | None = None) -> tuple[Mark, ...]:
    """The judge's columns. `right` tells by case what the rules say of the answer."""
    return tuple(found for name in _MARKS if (found := _mark(name, judged, right or {})) is not None)


def judgement_text(judged: Sequence[Judgement], path: Path, right: Mapping[str, bool] | None = None) -> str:
    """Each mark's mean over answers with the spread of its mean between readings; failures are counted, not hidden."""
    lines = [f"{sum(not one.failed for one in judged)} readings, {sum(bool(one.failed) for one in judged)} failed"]
    for one in marks_of(judged, right):
        lines.append(f"judge.{one.name:<12}{one.mean:6.3f}   spread between readings {one.spread:.3f}   n = {one.n}")
        if one.right is not None and one.wrong is not None:
            lines.append(f"{'':<18}answers right by the rules {one.right:.3f}, wrong {one.wrong:.3f}")
    why = Counter(one.failed for one in judged if one.failed)
    lines += [f"{count} failed: {reason}" for reason, count in why.most_common()]
    return "\n".join([*lines, f"every reading is in {path}; marks of a model are never gated"])


def _mark(name: str, judged: Sequence[Judgement], right: Mapping[str, bool]) -> Mark | None:
    marked = [one for one in judged if name in one.marks]
    if not marked:
        return None
    means = [
        statistics.fmean(one.marks[name] for one in marked if one.reading == reading)
        for reading in sorted({one.reading for one in marked})
    ]
    return Mark(
        name=name,
        n=len({one.case for one in marked}),
        readings=len(means),
        mean=statistics.fmean(one.marks[name] for one in marked),
        low=min(means),
        high=max(means),
        right=_mean([one.marks[name] for one in marked if right.get(one.case) is True]),
        wrong=_mean([one.marks[name] for one in marked if right.get(one.case) is False]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


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
        marks = {mark: min(1.0, max(0.0, float(fields[mark]))) for mark in _MARKS}
        return Judgement.model_validate({**told, "marks": marks, "why": str(fields.get("why", ""))})
    except LanguageModelFailed as error:
        return Judgement.model_validate({**told, "failed": str(error)})
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, ValidationError):
        return Judgement.model_validate({**told, "failed": "the reply was not of the form asked for"})
