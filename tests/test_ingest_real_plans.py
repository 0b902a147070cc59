"""Real plans as PDF: how much of them is read, and in which order. Skipped where the plans are not at hand."""

import re
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.passages import passages_of
from ingest.reading import read_document
from plans.catalogue import PlanEntry
from plans.document import BlockKind, Document

PLANS = Path(__file__).parents[2] / "shared" / "real-plans"
DESIGNED, PLAIN = "dementia-strategy-2020-2023-v14.pdf", "dementia-strategy-2020-2023-plain-text.pdf"
SUICIDE, WELLBEING = "Suicide-Prevention-Strategy-2017-2020.pdf", "Final-JHWS-2019-2024.pdf"
ENTRY = PlanEntry(id="p", title="P", publisher="P", edition="1", file="p.pdf")

pytestmark = pytest.mark.skipif(not PLANS.is_dir(), reason="the real plans (../shared/real-plans) are not here")


@lru_cache
def _read(name: str) -> Document:
    return read_document(PLANS / name, limits=Limits(process=False))


def _words(document: Document) -> list[str]:
    return re.findall(r"[a-z0-9]+", document.text.lower())


def _in_rows(words: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[n : n + size]) for n in range(len(words) - size + 1))


def test_the_designed_plan_gives_the_words_of_its_plain_twin_in_their_order() -> None:
    designed, plain = _words(_read(DESIGNED)), _words(_read(PLAIN))
    common = sum((Counter(designed) & Counter(plain)).values())
    assert 2 * common / (len(designed) + len(plain)) >= 0.97
    wanted, found = _in_rows(plain, 5), _in_rows(designed, 5)
    assert sum((wanted & found).values()) / sum(wanted.values()) >= 0.92


@pytest.mark.parametrize("name", [DESIGNED, PLAIN, SUICIDE, WELLBEING])
def test_spans_are_exact_and_rise_in_every_real_plan(name: str) -> None:
    document = _read(name)
    passages = passages_of(document, entry=ENTRY)
    assert all(p.text == document.text[p.start : p.end] for p in passages)
    assert all(one.end < other.start for one, other in zip(document.blocks, document.blocks[1:], strict=False))
    assert all(p.place.page for p in passages)
    assert len({p.id for p in passages}) == len(passages)


