"""The commands for tokens: made and shown once, listed without their secrets, revoked."""

from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.printing import note, print_json, print_outcome, print_table, print_text
from app.cli.running import settings_of

__all__ = ["tokens"]

tokens = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Tokens for programs that use the HTTP interface: add, list and revoke them.",
)


@tokens.command()
def add(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whom it is for; stands beside what it marks.")],
    scope: Annotated[
        list[str], typer.Option(help="What it may do: reader, marker, editor, watcher or admin. Repeat it.")
    ],
    days: Annotated[int, typer.Option(help="For how many days it is good.", min=1, max=3650)] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, once: only its hash is stored.

    Example:

      planwatch tokens add "Ann Lee" --scope reader --scope marker --days 30
    """
    from app.access.people import Role
    from app.access.tokens import tokens_of
    from plans.errors import WrongCall

    try:
        scopes = [Role(one) for one in scope]
    except ValueError as error:
        raise WrongCall(f"A scope is one of: {', '.join(Role)}.") from error
    made = tokens_of(settings_of(ctx)).add(person, scopes, days=days)
    if as_json:
        print_json({"token": made, "person": person, "scopes": [str(one) for one in scopes], "days": days})
    else:
        print_text(made)
    note("Keep it now: it cannot be shown again. Send it as `Authorization: Bearer …`.")


@tokens.command("list")
def list_tokens(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List every token, without its secret.

    Example:

      planwatch tokens list
    """
    from app.access.tokens import tokens_of

    rows = [
        {
            "id": token.id,
            "person": token.person,
            "scopes": list(token.scopes),
            "made": token.made.isoformat(timespec="seconds"),
            "ends": token.ends.isoformat(timespec="seconds") if token.ends else None,
            "revoked": token.revoked.isoformat(timespec="seconds") if token.revoked else None,
        }
        for token in tokens_of(settings_of(ctx)).listed()
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "person", "scopes", "made", "ends", "revoked")
    print_table(columns, [[_cell(row[name]) for name in columns] for row in rows])


@tokens.command()
def revoke(
    ctx: typer.Context,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as the list gives it.")],
    as_json: AsJson = False,
) -> None:
    """Let a token be of no use from now on.

    Example:

      planwatch tokens revoke 1f2e3d4c5b6a
    """
    from app.access.tokens import tokens_of

    tokens_of(settings_of(ctx)).revoke(token_id)
    print_outcome({"revoked": token_id}, f"The token {token_id} opens nothing any more.", as_json=as_json)


def _cell(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
