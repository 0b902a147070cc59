"""A question taken apart: spelling, everyday words, acronyms, plans, years, and what kind of thing it wants."""

from datetime import date

import pytest

from index.concepts import Concept, Glossary, concepts_of
from index.question import understand, years_asked
from index.spelling import Speller, sound
from index.wordings import Want, holds_plans_beside, stance_asked, wants
from plans.catalogue import Period, Plan, PlanEntry
from plans.document import GlossaryEntry
from plans.lexicon import Lexicon
from plans.stance import Stance


def a_plan(area: str, first: int = 2024, edition: str = "1") -> Plan:
    entry = PlanEntry(
        id=area.lower(),
        title=f"{area} Health Plan",
        publisher="A board",
        edition=edition,
        file="x.txt",
        area=area,
        period=Period(written=f"{first}-{first + 5}", first=date(first, 4, 1), last=date(first + 5, 3, 31)),
        names=(f"{area} plan", area),
    )
    return Plan(entry=entry, sha256="0" * 64, pages=None, passages=0, commitments=0)


PLANS = [a_plan("Northbridge"), a_plan("Eastvale", first=2022)]
LEXICON = Lexicon({"gnashers": ["dental"], "see a doctor": ["enhanced access"], "doctor": ["general practice"]})
GLOSSARY = Glossary(
    [
        GlossaryEntry(acronym="UCR", expansion="urgent community response", start=0, end=1),
        GlossaryEntry(acronym="UCR", expansion="urgent care response", start=0, end=1),
        GlossaryEntry(acronym="IT", expansion="information technology", start=0, end=1),
    ]
)
SPELLER = Speller({"maternity": 9, "dental": 5, "weights": 2, "waits": 20}, known={"paternity"}, said={"doctor"})


def ways_of(text: str) -> dict[str, set[tuple[str, ...]]]:
    concepts, _ = concepts_of(
        text, lexicon=LEXICON, glossary=GLOSSARY, corrections=SPELLER.corrections, framing=frozenset({"plan"})
    )
    return {concept.said: {way.stems for way in concept.ways} for concept in concepts}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("maternaty", "maternity"), ("matternity", "maternity"), ("docter", "doctor"), ("dentel", "dental")],
)
def test_a_misspelt_word_leads_to_the_library(written: str, meant: str) -> None:
    assert SPELLER.corrections(written)[0][0] == meant


@pytest.mark.parametrize("word", ["paternity", "wait", "65", "a&e", "zebra-free", "qzx"])
def test_what_is_right_rare_short_or_far_from_all_stays(word: str) -> None:
    assert SPELLER.corrections(word) == ()


def test_words_that_sound_alike_share_a_key() -> None:
    assert sound("farmacy") == sound("pharmacy")
    assert sound("maternity") != sound("modernity")


def test_an_everyday_word_brings_its_plan_words() -> None:
    assert ("dental",) in ways_of("gnashers")["gnashers"]


def test_an_expression_is_a_concept_and_its_words_are_parts_of_it() -> None:
    concepts, _ = concepts_of(
        "see a doctor", lexicon=LEXICON, glossary=GLOSSARY, corrections=SPELLER.corrections, framing=frozenset()
    )
    expression = next(concept for concept in concepts if concept.expression)
    assert ("enhanc", "access") in {way.stems for way in expression.ways}
    assert all(concept.part for concept in concepts if not concept.expression)


def test_a_misspelt_everyday_word_still_brings_its_plan_words() -> None:
    assert ("general", "practic") in ways_of("docters")["docters"]


def test_an_acronym_brings_all_its_expansions_and_an_expansion_its_acronym() -> None:
    assert {("urgent", "communiti", "respons"), ("urgent", "care", "respons")} <= ways_of("what does UCR do")["UCR"]
    assert ("ucr",) in ways_of("the urgent community response")["urgent community response"]


def test_a_plain_word_is_no_acronym() -> None:
    assert "it" not in ways_of("is it open")
    assert ("inform", "technolog") in ways_of("is IT open")["IT"]


