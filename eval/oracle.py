"""Assistants of known worth, made from the gold: a right one, an empty one, one that always refuses, two spoilt ones.

A suite that gives the right one less than full marks, or any other more than it is worth, is wrong itself.
"""

import re
from collections.abc import Callable, Sequence

from eval.books import Book, Books, GoldSpan, gold_spans
from eval.citations import cited_texts
from eval.claims import BodiesIn, claim_of, no_bodies, read_source, supports
from eval.gold import Case, Fact
from eval.trace import Cited, Found, Told, Trace

__all__ = ["always_refusing", "empty", "oracle", "plus_one", "shuffled_citations"]

_STATUS = {
    "answer": "answered",
    "partial": "partly",
    "abstain": "not_in_plans",
    "clarify": "clarify",
    "correct_premise": "false_premise",
    "redirect": "out_of_scope",
}
_SENT = {"111": "Call NHS 111.", "999": "In an emergency call 999."}
_MONTHS = "January February March April May June July August September October November December".split()
_NUMBER = re.compile(r"(?<![\w[])\d+(?:,\d{3})*(?:\.\d+)?(?![\w\]])")


def oracle(case: Case, books: Books, *, bodies_in: BodiesIn = no_bodies) -> Trace:
    """A right answer: the facts in so many words, then the gold quotes of the first alternative, each cited.

    A fact cites the first quote that bears it out alone, all of them where none does.
    """
    gold = gold_spans(case, books)[0] if case.evidence else ()
    cited = tuple(_cited(n, one, books[one.plan_id]) for n, one in enumerate(gold, start=1))
    said = [_told(_statement(fact), cited, books, bodies_in) for fact in _verdict_first(case.facts)]
    if case.expect == "clarify":
        options = [option for fact in case.facts for option in (*fact.items, *fact.aliases, fact.value) if option]
        said = [Told(text="Which do you mean?", citations=(), support="not_a_claim")]
        said += [Told(text=str(option).split(" | ")[0], citations=(), support="not_a_claim") for option in options]
    said += [Told(text=_SENT[number], citations=(), support="not_a_claim") for number in case.signpost]
    said += [Told(text=f"“{one.quote}”", citations=(one.n,), support="quoted") for one in cited]
    return Trace(
        case=case.id,
        question=case.question,
        standalone=case.question,
        status=_STATUS[case.expect],
        text="\n".join(" ".join([told.text, *(f"[{n}]" for n in told.citations)]) for told in said),
        sentences=tuple(said),
        citations=cited,
        found=tuple(_found(one) for one in cited),
        confidence=1.0,
    )


def empty(case: Case, _: Books) -> Trace:
    """An answer that says nothing and calls itself one."""
    return Trace(case=case.id, question=case.question, status="answered")


def always_refusing(case: Case, _: Books) -> Trace:
    """An assistant that never finds anything."""
    return Trace(case=case.id, question=case.question, status="not_in_plans", text="I could not find that.")


def shuffled_citations(traces: Sequence[Trace]) -> tuple[Trace, ...]:
    """The same answers, every citing one with the citations of another, half the list away."""
    citing = [number for number, trace in enumerate(traces) if trace.citations]
    moved = list(traces)
    for place, number in enumerate(citing):
        others = traces[citing[(place + len(citing) // 2) % len(citing)]].citations
        own = traces[number].citations
        swapped = tuple(others[at % len(others)].model_copy(update={"n": one.n}) for at, one in enumerate(own))
        moved[number] = traces[number].model_copy(update={"citations": swapped})
    return tuple(moved)


def plus_one(traces: Sequence[Trace]) -> tuple[Trace, ...]:
    """The same answers with one added to every number in their words."""
    return tuple(
        trace.model_copy(
            update={
                "text": _raised(trace.text),
                "sentences": tuple(told.model_copy(update={"text": _raised(told.text)}) for told in trace.sentences),
            }
        )
        for trace in traces
    )


def _told(text: str, cited: Sequence[Cited], books: Books, bodies_in: BodiesIn) -> Told:
    claim = claim_of(text, bodies_in=bodies_in)
    bearing = [one for one in cited if supports(claim, read_source(cited_texts([one], books), bodies_in=bodies_in))]
    chosen = tuple(one.n for one in bearing[:1] or cited)
    return Told(text=text, citations=chosen, support="supported" if chosen else "not_a_claim")


def _raised(text: str) -> str:
    def one_more(match: re.Match[str]) -> str:
        value = float(match.group().replace(",", "")) + 1
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"

    return _NUMBER.sub(one_more, text)


def _verdict_first(facts: Sequence[Fact]) -> list[Fact]:
    return sorted((fact for fact in facts if fact.required), key=lambda fact: fact.type != "bool")


def _statement(fact: Fact) -> str:
    writers: dict[str, Callable[[Fact], str]] = {
        "bool": lambda one: "Yes." if one.value else "No.",
        "list": lambda one: "\n".join(f"- {item.split(' | ')[0]}" for item in one.items),
        "percent": lambda one: f"{one.value}%",
        "money": lambda one: f"£{one.value:,}",
        "duration": lambda one: f"{one.value} {one.unit or 'days'}",
        "date": lambda one: _date(str(one.value)),
        "number": lambda one: f"{one.value:,}",
    }
    writer = writers.get(fact.type)
    return writer(fact) if writer else str(fact.value)


def _date(value: str) -> str:
    year, *rest = value.split("-")
    return " ".join([*(str(int(day)) for day in rest[1:]), *(_MONTHS[int(month) - 1] for month in rest[:1]), year])


def _cited(n: int, gold: GoldSpan, book: Book) -> Cited:
    place = gold.places[0]
    return Cited(
        n=n,
        plan_id=gold.plan_id,
        section=book.section_at(place),
        quote=book.plan.text[place.start : place.end],
        page=book.page_at(place),
        start=place.start,
        end=place.end,
    )


def _found(cited: Cited) -> Found:
    return Found(
        plan_id=cited.plan_id,
        section=cited.section,
        page=cited.page,
        start=cited.start,
        end=cited.end,
        words=len(cited.quote.split()),
        score=1.0,
    )
