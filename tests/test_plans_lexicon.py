"""The lexicon: everyday expressions found by their stems, the longest first, open to correction."""

from pathlib import Path

import pytest

from plans.errors import WrongCall
from plans.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def _pairs(lexicon: Lexicon, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(match.said, match.terms) for match in lexicon.find(text)]


def test_an_expression_is_found_where_it_stands_whatever_its_endings() -> None:
    lexicon = Lexicon({"having a baby": ["maternity"], "baby": ["infant"]})
    (match,) = lexicon.find("My sister's HAVING A BABY.")
    assert match.said == "HAVING A BABY"
    assert "My sister's HAVING A BABY."[match.start : match.end] == match.said
    assert match.terms == ("maternity",)
    assert _pairs(lexicon, "two babies") == [("babies", ("infant",))]


def test_an_expression_that_is_narrower_leads_but_is_told_apart(tmp_path: Path) -> None:
    own = tmp_path / "lexicon.toml"
    group = '[[words]]\nsay = ["the big zed"]\nnarrower = ["zeditis"]\nplans_say = ["zed"]\nrelated = ["letters"]\n'
    own.write_text(group, "utf-8")
    lexicon = Lexicon.load(own)
    (named,), (narrower,) = lexicon.find("the big zed"), lexicon.find("zeditis")
    assert (named.terms, named.same) == (("zed", "letters"), ("zed",))
    assert (narrower.terms, narrower.same) == (("zed", "letters"), ())


def test_words_said_in_several_places_gather_their_terms() -> None:
    lexicon = Lexicon({"tab": ["smoking"], "tabs": ["medication", "smoking"]})
    assert _pairs(lexicon, "tabs") == [("tabs", ("smoking", "medication"))]


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("having a baby", "maternity"),
        ("my wages", "pay and conditions"),
        ("see a doctor at the weekend", "enhanced access"),
        ("gran's care home", "care sector"),
        ("fags and booze", "smoking"),
        ("fags and booze", "alcohol"),
        ("taking their own life", "suicide"),
        ("on my tod and lonely", "isolation"),
        ("can't use computers", "digital exclusion"),
        ("the bairns' gnashers", "dental"),
        ("casualty", "A&E"),
        ("pass away at home", "end of life"),
        ("hanging on the phone", "telephony"),
        ("staff packing it in", "retention"),
        ("looking after my mum", "unpaid carers"),
    ],
)
def test_what_people_say_leads_to_what_plans_write(lexicon: Lexicon, said: str, term: str) -> None:
    assert term in {term for match in lexicon.find(said) for term in match.terms}


def test_the_vocabulary_is_broad(lexicon: Lexicon) -> None:
    assert len(lexicon) > 2000


def test_a_person_adds_and_takes_away(tmp_path: Path) -> None:
    own = tmp_path / "lexicon.toml"
    own.write_text('[[words]]\nsay = ["snake juice"]\nplans_say = ["medicines"]\n[[forget]]\nsay = ["brass"]\n')
    lexicon = Lexicon.load(own)
    assert _pairs(lexicon, "a bottle of snake juice")[-1] == ("snake juice", ("medicines",))
    assert not lexicon.find("brass")
    assert Lexicon.load().find("brass")


def test_no_own_file_is_no_fault(tmp_path: Path) -> None:
    assert len(Lexicon.load(tmp_path / "lexicon.toml")) == len(Lexicon.load())


@pytest.mark.parametrize(
    "text",
    [
        "[[words",
        '[[words]]\nsay = "one"\nplans_say = ["two"]',
        '[[words]]\nsay = ["one"]',
        "[other]\nsay = 1",
        "words = 3",
    ],
)
def test_an_own_file_of_another_form_is_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "lexicon.toml"
    own.write_text(text)
    with pytest.raises(WrongCall, match=r"lexicon\.toml"):
        Lexicon.load(own)
