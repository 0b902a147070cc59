"""What the web and the HTTP interface are given: the parts that `app/build.py` puts together."""

from typing import TYPE_CHECKING, Protocol

from app.library import PlanLibrary
from plans.answer import Answer, Question
from plans.bodies import Bodies
from plans.seams import Library, Register, Search
from plans.settings import Settings

if TYPE_CHECKING:
    from app.feedback import Reports
    from assistant.model import LanguageModel
    from commitments.register_table import RegisterTable
    from commitments.store import Checks

__all__ = ["Answerer", "Parts"]


class Answerer(Protocol):
    """Answers questions."""

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises UnknownPlan for a plan that is not held.
        """
        ...


class Parts(Protocol):
    """A Planwatch put together."""

    @property
    def library(self) -> Library:
        """The plans in use."""
        ...

    @property
    def search(self) -> Search:
        """Finds passages."""
        ...

    @property
    def register(self) -> Register:
        """Every commitment."""
        ...

    @property
    def answerer(self) -> Answerer:
        """Answers questions."""
        ...

    @property
    def plans(self) -> PlanLibrary:
        """The library for those who change it, and the plan files."""
        ...

    @property
    def model(self) -> "LanguageModel | None":
        """The optional language model."""
        ...

    @property
    def bodies(self) -> Bodies:
        """The organisations that plans name."""
        ...

    @property
    def checks(self) -> "Checks":
        """What people entered about commitments."""
        ...

    @property
    def register_table(self) -> "RegisterTable":
        """The register of many plans, filtered on the disk."""
        ...

    @property
    def reports(self) -> "Reports":
        """What people say is wrong."""
        ...

    def keep_ready(self) -> None:
        """Make what answers from the latest generation, unless that is done."""
        ...

    def limited_to(self, references: tuple[str, ...]) -> "Parts":
        """The parts for somebody who sees those plans and collections of plans alone."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings it runs under."""
        ...
