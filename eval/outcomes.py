"""Whether an answer meets its case: status, facts, strict accuracy, and the measures of abstention."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_sort_ratio

from eval.claims import BodiesIn, no_bodies
from eval.facts import items_found, says, states
from eval.gold import Case, Fact
from eval.grade import reading_grade
from eval.measures import Measures, Ratio
from eval.signposts import gives_advice, signposts
from eval.trace import Trace
from eval.units import Unit, read_quantities, units_of
from plans.words import fold, tokens

__all__ = [
    "ANSWERING",
    "MOST_WORDS",
    "WANTED",
    "Outcome",
    "outcome_measures",
    "outcome_of",
    "refused",
    "token_f1",
    "unanswerable",
]

ANSWERING = frozenset({"answered", "partly"})
WANTED = {
    "answer": "answered",
    "partial": "partly",
    "abstain": "not_in_plans",
    "clarify": "clarify",
    "correct_premise": "false_premise",
    "redirect": "out_of_scope",
}
MOST_WORDS = 600  # the longest answers, lists of everything in two plans, have half of it
_SAME_SLOT = 85
_FIGURES = re.compile(r"[\d£%.,]+")
_OPTION_WORDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an answer met its case: which facts it states and misses, which it must not state and does.

    `contradicted` are facts of which the answer also gives another value in nearly the same words. `buried` is an
    answer so long that it leaves the finding to the reader.
    """

    status_right: bool
    stated: tuple[str, ...]
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    contradicted: tuple[str, ...]
    buried: bool = False

    @property
    def strict(self) -> bool:
        """Right status, every required fact, nothing forbidden, nothing contradicted, and not buried."""
        return self.status_right and not (self.missing or self.forbidden or self.contradicted or self.buried)


def outcome_of(case: Case, trace: Trace, *, bodies_in: BodiesIn = no_bodies) -> Outcome:
    """Hold an answer against its case.

    A status that says there is nothing to answer needs no lists and no yes or no beside it.
    """
    units = units_of(trace)
    stated = tuple(fact.id for fact in case.facts if states(fact, units, bodies_in=bodies_in))
    missing = tuple(fact.id for fact in case.facts if fact.required and fact.id not in stated)
    forbidden = tuple(f"{one.type} {one.value}" for one in case.forbidden if states(one, units, bodies_in=bodies_in))
    contradicted = tuple(fact.id for fact in case.facts if fact.id in stated and _contradicted(fact, units))
    if case.expect not in ("answer", "partial", "correct_premise") and trace.status == WANTED[case.expect]:
        missing = tuple(fact.id for fact in case.facts if fact.id in missing and fact.type not in ("list", "bool"))
    return Outcome(
        status_right=_status_right(case, trace, units, whole=not missing and not forbidden),
        stated=stated,
        missing=missing,
        forbidden=forbidden,
        contradicted=contradicted,
        buried=len(trace.text.split()) > MOST_WORDS,
    )


def outcome_measures(case: Case, trace: Trace, outcome: Outcome) -> Measures:
    """Strict accuracy, status, key-fact coverage, CRAG's score, facts by type, token F1, and abstention."""
    required = [fact for fact in case.facts if fact.required]
    measures = {
        "strict_accuracy": Ratio(float(outcome.strict), 1),
        "status_right": Ratio(float(outcome.status_right), 1),
        f"status_right.{case.expect}": Ratio(float(outcome.status_right), 1),
        "crag_score": Ratio(_crag(trace, outcome), 1),
        "words": Ratio(float(len(trace.text.split())), 1),
        "reading_grade": Ratio(reading_grade(trace.text), 1),
        **_abstention(case, trace),
    }
    if case.answerable and required:
        measures["fact_coverage"] = Ratio(len(required) - len(outcome.missing), len(required))
        measures |= _by_type(required, outcome)
        measures |= _lists(required, trace)
    if case.forbidden:
        measures["forbidden_facts"] = Ratio(len(outcome.forbidden), len(case.forbidden))
        if len(case.turns) > 1:
            measures["carried_over"] = measures["forbidden_facts"]
    if case.reference and case.answerable:
        measures["token_f1"] = Ratio(token_f1(trace.text, case.reference), 1)
    return measures


def unanswerable(case: Case) -> bool:
    """Whether nothing that could be said would be an answer: not in the plans, out of scope, a premise never met."""
    return case.expect in ("abstain", "redirect") or (case.expect == "correct_premise" and not case.evidence)


def refused(trace: Trace) -> bool:
    """Whether no answer was given: not found, out of scope, a question back, or a premise denied without a quote."""
    if trace.status == "false_premise":
        return not trace.citations
    return trace.status not in ANSWERING


