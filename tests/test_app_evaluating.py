from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.evaluating import over_the_samples
from app.shelf import sample_plans
from plans.errors import BrokenIndex


@dataclass
class Home:
    """As much of a Planwatch as is looked at: `broken` is one whose index this version cannot open."""

    broken: bool
    holds: Sequence[Any] = ()
    own: "Home | None" = None
    done: list[str] = field(default_factory=list)

    @property
    def library(self) -> "Home":
        return self

    @property
    def settings(self) -> "Home":
        return self

    @property
    def home(self) -> Path:
        return Path("home")

    def progress(self, *_: object) -> None:
        pass

    @property
    def plans(self) -> Any:
        return Plans(self)

    def over(self, home: Path) -> "Home":
        assert home == Path("home/cache/evaluation")
        assert self.own is not None
        return self.own


@dataclass
class Plans:
    """Both the list of plans and what renews them, by how it is asked."""

    of: Home

    def __call__(self) -> Sequence[Any]:
        if self.of.broken:
            raise BrokenIndex("written by another version")
        return self.of.holds

    def brought_up_to_date(self, _: object) -> None:
        self.of.done.append("renewed")
        self()

    def rebuild(self, _: object) -> None:
        self.of.done.append("rebuilt")


def test_a_home_with_the_sample_plans_alone_is_renewed_and_used() -> None:
    home = Home(broken=False, holds=sample_plans())
    assert over_the_samples(home) is home  # type: ignore[arg-type,comparison-overlap]
    assert home.done == ["renewed"]


@pytest.mark.parametrize("broken", [False, True])
def test_an_index_of_another_branch_is_left_alone_and_the_evaluations_own_is_made_anew(broken: bool) -> None:
    own = Home(broken=broken)
    home = Home(broken=True, own=own)
    assert over_the_samples(home) is own  # type: ignore[arg-type,comparison-overlap]
    assert home.done == []
    assert own.done == (["renewed", "rebuilt"] if broken else ["renewed"])
