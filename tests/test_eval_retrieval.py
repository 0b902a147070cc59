import math

import pytest

from eval.books import Books, GoldSpan, books_of, gold_spans
from eval.gold import Case
from eval.rankings import Ranking, gold_credit, ranking_measures, rankings_of
from eval.retrieval import covered, named_plan, retrieval_measures, share_held, within
from eval.scoring import score_traces
from eval.trace import Found, PlanText, Section, Trace

TEXT = "Aims: open five clinics. Review the clinics. Cut waits to 18 weeks. Open five clinics again."
PARTS = {"Aims": (0, 24), "Review": (25, 44), "Waits": (45, 67), "Again": (68, 92)}


@pytest.fixture
def books() -> Books:
    sections = tuple(Section(start=start, end=end, path=("Plan", name)) for name, (start, end) in PARTS.items())
    plan = PlanText(plan_id="oak", title="Oak Plan", names=("Oak",), sha256="0", text=TEXT, sections=sections)
    elm = PlanText(plan_id="elm", title="Elm Plan", names=("Elm",), sha256="0", text="Nothing.", sections=())
    return books_of([plan, elm])


def hit(name: str, plan_id: str = "oak") -> Found:
    start, end = PARTS[name]
    return Found(plan_id=plan_id, section=("Plan", name), page=None, start=start, end=end, words=4, score=1.0)


def case(*quotes: str, section: str | None = None, question: str = "What?") -> Case:
    evidence = [[{"doc": "oak", "quote": quote, "section": section} for quote in quotes]]
    fields = {"id": "one", "split": "dev", "category": "list", "cluster": "c", "expect": "answer"}
    return Case.model_validate({**fields, "turns": [{"text": question}], "evidence": evidence})


def test_a_quote_is_covered_by_hits_that_hold_nine_tenths_of_it_together(books: Books) -> None:
    ((gold,),) = gold_spans(case("Review the clinics. Cut waits to 18 weeks."), books)
    assert not covered(gold, [hit("Review")], books)
    assert covered(gold, [hit("Review"), hit("Waits")], books)
    # 16 of 33 letters and digits: Reviewtheclinics of Reviewtheclinics + Cutwaitsto18weeks
    assert share_held(gold, [hit("Review")], books) == pytest.approx(16 / 33)


def test_hits_in_another_plan_cover_nothing(books: Books) -> None:
    ((gold,),) = gold_spans(case("Review the clinics."), books)
    assert not covered(gold, [hit("Review", plan_id="elm")], books)


def test_a_quote_with_two_places_is_covered_at_either_unless_a_section_is_named(books: Books) -> None:
    ((either,),) = gold_spans(case("open five clinics"), books)
    assert len(either.places) == 2
    assert covered(either, [hit("Aims")], books)
    assert covered(either, [hit("Again")], books)
    ((there,),) = gold_spans(case("open five clinics", section="Plan > Again"), books)
    assert not covered(there, [hit("Aims")], books)


def test_recall_within_words_stops_before_the_hit_that_is_too_long() -> None:
    hits = [hit("Aims"), hit("Review"), hit("Waits")]
    assert len(within(hits, 8)) == 2
    assert len(within(hits, 11)) == 2
    assert len(within(hits, 3)) == 0


def test_evidence_recall_is_of_the_best_alternative_and_all_evidence_of_all(books: Books) -> None:
    one = case("Review the clinics.", "Cut waits to 18 weeks.")
    measures = retrieval_measures(one, [hit("Review")], gold_spans(one, books), books)
    assert measures["evidence_recall@5"].value == 0.5
    assert measures["all_evidence@5"].value == 0
    both = retrieval_measures(one, [hit("Review"), hit("Waits")], gold_spans(one, books), books)
    assert both["evidence_recall@1"].value == 0.5
    assert both["evidence_recall@3"].value == 1
    assert both["all_evidence@3"].value == 1


def test_characters_by_hand(books: Books) -> None:
    one = case("Review the clinics.")
    measures = retrieval_measures(one, [hit("Review"), hit("Waits")], gold_spans(one, books), books)
    assert measures["char_recall@3"].value == 1
    assert measures["char_precision@3"].value == pytest.approx(16 / 33)
    assert measures["char_f1@3"].value == pytest.approx(2 * 16 / 33 / (1 + 16 / 33))


