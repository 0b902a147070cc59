"""A sentence of a language model against the one quotation it cites: what is borne out, and every way of turning it."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence import Quote
from assistant.fidelity import contained, faults
from plans.bodies import Bodies
from plans.document import BlockKind, Passage, Place

_BODIES = Bodies.load()
_TITLE = "Northbridge Health and Care Plan 2024-2027"


@dataclass(frozen=True, slots=True)
class Source:
    words: str
    section: tuple[str, ...] = ("Improving access",)
    year: str | None = None


def quote(source: Source) -> Quote:
    place = Place(section=source.section, year=source.year)
    passage = Passage(
        id="p1",
        plan_id="northbridge-2024",
        edition="1",
        start=0,
        end=len(source.words),
        text=source.words,
        kind=BlockKind.PARAGRAPH,
        place=place,
        context="",
    )
    return Quote(passage=passage, start=0, end=len(source.words))


def told(sentence: str, source: Source) -> tuple[str, ...]:
    return faults(sentence, quote(source), title=_TITLE, bodies=_BODIES)


WAITS = Source(
    "Improve A&E waiting times so that no less than 76% of patients are seen within 4 hours by March 2026",
    ("Our ambitions", "Crisis response"),
)
CAFES = Source(
    "Creation of the Well-bean cafés operated by Touchstone, supported by Kirklees Council", ("Achievements to date",)
)
CLINIC = Source("We will open a walk-in clinic at Mill Street by September 2025. It is led by NHS England.")
PHONES = Source("Calls to the phone line have increased by 5%, to 48.2%, since April 2023.", ("Progress",))
WARDS = Source("Virtual wards could be offered to up to 60 patients, subject to funding.", ("Our plans", "2024/25"))
CLOSED = Source("We will not close any of the 6 community hospitals before 2028.")
DENTISTS = Source("Offer 4,000 more dental appointments for children", ("What we will do",), "2025/26")
ROLES = Source("Recruit 26,000 additional roles in general practice nationally by March 2024")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("At least 76% of patients should be seen within 4 hours in A&E by March 2026.", WAITS),
        ("The plan aims for no less than 76% of A&E patients to be seen within four hours by March 2026.", WAITS),
        ("The Well-bean cafés are operated by Touchstone.", CAFES),
        ("Touchstone operates the Well-bean cafés.", CAFES),
        ("A walk-in clinic will open at Mill Street by September 2025.", CLINIC),
        ("The Northbridge plan says that a walk-in clinic at Mill Street will open by September 2025.", CLINIC),
        ("Calls to the phone line have increased by 5% since April 2023.", PHONES),
        ("Virtual wards could be offered to up to 60 patients in 2024/25, subject to funding.", WARDS),
        ("The plan will not close any of the 6 community hospitals before 2028.", CLOSED),
        ("4,000 more dental appointments will be offered for children in 2025/26.", DENTISTS),
    ],
)
def test_a_sentence_in_other_words_that_is_true_to_its_source_is_borne_out(sentence: str, source: Source) -> None:
    assert told(sentence, source) == ()


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        pytest.param("At least 6% of patients should be seen within 4 hours by March 2026.", WAITS, id="6% is in 76%"),
        pytest.param("At least 76% of patients should be seen within 24 hours by March 2026.", WAITS, id="24 hours"),
        pytest.param("At least 76% of patients should be seen within 4 days by March 2026.", WAITS, id="another unit"),
        pytest.param("At most 76% of patients should be seen within 4 hours by March 2026.", WAITS, id="bound turned"),
        pytest.param("More than 76% of patients should be seen within 4 hours by March 2026.", WAITS, id="more than"),
        pytest.param("At least 76% of patients should be seen after 4 hours by March 2026.", WAITS, id="after"),
        pytest.param("At least 76% of patients should be seen within 4 hours by March 2027.", WAITS, id="year"),
        pytest.param("At least 76% of patients should be seen within 4 hours from March 2026.", WAITS, id="from"),
        pytest.param("At least 76% of staff are to be seen within 4 hours by March 2026.", WAITS, id="other things"),
        pytest.param("At least 76% of patients have been seen within 4 hours in A&E.", WAITS, id="aim told as done"),
        pytest.param("At least 76% of patients are seen within 4 hours in A&E now.", WAITS, id="aim told as so"),
        pytest.param("All patients should be seen within 4 hours in A&E by March 2026.", WAITS, id="all"),
        pytest.param("A&E waiting times will worsen by March 2026 for patients.", WAITS, id="direction"),
        pytest.param("At least 76% of patients should not be seen within 4 hours.", WAITS, id="denial"),
        pytest.param("The plan does not say that patients are seen within 4 hours.", WAITS, id="denial of saying"),
        pytest.param("The Well-bean cafés are operated by Kirklees Council.", CAFES, id="body in the wrong role"),
        pytest.param("Kirklees Council operates the Well-bean cafés.", CAFES, id="wrong role, active"),
        pytest.param("The Well-bean cafés are operated by Locala.", CAFES, id="another body"),
        pytest.param("The Well-bean cafés were closed by Touchstone.", CAFES, id="closed"),
        pytest.param("Touchstone sold the Well-bean cafés.", CAFES, id="another verb"),
        pytest.param("A walk-in clinic will open at Mill Street in Leeds.", CLINIC, id="invented place"),
        pytest.param("A walk-in clinic has opened at Mill Street.", CLINIC, id="promise told as done"),
        pytest.param("A walk-in clinic opened at Mill Street in September 2025.", CLINIC, id="promise in the past"),
        pytest.param("Dental appointments were offered for children in 2025/26.", DENTISTS, id="task told as done"),
        pytest.param(
            "Northbridge offered 4,000 more dental appointments for children.", DENTISTS, id="task in the past"
        ),
        pytest.param("A walk-in clinic will not open at Mill Street.", CLINIC, id="promise denied"),
        pytest.param("We will open a walk-in clinic; call 0800 123 4567.", CLINIC, id="telephone number"),
        pytest.param("You will find a walk-in clinic at Mill Street.", CLINIC, id="advice"),
        pytest.param("Calls to the phone line have decreased by 5% since April 2023.", PHONES, id="fall for rise"),
        pytest.param("Calls to the phone line have increased to 5% since April 2023.", PHONES, id="to for by"),
        pytest.param("Calls to the phone line will increase by 5%.", PHONES, id="report told as promise"),
        pytest.param("Virtual wards will be offered to up to 60 patients.", WARDS, id="will for could"),
        pytest.param("Virtual wards could be offered to 60 patients.", WARDS, id="upper bound dropped"),
        pytest.param("Virtual wards are offered to patients, subject to funding.", WARDS, id="could told as so"),
        pytest.param("We will close all of the 6 community hospitals before 2028.", CLOSED, id="denial dropped"),
        pytest.param("The community hospitals will close before 2028.", CLOSED, id="denial dropped, other words"),
        pytest.param("4,000 fewer dental appointments will be offered for children.", DENTISTS, id="fewer"),
        pytest.param("4,000 more dental appointments will be offered for adults.", DENTISTS, id="adults"),
        pytest.param("4,000 more dental appointments for children in 2026/27.", DENTISTS, id="year of the heading"),
        pytest.param("26,000 nurses will be recruited in general practice by March 2024.", ROLES, id="what is counted"),
        pytest.param(
            "26,000 additional roles in general practice in Northbridge.", ROLES, id="a national figure as a local one"
        ),
        pytest.param("By March 2026.", WAITS, id="too short to stand alone"),
        pytest.param("Yes.", WAITS, id="nothing said"),
        pytest.param("", WAITS, id="empty"),
    ],
)
def test_a_sentence_that_its_source_does_not_bear_out_is_told_why(sentence: str, source: Source) -> None:
    assert told(sentence, source)


def test_two_sources_that_are_true_apart_do_not_bear_one_sentence_together() -> None:
    mixed = "At least 76% of patients should be seen within 4 hours by September 2025."

    assert told(mixed, WAITS)
    assert told(mixed, CLINIC)


COST = Source(
    "Care in the last months of life costs £4,500 for each person, a study found. In Leeds it is £17 million."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Care in the last months of life costs £17 million for each person, a study found.",
        "Care in the last months of life costs £4,500 for each person in Leeds, a study found.",
        "Care in the last months of life costs £4,500 for each person in Northbridge, a study found.",
    ],
)
def test_two_sentences_of_one_source_are_not_mixed(sentence: str) -> None:
    assert told("Care in the last months of life costs £4,500 for each person, a study found.", COST) == ()
    assert told(sentence, COST)


SEEN = Source("Delivered 17m appointments. Of these appointments, 72% are face-to-face and 44% are on the same day.")
LISTS = Source("Nobody waited more than 104 weeks by December 2022 and 78 weeks by March 2023.", ("Progress",))


@pytest.mark.parametrize(
    ("sentence", "source", "stands"),
    [
        ("Of the appointments delivered, 72% are face-to-face.", SEEN, True),
        ("Of these appointments, 72% are face-to-face and 44% are on the same day.", SEEN, True),
        ("Of these appointments, 44% are on the same day and 72% are face-to-face.", SEEN, True),
        ("Of the appointments delivered, 44% are face-to-face.", SEEN, False),
        ("Of these appointments, 44% are face-to-face and 72% are on the same day.", SEEN, False),
        ("Nobody waited more than 104 weeks by December 2022.", LISTS, True),
        ("Nobody waited more than 104 weeks by March 2023.", LISTS, False),
    ],
)
def test_a_figure_is_told_of_what_its_source_tells_it_of(sentence: str, source: Source, stands: bool) -> None:
    assert (told(sentence, source) == ()) is stands, told(sentence, source)


def test_contained_counts_the_words_that_mean_something() -> None:
    assert contained("The clinics are operated by Touchstone", "clinic operated by Touchstone") == 1.0
    assert contained("The clinics are sold by Touchstone", "clinic operated by Touchstone") == pytest.approx(2 / 3)
    assert contained("The plan says so", "anything") == 0.0


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_breaks_the_checks(sentence: str) -> None:
    told(sentence, WAITS)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=99_999).filter(lambda number: number not in (4, 76, 2026, 26)))
def test_no_other_number_is_ever_borne_out(number: int) -> None:
    assert told(f"No less than {number}% of patients are to be seen in A&E within 4 hours by March 2026.", WAITS)
    assert told(f"No less than 76% of patients are to be seen in A&E within {number} hours by March 2026.", WAITS)