@pytest.mark.parametrize(
    ("page", "pieces"),
    [
        (2, ["Acknowledgements", "We are very grateful"]),
        (3, ["FOREWORD", "I am delighted", "The Health & Wellbeing Board brings", "This Strategy is a product",
             "This Strategy, therefore, marks", "We have an agreed", "As Chair of the Board", "Amanda Jupp"]),
        (4, ["FOREWORD", "Welcome to the West Sussex", "In our refreshed", "Whilst people are living", "We will need",
             "Gill Galliano", "Dr Laura Hill", "Frances Russell"]),
        (5, ["EXECUTIVE SUMMARY", "The West Sussex Health and Wellbeing Board is made up",
             "Ensure joined up working and services", "Our vision", "How the Board works",
             "To meet these challenges the HWB",
             "Our priorities", "Starting Well\n", "leaving care are healthy", "Living and Working Well\n",
             "communities are connected", "look after their own health", "Ageing Well\n", "have a good death",
             "Monitoring progress"]),
        (6, ["INTRODUCTION", "Improve the health and wellbeing of residents", "Our Vision", "Audience for the strategy",
             "Support effective partnership working"]),
        (7, ["How the Board Operates", "Championing priorities", "Co-production and insight"]),
        (8, ["How we work with other boards", "The HWB is currently developing", "The HWB is working to strengthen",
             "The JHWS development", "Following the identification", "Engagement in JHWS development",
             "Strategy development process", "Review of the JSNA", "Equality Impact Assessment", "Strategy update"]),
        (9, ["WEST SUSSEX CONTEXT", "Challenges", "The health and wellbeing gap", "The care and quality gap",
             "The funding and efficiency gap", "Reducing inequalities"]),
        (10, ["Addressing the challenges", "The HWB recognises", "Opportunities and enablers", "Whole system approach:",
              "A whole system approach", "Place level", "Community level", "Individual level",
              "Harnessing the assets", "What makes us healthy", "Prioritising Prevention", "The recent government",
              "This is reiterated", "The NHS Plan also"]),
        (11, ["THE LIFECOURSE APPROACH", "To achieve our vision", "Starting Well:", "Living and Working Well:",
              "Ageing Well:", "These are not mutually", "Transitions (such", "Mental Health and mental",
              "Transition points", "Chapter outline", "Lifestage background", "Key data (Data"]),
        (12, ["Residents", "Births 8,630", "Deaths 9,375", "Best Quartile", "range of measures, known to have",
              "First Time Entrants", "292.5 per 100,000", "Age Structure",
              "an older age structure compared with South East and England, 22% of residents", "Life Expectancy",
              "Getting Better All The Time", "Teenage Pregnancy", "Top Places to Live, Work & Retire",
              "A county rich in natural, cultural"]),
        (13, ["Ageing Population and pressures", "We have already experienced", "considerable inequalities persist",
              "Healthy Life Expectancy may be stalling", "Need to reduce harms", "Screening rates", "Flooding",
              "Maximise prevention", "Obese or overweight", "Smoking rates", "Physical Activity"]),
        (14, ["STARTING WELL", "Overview", "Key Issues and Challenges", "Only half of children receiving"]),
        (15, ["Our goals", "What we mean", "Improved infant", "best start in life",
              "interrupt the cycle of vulnerability", "good emotional wellbeing and mental health",
              "Mental wellbeing in early years", "Children grow in a safe", "Parenting is critical",
              "leaving care are healthy", "The transition to adulthood", "Key initiatives",
              "Sussex and East Surrey Local", "Healthy Child Programme", "Apprenticeship scheme"]),
        (16, ["Monitoring progress", "To monitor progress on these", "Percentage of women who are smokers",
              "Perinatal and maternal", "guidelines for physical activity", "Case Study",
              "The Family Wellbeing programme", "local placed-based assets"]),
        (17, ["Children and young people", "A diverse community", "The rate of looked after", "Social care referrals",
              "social services has increased year on year from 2014", "Children with complex health needs", "3.8%",
              "Child Poverty", "Homelessness", "724 children were living in temporary accommodation",
              "Childhood obesity", "19.5%", "of children in reception", "28.3%", "in year 6",
              "Educational attainment"]),
        (19, ["LIVING AND WORKING WELL", "Overview", "Good health is important", "Action is needed",
              "Lifestyle is important", "Key Issues and Challenges", "There are an increasing", "Enterprising and",
              "There are also issues for working age"]),
        (20, ["Our goals", "What we mean", "Individuals, families, friends and communities are connected",
              "Communities have a vital contribution", "People are able to look after their own health and wellbeing",
              "Many causes of ill health", "good quality homes providing a secure place to thrive", "Adequate housing",
              "People live, work and play in environments that promote health", "The built and natural environment",
              "Key initiatives", "Health in all policies", "Social prescribing"]),
        (21, ["Monitoring progress", "The proportion of people in contact", "Employment gap", "Access to Health Assets",
              "Case Study", "Sue (aged 56)"]),
        (22, ["Inequality", "Overall West Sussex is a relatively wealthy", "Adur, Worthing",
              "For those living in the poor", "Healthier Lifestyles", "Smoking", "Alcohol", "Diet",
              "Physical Activity", "Clustering", "Drugs and treat", "We need environments", "Alcohol Premises",
              "Fast Food", "Road safety", "high rate of people killed", "accidents.", "Mental Health"]),
        (23, ["Working age Residents", "Employment Rate", "Dependency Ratio", "Older People in the Workforce", "Carers",
              "Mental wellbeing", "Housing", "Getting on the ladder", "Affordable Rent?", "Social and Affordable"]),
        (24, ["AGEING WELL", "Overview", "The population of West Sussex", "Overall, older people", "However, with age",
              "The goals highlighted", "Key Issues and Challenges", "Ageing well needs", "Preparing for a good death"]),
        (25, ["Our goals", "What we mean", "Fewer older people feel lonely", "Good social relationships",
              "Older adults stay healthier", "Older people value having choice",
              "reduction in the number of older people", "As people get older the risk",
              "People receive good quality end of life care", "Talking about end of life", "Key initiatives",
              "Social prescribing", "Whole system approaches to falls", "Dementia-friendly"]),
        (26, ["Monitoring progress", "Proportion of older people moderately", "Death at usual place", "Case study",
              "Dementia Friendly Crawley", "This has included", "This aims to support"]),
        (27, ["AGEING WELL", "192,900", "388 residents aged 65+ for every 1,000", "Living arrangements", "72,500",
              "estimated to be living alone in 2017", "7,500", "living in a residential or nursing home",
              "Older people as carers", "Living with long term conditions", "Almost two thirds of those aged 65-84",
              "112,500 aged 65+ estimated to have two or more", "31,700 aged 65+ estimated to have physical and mental",
              "9,148 aged 65+ currently on disease registers", "Sensory impairment",
              "5,800 people aged 75+ predicted to have registrable eye", "2,615 aged 65+ registered as blind",
              "82,900 people aged 65+"]),
        (28, ["Social isolation", "Social Care Users", "Loneliness was common among carers, particularly",
              "Support with Long Term Conditions", "NHS Coastal West Sussex CCG", "Emergency hospital admissions",
              "47,600 emergency admissions (all cause)", "Falls", "aged 80+ compared with England",
              "lowest in Horsham", "second lowest in Crawley (4,016)", "One in three older people",
              "Hospital deaths in West Sussex are lower", "But there are some local"]),
        (29, ["MONITORING DELIVERY", "The Joint Health and Wellbeing", "The Board will work closely",
              "As system leaders", "In addition local", "The Board proposes", "The Board also has a duty"]),
        (31, ["OUR GUIDING PRINCIPLES", "System leadership", "We will apply our", "Prevention and early",
              "We will commission", "Partnership working", "Asset based approaches", "Integration",
              "We will work to join up", "Equity and", "Evidence based approaches", "Sustainability"]),
        (32, ["WORKING WITH OTHER BOARDS", "District and borough partnerships and priorities", "volunt", "Crawley\n",
              "Healthy lifestyles", "Later years", "Health inequalities", "Chichester\n",
              "Encouraging and supporting people to adopt", "services that help people with low level mental health",
              "most vulnerable in society", "Horsham\n", "Falls Prevention\n",
              "Road Safety – Killed and Seriously Injured", "JOINT HEALTH AND WELLBEING STRATEGY Themes:",
              "Starting well", "Ageing Well", "Arun\n", "Tackling social isolation", "Mid Sussex\n",
              "Supporting protected groups", "Adur and Worthing\n", "Young people and wellbeing"]),
        (33, ["STRATEGIC LINKS", "National", "Carers Action Plan", "Regional", "Starting Well",
              "Living and Working Well", "Tobacco Control", "Ageing well", "Across the Lifecourse",
              "Health and Social Care Plan", "Air Quality Plan"]),
    ],
)  # fmt: skip
def test_pages_of_the_wellbeing_strategy_are_read_in_order(page: int, pieces: list[str]) -> None:
    document = _read(WELLBEING)
    told = "\n".join(document.text[b.start : b.end] for b in document.blocks if b.place.page == page)
    places = [told.find(piece) for piece in pieces]
    assert -1 not in places
    assert places == sorted(places)


