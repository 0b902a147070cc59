"""How well commitments are extracted: matched one to one with the annotated ones, then held against their fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from rapidfuzz.fuzz import token_set_ratio

from eval.books import Book
from eval.commitment_gold import GoldLine, GoldSection, locate_lines
from eval.intervals import Interval, cluster_interval
from eval.locate import Span
from eval.measures import Ratio
from plans.bodies import Bodies
from plans.commitment import Commitment
from plans.words import fold

__all__ = ["ACCEPTED", "Extraction", "SectionScore", "extraction_scores", "score_section"]

ACCEPTED = 0.6
_THRESHOLDS = (0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionScore:
    """One section: gold, predicted and matched commitments, and on the matched ones how many fields are right.

    `matched` is by threshold of similarity; the fields are those of pairs at ACCEPTED.
    """

    name: str
    gold: int
    predicted: int
    matched: Mapping[float, int]
    right: Mapping[str, int]
    missed: tuple[str, ...]
    invented: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Precision, recall and F1 over all sections with intervals by section, accuracy of fields, joint F1."""

    sections: tuple[SectionScore, ...]
    precision: Interval
    recall: Interval
    f1: Mapping[float, float]
    f1_by_section: float
    fields: Mapping[str, Interval]
    joint_f1: float


def extraction_scores(scores: Sequence[SectionScore]) -> Extraction:
    """Pool the sections."""
    gold, predicted = sum(score.gold for score in scores), sum(score.predicted for score in scores)
    pairs = [score for score in scores if score.matched[ACCEPTED]]
    fields = {
        field: cluster_interval(
            [Ratio(score.right[field], score.matched[ACCEPTED]) for score in pairs], [score.name for score in pairs]
        )
        for field in ("owner", "deadline", "value", "type", "modality", "joint")
        if pairs
    }
    return Extraction(
        sections=tuple(scores),
        precision=_share(scores, lambda score: score.predicted),
        recall=_share(scores, lambda score: score.gold),
        f1={one: _f1(sum(score.matched[one] for score in scores), gold, predicted) for one in _THRESHOLDS},
        f1_by_section=float(np.mean([_f1(score.matched[ACCEPTED], score.gold, score.predicted) for score in scores])),
        fields=fields,
        joint_f1=_f1(sum(score.right["joint"] for score in scores), gold, predicted),
    )


def score_section(
    section: GoldSection, commitments: Sequence[Commitment], book: Book, bodies: Bodies, *, doubtful: bool = True
) -> SectionScore:
    """Hold the commitments that stand in a section against its annotated lines.

    Without `doubtful`, the lines that careful readers may differ on, and what was extracted there, are left out.
    Raises GoldError where a line is not in the plan as it was read.
    """
    within, spans = locate_lines(section, book)
    kept = [(line, span) for line, span in zip(section.lines, spans, strict=True) if doubtful or not line.doubtful]
    left_out = [span for line, span in zip(section.lines, spans, strict=True) if line.doubtful and not doubtful]
    gold = [(line, span) for line, span in kept if line.commitment]
    given = [one for one in commitments if _stands_in(one, within) and not _mostly_in(one, left_out)]
    pairs = _paired(gold, given)
    accepted = [(line, one) for line, one, similarity in pairs if similarity >= ACCEPTED]
    met, used = {id(line) for line, _ in accepted}, {id(one) for _, one in accepted}
    return SectionScore(
        name=section.name,
        gold=len(gold),
        predicted=len(given),
        matched={at: sum(similarity >= at for _, _, similarity in pairs) for at in _THRESHOLDS},
        right={name: sum(rule(line, one, bodies) for line, one in accepted) for name, rule in _FIELDS.items()},
        missed=tuple(line.text for line, _ in gold if id(line) not in met),
        invented=tuple(one.text for one in given if id(one) not in used),
    )


def _paired(
    gold: Sequence[tuple[GoldLine, Span]], given: Sequence[Commitment]
) -> list[tuple[GoldLine, Commitment, float]]:
    """The one-to-one pairing of greatest total similarity: an extracted duplicate finds no partner."""
    from scipy.optimize import linear_sum_assignment

    if not gold or not given:
        return []
    table = np.array([[_similarity(line, span, one) for one in given] for line, span in gold])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return [(gold[row][0], given[column], float(table[row, column])) for row, column in zip(rows, columns, strict=True)]


def _similarity(line: GoldLine, span: Span, one: Commitment) -> float:
    """0.6 for the words, 0.25 for the overlap of their characters, 0.15 for the same page (here: section)."""
    words = token_set_ratio(fold(line.text), fold(one.text)) / 100
    shared = span.overlap(Span(one.start, one.end))
    return float(0.6 * words + 0.25 * shared / (len(span) + one.end - one.start - shared) + 0.15)


def _stands_in(one: Commitment, within: Span) -> bool:
    return 2 * within.overlap(Span(one.start, one.end)) > one.end - one.start


def _mostly_in(one: Commitment, spans: Sequence[Span]) -> bool:
    own = Span(one.start, one.end)
    return any(2 * own.overlap(span) > min(len(own), len(span)) for span in spans)


def _owner_right(line: GoldLine, one: Commitment, bodies: Bodies) -> bool:
    wanted = {bodies.named(owner.name).id for owner in line.owners}
    return wanted == {bodies.named(owner.name).id for owner in one.owners}


def _deadline_right(line: GoldLine, one: Commitment, _: Bodies) -> bool:
    given: date | None = one.deadline
    return line.deadline == given


def _value_right(line: GoldLine, one: Commitment, _: Bodies) -> bool:
    wanted = {(measure.value, measure.unit) for measure in line.measures}
    return wanted == {(measure.value, measure.unit) for measure in one.measures}


def _all_right(line: GoldLine, one: Commitment, bodies: Bodies) -> bool:
    return all(rule(line, one, bodies) for rule in (_owner_right, _deadline_right, _value_right))


_FIELDS: Mapping[str, Callable[[GoldLine, Commitment, Bodies], bool]] = {
    "owner": _owner_right,
    "deadline": _deadline_right,
    "value": _value_right,
    "type": lambda line, one, _: line.type == one.type,
    "modality": lambda line, one, _: line.modality == one.modality,
    "joint": _all_right,
}


def _share(scores: Sequence[SectionScore], whole: Callable[[SectionScore], int]) -> Interval:
    """Matched over `whole`, pooled; a section that has none of it takes no part."""
    having = [score for score in scores if whole(score)]
    ratios = [Ratio(score.matched[ACCEPTED], whole(score)) for score in having]
    return cluster_interval(ratios, [score.name for score in having]) if having else Interval(0.0, 0.0, 0.0)


def _f1(matched: int, gold: int, predicted: int) -> float:
    return 2 * matched / (gold + predicted) if gold + predicted else 1.0
