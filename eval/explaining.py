"""Everything that a run knows of one case, as plain text."""

from eval.books import gold_spans
from eval.retrieval import share_held
from eval.runs import Run
from plans.errors import WrongCall

__all__ = ["explanation"]

_HITS = 8


def explanation(run: Run, case_id: str) -> str:
    """What was asked, wanted, found and said in a case, in each of its wordings, and how each was scored.

    Raises WrongCall for a case that the run does not have and for the test set, RunError where the run is not whole.
    """
    if run.manifest().tier == "test":
        raise WrongCall("The test set is reported as one table; its questions are not looked at one by one.")
    cases = {case.id: case for case in run.cases()}
    if case_id not in cases:
        raise WrongCall(f"The run {run.name} has no case {case_id!r}.")
    case, books = cases[case_id], run.books()
    lines = [f"{case.id}  {case.category}  {case.expect}", case.reference, ""]
    lines += [f"fact {fact.id}: {fact.type} {fact.value or list(fact.items)} {fact.unit or ''}" for fact in case.facts]
    lines += [f"forbidden: {one.type} {one.value} ({one.why})" for one in case.forbidden]
    gold = gold_spans(case, books)
    for number, alternative in enumerate(gold, start=1):
        lines += [f"evidence {number}: {one.plan_id}: {one.quote}" for one in alternative]
    scores = {(score.key, score.repeat): score for score in run.scores()}
    for trace in (trace for trace in run.traces() if trace.case == case_id):
        score = scores[trace.key, trace.repeat]
        lines += ["", f"== {trace.variant or 'own wording'}: {trace.question}"]
        lines += [f"understood as: {trace.standalone}"] if trace.standalone not in ("", trace.question) else []
        lines += [f"{trace.status or 'error'}  strict {score.strict}  {score.blame}", *score.notes, "", trace.text]
        lines += [trace.error] if trace.error else []
        lines += [f"[{one.n}] {one.plan_id}, {' › '.join(one.section)}: {one.quote}" for one in trace.citations]
        for rank, hit in enumerate(trace.found[:_HITS], start=1):
            held = max((share_held(one, [hit], books) for alternative in gold for one in alternative), default=0.0)
            words = " ".join(books[hit.plan_id].plan.text[hit.start : hit.end].split())
            lines.append(f"{rank:>3}. {hit.score:.3f} gold {held:.2f}  {' › '.join(hit.section)}: {words[:160]}")
        measures = (f"{name} {part / whole:.2f}" for name, (part, whole) in score.measures.items())
        lines += ["", ", ".join(measures)]
    return "\n".join(lines)
