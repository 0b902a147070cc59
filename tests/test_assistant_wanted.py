"""What a question wants is looked for in the words themselves: that sort of number, money, a date, a body in a role."""

import pytest

from assistant.understanding import understand
from assistant.wanted import wanted_in
from plans.answer import Question
from plans.bodies import Bodies

_BODIES = Bodies.load()


def found(question: str, text: str, heading: str | None = None) -> tuple[str, ...]:
    asked = understand(Question(text=question), plans=(), bodies=_BODIES)
    return wanted_in(text, asked=asked, concepts=(), heading=heading, bodies=_BODIES, period=None)


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("How much money goes into transport?", "We will invest £2.5 million in transport.", ("£2.5 million",)),
        ("How much money goes into transport?", "We will run 40 more buses.", ()),
        ("What share of calls are answered?", "At least 80% of calls in 5 minutes.", ("At least 80%",)),
        ("What share of calls are answered?", "All calls within 5 minutes.", ()),
        ("How many minutes may a call wait?", "80% of calls within 5 minutes.", ("within 5 minutes",)),
        ("How many nurses will be trained?", "Train 12 nurses in 3 places.", ("12",)),
        ("How many nurses will be trained?", "Open 3 clinics for patients.", ()),
        ("How many patients will be treated?", "Treat 77% of patients.", ("77%",)),
        ("How many patients will be treated?", "Treat 40 patients, 77% of patients seen.", ("40", "77%")),
        ("How long should people wait for a scan?", "No more than 6 weeks.", ("No more than 6 weeks",)),
        ("What are the opening hours of the clinic?", "Open 8am to 6pm on 5 days.", ("8am to 6pm",)),
        ("When will the clinic open?", "It opens by September 2025.", ("by September 2025",)),
        ("When will the clinic open?", "Open the clinic: date to be agreed.", ("to be agreed",)),
        ("Who leads the clinic?", "The clinic's lead is not yet appointed.", ("not yet appointed",)),
        ("How much money goes into transport?", "Transport in 2026/27: not set", ("not set",)),
        ("When does the board meet?", "The board meets every Thursday.", ("every Thursday",)),
        ("On what date will the clinic open?", "It opens in 2025/26.", ()),
        ("Who leads the clinic?", "The clinic is led by Healthwatch Kirklees.", ("Healthwatch Kirklees",)),
        ("Who leads the clinic?", "The clinic stands in Kirklees Council.", ()),
        ("Who leads on carers?", "We find carers who come into contact with Healthwatch Kirklees.", ()),
        ("Who chairs the board?", "Healthwatch Kirklees works with the board.", ()),
        ("Who set up the clinic?", "The clinic was set up by local charities to help carers.", ("local charities",)),
        ("Who will they work with on the clinic?", "Work with the Scan Partners to open it.", ("Scan Partners",)),
        ("Which group is to lead the clinic?", "A single group should be formed to lead it.", ("A single group",)),
        ("Who is the clinic for?", "Clinics for people with a disability are open.", ("people with a disability",)),
        ("Who does the clinic help?", "It is for those on waiting lists.", ("those on waiting lists",)),
        ("Whose mental health is it to improve?", "Improve mental health.", ()),
        ("How many years less do they live?", "They live 6-7 years less than others.", ("6-7 years",)),
        ("How many more checks than last year?", "110,000 checks: 40,000 more than last year.", ("40,000",)),
        ("By how much has access grown?", "Access grew by 5.5%, to 48.2%.", ("5.5%",)),
        ("How many sites piloted the clinic?", "It was piloted across 4 clinic sites.", ("4",)),
        ("How many winters has it run?", "This is the third year of the campaign.", ("third year",)),
        ("How many clinics will have a hub?", "Each clinic will have a hub.", ("Each clinic",)),
        ("How old are the figures?", "Figures accurate at November 2022.", ("November 2022",)),
        ("What is the review date?", "Review Date 01/04/2024", ("01/04/2024",)),
        ("Why is there a clinic?", "There is a clinic because people wait.", ()),
    ],
)
def test_only_the_kind_of_thing_that_is_wanted_counts(question: str, text: str, words: tuple[str, ...]) -> None:
    assert found(question, text) == words


def test_the_year_heading_dates_what_states_no_date() -> None:
    assert found("When will the clinic open?", "Open the clinic.", "2025/26") == ("2025/26",)


def test_a_year_heading_is_no_answer_where_a_day_is_asked_for() -> None:
    assert found("On what date will the clinic open?", "Open the clinic.", "2025/26") == ()


def test_a_body_that_the_question_names_is_not_its_own_answer() -> None:
    assert found("Who works with Healthwatch Kirklees on the clinic?", "Healthwatch Kirklees runs the clinic.") == ()
