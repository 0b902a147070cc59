"""Every command of `planwatch`, and the settings that may stand before one."""

from typing import Annotated

import typer
from typer.models import OptionInfo

from app.cli import (
    asking,
    assuring,
    evaluation,
    feedback,
    holding,
    keeping,
    operating,
    privacy,
    proving,
    register,
    showing,
    store,
    tokens,
)
from app.cli.printing import print_text

__all__ = ["commands"]

_ASK, _LIBRARY, _RUN, _SETTINGS = "Ask and check", "The library", "Run", "Settings"

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print_text(f"planwatch {version('planwatch')}")
        raise typer.Exit


def _setting(metavar: str, meaning: str) -> OptionInfo:
    """An option that stands for a setting of the same name."""
    option: OptionInfo = typer.Option(metavar=metavar, help=meaning, rich_help_panel=_SETTINGS, show_default=False)
    return option


@commands.callback(epilog="Every setting can stand in the environment too, as PLANWATCH_…; see docs/settings.md.")
def _settings(
    ctx: typer.Context,
    home: Annotated[str | None, _setting("FOLDER", "Where the library and the index live.")] = None,
    embed_model: Annotated[str | None, _setting("MODEL", "A sentence-transformers model to use.")] = None,
    llm_base_url: Annotated[str | None, _setting("URL", "An OpenAI-compatible endpoint.")] = None,
    llm_model: Annotated[str | None, _setting("NAME", "The model to ask there.")] = None,
    llm_gguf: Annotated[str | None, _setting("FILE", "A GGUF file to run in its place.")] = None,
    chroma_url: Annotated[str | None, _setting("URL", "A Chroma server to use.")] = None,
    database_url: Annotated[str | None, _setting("URL", "A database for checks and feedback.")] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Ask public health and care plans, and check what they promise: every statement in the plans' own words."""
    del version
    given = {
        "home": home,
        "embed_model": embed_model,
        "llm_base_url": llm_base_url,
        "llm_model": llm_model,
        "llm_gguf": llm_gguf,
        "chroma_url": chroma_url,
        "database_url": database_url,
    }
    ctx.obj = {name: value for name, value in given.items() if value is not None}


commands.command(rich_help_panel=_ASK)(asking.ask)
commands.command(rich_help_panel=_ASK)(asking.search)
commands.command(rich_help_panel=_ASK)(showing.show)
commands.command(rich_help_panel=_ASK)(register.commitments)
commands.command(rich_help_panel=_ASK)(register.changes)
commands.command(rich_help_panel=_ASK)(assuring.delivery)
commands.command(rich_help_panel=_ASK)(assuring.progress)
commands.command(rich_help_panel=_ASK)(assuring.pack)
commands.command(rich_help_panel=_ASK)(proving.verify)
commands.command(rich_help_panel=_LIBRARY)(holding.plans)
commands.command(rich_help_panel=_LIBRARY)(holding.ingest)
commands.command(rich_help_panel=_LIBRARY)(holding.extract)
commands.command(rich_help_panel=_LIBRARY)(holding.remove)
commands.command(rich_help_panel=_LIBRARY)(holding.rebuild)
commands.add_typer(store.store, name="store", rich_help_panel=_LIBRARY)
commands.command(rich_help_panel=_RUN)(operating.serve)
commands.command(rich_help_panel=_RUN)(operating.mcp)
commands.command(rich_help_panel=_RUN)(operating.doctor)
commands.command(rich_help_panel=_RUN)(keeping.backup)
commands.command(rich_help_panel=_RUN)(keeping.restore)
commands.add_typer(feedback.feedback, name="feedback", rich_help_panel=_RUN)
commands.add_typer(privacy.privacy, name="privacy", rich_help_panel=_RUN)
commands.add_typer(tokens.tokens, name="tokens", rich_help_panel=_RUN)
commands.add_typer(evaluation.evaluation, name="eval", rich_help_panel=_RUN)