def test_a_number_in_words_is_looked_for_in_figures_and_one_in_figures_in_words() -> None:
    assert ("65",) in ways_of("sixty-five weeks")["sixty five"]
    assert {("3",), ("three",)} <= ways_of("3 hubs")["3"]
    assert ("three",) in ways_of("3 hubs")["3"]
    assert ("1400",) in ways_of("1,400 posts")["1,400"]
    assert ways_of("what four things")["four"] == {("four",)}


def test_a_number_is_looked_for_with_its_percent_sign_and_without() -> None:
    assert ("66.7%",) in ways_of("the 66.7 target")["66.7"]
    assert ("76",) in ways_of("the 76% target")["76%"]
    assert ways_of("in 2023/24")["2023/24"] == {("2023/24",)}


def test_framing_words_are_marked() -> None:
    concepts, _ = concepts_of(
        "plan dental", lexicon=LEXICON, glossary=GLOSSARY, corrections=SPELLER.corrections, framing=frozenset({"plan"})
    )
    assert [(concept.said, concept.framing) for concept in concepts] == [("plan", True), ("dental", False)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in year two", {"2025/26"}),
        ("in the second year", {"2025/26"}),
        ("the first-year promises", {"2024/25"}),
        ("in 2026/27", {"2026/27"}),
        ("by March 2026", {"2025/26"}),
        ("from 2024 to 2029", set()),
        ("some day", set()),
    ],
)
def test_years_are_told_against_the_plans_period(text: str, years: set[str]) -> None:
    assert years_asked(text, PLANS[0]) == years


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("How many beds?", Want.NUMBER),
        ("What share of patients?", Want.NUMBER),
        ("How much did it cost?", Want.MONEY),
        ("When will it open?", Want.DATE),
        ("Who is in charge of it?", Want.BODY),
        ("Which board looks at it?", Want.BODY),
        ("List all the aims", Want.LIST),
        ("What are the priorities?", Want.LIST),
        ("What does UCR stand for?", Want.MEANING),
        ("What is UCR?", Want.MEANING),
        ("Why is it needed?", Want.REASON),
    ],
)
def test_wording_tells_what_is_wanted(text: str, want: Want) -> None:
    assert want in wants(text)


def test_wording_that_wants_nothing_in_particular_says_so() -> None:
    assert wants("anything about teeth") == frozenset()


def test_verbs_tell_a_promise_from_something_done() -> None:
    assert stance_asked("What will they do?") is Stance.PROMISED
    assert stance_asked("What have they managed?") is Stance.DONE
    assert stance_asked("anything about teeth") is None


@pytest.mark.parametrize(
    "text",
    [
        "Do both plans agree?",
        "What does each plan say?",
        "Which plan has more?",
        "What does the local plan aim at, against the regional one?",
    ],
)
def test_a_question_may_hold_plans_beside_each_other(text: str) -> None:
    assert holds_plans_beside(text)


def test_a_question_is_understood_as_a_whole() -> None:
    asked = understand(
        "wots Northbridge and Eastvale doing for gnashers in year one",
        plans=PLANS,
        years=(),
        lexicon=LEXICON,
        glossary=GLOSSARY,
        corrections=SPELLER.corrections,
    )
    assert asked.beside == {"northbridge", "eastvale"}
    assert asked.years == {"northbridge": frozenset({"2024/25"}), "eastvale": frozenset({"2022/23"})}
    assert asked.bridged.endswith("(dental)")
    assert all(isinstance(concept, Concept) for concept in asked.concepts)


def test_a_misspelt_plan_is_named_all_the_same() -> None:
    speller = Speller({"eastvale": 9, "northbridge": 9})
    asked = understand(
        "what is in the eastvail plan", plans=PLANS, years=(), lexicon=LEXICON, glossary=GLOSSARY,
        corrections=speller.corrections,
    )  # fmt: skip
    assert asked.plans == {"eastvale"}


def test_years_given_beside_the_question_count_too() -> None:
    asked = understand(
        "teeth", plans=PLANS, years=("2025/26",), lexicon=LEXICON, glossary=GLOSSARY, corrections=SPELLER.corrections
    )
    assert asked.years["northbridge"] == {"2025/26"}
