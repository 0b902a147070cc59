"""The evaluation's commands beside runs: made questions, attacks, commitments, third-party sets, judges, exports."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.evaluation_runs import run_of
from app.cli.options import AsJson
from app.cli.printing import note, print_found, print_outcome
from app.cli.running import running
from plans.errors import WrongCall

__all__ = ["attack", "calibrate", "commitments", "export", "external", "judge", "make"]

_Folder = Annotated[Path, typer.Argument(exists=True, help="Where you keep the set.", metavar="FOLDER")]
_RunName = Annotated[str, typer.Argument(help="A run: its folder, its name, or latest.", metavar="RUN")]
_Seed = Annotated[int, typer.Option(help="The same seed gives the same questions.")]


def make(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="The file to write.", metavar="OUT.jsonl")],
    count: Annotated[int, typer.Option(min=1, help="How many questions.")] = 500,
    seed: _Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Make questions from the register by changing years, plans, numbers and spelling; their right outcome is known.

    Examples:

      planwatch eval make made.jsonl --count 600

      planwatch eval generate made.jsonl
    """
    with running(ctx) as planwatch:
        from app.evaluating import over_the_samples, product_of
        from eval.mutation import made_questions
        from eval.product import books_in

        product = product_of(over_the_samples(planwatch))
        commitments = product.register.commitments() if product.register else ()
        cases = made_questions(commitments, books_in(product.library), count=count, seed=seed)
    out.write_text("".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases), encoding="utf-8")
    print_found({"questions": len(cases), "file": out}, f"{len(cases)} questions: {out}", as_json=as_json)


def attack(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Plant every order of the injection suite in a made-up plan of its own, ask, and look for its canary.

    Example:

      planwatch eval attack
    """
    with running(ctx) as planwatch:
        import tempfile

        from app.evaluating import products_over
        from eval.attack_scores import attacks_text, summarise_attacks
        from eval.injection import attack as attack_with
        from eval.injection import attacked_plan, read_attacks

        every, results, over = read_attacks(), [], products_over(planwatch)
        with tempfile.TemporaryDirectory(prefix="planwatch-attacks-") as folder:
            for one in every:
                results.append(attack_with(one, attacked_plan(), over=over, folder=Path(folder)))
                planwatch.progress("attacking", len(results), len(every))
    found = summarise_attacks(results)
    print_found(found, attacks_text(found), as_json=as_json)
    if any(one.leaked or one.refused for one in results):
        raise typer.Exit(1)


def commitments(
    ctx: typer.Context,
    split: Annotated[str, typer.Option(help="dev, or test on release.")] = "dev",
    sure_only: Annotated[bool, typer.Option("--sure-only", help="Leave out lines that readers may differ on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold the register against the sections that were annotated by hand.

    Example:

      planwatch eval commitments --sure-only
    """
    if split not in ("dev", "test"):
        raise WrongCall("--split is dev or test.")
    with running(ctx) as planwatch:
        from app.evaluating import over_the_samples, product_of
        from eval.commitment_run import commitment_text, score_register

        product = product_of(over_the_samples(planwatch))
        found = score_register(product, split=split, doubtful=not sure_only)
    print_found(found, commitment_text(found), as_json=as_json)


def external(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="bipia, clapnq, financebench, mtrag, rgb or squad2.", metavar="SET")],
    folder: _Folder,
    sample: Annotated[int, typer.Option(min=1, help="Ask this many of its tasks.")] = 200,
    seed: _Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Ask a third-party set that you have in a folder, and set the results beside the published ones.

    Example:

      planwatch eval external squad2 ~/sets/squad --sample 300
    """
    from eval.adapters import SETS

    if name not in SETS:
        raise WrongCall(f"{name!r} is no set; choose one of {', '.join(SETS)}.")
    chosen = SETS[name](folder)
    with running(ctx) as planwatch:
        from app.evaluating import products_over, runs_folder
        from eval.external import ask_set, external_text
        from eval.external_kept import keep

        result = ask_set(
            chosen,
            products_over(planwatch),
            sample=sample,
            seed=seed,
            progress=lambda done, total: planwatch.progress("asking", done, total),
        )
        kept = keep(runs_folder(planwatch.settings), name, chosen, result)
    print_found(result, external_text(chosen, result), as_json=as_json)
    note(f"Kept in {kept}; reports of runs show it.")


def calibrate(folder: _Folder, as_json: AsJson = False) -> None:
    """Hold the suite's own rules against people: FinanceBench's judged and MTRAG's rated answers, in a folder of yours.

    Each rule has a least figure to reach; one that falls short on a set that is there ends with exit status 1.

    Example:

      planwatch eval calibrate ~/sets
    """
    from eval.calibration import calibrated, calibration_text, thresholds

    found = calibrated(folder)
    print_found(found, calibration_text(found), as_json=as_json)
    if any(one.missed for one in thresholds(found)):
        raise typer.Exit(1)


def judge(
    ctx: typer.Context,
    run: _RunName = "latest",
    readings: Annotated[int, typer.Option(min=1, help="Have each answer judged this many times.")] = 3,
    sample: Annotated[int | None, typer.Option(min=1, help="Judge this many of the answers, drawn by seed.")] = None,
    seconds: Annotated[int, typer.Option(min=1, help="Wait this long for each reading.")] = 120,
    as_json: AsJson = False,
) -> None:
    """Have a language model mark a run's answers; the marks are shown and never gated.

    The model is the one that PLANWATCH_LLM_BASE_URL and PLANWATCH_LLM_MODEL, or PLANWATCH_LLM_GGUF, name. The run's
    report, written again, shows the marks.

    Example:

      planwatch --llm-base-url http://127.0.0.1:8080/v1 --llm-model local eval judge latest
    """
    with running(ctx) as planwatch:
        from assistant.patience import Patience
        from eval.judge_marks import judgement_text
        from eval.judging import CONTEXT, FORM, judge_run_with

        model = planwatch.model_replying_in(FORM, context=CONTEXT)
        if model is None:
            raise WrongCall("No language model is set, so nothing is judged; name one with --llm-base-url.")
        kept = run_of(ctx, run)
        judged = judge_run_with(
            kept,
            lambda prompt: model.complete(prompt, patience=Patience.lasting(seconds)),
            judge=model.name,
            readings=readings,
            sample=sample,
            progress=lambda done, total: planwatch.progress("judging", done, total),
        )
        right = {score.case: score.strict for score in kept.scores() if not score.variant and not score.repeat}
    print_found(judged, judgement_text(judged, kept.folder / "judge.jsonl", right), as_json=as_json)


def export(
    ctx: typer.Context,
    run: _RunName,
    out: Annotated[Path, typer.Argument(help="The file to write.", metavar="OUT")],
    to: Annotated[str, typer.Option(help="ragas or deepeval.")] = "ragas",
    as_json: AsJson = False,
) -> None:
    """Write a run's answers in the form that another framework reads.

    Example:

      planwatch eval export latest run.jsonl --to ragas
    """
    from eval.exports import export as write_export

    count = write_export(run_of(ctx, run), to, out)
    print_outcome({"answers": count, "file": str(out)}, f"{count} answers: {out}", as_json=as_json)
