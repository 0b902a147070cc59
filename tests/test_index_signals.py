"""Each signal on three made-up candidates, with numbers worked by hand; the arrangement of what was ranked."""

from dataclasses import replace

import numpy as np
import pytest

from index.arranging import arranged, by_worth, in_balance, lists_whole, named_first
from index.candidates import Candidates
from index.concepts import Concept, Way
from index.facts import Facts
from index.question import Understood
from index.ranking import fitted_weights, likelihoods
from index.signals import AGAINST, SIGNALS
from index.wordings import Want
from plans.stance import Stance

PLAIN = Facts(
    plan_id="north",
    stems=("more", "dentist"),
    words=2,
    headings=(),
    governed=frozenset(),
    stated=frozenset(),
    stance=Stance.BACKGROUND,
    number=False,
    money=False,
    date=False,
    body=False,
    introduces=False,
)
ASKED = Understood(
    text="",
    spelt="",
    concepts=(),
    years={},
    plans=frozenset(),
    areas=frozenset(),
    beside=frozenset(),
    wants=frozenset(),
    stance=None,
    stems=(),
    tried=(),
)


def three(*facts: Facts, **arrays: list[float]) -> Candidates:
    held = facts or (PLAIN, PLAIN, PLAIN)
    floats = ("near", "plain", "met", "text", "place", "anywhere", "covered")
    values = {name: np.array(arrays.get(name, [0.0] * 3), dtype=np.float32) for name in floats}
    groups = {name: np.array(arrays.get(name, [0, 1, 2])) for name in ("section", "list")}
    concepts = np.array(arrays.get("concepts", np.zeros((0, 3))), dtype=np.float32)
    return Candidates(rows=np.arange(3), facts=held, concepts=concepts, **values, **groups)


def signal(name: str, asked: Understood, found: Candidates) -> list[float]:
    return [round(float(value), 4) for value in SIGNALS[name](asked, found)]


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("near", "near"),
        ("words_met", "met"),
        ("worded_in_text", "text"),
        ("covered", "covered"),
    ],
)
def test_signals_that_were_measured_are_passed_on(name: str, array: str) -> None:
    assert signal(name, ASKED, three(**{array: [0.5, 0.25, 0.0]})) == [0.5, 0.25, 0.0]


def test_nearness_is_also_told_from_the_nearest() -> None:
    assert signal("nearest", ASKED, three(near=[0.75, 0.5, 0.25])) == [0.0, -0.25, -0.5]
    assert signal("words_best_met", ASKED, three(met=[0.5, 0.75, 0.25])) == [-0.25, 0.0, -0.5]
    assert signal("best_worded", ASKED, three(anywhere=[0.5, 0.25, 0.0])) == [1.0, 0.5, 0.0]


def test_rank_counts_by_its_reciprocal() -> None:
    assert signal("high_by_vector", ASKED, three(plain=[0.1, 0.9, 0.5])) == [0.8333, 1.0, 0.9091]
    assert signal("high_by_words", ASKED, three(anywhere=[0.9, 0.5, 0.1])) == [1.0, 0.9091, 0.8333]


def test_a_heading_counts_by_how_much_of_it_is_named() -> None:
    asked = replace(ASKED, stems=("elect", "care"), concepts=(Concept("gnashers", (Way(("dental",), "lexicon"),)),))
    headed = [
        replace(PLAIN, headings=(("what", "ever"), heading)) for heading in (("elect", "care"), ("dental",), ("x",))
    ]
    assert signal("heading_named", asked, three(*headed)) == [1.0, 0.7, 0.0]


def test_the_year_is_held_against_headings_and_words() -> None:
    asked = replace(ASKED, years={"north": frozenset({"2024/25"})})
    found = three(
        replace(PLAIN, governed=frozenset({"2024/25"})),
        replace(PLAIN, governed=frozenset({"2023/24"})),
        replace(PLAIN, stated=frozenset({"2024/25"})),
    )
    assert signal("in_asked_year", asked, found) == [1.0, 0.0, 0.0]
    assert signal("in_other_year", asked, found) == [0.0, 1.0, 0.0]
    assert signal("states_asked_year", asked, found) == [0.0, 0.0, 1.0]
    assert signal("in_other_year", ASKED, found) == [0.0, 0.0, 0.0]


def test_the_plan_or_area_named_speaks_for_its_passages_and_against_others() -> None:
    found = three(PLAIN, replace(PLAIN, plan_id="south"), PLAIN)
    assert signal("in_named_plan", replace(ASKED, plans=frozenset({"north"})), found) == [1.0, -1.0, 1.0]
    assert signal("in_named_area", replace(ASKED, areas=frozenset({"south"})), found) == [-1.0, 1.0, -1.0]
    assert signal("in_named_plan", ASKED, found) == [0.0, 0.0, 0.0]


def test_a_promise_is_told_from_something_done() -> None:
    found = three(replace(PLAIN, stance=Stance.PROMISED), replace(PLAIN, stance=Stance.DONE), PLAIN)
    asked = replace(ASKED, stance=Stance.DONE)
    assert signal("of_asked_stance", asked, found) == [0.0, 1.0, 0.0]
    assert signal("only_background", asked, found) == [0.0, 0.0, 1.0]
    assert signal("only_background", ASKED, found) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "want", "field"),
    [
        ("has_number", Want.NUMBER, "number"),
        ("has_money", Want.MONEY, "money"),
        ("has_date", Want.DATE, "date"),
        ("has_body", Want.BODY, "body"),
    ],
)
def test_the_kind_of_thing_wanted_is_looked_for(name: str, want: Want, field: str) -> None:
    found = three(replace(PLAIN, **{field: True}), PLAIN, PLAIN)
    assert signal(name, replace(ASKED, wants=frozenset({want})), found) == [1.0, 0.0, 0.0]
    assert signal(name, ASKED, found) == [0.0, 0.0, 0.0]


