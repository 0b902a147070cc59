"""How far the suite's own rules agree with people: on published answers that people have judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.adapters.financebench import Judged
from plans.numerals import numerals

__all__ = ["Agreement", "calibration_text", "gives_number", "number_agreement", "refusal_agreement", "refuses"]

_ROUNDED = 1.0  # percent: how far a rounded figure may be from the gold's
_REFUSES = re.compile(
    r"\b(?:I(?:'m| am) (?:sorry|unable|not able)|(?:I|we) (?:cannot|can't|could not|couldn't|do not|don't) "
    r"(?:have|know|find|determine|answer|provide|calculate|access|see|directly|assess|give|offer|specify|make|confirm)"
    r"|(?:it(?:'s| is)|was) (?:not possible|impossible|difficult) to (?:determine|answer|calculate|provide|say|assess)"
    r"|(?:does|do|did) not (?:\w+ ){0,2}"
    r"(?:include|contain|provide|mention|specify|give|disclose|have enough|state|detail)"
    r"|(?:is|are|was|were) not (?:\w+ ){0,2}(?:provided|mentioned|given|included|specified|disclosed|available|stated)"
    r"|no (?:explicit |specific |direct )?(?:information|mention|data|details?|evidence|reference)\b"
    r"|(?:insufficient|not enough) (?:information|data|context|detail)"
    r"|(?:would|will) need (?:the|more|access|additional)"
    r"|not found in|could not find|couldn't find|don't know|as an AI)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A rule held against people: answers judged, share on which both say the same, Cohen's kappa, F1."""

    n: int
    agreement: float
    kappa: float
    f1: float


def number_agreement(judged: Sequence[Judged]) -> Agreement:
    """Right or wrong by the number alone, on answers whose gold is a single number."""
    single = [one for one in judged if len(numerals(one.gold)) == 1 and len(one.gold.split()) <= 4]
    return _agreement(
        [gives_number(one.gold, one.answer) and not _only_refuses(one.answer) for one in single],
        [one.label == "right" for one in single],
    )


def refusal_agreement(judged: Sequence[Judged]) -> Agreement:
    """Refused or not, by expression."""
    return _agreement([refuses(one.answer) for one in judged], [one.label == "refused" for one in judged])


def calibration_text(judged: Sequence[Judged]) -> str:
    """Both rules held against people, with the least that is asked of each."""
    rows = (
        ("right or wrong by the number", number_agreement(judged), "kappa at least 0.80"),
        ("refused or not by expression", refusal_agreement(judged), "F1 at least 0.88"),
    )
    return "\n".join(
        f"{name:<32}n = {one.n:<6}agreement {one.agreement:.3f}   kappa {one.kappa:.3f}   F1 {one.f1:.3f}   ({asked})"
        for name, one, asked in rows
    )


def gives_number(gold: str, answer: str) -> bool:
    """Whether an answer states the gold's number: within a hundredth, in units, thousands, millions or billions, or
    as a percentage of one."""
    wanted = [abs(one.value) for one in numerals(gold)]
    said = [abs(one.value) for one in numerals(answer.replace("$", " "))]
    return all(any(_nearly(one, other) for other in said) for one in wanted) and bool(wanted)


def refuses(answer: str) -> bool:
    """Whether an answer says that it cannot be given, in so many words."""
    return _REFUSES.search(answer) is not None


def _only_refuses(answer: str) -> bool:
    return refuses(answer.split(".")[0])


def _nearly(one: float, other: float) -> bool:
    scales = (1.0, 1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9, 100.0, 0.01)
    return any(abs(one * scale - other) <= _ROUNDED / 100 * max(abs(one * scale), 1e-9) for scale in scales)


def _agreement(given: Sequence[bool], told: Sequence[bool]) -> Agreement:
    from sklearn.metrics import cohen_kappa_score, f1_score

    same = sum(one is other for one, other in zip(given, told, strict=True))
    return Agreement(
        n=len(told),
        agreement=same / len(told),
        kappa=float(cohen_kappa_score(told, given)),
        f1=float(f1_score(told, given)),
    )
