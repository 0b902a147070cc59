"""Organisations found in text, registered or not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.bodies import Bodies, slug
from plans.catalogue import PlanEntry, read_entry, sample_library
from plans.document import GlossaryEntry

BODIES = Bodies.load()


def entry(**fields: str) -> PlanEntry:
    given = {"id": "p", "title": "A plan", "publisher": "Somerset County Council", "edition": "1", "file": "p.txt"}
    return PlanEntry(**(given | fields))  # type: ignore[arg-type]


def found(text: str, bodies: Bodies = BODIES) -> list[tuple[str, str]]:
    return [(mention.written, mention.body.id) for mention in bodies.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("led by the Yorkshire Ambulance Service", [("Yorkshire Ambulance Service", "org:yas")]),
        ("who does yas work with?", [("yas", "org:yas")]),
        ("overseen by the ICB PMO.", [("ICB PMO", "org:icb-pmo")]),
        (
            "reported to the ICB Transformation Sub Committee and Delivery Collaborative",
            [
                ("ICB Transformation Sub Committee", "org:icb-transformation-sub-committee"),
                ("Delivery Collaborative", "org:kirklees-delivery-collaborative"),
            ],
        ),
        ("CHFT’s offer and MYTT's", [("CHFT", "org:chft"), ("MYTT", "org:myht")]),
        ("West Yorkshire ICB", [("West Yorkshire ICB", "org:wy-icb")]),
        ("Working with Huddersfield University", [("Huddersfield University", "org:huddersfield-university")]),
    ],
)
def test_a_registered_body_is_found_by_any_of_its_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Devon County Council will lead", ["Devon County Council"]),
        ("Working with the Sussex Partnership NHS Foundation Trust", ["Sussex Partnership NHS Foundation Trust"]),
        ("Public Health and the Primary Care Support Teams", ["Public Health", "Primary Care Support Teams"]),
        ("Healthwatch Devon, NHS Sussex", ["Healthwatch Devon", "NHS Sussex"]),
        ("the University of Sussex", ["University of Sussex"]),
        ("Establish a Frailty Steering Group", ["Frailty Steering Group"]),
        ("Kent Police and Kent Fire and Rescue Service", ["Kent Police", "Kent Fire and Rescue Service"]),
        ("Department for Education", ["Department for Education"]),
    ],
)
def test_a_body_that_is_not_registered_is_found_by_how_it_is_named(text: str, expected: list[str]) -> None:
    assert [written for written, _ in found(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "the board told us that it will",
        "Mental Health Services",
        "a trust in each other",
        "keep in touch; a touchstone of quality",
        "Emergency Departments",
        "a nice place",
        "The group agreed",
        "Out of Hospital Care",
    ],
)
def test_ordinary_words_are_no_bodies(text: str) -> None:
    assert found(text) == []


def test_the_longest_name_wins() -> None:
    assert found("Kirklees Health and Wellbeing Board") == [("Kirklees Health and Wellbeing Board", "org:kirklees-hwb")]


def test_the_partnership_means_what_the_plan_s_area_makes_of_it() -> None:
    text = "The Partnership and the ICB will act"
    assert found(text, BODIES) == [("ICB", "org:wy-icb")]
    for name, expected in (("kirklees-hcp-2023", "org:kirklees-hcp"), ("wy-jfp-2024", "org:wy-hcp")):
        own = BODIES.for_plan(read_entry(sample_library() / f"{name}.toml"))
        assert found(text, own) == [("The Partnership", expected), ("ICB", "org:wy-icb")]


def test_another_area_s_icb_is_not_taken_for_west_yorkshire_s() -> None:
    assert found("our ICB", BODIES.for_plan(entry(area="Somerset"))) == []


def test_a_plan_s_glossary_gives_its_bodies_their_acronyms() -> None:
    terms = [
        GlossaryEntry(acronym="FSG", expansion="Frailty Steering Group", start=0, end=1),
        GlossaryEntry(acronym="LTC", expansion="Long term condition", start=2, end=3),
    ]
    own = BODIES.for_plan(entry(area="Somerset"), terms)
    assert found("The FSG looks at LTC work", own) == [("FSG", "org:frailty-steering-group")]


def test_a_name_is_not_found_outside_the_days_it_was_in_use() -> None:
    name = "Mid Yorkshire Hospitals NHS Trust"
    assert [m.body.id for m in BODIES.find(name, on=date(2022, 1, 1))] == ["org:myht"]
    assert "org:myht" not in [m.body.id for m in BODIES.find(name, on=date(2024, 1, 1))]


def test_a_name_leads_to_one_body_however_it_is_written() -> None:
    assert BODIES.named("YAS") == BODIES.named("Yorkshire Ambulance Service")
    assert BODIES.named("the Frailty Steering Group").id == "org:frailty-steering-group"
    assert not BODIES.named("Somerset Care Ltd and friends").registered
    assert BODIES.publisher(entry()).id == "org:somerset-county-council"


def test_every_id_of_the_register_is_its_own_and_well_formed() -> None:
    ids = [body.id for body in BODIES]
    assert len(ids) == len(set(ids))
    assert all(body_id == f"org:{slug(body_id.removeprefix('org:'))}" for body_id in ids)
    assert all(BODIES.get(body.successor) for body in BODIES if body.successor)


@given(st.text(alphabet="ABCHTPR abcdeount&’'-./\n", max_size=80))
def test_mentions_are_in_order_without_overlaps_and_verbatim(text: str) -> None:
    end = 0
    for mention in BODIES.find(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.written
        end = mention.end
