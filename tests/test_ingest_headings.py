"""Headings of texts without markup, their depth, and titles that were lost."""

import pytest

from ingest.outline import levelled
from ingest.parts import Part, Read
from ingest.readers import document_of
from ingest.text import read_text
from ingest.title_words import title_like
from ingest.titles import find_headings
from plans.document import BlockKind, Document

PROSE = "The partners in Testshire will work together on this over the five years of the plan, and report every year."


def _document(text: str) -> Document:
    return document_of(Read(run=read_text(text)))


def _outline(text: str) -> list[tuple[int, str]]:
    document = _document(text)
    return [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind is BlockKind.HEADING]


@pytest.mark.parametrize(
    "line",
    [
        "Current Position",
        "Aims and Objectives:",
        "Governance:",
        "Key Changes we will Make to Improve Access:",
        "Why is this important to the Partnership?",
        "How we will embed personalised care",
        "Working in partnership with the Voluntary, Community and Social Enterprise (VCSE) Sector",
        "Medium to Long Term Aspirations up to 2028 (detail to be added in future revisions of this plan)",
        "Supporting people to ‘choose well’",
        "OUR PRIORITIES",
        "Appendix A: Glossary",
    ],
)
def test_titles_read_like_titles(line: str) -> None:
    assert title_like(line)


@pytest.mark.parametrize(
    "line",
    [
        "Figures accurate at November 2022.",
        "Outcomes may change following broader system engagement",
        "These enablers include:",
        "We will:",
        "This means:",
        "In 23/24 we have:",
        "As a Partnership we are committed to delivering the following aims:",
        "have one or more long term conditions",
        "ICB – Integrated Care Board",
        "and the rest of the line before it",
        "4 in 10 people are waiting, and",
        PROSE,
    ],
)
def test_sentences_and_lead_ins_do_not(line: str) -> None:
    assert not title_like(line)


def test_a_short_line_over_prose_is_a_heading_and_one_over_nothing_is_not() -> None:
    assert _outline(f"Our plan\n\n{PROSE}\n\nOur Vision\n\n{PROSE}\n\nThe end of it") == [
        (1, "Our plan"),
        (1, "Our Vision"),
    ]


def test_labels_of_a_picture_are_no_headings() -> None:
    labels = "\n\n".join(["Finance Strategy", "Sensory Strategy", "Quality Framework", "Ageing Well Strategy"])
    assert _outline(f"Our plan\n\n{PROSE}\n\n{labels}\n\n{PROSE}") == [(1, "Our plan")]


def test_a_cover_is_no_row_of_headings() -> None:
    text = f"Testshire Partnership\n\nHealth Plan\n\n2023 - 2028\n\nFINAL DRAFT\n\n{PROSE}\n\nAims\n\n{PROSE}"
    assert _outline(text) == [(1, "Aims")]


def test_numbers_tell_depths() -> None:
    titles = ["1. Purpose", "2. Actions", "2.1 Access", "Details", "2.2 Beds", "3. Risks"]
    text = "".join(f"{title}\n\n{PROSE}\n\n" for title in titles)
    assert _outline(text) == list(zip([1, 1, 2, 3, 2, 1], titles, strict=True))


def test_what_counts_in_words_tells_depths_too() -> None:
    text = (
        f"Priority 1: Starting well\n\nActions for 2024/25:\n\n- Do this\n\nActions for 2025/26:\n\n- Do that\n\n"
        f"Priority 2: Ageing well\n\nActions for 2024/25:\n\n- Do more\n\nOur Partners\n\n{PROSE}"
    )
    assert [level for level, _ in _outline(text)] == [1, 2, 2, 1, 2, 1]
    document = _document(text)
    years = [block.place.year for block in document.blocks if block.kind is BlockKind.ITEM]
    assert years == ["2024/25", "2025/26", "2024/25"]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    assert _outline(f"Aims\n\n1. Improving access\n2. Crisis response\n3. Workforce\n\n{PROSE}") == [(1, "Aims")]


def test_headings_after_a_lead_in_stand_under_the_heading_before_it() -> None:
    text = f"Our Ambition\n\nWe have two areas. These are:\n\n1. Acute care\n\n{PROSE}\n\n2. Neighbourhoods\n\n{PROSE}"
    assert _outline(text) == [(1, "Our Ambition"), (2, "1. Acute care"), (2, "2. Neighbourhoods")]


