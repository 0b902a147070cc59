"""A turn of a dialogue and what came before it, as the rules for follow-ups see them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.asking import Parts
from assistant.evidence import Quote
from assistant.follow_up.cited import cited_in
from assistant.follow_up.lead import about
from assistant.follow_up.leaning import is_part, mark, pointers, without_owner
from assistant.follow_up.naming import PlanName, plan_names
from assistant.follow_up.subject import said_together
from assistant.understanding import Understanding, understand
from plans.answer import Question, Turn
from plans.catalogue import Plan
from plans.quantities import timespans, years_of

__all__ = ["Before", "Plain", "Reading", "Said", "again"]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A question that can be asked again with a part of it exchanged, its subject and plan apart."""

    question: str
    topic: str = ""
    plan: Plan | None = None

    @property
    def asked(self) -> str:
        """The question with its subject, ready to be taken apart."""
        return f"{self.question.rstrip(' ?.!')}, about {self.topic}?" if self.topic else self.question

    @property
    def text(self) -> str:
        """The question as it stands alone."""
        return about(self.question, topic=self.topic, plan=self.plan)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A turn understood: the question that stands alone, the one to be asked again with a part exchanged (and the one
    before it, where this only asked on: who? when?), the phrases of its subject, and whether anything was taken from
    the turns before."""

    text: str
    plain: Plain
    earlier: Plain | None = None
    topic: tuple[str, ...] = ()
    follows: bool = True


@dataclass(frozen=True, kw_only=True)
class Said:
    """A new turn. `corrects` says that it puts the one before right, `moved` that its year or plan is another than
    that of the words before, which are then not what it points to."""

    text: str
    parts: Parts
    corrects: bool = False
    moved: bool = False

    def put(self, text: str, *, moved: bool = False) -> "Said":
        """The same turn in other words."""
        return replace(self, text=text, moved=self.moved or moved)

    @cached_property
    def asked(self) -> Understanding:
        """The turn taken apart by itself."""
        return understand(
            Question(text=without_owner(self.text)), plans=self.parts.library.plans(), bodies=self.parts.bodies
        )

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The words of a subject of its own."""
        return tuple(word for word, _ in self.asked.subject)

    @cached_property
    def points(self) -> bool:
        """Whether a word of it stands for something said before."""
        return bool(pointers(self.text))

    @cached_property
    def part(self) -> bool:
        """Whether it is only a part of a question: "and for children?", "what about the other plan?"."""
        return is_part(self.text) or bool(mark("what_about").search(self.text))

    @cached_property
    def names(self) -> tuple[PlanName, ...]:
        """The plans it names."""
        return plan_names(self.text, self.parts.library.plans())


@dataclass(frozen=True, kw_only=True)
class Before:
    """The turns before a new one: what was last asked, and what was quoted in answer.

    Each turn is read once, after the `earlier` one and never anew: a rule may look at the last turn and at the one
    before it, and where both were read for themselves the work would double with every turn.
    """

    turns: tuple[Turn, ...]
    parts: Parts
    read: Callable[[str, "Before | None", Parts], Reading]

    @cached_property
    def reading(self) -> Reading:
        """The last question as it was understood."""
        return self.read(self.turns[-1].question, self.earlier, self.parts)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """What the last answer quoted; where it quoted nothing, what the one before did, if the subject was kept."""
        found = cited_in(self.turns[-1].answer, self.parts.library)
        if found or self.earlier is None or not self.reading.follows:
            return found
        return self.earlier.quotes

    @cached_property
    def earlier(self) -> "Before | None":
        """The same, a turn before; None where there was none."""
        turns = self.turns[:-1]
        return Before(turns=turns, parts=self.parts, read=self.read) if turns else None

    @cached_property
    def asked_back(self) -> bool:
        """Whether the last answer was a question back."""
        answer = self.turns[-1].answer
        return "?" in answer and not cited_in(answer, self.parts.library)

    @cached_property
    def plan(self) -> Plan | None:
        """The plan spoken of: the one the last question names, else the one that all quotes are from."""
        plans = self.parts.library.plans()
        named = self.reading.plain.plan
        if named is not None:
            return named
        ids = {name.plan_id for name in plan_names(self.reading.plain.question, plans) if name.outright}
        ids = ids if len(ids) == 1 else {quote.passage.plan_id for quote in self.quotes}
        return next((plan for plan in plans if plan.id in ids), None) if len(ids) == 1 else None

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The financial years spoken of: those the last question names, else the first quote's heading or date."""
        plans = self.parts.library.plans()
        asked = understand(Question(text=self.reading.plain.question), plans=plans, bodies=self.parts.bodies)
        if asked.years:
            return asked.years
        heading = next((quote.passage.place.year for quote in self.quotes if quote.passage.place.year), "")
        stated = [span for quote in self.quotes[:1] for span in timespans(quote.text) if not span.vague]
        spans = timespans(heading) or (stated if len(stated) == 1 else [])
        return tuple(dict.fromkeys(year for span in spans for year in years_of(span)))

    @cached_property
    def topic(self) -> str:
        """The subject of the last question as one phrase."""
        return said_together(self.reading.topic)

    def plan_for(self, plain: Plain) -> Plan | None:
        """The plan to put before a question: none where it names one, or an area that is not the plan's."""
        if plain.plan is not None or self.plan is None:
            return plain.plan
        names = plan_names(plain.question, self.parts.library.plans())
        apart = any(name.outright or name.plan_id != self.plan.id for name in names)
        return None if apart else self.plan


def again(plain: Plain, topic: tuple[str, ...]) -> Reading:
    """A turn that asks a question again with a part of it exchanged."""
    return Reading(text=plain.text, plain=plain, topic=topic)
