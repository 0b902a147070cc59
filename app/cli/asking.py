"""The commands that ask the plans: ask and search, one question at a time or a file of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsJson, OnePlanOrMore
from app.cli.printing import print_answer, print_json, print_text
from app.cli.running import running
from app.cli.writing import write_out
from plans.errors import PlanwatchError, WrongCall

if TYPE_CHECKING:
    from app.batch import Respond
    from app.build import Planwatch
    from plans.answer import Question

__all__ = ["ask", "search"]

_Batch = Annotated[
    Path | None,
    typer.Option("--batch", metavar="IN.jsonl", help="Take questions from a file, one JSON object a line."),
]
_Out = Annotated[
    Path | None, typer.Option("--out", metavar="OUT.jsonl", help="Write to this file, not to standard output.")
]


def ask(
    ctx: typer.Context,
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    plan: OnePlanOrMore = None,
    as_json: AsJson = False,
    batch: _Batch = None,
    out: _Out = None,
    receipt: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a receipt that `planwatch verify` can prove later.")
    ] = None,
) -> None:
    """Ask a question; the answer is made of the plans' own words, with a citation for every statement.

    Examples:

      planwatch ask "What is the A&E waiting time target?"

      planwatch ask "What will change for unpaid carers?" --plan wy --json

      planwatch ask --batch questions.jsonl --out answers.jsonl
    """
    _one_of(question, batch, out)
    with running(ctx) as planwatch:
        if batch is not None:
            _answer_batch(planwatch, batch, out)
            return
        answer = planwatch.answerer.ask(_question(planwatch, question or "", plan))
        if receipt is not None:
            from assistant.receipts import make_receipt

            write_out(receipt, make_receipt(answer, planwatch.library).model_dump_json(indent=2).encode())
    if as_json:
        from app.wire import answer_json

        print_json(answer_json(answer))
    else:
        from app.cli.pages import sources_page

        if answer.standalone_question != answer.question:
            print_text(f"Understood as: {answer.standalone_question}\n")
        print_answer(answer.text)
        print_text("\n" + sources_page(answer))


def search(
    ctx: typer.Context,
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    plan: OnePlanOrMore = None,
    words: Annotated[int, typer.Option(min=1, help="Show hits of this many words together.")] = 350,
    as_json: AsJson = False,
    batch: _Batch = None,
    out: _Out = None,
) -> None:
    """Search the plans; the passages found are shown as they stand, best first.

    Examples:

      planwatch search "dental access" --plan kirklees --words 200

      planwatch search --batch questions.jsonl --out found.jsonl
    """
    _one_of(query, batch, out)
    with running(ctx) as planwatch:
        if batch is not None:
            _search_batch(planwatch, batch, out, words)
            return
        asked = _question(planwatch, query or "", plan)
        from app.asking import found_for
        from app.wire import search_json

        result, hits = found_for(planwatch.search, asked, words=words)
    if as_json:
        print_json(search_json(result, hits))
    else:
        from app.cli.pages import search_page

        print_text(search_page(result, hits))


def _one_of(question: str | None, batch: Path | None, out: Path | None) -> None:
    if (question is None) == (batch is None):
        raise WrongCall("Give either a question, in quotes, or a file of questions with --batch.")
    if out is not None and batch is None:
        raise WrongCall("--out goes with --batch; one answer is printed to standard output.")


def _question(planwatch: "Planwatch", text: str, references: list[str] | None) -> "Question":
    from app.questions import checked_question, chosen_plans
    from plans.answer import Question

    tidy = checked_question(text)
    entries = [plan.entry for plan in planwatch.library.plans()] if references else []
    return Question(text=tidy, plans=chosen_plans(references or (), entries))


def _answer_batch(planwatch: "Planwatch", batch: Path, out: Path | None) -> None:
    from app.batch import Response
    from app.wire import answer_json

    def respond(question: "Question") -> Response:
        answer = planwatch.answerer.ask(question)
        return Response(written=answer_json(answer), text=answer.text)

    _run_batch(planwatch, batch, out, respond)


def _search_batch(planwatch: "Planwatch", batch: Path, out: Path | None, words: int) -> None:
    from app.asking import found_for
    from app.batch import Response
    from app.wire import search_json

    def respond(question: "Question") -> Response:
        result, hits = found_for(planwatch.search, question, words=words)
        return Response(written=search_json(result, hits, line_id=question.id), text="")

    _run_batch(planwatch, batch, out, respond)


def _run_batch(planwatch: "Planwatch", batch: Path, out: Path | None, respond: "Respond") -> None:
    from app.batch_files import run_batch

    entries = [plan.entry for plan in planwatch.library.plans()]
    home = planwatch.settings.home
    failed = run_batch(batch, out, entries=entries, respond=respond, home=home, progress=planwatch.progress)
    if failed:
        raise PlanwatchError(f"{failed} of the lines could not be answered; each says why in its place.")
