"""What a commitment leaves unsaid, and how well it is written: each part absent, vague or clear."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commitments.measures import names_an_indicator
from plans.commitment import Commitment, Measure, Owner

__all__ = ["Clarity", "WrittenQuality", "is_checkable", "missing_of", "quality_of"]

_FUNDING = re.compile(
    r"£|\b(?:fund(?:s|ed|ing)?|budget|invest\w*|grants?|resourc\w+|costs?|pay|commission\w*)\b", re.IGNORECASE
)
_REPORTING = re.compile(
    r"\b(?:report(?:s|ed|ing)?|monitor\w*|updates?|dashboard|board\s+papers?|publish\w*|evaluat\w*|review(?:ed)?\s+(?:annually|quarterly)"
    r"|scrutin\w+|assurance|overseen|measured)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:appoint|build|complete|create|deliver|develop|embed|establish|eliminate|evaluat|expand|fund|implement|introduc|invest"
    r"|launch|open|pilot|procur|produc|provid|publish|recruit|redesign|reduc|repeat|review|roll|recommission|set\s+up|train"
    r"|undertak|increase|achiev|ensure|maintain|recover|offer|agree|hold|held|test)\w*",
    re.IGNORECASE,
)


class Clarity(StrEnum):
    """How clearly a commitment says one thing."""

    ABSENT = "absent"
    VAGUE = "vague"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class WrittenQuality:
    """The clarity of each part of a commitment, with the words that say it where there are any."""

    parts: Mapping[str, Clarity]
    words: Mapping[str, str]

    @property
    def checkable(self) -> bool:
        """Whether anybody can tell if it was kept: action or measure, deadline and accountable body all clear."""
        clear = {part for part, clarity in self.parts.items() if clarity is Clarity.CLEAR}
        return bool(clear & {"action", "measure"}) and {"deadline", "accountable body"} <= clear


def missing_of(
    text: str, *, measures: tuple[Measure, ...], owners: tuple[Owner, ...], deadline: bool, population: str | None
) -> tuple[str, ...]:
    """What words leave unsaid, in the contract's names and order."""
    says = {
        "owner": any(owner.role == "lead" and owner.basis != "document" for owner in owners),
        "measure": bool(measures) or names_an_indicator(text),
        "baseline": any(measure.baseline is not None for measure in measures),
        "target": bool(measures),
        "deadline": deadline,
        "population": population is not None,
        "funding": _FUNDING.search(text) is not None,
        "reporting": _REPORTING.search(text) is not None,
    }
    return tuple(name for name, said in says.items() if not said)


def quality_of(commitment: Commitment) -> WrittenQuality:
    """How well a commitment is written; the reading is the software's, the judgement a person's."""
    text, leads = commitment.text, [owner for owner in commitment.owners if owner.role == "lead"]
    reporting, action = _REPORTING.search(text), _FIRM.search(text)
    parts = {
        "action": _clarity(action is not None and commitment.modality in ("will", "plan", "continue"), bool(text)),
        "measure": _clarity(bool(commitment.measures), names_an_indicator(text)),
        "baseline": _clarity("baseline" not in commitment.missing, False),
        "target value": _clarity("target" not in commitment.missing, False),
        "deadline": _clarity(commitment.deadline is not None, commitment.timeframe is not None),
        "accountable body": _clarity(any(owner.basis != "document" for owner in leads), bool(leads)),
        "population": _clarity(commitment.population is not None, False),
        "reporting route": _clarity(False, reporting is not None),
    }
    if any(owner.role == "overseer" for owner in commitment.owners):
        parts["reporting route"] = Clarity.CLEAR
    words = {
        "action": action.group() if action else "",
        "deadline": commitment.timeframe or "",
        "accountable body": ", ".join(owner.name for owner in leads),
        "population": commitment.population or "",
        "reporting route": reporting.group() if reporting else "",
    }
    return WrittenQuality(parts, {part: said for part, said in words.items() if said})


def is_checkable(commitment: Commitment) -> bool:
    """Whether anybody can tell if a commitment was kept."""
    return quality_of(commitment).checkable


def _clarity(clear: bool, vague: bool) -> Clarity:
    return Clarity.CLEAR if clear else Clarity.VAGUE if vague else Clarity.ABSENT
