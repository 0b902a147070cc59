from hypothesis import given
from hypothesis import strategies as st

from eval.locate import Span, squeeze, without_tags


def test_a_quote_is_found_across_list_marks_tags_and_line_ends() -> None:
    text = "Care\t<ul style='x'> • Maximise the\n  “offer” – 24/7 </ul>"
    (span,) = squeeze(without_tags(text)).find('Maximise the "offer" - 24/7')
    assert text[span.start : span.end] == "Maximise the\n  “offer” – 24/7"


def test_a_quote_begins_and_ends_where_words_do() -> None:
    assert squeeze("education of cats").find("cat") == ()
    assert squeeze("a cat sat").find("cat") == (Span(2, 5),)


def test_every_place_of_a_quote_is_found() -> None:
    assert squeeze("review. Review, REVIEW").find("review") == (Span(0, 6), Span(8, 14), Span(16, 22))


def test_points_inside_numbers_count() -> None:
    assert squeeze("rise of 49 and 4.9").find("4.9") == (Span(15, 18),)
    assert squeeze("5 per cent").find("5%") == ()


def test_a_word_broken_by_a_soft_hyphen_is_found_whole() -> None:
    assert squeeze("a neigh\u00adbourhood team").find("neighbourhood") == (Span(2, 16),)


def test_a_quote_without_letters_is_found_nowhere() -> None:
    assert squeeze("anything").find(" – ") == ()


def test_what_carries_meaning_in_a_span_is_counted() -> None:
    assert squeeze("a - b, c").count(Span(0, 5)) == 2


@given(st.text(alphabet="ab 1.•–\n", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_what_is_found_squeezes_to_what_was_looked_for(text: str, one: int, other: int) -> None:
    quote = text[min(one, other) : max(one, other)]
    for span in squeeze(text).find(quote):
        assert squeeze(text[span.start : span.end]).text.strip(".") == squeeze(quote).text.strip(".")
