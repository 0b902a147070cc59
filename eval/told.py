"""Single questions as the report tells them: the worst ten, and those that flipped against an earlier run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.books import GoldSpan, gold_spans
from eval.gold import Case
from eval.page_pictures import PrintedPages
from eval.pairs import discordant
from eval.runs import Run
from eval.scores import Score
from eval.trace import Trace

__all__ = ["Quoted", "Teller", "Told"]

_WORST = 10
_SHOWN_FLIPS = 40
_FIRST = ("error", "wrongly answered", "wrong value", "not found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A question as the report shows it: what was wanted, what was said (and said before), what was wrong."""

    key: str
    question: str
    expect: str
    reference: str
    quotes: tuple["Quoted", ...]
    answer: str
    before: str
    status: str
    blame: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words of the gold, and where in which plan they stand: headings, and the page where the plan has pages.

    `picture` names the picture of the printed page that shows them, empty where there is none.
    """

    words: str
    place: str
    picture: str = ""


class Teller:
    """Tells questions of a run, beside what an earlier one answered."""

    def __init__(self, run: Run, scores: Sequence[Score], before: Run | None, printed: PrintedPages | None) -> None:
        """Read the run's cases and traces. `printed` has the plans as they were printed. Raises RunError."""
        self._scores = scores
        self._cases: Mapping[str, Case] = {case.id: case for case in run.cases()}
        self._traces = {(trace.key, trace.repeat): trace for trace in run.traces()}
        self._before = before
        self._printed = printed
        self._books = run.books()
        self._old: Mapping[str, Trace] = {trace.key: trace for trace in before.traces()} if before else {}

    def worst(self) -> list[Told]:
        """Errors and critical cases first, then what misleads most, then what states least."""
        order = {stage: place for place, stage in enumerate(_FIRST)}
        wrong = sorted(
            (score for score in self._scores if not score.strict),
            key=lambda score: (
                not score.error,
                not score.critical,
                order.get(score.blame, len(order)),
                score.measures.get("fact_coverage", (0.0, 1.0))[0],
                score.key,
            ),
        )
        return [self._told(score) for score in wrong[:_WORST]]

    def flips(self, earlier: Sequence[Score]) -> Mapping[str, list[Told]]:
        """What was broken and what was fixed since the earlier run; nothing where there is none."""
        if self._before is None:
            return {}
        changed = discordant(earlier, self._scores)
        by_key = {score.key: score for score in self._scores}
        return {
            name: [self._told(by_key[key]) for key in keys[:_SHOWN_FLIPS]]
            for name, keys in (("broken", changed.broken), ("fixed", changed.fixed))
        }

    def _quoted(self, one: GoldSpan) -> Quoted:
        picture = "" if self._printed is None else self._printed.named(one.plan_id, one.quote)
        book, place = self._books.get(one.plan_id), next(iter(one.places), None)
        if book is None or place is None:
            return Quoted(words=one.quote, place=one.plan_id, picture=picture)
        page = book.page_at(place)
        parts = (book.plan.title, *book.section_at(place), *([] if page is None else [f"page {page}"]))
        return Quoted(words=one.quote, place=" › ".join(parts), picture=picture)

    def _told(self, score: Score) -> Told:
        case, trace, old = self._cases[score.case], self._traces[score.key, score.repeat], self._old.get(score.key)
        return Told(
            key=score.key,
            question=trace.question,
            expect=case.expect,
            reference=case.reference,
            quotes=tuple(self._quoted(one) for one in (gold_spans(case, self._books)[0] if case.evidence else ())),
            answer=trace.error or trace.text,
            before="" if old is None else old.error or old.text,
            status=score.status,
            blame=score.blame,
            notes=score.notes,
        )
