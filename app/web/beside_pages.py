"""What pages share that hold the commitments of some plans beside each other: which plans, and a page of a list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from app.beside import MOST_BESIDE, beside
from app.parts import Parts
from plans.errors import PlanwatchError

__all__ = ["Beside", "Paged", "paged_of"]

_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The plans that are held beside each other, what was written to name them, and why that could not be meant.

    `many` says that the library holds more than can be, so that some have to be named; `query` names these in links.
    """

    plans: tuple[str, ...]
    written: tuple[str, ...]
    many: bool
    most: int = MOST_BESIDE
    fault: str = ""

    @classmethod
    def of(cls, parts: Parts, request: Request) -> "Beside":
        """The plans that an address names."""
        plans, written = parts.library.plans(), tuple(filter(str.strip, request.query_params.getlist("plan")))
        many = len(plans) > MOST_BESIDE
        try:
            return cls(plans=beside(plans, written), written=written, many=many)
        except PlanwatchError as error:
            return cls(plans=(), written=written, many=many, fault=str(error))

    @property
    def query(self) -> str:
        """The part of an address that names the same plans."""
        return f"?{urlencode([('plan', one) for one in self.written])}" if self.written else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A page of a list of so many: from `begin` to before `end`, and the addresses of the pages beside it."""

    begin: int
    end: int
    total: int
    before: str
    after: str


def paged_of(path: str, request: Request, total: int) -> Paged:
    """The page of a list that an address asks for by the number of its first entry."""
    written = request.query_params.get("from", "1")
    first = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1
    begin = min(max(first, 1), max(total, 1)) - 1
    end = min(begin + _ON_A_PAGE, total)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "from"]

    def address(at: int) -> str:
        return f"{path}?{urlencode([*kept, ('from', str(at + 1))])}"

    return Paged(
        begin=begin,
        end=end,
        total=total,
        before=address(max(0, begin - _ON_A_PAGE)) if begin else "",
        after=address(end) if end < total else "",
    )
