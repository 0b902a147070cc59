"""The vocabulary that comes with the package: what people say leads to what plans write; narrower words are told."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import plans.lexicon
from plans.lexicon import Lexicon
from plans.words import content_stems, stem, tokens

FILES = sorted((Path(plans.lexicon.__file__).parent / "lexicon").glob("*.toml"))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def _groups() -> Iterator[dict[str, list[str]]]:
    for path in FILES:
        yield from tomllib.loads(path.read_text("utf-8"))["words"]


def _key(said: str) -> tuple[str, ...]:
    return tuple(stem(token.word) for token in tokens(said))


SAME = [
    ("owt about fags?", "smoking"),
    ("is there help with packing in the fags", "smoking cessation"),
    ("too much booze", "alcohol"),
    ("our gran took a tumble", "falls"),
    ("a dodgy ticker", "cardiovascular"),
    ("folk losing their marbles", "dementia"),
    ("everyone's jabs", "vaccination"),
    ("the chemist's", "pharmacy"),
    ("gnashers", "dental"),
    ("see the optician", "optometry"),
    ("stuck in hospital though fit", "delayed discharge"),
    ("sent home from the ward", "discharge"),
    ("ambulances stuck outside", "handover"),
    ("the morning rush", "8am rush"),
    ("surgeries", "general practice"),
    ("surgeries clubbing together", "primary care network"),
    ("kit for the house", "equipment"),
    ("a check-up", "health check"),
    ("scans on the high street", "community diagnostic centre"),
    ("hospital at home", "virtual ward"),
    ("getting them back on their feet", "reablement"),
    ("clubs and groups instead of pills", "social prescribing"),
    ("someone to talk to", "talking therapies"),
    ("taking their own life", "suicide"),
    ("nobody to talk to", "loneliness"),
    ("sent miles away", "out of area"),
    ("people who look after a relative", "unpaid carers"),
    ("folk who look after a relative", "unpaid carers"),
    ("a break for carers", "respite"),
    ("old folks' home", "care home"),
    ("carers coming in", "home care"),
    ("what grown-ups get", "adults"),
    ("having a baby", "maternity"),
    ("kids in care", "looked after children"),
    ("ready to start school", "school readiness"),
    ("on their deathbed", "end of life"),
    ("where people die at home", "preferred place of death"),
    ("lost a loved one", "bereavement"),
    ("die too soon: dying too young", "premature mortality"),
    ("how long people live", "life expectancy"),
    ("who foots the bill", "funded"),
    ("it is paid for by whom", "funded"),
    ("in the red", "financial pressure"),
    ("money well spent", "value for money"),
    ("heat or eat", "fuel poverty"),
    ("everything costs more", "cost of living"),
    ("rough areas", "deprived"),
    ("not enough nurses", "shortages"),
    ("stop nurses leaving", "retention"),
    ("staff off sick", "sickness absence"),
    ("what the bosses want", "leadership"),
    ("unpaid helpers", "volunteers"),
    ("the town hall", "local authority"),
    ("who is in charge", "Senior Responsible Officer"),
    ("where the buck stops", "accountability"),
    ("keeping tabs on it", "monitoring"),
    ("a yearly report", "annual"),
    ("once a year", "annually"),
    ("every three months", "quarterly"),
    ("joining forces", "partnership"),
    ("a chat with the locals", "engagement"),
    ("asked what they think", "consultation"),
    ("people who've been there themselves", "lived experience"),
    ("a postcode lottery", "inequalities"),
    ("never asked, left out in the cold", "seldom heard"),
    ("where folk live", "neighbourhood"),
    ("out in the sticks", "rural"),
    ("sleeping rough", "rough sleeping"),
    ("the air we breathe", "air quality"),
    ("what's being shut", "closure"),
    ("moving services about", "reconfiguration"),
    ("when it came into being", "established"),
    ("the year it was born", "establishment"),
    ("see how it goes first", "pilot"),
    ("did it work", "evaluation"),
    ("what difference it makes", "impact"),
    ("how will they know", "indicators"),
    ("what could go wrong", "risk"),
    ("what gets in the way", "barriers"),
    ("in a nutshell", "summary"),
    ("doctors talking a load of gobbledegook", "jargon"),
    ("hopeless with computers", "digital exclusion"),
    ("see the same notes", "shared care record"),
    ("hackers", "cyber security"),
    ("pills", "medicines"),
    ("weekends", "weekend"),
    ("left on a trolley", "corridor care"),
    ("hospitals helping each other out", "provider collaborative"),
    ("the council and NHS board", "Health and Wellbeing Board"),
    ("keep patients moving", "patient flow"),
    ("see the same doctor", "continuity of care"),
    ("treating everyone alike", "equality"),
    ("a van that visits", "outreach"),
    ("is there a cancelled operations figure", "cancellations"),
]

NARROWER = [
    ("leukaemia", "cancer"),
    ("chemo", "cancer"),
    ("vaping", "smoking"),
    ("e-cigs", "smoking"),
    ("angina", "cardiovascular"),
    ("a heart attack", "cardiovascular"),
    ("insulin", "diabetes"),
    ("inhalers", "respiratory"),
    ("the prostate", "urology"),
    ("heroin", "substance misuse"),
    ("cannabis", "substance misuse"),
    ("bulimia", "eating disorder"),
    ("HIV", "sexual health"),
    ("a knife", "violence"),
    ("the gym", "physical activity"),
    ("swimming", "physical activity"),
    ("long covid", "COVID-19"),
    ("a hip replacement", "elective"),
    ("a mammogram", "screening"),
    ("wheelchairs", "equipment"),
    ("bipolar", "severe mental illness"),
    ("midwives", "maternity"),
    ("stillborn", "infant mortality"),
    ("a hospice", "end of life"),
    ("universal credit", "benefits"),
    ("mosques", "faith"),
    ("recycling", "greener"),
    ("tests for measles", "infection"),
    ("potholes", "roads"),
    ("acupuncture", "complementary therapies"),
    ("cleaners", "support staff"),
]

COMMON = """
    time thing day work people way place good bad big new get make go want year week month plan help use say tell ask
    look see know think come take give put need kind sort lot bit age part case point question answer word page
    section life world hand end start same other better best old young long short high low main whole
    right wrong able number side head means found made done working works helps offers service services
