"""The page docs/commands.md, made from the commands themselves: `python -m app.cli.reference` prints it."""

import inspect
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from app.cli.commands import commands

__all__ = ["reference"]

_OPENING = """# Commands

This page is made from the commands' own help (`make docs`), and a test holds it to them.

Exit status: 0 done; 1 the work failed, with one plain sentence on standard error; 2 the call was wrong; 130 stopped by
Ctrl-C. Results go to standard output, progress and warnings to standard error; with `--json`, JSON alone is printed.
"""


def reference() -> str:
    """The page as Markdown."""
    root: Any = get_command(commands)
    parts = [_OPENING, _command("planwatch", root)]
    parts += [_command(path, command) for path, command in _walk("planwatch", root)]
    return "\n".join(parts)


def _walk(path: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield f"{path} {name}", command
        if hasattr(command, "commands"):
            yield from _walk(f"{path} {name}", command)


def _command(path: str, command: Any) -> str:
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [param for param in shown if param.param_type_name == "argument"]
    options = [param for param in shown if param.param_type_name == "option"]
    call = " ".join([path, *(_written(argument) for argument in arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"## {path}", "", f"    {call}", "", *_help(command.help), ""]
    rows = [(_written(argument), argument.help) for argument in arguments] + [
        (", ".join([*option.opts, *option.secondary_opts]) + _metavar(option), option.help) for option in options
    ]
    if rows:
        lines += ["| argument or option | meaning |", "| --- | --- |"]
        lines += [f"| `{name}` | {meaning or ''} |" for name, meaning in rows]
    return "\n".join(lines) + "\n"


def _help(text: str | None) -> list[str]:
    """A help text with its examples, which are indented in it, as code."""
    return [
        f"    {line.strip()}" if line.startswith(" ") else line for line in inspect.cleandoc(text or "").splitlines()
    ]


def _written(argument: Any) -> str:
    name = argument.metavar or str(argument.name).upper()
    return name if argument.required else f"[{name}]"


def _metavar(option: Any) -> str:
    if option.is_flag or option.metavar is None:
        return "" if option.is_flag else f" {str(option.name).upper()}"
    return f" {option.metavar}"


if __name__ == "__main__":
    print(reference(), end="")
