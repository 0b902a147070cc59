"""Every statement is held against what it cites: quoted words word for word, numbers, dates, bodies by occurrence."""

import pytest

from assistant.evidence import Quote
from assistant.statements import Statement, quoted, said
from assistant.verifying import occurs, verify
from plans.bodies import Bodies
from plans.document import BlockKind, Passage, Place

_BODIES = Bodies.load()
_WORDS = "At least 76% of patients are seen within 4 hours by March 2026, a scheme run by NHS England for £2.5 million."


def quote(words: str = _WORDS, section: tuple[str, ...] = ("Access", "2025/26")) -> Quote:
    passage = Passage(
        id="p1",
        plan_id="northbridge-2024",
        edition="1",
        start=10,
        end=10 + len(words),
        text=words,
        kind=BlockKind.PARAGRAPH,
        place=Place(section=section),
        context="",
    )
    return Quote(passage=passage, start=10, end=10 + len(words))


@pytest.mark.parametrize(
    "text",
    [
        "**At least 76%; 4 hours; by March 2026**",
        "NHS England runs it in 2025/26.",
        "It says “seen within 4 hours”.",
        "It costs £2.5 million.",
        "No number, date or body.",
    ],
)
def test_what_the_quotation_or_its_place_has_is_borne_out(text: str) -> None:
    assert verify(said(text, quote()), bodies=_BODIES).holds


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("6% of patients.", "6%"),
        ("24 hours.", "24 hours"),
        ("£5 million.", "£5 million"),
        ("March 2027.", "March 2027"),
        ("2026/27.", "2026/27"),
        ("NHS Confederation runs it.", "NHS Confederation"),
        ("It says “seen within 5 hours”.", "seen within 5 hours"),
    ],
)
def test_what_it_does_not_have_is_named(text: str, missing: str) -> None:
    verdict = verify(said(text, quote()), bodies=_BODIES)

    assert not verdict.holds
    assert missing in verdict.unsupported


def test_a_quotation_holds_only_word_for_word() -> None:
    assert verify(quoted(quote()), bodies=_BODIES).holds
    assert verify(quoted(quote(), bullet=True), bodies=_BODIES).holds
    altered = Statement(text="“" + _WORDS.replace("76", "86") + "”", quotes=(quote(),), support="quoted")
    assert not verify(altered, bodies=_BODIES).holds


def test_the_title_of_a_plan_bears_out_what_it_names() -> None:
    statement = said("In the Northbridge plan for 2024-2027.", quote())

    assert not verify(statement, bodies=_BODIES).holds
    assert verify(statement, bodies=_BODIES, titles=["Northbridge Health and Care Plan 2024-2027"]).holds


def test_a_lead_in_claims_nothing() -> None:
    assert verify(said("Here are 9 things:"), bodies=_BODIES).holds


@pytest.mark.parametrize(
    ("part", "source", "stands"),
    [
        ("6%", "76%", False),
        ("76", "76%", False),
        ("76%", "76%", True),
        ("4", "4.5", False),
        ("4", "1,4", False),
        ("5", "£5", False),
        ("£5", "£5.", True),
        ("March", "Marches", False),
        ("2023", "2023/24", False),
        ("no later than March", "No later\nthan  March.", True),
        ("the ‘old’ way", "the 'old' way", True),
    ],
)
def test_words_occur_whole_or_not_at_all(part: str, source: str, stands: bool) -> None:
    assert occurs(part, source) is stands