""".split()


@pytest.mark.parametrize(("said", "term"), SAME)
def test_an_everyday_expression_means_what_plans_write(lexicon: Lexicon, said: str, term: str) -> None:
    assert term in {term for match in lexicon.find(said) for term in match.same}


@pytest.mark.parametrize(("said", "term"), NARROWER)
def test_a_narrower_expression_leads_to_the_plan_word_but_is_not_borne_out_by_it(
    lexicon: Lexicon, said: str, term: str
) -> None:
    found = lexicon.find(said)
    assert term in {term for match in found for term in match.terms}
    assert term not in {term for match in found for term in match.same}


def test_no_expression_both_means_a_plan_word_and_is_narrower_than_it() -> None:
    same = {
        (_key(said), content_stems(term)) for g in _groups() for said in g.get("say", ()) for term in g["plans_say"]
    }
    near = {
        (_key(said), content_stems(term))
        for g in _groups()
        for said in g.get("narrower", ())
        for term in g["plans_say"]
    }
    assert not same & near


def test_every_group_has_expressions_and_plan_words_that_carry_meaning() -> None:
    for group in _groups():
        assert group.get("say") or group.get("narrower")
        assert group["plans_say"]
        assert not set(group["plans_say"]) & set(group.get("related", ()))
        assert all(content_stems(term) or term == "%" for term in (*group["plans_say"], *group.get("related", ())))


@pytest.mark.parametrize("word", COMMON)
def test_a_word_too_common_to_mean_anything_leads_nowhere(lexicon: Lexicon, word: str) -> None:
    assert lexicon.find(word) == ()


def test_the_vocabulary_is_broad_and_tells_many_narrower_words(lexicon: Lexicon) -> None:
    narrower = {_key(said) for group in _groups() for said in group.get("narrower", ())}
    assert len(lexicon) > 6000
    assert len(narrower) > 1000
