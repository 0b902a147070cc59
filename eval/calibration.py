"""How far the suite's own rules agree with people: on published answers that people have judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.adapters.financebench import Judged, financebench_judged
from eval.adapters.mtrag import Rated, mtrag_rated
from eval.adapters.tasks import AdapterError
from plans.numerals import numerals
from plans.words import content_stems

__all__ = [
    "Agreement",
    "Calibration",
    "Correlation",
    "Threshold",
    "calibrated",
    "calibration_text",
    "faithfulness_correlation",
    "gives_number",
    "number_agreement",
    "refusal_agreement",
    "refuses",
    "thresholds",
]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """A share held against people's ratings: how many, and Spearman's rho."""

    n: int
    rho: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What the rules came to on the sets that were there; None for those that were not."""

    numbers: Agreement | None
    refusals: Agreement | None
    known_words: Correlation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The least that is asked of a rule; `value` is None where the set it is held against is not there."""

    rule: str
    figure: str
    least: float
    value: float | None

    @property
    def missed(self) -> bool:
        """Whether the set is there and the rule falls short on it."""
        return self.value is not None and self.value < self.least

    @property
    def told(self) -> str:
        """In words."""
        asked = f"{self.rule}: {self.figure} at least {self.least:.2f}"
        if self.value is None:
            return f"{asked}: not held against anything, its set is not in the folder"
        return f"{asked}: {'MISSED' if self.missed else 'met'} with {self.value:.3f}"


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


def faithfulness_correlation(rated: Sequence[Rated]) -> Correlation:
    """The share of an answer's meaning words that its passages hold, against how faithful people found it."""
    from scipy.stats import spearmanr

    told = [one for one in rated if content_stems(one.answer)]
    return Correlation(n=len(told), rho=float(spearmanr([_known(one) for one in told], [r.faithful for r in told])[0]))


def calibrated(folder: Path) -> Calibration:
    """Hold the rules against the judged sets that are in a folder.

    Raises AdapterError where there is none.
    """
    numbers = refusals = words = None
    if any(folder.rglob("results/*.jsonl")):
        judged = financebench_judged(next(path.parent.parent for path in folder.rglob("results/*.jsonl")))
        numbers, refusals = number_agreement(judged), refusal_agreement(judged)
    if any(folder.rglob("*with_human_evaluations.json")):
        words = faithfulness_correlation(mtrag_rated(folder))
    if numbers is None and words is None:
        raise AdapterError(f"{folder} holds neither FinanceBench's results nor MTRAG's human evaluations.")
    return Calibration(numbers=numbers, refusals=refusals, known_words=words)


def thresholds(found: Calibration) -> tuple[Threshold, ...]:
    """What is asked of each rule on the sets that are there, and what it came to."""
    asked = (
        ("right or wrong by the number", "kappa", 0.80, None if found.numbers is None else found.numbers.kappa),
        ("refused or not by expression", "F1", 0.88, None if found.refusals is None else found.refusals.f1),
        ("faithful by known words", "rho", 0.65, None if found.known_words is None else found.known_words.rho),
    )
    return tuple(Threshold(rule=rule, figure=figure, least=least, value=value) for rule, figure, least, value in asked)


def calibration_text(found: Calibration) -> str:
    """Each rule held against people, whether it reaches the least that is asked of it, and which set was not there."""
    rows = (("right or wrong by the number", found.numbers), ("refused or not by expression", found.refusals))
    lines = [
        f"{name:<32}n = {one.n:<6}agreement {one.agreement:.3f}   kappa {one.kappa:.3f}   F1 {one.f1:.3f}"
        for name, one in rows
        if one is not None
    ]
    if (words := found.known_words) is not None:
        lines.append(f"{'faithful by known words':<32}n = {words.n:<6}rho {words.rho:.3f}")
    return "\n".join([*lines, "", *(one.told for one in thresholds(found))])


def gives_number(gold: str, answer: str) -> bool:
    """Whether an answer states the gold's number: within a hundredth, in units, thousands, millions or billions, or
    as a percentage of one."""
    wanted = [abs(one.value) for one in numerals(gold)]
    said = [abs(one.value) for one in numerals(answer.replace("$", " "))]
    return all(any(_nearly(one, other) for other in said) for one in wanted) and bool(wanted)


def refuses(answer: str) -> bool:
    """Whether an answer says that it cannot be given, in so many words."""
    return _REFUSES.search(answer) is not None


def _known(one: Rated) -> float:
    held = {stem for text in one.passages for stem in content_stems(text)}
    said = content_stems(one.answer)
    return sum(stem in held for stem in said) / len(said)


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
