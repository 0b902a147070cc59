"""How plans, passages, answers and commitments are written as JSON: the form that other people's scripts read."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from plans.answer import Answer, Citation, NearMiss, Searched, Sentence
from plans.catalogue import Plan
from plans.commitment import Commitment, Measure, Owner
from plans.document import Passage, Place
from plans.seams import Hit, SearchResult

__all__ = ["answer_json", "commitment_json", "dumps", "passage_json", "plan_json", "search_json"]

_UNPRINTABLE = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write a value as JSON in readable UTF-8, characters that could steer a terminal escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda match: json.dumps(match.group())[1:-1], text)


def plan_json(plan: Plan) -> dict[str, Any]:
    """Write a plan as plan.schema.json has it."""
    entry = plan.entry
    return {
        "id": entry.id,
        "title": entry.title,
        "publisher": entry.publisher,
        "area": entry.area,
        "kind": entry.kind,
        "edition": entry.edition,
        "period": entry.period.written if entry.period else None,
        "status": entry.status,
        "review_date": _iso(entry.review_date),
        "supersedes": entry.supersedes,
        "source": entry.source,
        "licence": entry.licence,
        "provenance": entry.provenance,
        "sha256": plan.sha256,
        "pages": plan.pages,
        "passages": plan.passages,
        "commitments": plan.commitments,
        "warnings": list(plan.warnings),
    }


def search_json(result: SearchResult, hits: Sequence[Hit], *, line_id: str | None = None) -> dict[str, Any]:
    """Write a search result as search.schema.json has it, with those of its hits that are wanted."""
    written = {
        "query": result.query.text,
        "hits": [_hit(hit) for hit in hits],
        "terms": list(result.terms),
        "examined": result.examined,
        "timings_ms": dict(result.timings_ms),
    }
    return written if line_id is None else {"id": line_id, **written}


def answer_json(answer: Answer) -> dict[str, Any]:
    """Write an answer as answer.schema.json has it."""
    written = {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": str(answer.status),
        "text": answer.text,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [_citation(citation) for citation in answer.citations],
        "searched": _searched(answer.searched),
        "engine": answer.engine,
        "timings_ms": dict(answer.timings_ms),
        "record": dict(answer.record),
    }
    return written if answer.id is None else {"id": answer.id, **written}


def passage_json(passage: Passage) -> dict[str, Any]:
    """Write one passage with its place."""
    return {
        "passage_id": passage.id,
        "plan_id": passage.plan_id,
        "edition": passage.edition,
        **_where(passage.place),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def commitment_json(commitment: Commitment) -> dict[str, Any]:
    """Write a commitment as commitment.schema.json has it."""
    place = commitment.place
    return {
        "id": commitment.id,
        "plan_id": commitment.plan_id,
        "edition": commitment.edition,
        "text": commitment.text,
        "type": commitment.type,
        "modality": commitment.modality,
        **_where(place),
        "row": place.row,
        "column": place.column,
        "year": place.year,
        "theme": commitment.theme,
        "timeframe": commitment.timeframe,
        "deadline": _iso(commitment.deadline),
        "measures": [_measure(measure) for measure in commitment.measures],
        "owners": [_owner(owner) for owner in commitment.owners],
        "population": commitment.population,
        "missing": list(commitment.missing),
        "start": commitment.start,
        "end": commitment.end,
        "confidence": commitment.confidence,
        "passage_id": commitment.passage_id,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "plan_id": passage.plan_id,
        "edition": passage.edition,
        **_where(passage.place),
        "context": passage.context,
        "text": passage.text,
        "ocr": passage.ocr,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }


def _where(place: Place) -> dict[str, Any]:
    return {"section": list(place.section), "page": place.page, "page_label": place.page_label}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "citations": list(sentence.citations), "support": sentence.support}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "plan_id": citation.plan_id,
        "plan_title": citation.plan_title,
        "edition": citation.edition,
        "section": list(citation.section),
        "quote": citation.quote,
        "page": citation.page,
        "page_label": citation.page_label,
        "start": citation.start,
        "end": citation.end,
        "url": citation.url,
        "passage_id": citation.passage_id,
        "commitment_id": citation.commitment_id,
        "ocr": citation.ocr,
    }


def _searched(searched: Searched) -> dict[str, Any]:
    return {
        "plans": list(searched.plans),
        "terms": list(searched.terms),
        "passages_examined": searched.passages_examined,
        "nearest": [_near_miss(miss) for miss in searched.nearest],
    }


def _near_miss(miss: NearMiss) -> dict[str, Any]:
    return {
        "plan_id": miss.plan_id,
        "section": list(miss.section),
        "text": miss.text,
        "why": miss.why,
        "url": miss.url,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "value": measure.value,
        "unit": measure.unit,
        "comparator": measure.comparator,
        "of": measure.of,
        "baseline": measure.baseline,
        "national": measure.national,
    }


def _owner(owner: Owner) -> dict[str, Any]:
    return {"name": owner.name, "role": owner.role, "basis": owner.basis}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
