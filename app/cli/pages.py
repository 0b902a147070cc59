"""Answers, search results and commitments as plain text that a person reads on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plans.answer import OCR

if TYPE_CHECKING:
    from plans.answer import Answer, Citation, NearMiss
    from plans.commitment import Commitment
    from plans.seams import Hit, SearchResult

__all__ = ["commitment_page", "search_page", "sources_page", "where"]

_CAVEAT = "Check the cited words in the plan. This is not clinical advice."
_PATH = " > "


def sources_page(answer: "Answer") -> str:
    """What stands under an answer: its sources, or the nearest passages where nothing was found, and the caveat."""
    parts = []
    if answer.citations:
        parts.append("Sources\n" + "\n".join(_source(citation) for citation in answer.citations))
    elif answer.searched.nearest:
        parts.append("Nearest passages\n" + "\n".join(_near(miss) for miss in answer.searched.nearest))
    parts.append(_CAVEAT)
    return "\n\n".join(parts)


def search_page(result: "SearchResult", hits: "Sequence[Hit]") -> str:
    """Hits with their places, best first."""
    if not hits:
        return f"Nothing was found in {result.examined:,} passages."
    return "\n\n".join(f"{number}. {_hit(hit)}" for number, hit in enumerate(hits, start=1))


def commitment_page(commitment: "Commitment") -> str:
    """One commitment with its place and fields."""
    place = where(commitment.plan_id, commitment.place.section, commitment.place.page, commitment.place.page_label)
    owners = ", ".join(f"{owner.name} ({owner.basis})" for owner in commitment.owners)
    lines = [
        commitment.text,
        f"  {place}",
        f"  {commitment.type}, {commitment.modality}; {commitment.timeframe or 'no time given'}",
        f"  owners: {owners or 'none named'}; id: {commitment.id}",
    ]
    return "\n".join(lines)


def where(plan: str, section: "Sequence[str]", page: int | None, label: str | None) -> str:
    """A place in words: the plan, the heading path, and the page in the file with the number printed on it."""
    shown = "" if page is None else f", page {page}" + (f" (printed {label})" if label and label != str(page) else "")
    return _PATH.join((plan, *section)) + shown


def _source(citation: "Citation") -> str:
    title = f"{citation.plan_title}, {citation.edition}"
    place = where(title, citation.section, citation.page, citation.page_label) + _read_off(citation.ocr)
    return f"[{citation.n}] {place}\n    “{citation.quote}”"


def _read_off(ocr: bool) -> str:
    return f" ({OCR})" if ocr else ""


def _near(miss: "NearMiss") -> str:
    return f"- {where(miss.plan_id, miss.section, None, None)}\n    “{miss.text}”\n    {miss.why}"


def _hit(hit: "Hit") -> str:
    place = hit.passage.place
    shown = where(hit.passage.plan_id, place.section, place.page, place.page_label) + _read_off(hit.passage.ocr)
    return f"{shown}\n   {hit.passage.text}"