def test_a_case_without_evidence_has_no_retrieval_measures(books: Books) -> None:
    assert retrieval_measures(case("Review the clinics."), [hit("Aims")], (), books) == {}


def test_hits_of_another_plan_count_where_the_question_names_one(books: Books) -> None:
    one = case("Review the clinics.", question="What is Oak's review?")
    measures = retrieval_measures(one, [hit("Review"), hit("Aims", plan_id="elm")], gold_spans(one, books), books)
    assert measures["wrong_plan@5"].value == 0.5
    assert named_plan("How do Oak and Elm compare?", books) is None
    assert named_plan("What of the oaks?", books) is None


def test_hits_of_a_plan_that_holds_the_evidence_are_right_whichever_is_named(books: Books) -> None:
    one = case("Review the clinics.", question="Does Elm do the same as the other plan?")
    hits = [hit("Aims", plan_id="elm"), hit("Review")]
    assert retrieval_measures(one, hits, gold_spans(one, books), books)["wrong_plan@5"].value == 0


def test_a_follow_up_is_scored_by_what_was_looked_up_and_what_its_own_words_find_is_told_apart(books: Books) -> None:
    one = case("Review the clinics.", question="And the other thing?")
    trace = Trace(case="one", question=one.question, found=(hit("Aims"),), found_standalone=(hit("Review"),))
    (score,) = score_traces([trace], {"one": one}, books, bodies_in=lambda _: frozenset())
    measures = score.measures
    assert measures["evidence_recall@350w"] == (1, 1)
    assert measures["evidence_recall@350w.as_typed"] == (0, 1)
    assert measures["mrr@10.passage"] == (1, 1)


def test_ndcg_by_hand(books: Books) -> None:
    # Two gold items, found at ranks 2 and 3: (1/log2(3) + 1/log2(4)) / (1/log2(2) + 1/log2(3))
    one = case("Review the clinics.", "Cut waits to 18 weeks.")
    (alternative,) = gold_spans(one, books)
    hits = [hit("Aims"), hit("Review"), hit("Waits")]
    measures = ranking_measures({"one": [rankings_of(hits, alternative, books)]})["one"]
    expected = (1 / math.log2(3) + 1 / math.log2(4)) / (1 / math.log2(2) + 1 / math.log2(3))
    assert measures["ndcg@10.passage"].value == pytest.approx(expected)
    assert measures["mrr@10.passage"].value == 0.5
    assert measures["recall@10.passage"].value == 1
    assert measures["ndcg@10.section"].value == pytest.approx(expected)
    assert "ndcg@10.page" not in measures


def test_half_a_quote_gains_half_of_what_the_whole_does() -> None:
    # One gold item, at rank 1, held by half: grade 1 of 2
    ranking = Ranking(level="passage", credited=((0,),), wholly=((),), items=1)
    assert ranking_measures({"one": [(ranking,)]})["one"]["ndcg@10.passage"].value == 0.5


def test_a_gold_item_is_credited_at_its_first_hit_only() -> None:
    hits = [hit("Aims"), hit("Aims"), hit("Review")]
    assert gold_credit(hits, 2, lambda item, found: found.section[-1] == ("Aims", "Review")[item]) == ((0,), (), (1,))


def test_a_perfect_single_hit_scores_one(books: Books) -> None:
    (alternative,) = gold_spans(case("Review the clinics."), books)
    measures = ranking_measures({"one": [rankings_of([hit("Review")], alternative, books)]})["one"]
    assert measures["ndcg@10.passage"].value == 1


def test_nothing_found_scores_nothing(books: Books) -> None:
    (alternative,) = gold_spans(case("Review the clinics."), books)
    measures = ranking_measures({"one": [rankings_of([], alternative, books)]})["one"]
    assert measures["ndcg@10.passage"].value == 0


def test_a_quote_that_was_not_read_has_no_place_and_is_never_covered(books: Books) -> None:
    gold = GoldSpan(plan_id="oak", quote="gone", places=())
    assert not covered(gold, [hit("Aims")], books)
