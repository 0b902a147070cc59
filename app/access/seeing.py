"""The parts of a Planwatch for the visitor of the moment: what is asked, read, listed and exported is what he sees."""

from functools import lru_cache
from typing import TYPE_CHECKING

from app.access.sees import SEES, Sees
from app.library import PlanLibrary
from app.parts import Answerer, Parts
from plans.bodies import Bodies
from plans.seams import Library, Register, Search
from plans.settings import Settings

if TYPE_CHECKING:
    from app.feedback import Reports
    from assistant.model import LanguageModel
    from commitments.register_table import RegisterTable
    from commitments.store import Checks

__all__ = ["SeenParts"]


_KEPT = 32  # ways of seeing the library; each has its own words and spelling, made anew when it is wanted again


class SeenParts:
    """The parts of a Planwatch as the visitor of the moment sees them."""

    def __init__(self, planwatch: Parts) -> None:
        """Stand before the parts of which everything is seen."""
        self._planwatch = planwatch
        self._limited = lru_cache(maxsize=_KEPT)(planwatch.limited_to)

    def of(self, sees: Sees) -> Parts:
        """The parts of somebody who sees that."""
        return self._planwatch if sees is None else self._limited(sees)

    def keep_ready(self) -> None:
        """Make what answers from the latest generation, unless that is done."""
        self._planwatch.keep_ready()

    def limited_to(self, references: tuple[str, ...]) -> Parts:
        """The parts for somebody who sees those plans and collections of plans alone."""
        return self._planwatch.limited_to(references)

    @property
    def library(self) -> Library:
        """The plans that he sees."""
        return self.of(SEES.get()).library

    @property
    def search(self) -> Search:
        """Finds passages of them."""
        return self.of(SEES.get()).search

    @property
    def register(self) -> Register:
        """Every commitment of them."""
        return self.of(SEES.get()).register

    @property
    def answerer(self) -> Answerer:
        """Answers questions from them."""
        return self.of(SEES.get()).answerer

    @property
    def checks(self) -> "Checks":
        """What people entered about their commitments."""
        return self.of(SEES.get()).checks

    @property
    def register_table(self) -> "RegisterTable":
        """The register on the disk: it is asked for the plans that he sees."""
        return self._planwatch.register_table

    @property
    def reports(self) -> "Reports":
        """What people say is wrong: whoever may ask adds to it, and no page reads it."""
        return self._planwatch.reports

    @property
    def plans(self) -> PlanLibrary:
        """The library for those who change it: they know what they add."""
        return self._planwatch.plans

    @property
    def model(self) -> "LanguageModel | None":
        """The optional language model."""
        return self._planwatch.model

    @property
    def bodies(self) -> Bodies:
        """The organisations that plans name."""
        return self._planwatch.bodies

    @property
    def settings(self) -> Settings:
        """The settings it runs under."""
        return self._planwatch.settings