def test_names_under_a_foreword_are_no_headings() -> None:
    document = _read(WELLBEING)
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING]
    assert {"FOREWORD", "EXECUTIVE SUMMARY"} <= set(headings)
    assert not {"Amanda Jupp", "Chair - West Sussex Health and Wellbeing Board", "Dr Laura Hill"} & set(headings)


def test_a_total_without_a_name_is_not_told_of_the_row_above() -> None:
    document = _read(SUICIDE)
    cells = [b for b in document.blocks if document.text[b.start : b.end] == "76.7%" and b.place.page == 28]
    assert [cell.place.row for cell in cells] == [None]


def test_printed_page_numbers_are_not_those_of_the_file() -> None:
    labels = {b.place.page: b.place.page_label for b in _read(WELLBEING).blocks}
    assert (labels[3], labels[5], labels[6], labels[14], labels[29]) == ("i", "iii", "1", "9", "24")


@pytest.mark.parametrize(
    ("action", "row"),
    [
        (
            "SPFT suicide prevention strategy and action plan created",
            "Reduce the risk of suicide in key high-risk groups",
        ),
        (
            "Develop a tiered support model for the wider social network of a CYP",
            "Provide better information and support",
        ),
        ("Produce a Suicide Audit every two years", "Support research, data collection and monitoring"),
    ],
)
def test_actions_of_the_suicide_strategy_stand_in_one_passage_under_their_priority(action: str, row: str) -> None:
    document = _read(SUICIDE)
    (passage,) = [p for p in passages_of(document, entry=ENTRY) if action in p.text]
    assert passage.kind is BlockKind.CELL
    assert (passage.place.row or "").startswith(row)
    assert "West Sussex Action" in passage.context


def test_a_row_that_a_page_parted_is_whole() -> None:
    document = _read(SUICIDE)
    (block,) = [b for b in document.blocks if "Development of a new website" in document.text[b.start : b.end]]
    assert document.text[block.start : block.end].endswith("the wellbeing of the West Sussex population")
    assert (block.place.page, block.place.last_page) == (35, 36)


def test_running_feet_are_gone() -> None:
    assert "West Sussex Joint Dementia Strategy 2020-23 Plain Text" not in _read(PLAIN).text


@pytest.mark.slow
def test_reading_is_fast_from_the_second_file_on() -> None:
    read_document(PLANS / PLAIN)
    start = time.monotonic()
    pages = sum(read_document(PLANS / name).pages or 0 for name in (DESIGNED, PLAIN, SUICIDE, WELLBEING))
    assert pages / (time.monotonic() - start) >= 40
