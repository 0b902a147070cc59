"""The way of an answer: understand, look up, compose of quotes, verify."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import replace

from assistant.asking import Asking, Parts, look_up
from assistant.compose_comparison import compose_comparison, compose_each
from assistant.compose_definition import compose_definition
from assistant.compose_fact import compose_fact
from assistant.compose_focus import compose_focus, focus_first, off_the_question, on_the_question
from assistant.compose_list import compose_list, compose_place
from assistant.compose_model import with_model
from assistant.compose_parts import compose_parts
from assistant.compose_plans import compose_plans
from assistant.compose_register import compose_register
from assistant.compose_status import compose_status
from assistant.dialogue import Standalone, beyond_the_plans, standalone
from assistant.follow_up.lead import Lead, lead_of
from assistant.likely_kinds import LikelyKinds
from assistant.model import LanguageModel
from assistant.not_found import compose_clarify, compose_not_found, is_vague, searched
from assistant.patience import never
from assistant.premises import put_right
from assistant.scope import OutOfScope, beyond_any_plan, signpost
from assistant.stated import compose_contradicted
from assistant.statements import Draft, Statement, said, write_out
from assistant.understanding import Want, is_name, understand
from assistant.verifying import verify
from assistant.vocabulary import Vocabulary
from plans.answer import Answer, Question, Searched, Sentence, Status
from plans.bodies import Bodies
from plans.lexicon import Lexicon
from plans.seams import Answerability, Library, Register, Search

__all__ = ["Answerer"]

_OF_A_LIST = re.compile(r"\bhow many of\b", re.IGNORECASE)
_Composer = Callable[[Asking, Parts], Draft | None]
# what answers a question about all that plans hold, before it is looked for passage by passage
_OF_ALL: tuple[_Composer, ...] = (compose_plans, compose_register, compose_status)


class Answerer:
    """Answers questions with the plans' own words. Made once for a generation of a library."""

    def __init__(
        self,
        *,
        search: Search,
        register: Register,
        library: Library,
        bodies: Bodies,
        lexicon: Lexicon,
        answerability: Answerability,
        kinds: LikelyKinds,
        model: LanguageModel | None = None,
    ) -> None:
        self._model = model
        self._parts = Parts(
            search=search,
            register=register,
            library=library,
            bodies=bodies,
            vocabulary=Vocabulary(library, lexicon),
            answerability=answerability,
            kinds=kinds,
        )

    def ask(self, question: Question, *, cancelled: Callable[[], bool] = never) -> Answer:
        """Answer one question. The same question over the same library gives the same answer.

        `cancelled` tells whether the question was taken back: then a language model is waited for no longer.
        Raises UnknownPlan where the question is put to a plan that is not held.
        """
        began = time.perf_counter()
        refused = beyond_the_plans(question.text, self._parts, before=question.history)
        if refused is not None:
            return _redirect(question, refused, began)
        alone = standalone(question, self._parts)
        lead = lead_of(alone.text, self._parts.library)
        asked = understand(
            Question(text=lead.asked, plans=question.plans or lead.plans, years=question.years),
            plans=self._parts.library.plans(),
            bodies=self._parts.bodies,
        )
        asking = on_the_question(look_up(asked, self._parts, told=lead.topic), lead, self._parts)
        if alone.follows:  # the question as it was put together reads as nobody would put it
            asking = replace(asking, refutable=False)
        found = time.perf_counter()
        draft = self._compose(asking, lead)
        if off_the_question(draft, lead, self._parts):
            draft = compose_not_found(focus_first(asking, lead, self._parts), self._parts)
        if draft.status is Status.NOT_IN_PLANS:
            likely = self._parts.kinds.of(alone.text)
            beyond = beyond_any_plan(alone.text, likely=likely, unknown=_is_all_unknown(asking))
            if beyond is not None:
                return _redirect(question, beyond, began)
            asking = focus_first(asking, lead, self._parts)
        written = False
        if self._model is not None:
            draft, written = with_model(draft, asking, self._parts, self._model, cancelled=cancelled)
        return self._finished(question, alone, asking, draft, (began, found), written=written)

    def _compose(self, asking: Asking, lead: Lead) -> Draft:
        pointed = compose_focus(asking, lead, self._parts) if lead.quotes else None
        if pointed is not None:
            return pointed
        for of_all in _OF_ALL:
            listed = of_all(asking, self._parts)
            if listed is not None:
                return listed
        if asking.asked.want is not Want.DEFINITION:
            premise = compose_contradicted(asking, self._parts)
            if premise is not None:
                return premise
        if is_vague(asking) and not lead.quotes:
            return compose_clarify(asking, self._parts)
        if asking.about_another and asking.asked.want not in (Want.DEFINITION, Want.COMPARISON):
            premise = put_right(asking, self._parts)
            return premise or compose_not_found(asking, self._parts)
        for composer in (compose_each, compose_parts, *_composers(asking)):
            draft = composer(asking, self._parts)
            if draft is not None:
                return draft
        return compose_not_found(asking, self._parts)

    def _finished(
        self,
        question: Question,
        alone: Standalone,
        asking: Asking,
        draft: Draft,
        times: tuple[float, float],
        *,
        written: bool,
    ) -> Answer:
        shown, dropped = self._verified(draft.statements)
        if not any(statement.quotes for statement in shown) and any(s.quotes for s in draft.statements):
            draft = compose_not_found(asking, self._parts)
            shown = draft.statements
        likely = self._parts.kinds.of(alone.text)
        unwell = signpost(likely, answered=draft.status is not Status.NOT_IN_PLANS)
        shown += (said(unwell),) if unwell else ()
        text, sentences, citations = write_out(shown, self._parts.library)
        ended = time.perf_counter()
        return Answer(
            id=question.id or _identity(question, self._parts.library.generation),
            question=question.text,
            standalone_question=alone.text if alone.follows else question.text,
            status=draft.status,
            text=text,
            sentences=sentences,
            citations=citations,
            searched=searched(asking, self._parts),
            engine=f"llm: {self._model.name}" if written and self._model is not None else "quotes",
            timings_ms=_timings(*times, ended),
            record={**draft.record, "want": asking.asked.want.value, "dropped": dropped},
        )

    def _verified(self, statements: tuple[Statement, ...]) -> tuple[tuple[Statement, ...], list[str]]:
        titles = [plan.entry.title for plan in self._parts.library.plans()]
        verdicts = [verify(statement, bodies=self._parts.bodies, titles=titles) for statement in statements]
        shown = tuple(s for s, verdict in zip(statements, verdicts, strict=True) if verdict.holds)
        return shown, [s.text for s, verdict in zip(statements, verdicts, strict=True) if not verdict.holds]