def test_a_year_heading_answers_when() -> None:
    found = three(replace(PLAIN, governed=frozenset({"2024/25"})), PLAIN, PLAIN)
    assert signal("has_date", replace(ASKED, wants=frozenset({Want.DATE})), found) == [1.0, 0.0, 0.0]


def test_numbers_and_pairs_of_words_are_looked_for() -> None:
    asked = replace(ASKED, stems=("76%", "of", "patient"))
    found = three(replace(PLAIN, stems=("76%", "of", "all")), replace(PLAIN, stems=("of", "patient")), PLAIN)
    assert signal("has_asked_numbers", asked, found) == [1.0, 0.0, 0.0]
    assert signal("same_pairs", asked, found) == [0.5, 0.5, 0.0]


def test_a_section_and_a_list_lend_their_best() -> None:
    found = three(near=[0.5, 0.25, 0.125], section=[0, 0, 1], list=[0, -1, 0], concepts=[[1, 0, 0], [0, 1, 0]])
    assert signal("section_near", ASKED, found) == [0.5, 0.5, 0.125]
    assert signal("list_near", ASKED, found) == [0.5, 0.25, 0.5]
    assert signal("section_covers", ASKED, found) == [1.0, 1.0, 0.0]


def test_signals_of_lists_count_only_where_a_list_is_wanted() -> None:
    found = three(place=[0.5, 0.5, 0.5], list=[0, -1, 0])
    asked = replace(ASKED, wants=frozenset({Want.LIST}))
    assert signal("placed_and_listed", asked, found) == [0.5, 0.0, 0.5]
    assert signal("placed_and_listed", ASKED, found) == [0.0, 0.0, 0.0]


def test_length_and_a_colon_are_seen() -> None:
    found = three(replace(PLAIN, words=0), replace(PLAIN, introduces=True), PLAIN)
    assert signal("length", ASKED, found)[0] == 0.0
    assert signal("introduces", ASKED, found) == [0.0, 1.0, 0.0]


def test_every_signal_has_a_reason_and_a_weight() -> None:
    weights = fitted_weights()
    assert len(weights.signals) == len(SIGNALS)
    assert all(function.__doc__ for function in SIGNALS.values())


def test_no_weight_contradicts_a_signals_reason() -> None:
    for name, weight in zip(SIGNALS, fitted_weights().signals.tolist(), strict=True):
        assert weight <= 0 if name in AGAINST else weight >= 0, name


def test_a_likelihood_rises_with_the_score() -> None:
    low, middle, high = likelihoods(np.array([0.0, 15.0, 30.0], dtype=np.float32), fitted_weights()).tolist()
    assert 0 <= low < middle < high <= 1


def test_of_two_passages_as_good_the_shorter_comes_first() -> None:
    found = three(replace(PLAIN, words=100), replace(PLAIN, words=10), PLAIN)
    assert by_worth(found, np.array([1.0, 1.0, -9.0], dtype=np.float32)) == [1, 0, 2]
    assert by_worth(found, np.array([9.0, 1.0, -9.0], dtype=np.float32)) == [0, 1, 2]


def test_plans_beside_each_other_come_by_turns() -> None:
    found = three(PLAIN, PLAIN, replace(PLAIN, plan_id="south"))
    assert in_balance([0, 1, 2], found, frozenset({"north", "south"})) == [0, 2, 1]
    assert in_balance([0, 1, 2], found, frozenset({"north"})) == [0, 1, 2]


def test_a_short_list_comes_whole_and_in_order() -> None:
    assert lists_whole([2, 1, 0], three(list=[0, -1, 0])) == [0, 2, 1]
    assert lists_whole([1, 2, 0], three(list=[-1, -1, -1])) == [1, 2, 0]


def test_a_long_list_comes_by_the_merit_of_its_items() -> None:
    long = replace(PLAIN, words=90)
    assert lists_whole([2, 1, 0], three(long, PLAIN, long, list=[0, -1, 0])) == [2, 1, 0]


def test_only_a_question_for_a_list_gets_one_whole() -> None:
    found = three(list=[0, -1, 0])
    scored = np.array([1.0, 2.0, 3.0], dtype=np.float32)
    assert arranged(ASKED, found, scored) == [2, 1, 0]
    assert arranged(replace(ASKED, wants=frozenset({Want.LIST})), found, scored) == [0, 2, 1]


def test_a_plan_named_outright_comes_before_all_others() -> None:
    found = three(PLAIN, replace(PLAIN, plan_id="south"), PLAIN)
    assert named_first([1, 0, 2], found, frozenset({"north"})) == [0, 2, 1]
    scored = np.array([1.0, 9.0, 0.0], dtype=np.float32)
    assert arranged(replace(ASKED, plans=frozenset({"north"})), found, scored) == [0, 2, 1]
    assert arranged(replace(ASKED, beside=frozenset({"north", "south"})), found, scored) == [1, 0, 2]


def test_another_areas_plan_stands_behind_unless_it_is_far_better() -> None:
    found = three(PLAIN, replace(PLAIN, plan_id="south"), PLAIN)
    asked = replace(ASKED, areas=frozenset({"north"}))
    assert arranged(asked, found, np.array([1.0, 1.5, 0.0], dtype=np.float32)) == [0, 2, 1]
    assert arranged(asked, found, np.array([1.0, 9.0, 0.0], dtype=np.float32)) == [1, 0, 2]
    assert arranged(ASKED, found, np.array([1.0, 1.5, 0.0], dtype=np.float32)) == [1, 0, 2]