def test_a_year_stands_under_its_heading_and_ends_with_it() -> None:
    text = (
        "Key Changes:\n\n2023/24\n\n- One\n\nKey Changes:\n\n- Two\n\n2024/25\n\n- Three\n\nLater Aspirations\n\n- Four"
    )
    document = _document(text)
    items = [block.place for block in document.blocks if block.kind is BlockKind.ITEM]
    assert [place.year for place in items] == ["2023/24", "2023/24", "2024/25", None]
    assert items[0].section == ("Key Changes", "2023/24")


@pytest.mark.parametrize("period", ["2023 - 2028", "2019/2024", "2020 to 2025", "1,400", "24/7"])
def test_a_period_is_no_year(period: str) -> None:
    document = _document(f"Key Changes:\n\n{period}\n\n- One is done in this list\n\n{PROSE}")
    assert {block.place.year for block in document.blocks} == {None}


def test_headings_that_the_file_marks_are_kept_and_only_years_join_them() -> None:
    text = "# Plan\n\nIntro words that are prose.\n\n## Actions\n\n2024/25\n\n- Do\n\nA short line\n\nMore."
    assert _outline(text) == [(1, "Plan"), (2, "Actions"), (3, "2024/25")]


def _lost(names: list[str], groups: list[str]) -> str:
    listed = "\n".join(f"{n}. {name}" for n, name in enumerate(names, start=1))
    parts = "\n\n".join(
        f"Why is this important to us?\n\n- {words} matters\n\nWhat we have done:\n\n- Begun {words}\n\n"
        f"What comes next\n\n- More {words}"
        for words in groups
    )
    return f"Welcome\n\n{PROSE}\n\nWe have {len(names)} priorities:\n\n{listed}\n\n{parts}\n\n{PROSE}"


def test_lost_titles_are_put_back_from_the_list_that_the_parts_echo() -> None:
    document = _document(_lost(["Dental care", "Falls and frailty", "Our workforce"], ["dental", "falls", "workforce"]))
    tops = [b.place.section[0] for b in document.blocks if b.kind is BlockKind.ITEM and len(b.place.section) == 2]
    assert tops == ["Dental care"] * 3 + ["Falls and frailty"] * 3 + ["Our workforce"] * 3
    assert [spot.kind for spot in document.blind_spots] == ["lost_title"] * 3
    assert document.blocks[-1].place.section == ()


def test_a_list_that_the_parts_do_not_echo_gives_no_titles() -> None:
    document = _document(_lost(["Housing", "Transport", "Schools"], ["dental", "falls", "workforce"]))
    assert not [spot for spot in document.blind_spots if spot.kind == "lost_title"]


def test_a_list_of_another_length_gives_no_titles() -> None:
    document = _document(_lost(["Dental care", "Falls and frailty"], ["dental", "falls", "workforce"]))
    assert not [spot for spot in document.blind_spots if spot.kind == "lost_title"]


def test_lost_titles_are_put_back_from_the_one_name_in_bold() -> None:
    part = "Scope\n\nThe **{0} Programme** joins up work.\n\nAims:\n\n- {1}\n\nNext Steps\n\n1. Meet\n2. Agree"
    document = _document(f"Welcome\n\n{PROSE}\n\n" + "\n\n".join([part.format("Start", "a"), part.format("Live", "b")]))
    assert {spot.section[0] for spot in document.blind_spots} == {"Start Programme", "Live Programme"}


def test_a_question_run_into_a_heading_that_is_printed_elsewhere_is_parted() -> None:
    text = "Why is it important?\n\n- One\n\nOther Things\n\n- Two\n\n"
    text += "Why is it important? Our workforce is our ASSET\n\n- Three"
    assert [title for _, title in _outline(text)].count("Why is it important?") == 2


def test_thousands_of_headings_are_no_burden() -> None:
    run = [Part(kind=BlockKind.PARAGRAPH, text=f"Heading {n % 7} of Things") for n in range(4_000)]
    run[1::2] = [Part(kind=BlockKind.PARAGRAPH, text=PROSE) for _ in run[1::2]]
    assert len(levelled(find_headings(run))) == 4_000
