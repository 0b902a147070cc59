"""Words on the same subject that gainsay a statement, one check at a time."""

import pytest

from assistant import contradictions
from assistant.concepts import Concept, cover
from assistant.evidence import Evidence, Quote
from plans.document import BlockKind, Passage, Place
from plans.quantities import quantities
from plans.stance import Stance
from plans.words import content_stems


def found(words: str, *, about: str) -> Evidence:
    """Evidence of which all the meaning words of `about` count as asked for."""
    concepts = [
        Concept(asked=one, stem=one, alternatives=(), weight=1.0, known=True, native=True)
        for one in content_stems(about)
    ]
    passage = Passage(
        id="p1",
        plan_id="p",
        edition="",
        start=0,
        end=len(words),
        text=words,
        kind=BlockKind.PARAGRAPH,
        place=Place(),
        context="",
    )
    return Evidence(
        quote=Quote(passage=passage, start=0, end=len(words)),
        coverage=cover(concepts, words, ""),
        named=(),
        wanted=True,
        year=True,
        stance=Stance.BACKGROUND,
        numbers=1.0,
        bodies=1.0,
        leaning=True,
        score=1.0,
        rank=0,
    )


SCHEME = "The scheme was launched in June 2023. It has treated 60 people."


def test_another_date_of_the_same_sentence_gainsays_one() -> None:
    words = found(SCHEME, about="scheme launched")

    assert contradictions.another_date("the scheme was launched in May 2021", words, [words]) == "May 2021"
    assert contradictions.another_date("the scheme was launched in 2023", words, [words]) == ""


def test_a_date_that_words_as_near_give_is_not_gainsaid() -> None:
    words, others = (found(text, about="scheme launched") for text in (SCHEME, "A scheme was launched in May 2021."))

    assert contradictions.another_date("the scheme was launched in May 2021", words, [words, others]) == ""


def test_a_number_is_not_gainsaid_by_one_of_another_kind() -> None:
    words = found("Calls are answered within 5 minutes.", about="calls answered")
    share = quantities("40% of calls are answered")[0]

    assert not contradictions.another_number(share, words, [words])


def test_a_figure_of_one_thing_told_of_another_is_found() -> None:
    words = found("Of these, 72% are face-to-face and 44% are on the same day.", about="face")

    assert contradictions.said_of_another("44% are face to face", words) == "44%"
    assert contradictions.said_of_another("72% are face to face", words) == ""


@pytest.mark.parametrize(
    ("statement", "gainsaid"),
    [("Waits for surgery have gone up", True), ("Waits for surgery have been brought down", False)],
)
def test_the_direction_of_a_change_is_read_from_the_sentence_that_goes_on(statement: str, gainsaid: bool) -> None:
    words = found("Waits for surgery stand at ten weeks. This has decreased from twelve.", about="waits surgery")

    assert contradictions.the_other_way(statement, words) is gainsaid


def test_a_number_of_the_nation_is_not_the_plans_own() -> None:
    words = found("in line with the national ambition for 9,000 additional people", about="people")

    assert contradictions.national_figure("Will Oakham help 9,000 more people?", words) == "9,000"
    assert contradictions.national_figure("Is the national ambition 9,000 people?", words) == ""


def test_what_is_there_already_is_not_yet_to_be_begun() -> None:
    words = found("Virtual wards are now established for frailty.", about="virtual wards")

    assert contradictions.already_there("When will Oakham set up its first virtual wards?", words)
    assert not contradictions.already_there("What do virtual wards cost?", words)
