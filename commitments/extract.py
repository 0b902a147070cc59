"""The commitments of a plan: every promise in its own words, with what it says and what it leaves unsaid."""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commitments.compounds import compounds, stand_alone
from commitments.dates import Due, due_of
from commitments.judging import Verdict, judge
from commitments.measures import measures_of
from commitments.owners import owners_of
from commitments.pieces import Piece, pieces_of, sentences_of
from commitments.population import population_of
from commitments.unsaid import missing_of
from plans.bodies import Bodies, Body
from plans.catalogue import UNKNOWN_PUBLISHER, Period, PlanEntry
from plans.commitment import Commitment, CommitmentType, Measure, Owner
from plans.document import Document, Passage, Place
from plans.timespans import spoken_period, timespans
from plans.words import fold

__all__ = ["extract"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for every commitment of a plan; `titles` are the headings it stands under as a whole."""

    entry: PlanEntry
    bodies: Bodies
    publisher: Body | None
    titles: tuple[str, ...]
    period: Period | None


def extract(
    document: Document, *, entry: PlanEntry, passages: Sequence[Passage], bodies: Bodies | None = None
) -> tuple[Commitment, ...]:
    """Every commitment of a document in reading order, each one `document.text[start:end]`.

    A commitment's `passage_id` is that of the passage that holds most of it. Ids are made of the plan's id and the
    words, so that they outlive a re-ingest.
    """
    own = (bodies or Bodies.load()).for_plan(entry, document.glossary)
    publisher = None if entry.publisher == UNKNOWN_PUBLISHER else own.publisher(entry)
    plan = _Plan(entry, own, publisher, _titles(document, entry), spoken_period(entry))
    seen: Counter[str] = Counter()
    holders = _Holders(passages)
    found = []
    for piece, verdict in _promises(document, plan):
        commitment = _commitment(piece, verdict, plan)
        key = _key(commitment)
        seen[key] += 1
        found.append(
            replace(commitment, id=_id(entry.id, key, seen[key]), passage_id=holders.of(piece.start, piece.end))
        )
    return tuple(found)


_NEARLY_ALL = 0.85


def _titles(document: Document, entry: PlanEntry) -> tuple[str, ...]:
    """The outermost heading if nearly the whole document stands under it, and the next if it repeats the plan's title.

    They govern nothing in particular.
    """
    outer = _nearly_everywhere(document, ())
    inner = _nearly_everywhere(document, outer) if outer else ()
    return inner if inner[len(outer) :] and fold(inner[-1]) in fold(entry.title) else outer


def _nearly_everywhere(document: Document, above: tuple[str, ...]) -> tuple[str, ...]:
    """The headings `above` and the one below them under which nearly everything stands, or nothing."""
    paths = Counter(block.place.section[: len(above) + 1] for block in document.blocks)
    (path, count), *_ = paths.most_common(1) or [((), 0)]
    whole = len(path) > len(above) and path[: len(above)] == above and count > _NEARLY_ALL * len(document.blocks)
    return path if whole else ()


def _within(place: Place, titles: tuple[str, ...]) -> Place:
    """A place without the titles of the whole document."""
    depth = next((n for n in range(len(titles), 0, -1) if place.section[:n] == titles[:n]), 0)
    said = " ".join(titles[:depth])
    year = None if place.year is not None and place.year in said else place.year
    return replace(place, section=place.section[depth:], year=year)


def _introduced(place: Place, introduction: str | None) -> Place:
    """A place with the paragraph that introduces its list, whose time is nearer than a heading's."""
    if introduction is None or not timespans(introduction):
        return place
    return replace(place, lead_in=introduction, year=None)


def _promises(document: Document, plan: _Plan) -> Iterator[tuple[Piece, Verdict]]:
    """The pieces that are commitments.

    An item is one, unless each of its sentences promises by itself or its parts differ in bodies or dates.
    """
    for piece in pieces_of(document):
        verdict = judge(piece)
        sentences = sentences_of(piece)
        if verdict is None or (len(sentences) > 1 and not _governed(verdict)):
            yield from _judged(sentences if len(sentences) > 1 or verdict is None else (piece,), plan)
        elif piece.row is None and stand_alone(piece):
            for one in sentences:
                yield one, judge(one) or verdict
        else:
            for part in compounds(piece, bodies=plan.bodies, period=plan.period):
                yield part, verdict if part is piece else judge(part) or verdict


def _judged(pieces: Sequence[Piece], plan: _Plan) -> Iterator[tuple[Piece, Verdict]]:
    for piece in pieces:
        if (verdict := judge(piece)) is not None:
            for part in compounds(piece, bodies=plan.bodies, period=plan.period):
                yield part, verdict


def _governed(verdict: Verdict) -> bool:
    return verdict.rule.startswith(("under a heading", "action table"))


def _commitment(piece: Piece, verdict: Verdict, plan: _Plan) -> Commitment:
    row, place = piece.row, _introduced(_within(piece.place, plan.titles), piece.introduction)
    told = row.words("measure") if row else None
    due = due_of(piece.text, place, period=plan.period, when=row.words("when") if row else None, measure=told)
    told_by_words = "" if row is not None and row.indicator and measures_of(told or "") else piece.text
    measures = measures_of(told_by_words, more=told, baseline=row.words("baseline") if row else None)
    owners = owners_of(
        piece.text,
        place,
        bodies=plan.bodies,
        publisher=plan.publisher,
        who=row.words("who") if row else None,
        partners=row.words("partners") if row else None,
    )
    population = population_of(piece.text)
    return Commitment(
        id="",
        plan_id=plan.entry.id,
        edition=plan.entry.edition,
        text=piece.text,
        type=_type(verdict, measures),
        modality=verdict.modality,
        place=piece.place,
        theme=theme_of(place),
        timeframe=due.timeframe,
        deadline=due.deadline,
        measures=measures,
        owners=owners,
        population=population,
        missing=_missing(piece, due, measures, owners, population),
        start=piece.start,
        end=piece.end,
        confidence=verdict.confidence,
    )


def _missing(
    piece: Piece, due: Due, measures: tuple[Measure, ...], owners: tuple[Owner, ...], population: str | None
) -> tuple[str, ...]:
    said = (
        piece.text
        if piece.row is None
        else " ".join([piece.text, *(piece.row.words(role) or "" for role in ("money", "measure"))])
    )
    return missing_of(said, measures=measures, owners=owners, deadline=due.deadline is not None, population=population)


def _type(verdict: Verdict, measures: tuple[Measure, ...]) -> CommitmentType:
    if measures:
        return "target"
    return "aspiration" if verdict.aims else "action"


def theme_of(place: Place) -> str | None:
    """The theme of words at a place: their outermost heading, or in a table that has none the row's."""
    headings = [heading for heading in place.section if heading not in (place.column, place.year)]
    if not headings:
        return None
    return re.sub(r"^\W*\d+(?:\.\d+)*\s*[:.)-]\s*", "", headings[0]).strip(" :") or headings[0]


def _key(commitment: Commitment) -> str:
    place = commitment.place
    words = " ".join(re.findall(r"\w+", fold(commitment.text)))
    return "\x1f".join((words, fold(place.year or ""), fold(place.row or "")))


def _id(plan_id: str, key: str, count: int) -> str:
    digest = hashlib.sha256(f"{key}\x1f{count}".encode()).hexdigest()
    return f"{plan_id}-c-{digest[:12]}"


class _Holders:
    """Finds the passage that holds words."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = sorted(passages, key=lambda passage: passage.start)
        self._starts = [passage.start for passage in self._passages]

    def of(self, start: int, end: int) -> str | None:
        """The id of the passage that holds most of `start:end`, or None where none does."""
        after = bisect_right(self._starts, start)
        near = self._passages[max(0, after - 2) : after + 2]
        held = [(min(end, passage.end) - max(start, passage.start), passage.id) for passage in near]
        best = max(held, default=(0, ""))
        return best[1] if best[0] > 0 else None
