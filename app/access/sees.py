"""Which plans somebody sees: the rules of the setting, and the visitor of the moment."""

from collections.abc import Generator, Mapping
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from plans.errors import WrongCall

__all__ = ["NOTHING", "SEES", "Sees", "sees_in", "sees_of", "step_by_step"]

Sees = tuple[str, ...] | None
"""Plans and collections of plans, as `--plan` names them; None for all there are."""

NOTHING: tuple[str, ...] = ()
_EVERYTHING = "all"
T = TypeVar("T")

SEES: ContextVar[Sees] = ContextVar("sees", default=NOTHING)
"""What the visitor sees for whom something is being done: nothing, until the gate has found out who he is."""


def sees_in(written: str) -> Mapping[str, Sees] | None:
    """Who sees what, as the setting writes it: `group:leeds = area:Leeds, area:York; role:admin = all`.

    None where nothing is written: then everybody sees everything. Raises WrongCall for what cannot be understood.
    """
    if not written.strip():
        return None
    found: dict[str, Sees] = {}
    for rule in filter(None, map(str.strip, written.split(";"))):
        who, equals, what = (part.strip() for part in rule.partition("="))
        named = tuple(name.strip() for name in what.split(",") if name.strip())
        if not equals or not who or not named:
            raise WrongCall(f"PLANWATCH_PLANS_SEEN: “{rule}” is not of the form WHO = COLLECTION, COLLECTION.")
        found[who.lower() if "@" in who else who] = None if _EVERYTHING in named else named
    return found


def sees_of(rules: Mapping[str, Sees] | None, names: set[str]) -> Sees:
    """What somebody sees who goes by those names: all that any rule lets one of them see."""
    if rules is None:
        return None
    found = [rules[name] for name in sorted(names) if name in rules]
    if None in found:
        return None
    return tuple(dict.fromkeys(one for each in found if each is not None for one in each))


def step_by_step(sees: Sees, steps: Generator[T, Any, Any]) -> Generator[T, None, None]:
    """The steps of a generator, each done for somebody who sees that, in whichever thread it is taken."""
    context = copy_context()
    context.run(SEES.set, sees)
    try:
        while True:
            yield context.run(next, steps)
    except StopIteration:
        return
