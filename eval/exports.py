"""A run in the forms that other evaluation frameworks read: RAGAS samples and DeepEval test cases."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.books import Books
from eval.gold import Case
from eval.retrieval import within
from eval.runs import Run
from eval.trace import Found, Trace
from plans.errors import WrongCall

__all__ = ["FORMATS", "export"]

_WORDS = 1500


def export(run: Run, to: str, path: Path) -> int:
    """Write a run's answers for another framework; return how many.

    RAGAS: a JSONL of single-turn samples (user_input, response, retrieved_contexts, reference,
    reference_contexts). DeepEval: a JSON array of test cases (input, actual_output, expected_output, context,
    retrieval_context). Raises WrongCall for another framework, RunError.
    """
    if to not in FORMATS:
        raise WrongCall(f"{to!r} is no format; choose one of {', '.join(FORMATS)}.")
    cases, books = {case.id: case for case in run.cases()}, run.books()
    traces = [trace for trace in run.traces() if not trace.error]
    rows = [FORMATS[to](trace, cases[trace.case], books) for trace in traces]
    path.write_text(_lines(rows) if to == "ragas" else json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(rows)


def _ragas(trace: Trace, case: Case, books: Books) -> Mapping[str, object]:
    return {
        "user_input": trace.question,
        "response": trace.text,
        "retrieved_contexts": _contexts(trace.found, books),
        "reference": case.reference,
        "reference_contexts": _quotes(case),
    }


def _deepeval(trace: Trace, case: Case, books: Books) -> Mapping[str, object]:
    return {
        "name": trace.key,
        "input": trace.question,
        "actual_output": trace.text,
        "expected_output": case.reference,
        "context": _quotes(case),
        "retrieval_context": _contexts(trace.found, books),
        "additional_metadata": {"status": trace.status, "expect": case.expect, "category": case.category},
    }


FORMATS: Mapping[str, Callable[[Trace, Case, Books], Mapping[str, object]]] = {"ragas": _ragas, "deepeval": _deepeval}


def _contexts(found: Sequence[Found], books: Books) -> list[str]:
    return [books[hit.plan_id].plan.text[hit.start : hit.end] for hit in within(found, _WORDS)]


def _quotes(case: Case) -> list[str]:
    return [evidence.quote for evidence in (case.evidence[0] if case.evidence else ())]


def _lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
