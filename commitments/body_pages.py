"""A body's page: all that it is on the hook for, and who is on the hook for how much."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from plans.bodies import Bodies, Body
from plans.commitment import Commitment, Owner

__all__ = ["BodyPage", "OnTheHook", "body_page", "on_the_hook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPage:
    """What a body leads, takes part in and oversees; `by_document` leads only as the body whose plan it is."""

    body: Body
    leads: tuple[Commitment, ...]
    by_document: tuple[Commitment, ...]
    partners: tuple[Commitment, ...]
    oversees: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheHook:
    """How much a body is on the hook for."""

    body: Body
    leads: int
    by_document: int
    partners: int
    oversees: int


def body_page(name: str, commitments: Iterable[Commitment], *, bodies: Bodies) -> BodyPage:
    """The page of the body of that id, name or alias."""
    body = bodies.get(name) or bodies.named(name)
    known = _Known(bodies)
    held = [(one, owner) for one in commitments for owner in one.owners if known.id_of(owner.name) == body.id]
    return _page(body, held)


def on_the_hook(commitments: Sequence[Commitment], *, bodies: Bodies) -> tuple[OnTheHook, ...]:
    """Every body that is named as an owner, those that lead most first."""
    known = _Known(bodies)
    held: dict[str, list[tuple[Commitment, Owner]]] = {}
    for one in commitments:
        for owner in one.owners:
            held.setdefault(known.id_of(owner.name), []).append((one, owner))
    counted = [_counted(_page(known.body(pairs[0][1].name), pairs)) for pairs in held.values()]
    return tuple(
        sorted(counted, key=lambda one: (-one.leads, -one.oversees, -one.partners, -one.by_document, one.body.id))
    )


class _Known:
    """Finds the body of an owner's name, each name once."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._found: dict[str, Body] = {}

    def body(self, name: str) -> Body:
        if name not in self._found:
            self._found[name] = self._bodies.named(name)
        return self._found[name]

    def id_of(self, name: str) -> str:
        return self.body(name).id


def _page(body: Body, held: Sequence[tuple[Commitment, Owner]]) -> BodyPage:
    return BodyPage(
        body=body,
        leads=_of(held, lambda owner: owner.role == "lead" and owner.basis != "document"),
        by_document=_of(held, lambda owner: owner.role == "lead" and owner.basis == "document"),
        partners=_of(held, lambda owner: owner.role == "partner"),
        oversees=_of(held, lambda owner: owner.role == "overseer"),
    )


def _counted(page: BodyPage) -> OnTheHook:
    return OnTheHook(
        body=page.body,
        leads=len(page.leads),
        by_document=len(page.by_document),
        partners=len(page.partners),
        oversees=len(page.oversees),
    )


def _of(held: Sequence[tuple[Commitment, Owner]], test: Callable[[Owner], bool]) -> tuple[Commitment, ...]:
    return tuple({one.id: one for one, owner in held if test(owner)}.values())
