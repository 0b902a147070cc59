import pytest

from eval.books import Books, books_of, gold_spans
from eval.citations import citation_measures, cites_gold, quote_measures
from eval.claims import claim_of, no_bodies, read_source, registered_bodies, supports
from eval.gold import Case
from eval.trace import Cited, PlanText, Section, Told, Trace

TEXT = "Open 5 clinics by March 2025. Cut waits to 18 weeks. Locala will lead the falls service."
SPANS = {"clinics": (0, 29), "waits": (30, 52), "falls": (53, 88)}


@pytest.fixture
def books() -> Books:
    sections = tuple(Section(start=start, end=end, path=("Plan", name)) for name, (start, end) in SPANS.items())
    return books_of([PlanText(plan_id="oak", title="Oak Plan", sha256="0", text=TEXT, sections=sections)])


def cited(n: int, name: str, **more: object) -> Cited:
    start, end = SPANS[name]
    fields = {"n": n, "plan_id": "oak", "section": ("Plan", name), "quote": TEXT[start:end], "page": None}
    return Cited.model_validate({**fields, "start": start, "end": end, **more})


def trace(*told: tuple[str, tuple[int, ...]], citations: tuple[Cited, ...], support: str = "supported") -> Trace:
    sentences = tuple(Told.model_validate({"text": text, "citations": n, "support": support}) for text, n in told)
    text = "\n".join(" ".join([one.text, *(f"[{n}]" for n in one.citations)]) for one in sentences)
    return Trace(case="c", question="What?", status="answered", text=text, sentences=sentences, citations=citations)


def measured(one: Trace, books: Books) -> dict[str, float]:
    return {name: ratio.value for name, ratio in citation_measures(one, books, bodies_in=no_bodies).items()}


def test_a_sentence_is_borne_out_when_all_it_states_is_in_what_it_cites(books: Books) -> None:
    one = trace(("Five clinics will open by March 2025.", (1,)), citations=(cited(1, "clinics"),))
    assert measured(one, books)["citation_recall"] == 1
    assert measured(one, books)["citation_precision"] == 1


@pytest.mark.parametrize(
    "text", ["Six clinics will open by March 2025.", "Five clinics will open by March 2026.", "Five dentists must go."]
)
def test_another_number_date_or_subject_is_not_borne_out(books: Books, text: str) -> None:
    one = trace((text, (1,)), citations=(cited(1, "clinics"),))
    assert measured(one, books)["citation_recall"] == 0
    assert measured(one, books)["citation_precision"] == 0


def test_alce_by_hand(books: Books) -> None:
    # Of two citations one bears the sentence out alone and the other does not, and is not needed: precision 1/2.
    told = ("Five clinics will open by March 2025.", (1, 2))
    one = trace(told, citations=(cited(1, "clinics"), cited(2, "waits")))
    assert measured(one, books)["citation_precision"] == 0.5
    assert measured(one, books)["citation_f1"] == pytest.approx(2 * 0.5 / 1.5)


def test_two_citations_that_are_both_needed_are_both_right(books: Books) -> None:
    told = ("Open 5 clinics by March 2025, cut waits to 18 weeks.", (1, 2))
    one = trace(told, citations=(cited(1, "clinics"), cited(2, "waits")))
    assert measured(one, books)["citation_precision"] == 1


def test_organisations_are_held_to_the_register() -> None:
    bodies_in = registered_bodies()
    source = read_source([TEXT], bodies_in=bodies_in)
    assert supports(claim_of("Locala leads the falls service.", bodies_in=bodies_in), source)
    assert not supports(claim_of("Healthwatch Kirklees leads the falls service.", bodies_in=bodies_in), source)


@pytest.mark.parametrize(
    ("text", "factual"),
    [
        ("The wait is 18 weeks.", True),
        ("Clinics will open.", True),
        ("That is good.", False),
        ("Which of the 2 plans do you mean?", False),
        ("I could not find that in the 2 plans (855 passages examined).", False),
        ("Call NHS 111.", False),
        ("Oak Plan 2023-2028, Workforce 2024/25", False),
    ],
)
def test_only_what_states_something_has_to_be_borne_out(text: str, factual: bool) -> None:
    places = ["Oak Plan 2023-2028 Workforce 2024/25"]
    assert claim_of(text, bodies_in=no_bodies, places=places).factual is factual


def test_numbers_that_nothing_cited_has_are_counted(books: Books) -> None:
    one = trace(("5 clinics open by March 2025, and 7 more in 2027.", (1,)), citations=(cited(1, "clinics"),))
    assert measured(one, books)["unsupported_numbers"] == 0.5


def test_a_number_of_the_question_is_not_held_against_the_answer(books: Books) -> None:
    one = trace(("The plan does not say 40 clinics, it says 5 clinics.", (1,)), citations=(cited(1, "clinics"),))
    assert measured(one.model_copy(update={"question": "Why 40 clinics?"}), books)["unsupported_numbers"] == 0


def test_a_marker_without_a_citation_dangles(books: Books) -> None:
    one = trace(("Clinics will open.", (1, 9)), citations=(cited(1, "clinics"),))
    assert measured(one, books)["dangling_citations"] == 0.5
    gone = cited(1, "clinics", plan_id="elm")
    assert measured(trace(("Clinics will open.", (1,)), citations=(gone,)), books)["dangling_citations"] == 1


def test_a_quote_is_exact_where_it_is_cited(books: Books) -> None:
    right = trace(("“Cut waits to 18 weeks.”", (1,)), citations=(cited(1, "waits"),), support="quoted")
    assert quote_measures(right, books)["quote_exactness"].value == 1
    elsewhere = trace(("“Cut waits to 18 weeks.”", (1,)), citations=(cited(1, "clinics"),), support="quoted")
    assert quote_measures(elsewhere, books)["quotes_on_other_page"].value == 0.5
    near = trace(("“Cut the waits to 18 weeks.”", (1,)), citations=(cited(1, "waits"),), support="quoted")
    assert quote_measures(near, books)["quote_exactness"].value == 0.5


def test_a_citations_quote_must_be_the_plans_words_to_the_letter(books: Books) -> None:
    one = trace(("Waits fall.", (1,)), citations=(cited(1, "waits", quote="Cut waits to 18 weeks"),))
    assert quote_measures(one, books)["quote_exactness"].value == 0


def test_apostrophes_are_no_quotation_marks(books: Books) -> None:
    one = trace(("It's the partners' own 'clear plan for all'.", ()), citations=())
    assert quote_measures(one, books) == {}


def test_cited_places_are_held_against_the_gold(books: Books) -> None:
    evidence = [[{"doc": "oak", "quote": "Cut waits to 18 weeks."}, {"doc": "oak", "quote": "Open 5 clinics by March"}]]
    fields = {"id": "one", "split": "dev", "category": "list", "cluster": "c", "expect": "answer"}
    case = Case.model_validate({**fields, "turns": [{"text": "What?"}], "evidence": evidence})
    one = trace(("Waits fall.", (1, 2)), citations=(cited(1, "waits"), cited(2, "falls")))
    measures = cites_gold(one, gold_spans(case, books), books)
    assert measures["gold_citation_precision"].value == 0.5
    assert measures["gold_citation_recall"].value == 0.5