def _composers(asking: Asking) -> tuple[_Composer, ...]:
    """What is tried, in order, for each kind of question."""
    want = asking.asked.want
    if want is Want.DEFINITION:
        spelt = is_name(asking.asked.acronym or "") and (asking.asked.acronym or "") in asking.asked.text
        return (compose_definition,) if spelt else (compose_definition, compose_fact)
    if want is Want.COMPARISON:
        return (compose_comparison,)
    if want is Want.LIST or (want is Want.FACT and asking.asked.whole):
        return (compose_list, compose_fact)
    if want is Want.COUNT:
        narrowed = bool(_OF_A_LIST.search(asking.asked.text))
        return (put_right, compose_list, compose_fact) if narrowed else (put_right, compose_fact, compose_list)
    if want is Want.FACT and not asking.asked.polar:
        return (put_right, compose_place, compose_fact)
    return (put_right, compose_fact)


def _is_all_unknown(asking: Asking) -> bool:
    """Whether a question is about several things, none of which the library has in any words, and names no plan, body
    or area of it: then it is no question for these plans."""
    asked = asking.asked
    named = asked.plans or asked.leaning or asked.bodies or asked.acronym
    return not named and len(asking.concepts) > 1 and not any(concept.known for concept in asking.concepts)


def _redirect(question: Question, refused: OutOfScope, began: float) -> Answer:
    ended = time.perf_counter()
    return Answer(
        id=question.id or _identity(question, ""),
        question=question.text,
        standalone_question=question.text,
        status=Status.OUT_OF_SCOPE,
        text=refused.reply,
        sentences=(Sentence(text=refused.reply, citations=(), support="not_a_claim"),),
        citations=(),
        searched=Searched(),
        engine="quotes",
        timings_ms=_timings(began, began, ended),
        record={"scope": refused.name},
    )


def _timings(began: float, found: float, ended: float) -> dict[str, float]:
    return {
        "search": round((found - began) * 1000, 2),
        "compose": round((ended - found) * 1000, 2),
        "total": round((ended - began) * 1000, 2),
    }


def _identity(question: Question, generation: str) -> str:
    """The same for the same question over the same library, so that an answer can be asked for again."""
    history = "\n".join(f"{turn.question}\n{turn.answer}" for turn in question.history)
    seed = "\0".join([generation, question.text, *question.plans, *question.years, history])
    return hashlib.sha256(seed.encode()).hexdigest()[:16]