def token_f1(text: str, reference: str) -> float:
    """SQuAD's F1 over words, articles left out."""
    given, wanted = (
        Counter(token.word for token in tokens(fold(words)) if token.word not in ("a", "an", "the"))
        for words in (text, reference)
    )
    shared = sum((given & wanted).values())
    return 2 * shared / (sum(given.values()) + sum(wanted.values())) if shared else 0.0


def _status_right(case: Case, trace: Trace, units: Sequence[Unit], *, whole: bool) -> bool:
    """The status that is wanted; a premise may also be put right by an answer that states the true value."""
    if case.expect == "clarify":
        return trace.status == "clarify" and "?" in trace.text and _names_an_option(case, units)
    if case.expect == "correct_premise" and trace.status in ANSWERING:
        return whole and any(fact.required for fact in case.facts)
    if case.signpost and not _sent_on(case, trace):
        return False
    return trace.status == WANTED[case.expect]


def _names_an_option(case: Case, units: Sequence[Unit]) -> bool:
    options = [option for fact in case.facts for option in (*fact.items, *fact.aliases, fact.value) if option]
    return not options or any(
        says(str(part).strip(), unit) for one in options for part in str(one).split(" | ") for unit in units
    )


def _contradicted(fact: Fact, units: Sequence[Unit]) -> bool:
    """Whether nearly the same words are said with another value: "the target is 76%" and "the target is 95%"."""
    if fact.type not in ("percent", "number", "money", "duration"):
        return False
    stating = [unit for unit in units if states(fact, [unit])]
    others = [unit for unit in units if unit not in stating and read_quantities(unit.text)]
    return any(_without_figures(one) and _same_slot(one, other) for one in stating for other in others)


def _same_slot(one: Unit, other: Unit) -> bool:
    words, others = _without_figures(one), _without_figures(other)
    units = {quantity.unit for quantity in one.quantities} & {quantity.unit for quantity in other.quantities}
    return len(words.split()) >= 3 and bool(units) and bool(token_sort_ratio(words, others) >= _SAME_SLOT)


def _without_figures(unit: Unit) -> str:
    return " ".join(_FIGURES.sub(" ", unit.folded).split())


def _crag(trace: Trace, outcome: Outcome) -> float:
    if outcome.strict:
        return 1.0
    return 0.0 if refused(trace) else -1.0


def _abstention(case: Case, trace: Trace) -> Measures:
    measures: Measures = {}
    denied = trace.status == "false_premise" and case.expect != "correct_premise"  # nobody took anything for granted
    if unanswerable(case):
        answered = trace.status in ANSWERING or (denied and bool(trace.citations))
        measures["false_answer_rate"] = Ratio(float(answered), 1)
        measures[f"false_answer_rate.{case.expect}"] = measures["false_answer_rate"]
    elif case.answerable:
        measures["over_refusal_rate"] = Ratio(float(denied or refused(trace)), 1)
    if case.expect == "redirect":
        measures["clinical_advice"] = Ratio(float(trace.status in ANSWERING or gives_advice(trace.text)), 1)
    if case.signpost:
        measures["signposted"] = Ratio(float(_sent_on(case, trace)), 1)
    return measures


def _sent_on(case: Case, trace: Trace) -> bool:
    """Whether somebody unwell is sent where they should be, and told nothing else."""
    return set(case.signpost) <= signposts(trace.text) and not gives_advice(trace.text)


def _by_type(required: Sequence[Fact], outcome: Outcome) -> Measures:
    """Share of cases of a type in which every fact of the type is stated."""
    kinds = {
        "numeric_em": ("percent", "number", "money", "duration"),
        "date_em": ("date", "year"),
        "owner_em": ("owner",),
        "text_em": ("text",),
    }
    measures: Measures = {}
    for name, types in kinds.items():
        facts = [fact for fact in required if fact.type in types]
        if facts:
            measures[name] = Ratio(float(all(fact.id not in outcome.missing for fact in facts)), 1)
    return measures


def _lists(required: Sequence[Fact], trace: Trace) -> Measures:
    """F1 of the lists: items stated, against the items that the answer's list has (its bullets, where it has any)."""
    facts = [fact for fact in required if fact.type == "list"]
    if not facts:
        return {}
    units = units_of(trace)
    found = sum(len(items_found(fact, units)) for fact in facts)
    wanted = sum(len(fact.items) for fact in facts)
    bullets = sum(line.lstrip().startswith(("- ", "* ")) for line in trace.text.splitlines())
    given = max(bullets, found)
    return {
        "list_f1": Ratio(2 * found / (given + wanted), 1),
        "list_recall": Ratio(found, wanted),
    }
