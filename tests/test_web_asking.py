"""The page to ask on: what its events give back, what is kept, and what is stored."""

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from app.feedback import Feedback, FiledReports, keep_feedback, read_feedback
from app.web.ask_events import AskPage
from app.web.asking import Conversation
from app.web.downloads import as_docx, as_markdown, as_text
from app.web.examples import example_questions
from app.web.kept import KeptAnswer, KeptAnswers
from app.web.views import CAVEAT, announcement, conversation_link, view_of, ways_on
from plans.answer import Answer, Citation, NearMiss, Question, Searched, Status
from plans.errors import HomeNotWritable, WrongCall


def an_answer(**changes: Any) -> Answer:
    citation = Citation(
        n=1, plan_id="p", plan_title="A plan", edition="v1", section=("Access", "2024/25"),
        quote="At least 76% within 4 hours", page=14, page_label="12", start=10, end=37,
        url="/plans/p?start=10&end=37#cited",
    )  # fmt: skip
    answer = Answer(
        question="What is the target?", standalone_question="What is the A&E target?", status=Status.ANSWERED,
        text="**At least 76%** within 4 hours [1]\n\n- one\n- two", sentences=(), citations=(citation,),
        searched=Searched(plans=("p",), terms=("target",), passages_examined=7), engine="quotes",
        timings_ms={"total": 42.0},
    )  # fmt: skip
    return replace(answer, **changes)


class Answering:
    """Stands for a Planwatch whose answers are known; the library is the real one."""

    def __init__(self, planwatch: Any, home: Any, answer: Answer | Exception) -> None:
        self.library = planwatch.library
        self.settings = planwatch.settings.model_copy(update={"home": home})
        self.reports = FiledReports(home=home)
        self.asked: list[Question] = []
        self._answer = answer
        self.answerer = self

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if isinstance(self._answer, Exception):
            raise self._answer
        return replace(self._answer, question=question.text)


@pytest.fixture
def parts(planwatch: Any, tmp_path: Any) -> Answering:
    return Answering(planwatch, tmp_path, an_answer())


def last(events: Any) -> list[Any]:
    return list(events)[-1]


def tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def test_an_answer_has_its_question_its_words_its_sources_and_the_caveat(parts: Any) -> None:
    shown = last(AskPage(parts, KeptAnswers()).ask("What is the target?", [], []))
    page = tree(shown[0])
    assert page.css_first("h2.asked").text() == "You asked: What is the target?"
    assert page.css_first(".answer strong").text() == "At least 76%"
    assert page.css_first(".understood span").text() == "What is the A&E target?"
    assert page.css_first(".understood button.change").text() == "Change it and ask again"
    assert page.css_first(".caveat").text() == CAVEAT
    source = page.css_first("ol.sources li")
    assert source.css_first("blockquote").text() == "At least 76% within 4 hours"
    assert "Page 12 as printed, page 14 of the file" in source.text()
    assert source.css_first("a").attributes["href"] == "/plans/p?start=10&end=37#cited"


def test_a_citation_leads_to_its_source_on_the_page(parts: Any) -> None:
    page = tree(last(AskPage(parts, KeptAnswers()).ask("What is the target?", [], []))[0])
    target = page.css_first("a.cite").attributes["href"]
    assert page.css_first(f"[id='{target[1:]}']") is not None


def test_the_page_says_that_it_looks_before_it_answers(parts: Any) -> None:
    first = next(iter(AskPage(parts, KeptAnswers()).ask("What is the target?", [], [])))
    assert "Looking in 2 plans" in tree(first[1]).text()


def test_a_screen_reader_is_told_once_and_shortly() -> None:
    assert announcement(an_answer()) == "Answer. 1 source."
    assert announcement(an_answer(citations=(), status=Status.NOT_IN_PLANS)) == (
        "Not found in the plans. No source is cited."
    )


def test_a_follow_up_carries_what_was_said_before(parts: Any) -> None:
    page = AskPage(parts, KeptAnswers())
    conversation = last(page.ask("What is the target?", ["kirklees-hcp-2023"], ["2024/25"]))[2]
    shown = last(page.follow("And by when?", conversation))
    assert [turn.question for turn in parts.asked[-1].history] == ["What is the target?"]
    assert parts.asked[-1].plans == ("kirklees-hcp-2023",)
    assert parts.asked[-1].years == ("2024/25",)
    assert [node.text() for node in tree(shown[0]).css("h2.asked")] == [
        "You asked: What is the target?",
        "You asked: And by when?",
    ]


@pytest.mark.parametrize(("text", "said"), [("   ", "empty"), ("a" * 2001, "at most 2,000"), ("a\x00b", "control")])
def test_what_cannot_be_asked_is_told_in_one_sentence(parts: Any, text: str, said: str) -> None:
    shown = last(AskPage(parts, KeptAnswers()).ask(text, [], []))
    assert said in tree(shown[1]).text()
    assert parts.asked == []


def test_a_fault_of_ours_reaches_the_page_as_a_sentence(planwatch: Any, tmp_path: Any) -> None:
    parts = Answering(planwatch, tmp_path, HomeNotWritable("The folder is full."))
    assert "The folder is full." in tree(last(AskPage(parts, KeptAnswers()).ask("What?", [], []))[1]).text()


def test_a_not_found_answer_shows_what_was_searched_and_how_near_it_came(planwatch: Any, tmp_path: Any) -> None:
    from plans.answer import NearMiss

    near = NearMiss(plan_id="p", section=("A",), text="Near words", why="They name no date.", url="/plans/p#cited")
    answer = an_answer(
        status=Status.NOT_IN_PLANS, citations=(), text="The plans do not say.",
        searched=Searched(plans=("p",), terms=("unicorn",), passages_examined=855, nearest=(near,)),
    )  # fmt: skip
    shown = last(AskPage(Answering(planwatch, tmp_path, answer), KeptAnswers()).ask("Unicorns?", [], []))
    text = tree(shown[0]).text()
    for words in ("Not found in the plans", "Near words", "They name no date.", "unicorn", "855 passages"):
        assert words in text


def test_clearing_leaves_nothing_on_the_page(parts: Any) -> None:
    cleared = AskPage(parts, KeptAnswers()).clear()
    assert cleared[0] == ""
    assert cleared[2] == Conversation()


def test_the_link_to_an_answer_asks_the_whole_conversation_again() -> None:
    link = conversation_link(["A & B?", "and then?"], ["p"], ["2024/25"])
    assert link == "/?q=A+%26+B%3F&q=and+then%3F&plan=p&year=2024%2F25"


def test_years_offered_are_those_that_the_plans_head_their_parts_with(parts: Any) -> None:
    assert {"2023/24", "2024/25"} <= set(AskPage(parts, KeptAnswers()).years())


def test_a_report_is_stored_with_the_receipt_and_what_is_right(parts: Any) -> None:
    page = AskPage(parts, KeptAnswers())
    conversation = last(page.ask("What is the target?", [], []))[2]
    said, wrong, right = page.report("The year is wrong", "March 2025, page 12", conversation)
    assert "stored" in tree(said).text()
    assert (wrong, right) == ("", "")
    (stored,) = read_feedback(parts.settings.home)
    assert (stored.wrong, stored.right) == ("The year is wrong", "March 2025, page 12")
    assert stored.receipt["question"] == "What is the target?"


def test_an_empty_report_is_sent_back(parts: Any) -> None:
    page = AskPage(parts, KeptAnswers())
    conversation = last(page.ask("What is the target?", [], []))[2]
    assert "empty" in tree(page.report(" ", "", conversation)[0]).text()
    assert read_feedback(parts.settings.home) == ()


def test_a_report_that_cannot_be_stored_says_why(tmp_path: Any) -> None:
    (tmp_path / "feedback").write_text("a file in the way")
    with pytest.raises(HomeNotWritable):
        keep_feedback(tmp_path, Feedback(question="q", wrong="w", right=""))


def test_a_very_long_report_is_refused(tmp_path: Any) -> None:
    with pytest.raises(WrongCall, match="at most"):
        keep_feedback(tmp_path, Feedback(question="q", wrong="w" * 5_000, right=""))


def test_kept_answers_go_when_there_are_too_many_or_they_are_too_old() -> None:
    now = 0.0
    kept = KeptAnswers(most=2, seconds=10, now=lambda: now)
    names = [kept.keep(Question(text="q"), an_answer(), generation="g").token for _ in range(3)]
    assert [kept.get(name) is not None for name in names] == [False, True, True]
    now = 11.0
    assert kept.get(names[2]) is None


def test_names_of_kept_answers_cannot_be_guessed() -> None:
    kept = KeptAnswers()
    names = {kept.keep(Question(text="q"), an_answer(), generation="g").token for _ in range(50)}
    assert len(names) == 50
    assert min(map(len, names)) >= 24


def test_the_copied_text_has_answer_sources_and_caveat() -> None:
    text = as_text(an_answer(), base="http://127.0.0.1:7860")
    assert "At least 76% within 4 hours [1]" in text
    assert "“At least 76% within 4 hours”" in text
    assert "http://127.0.0.1:7860/plans/p?start=10&end=37#cited" in text
    assert CAVEAT in text


def test_markdown_keeps_lists_and_bold_and_takes_the_marks_out_of_what_plans_say() -> None:
    hostile = an_answer(
        text="**Bold** [x](http://evil.example) <img src=x> [1]\n- item ![y](http://evil.example)",
        question="# [q](http://evil.example)",
    )
    html = MarkdownIt("commonmark", {"html": True}).render(as_markdown(hostile, base="http://h"))
    page = LexborHTMLParser(html)
    assert [node.attributes["href"] for node in page.css("a")] == ["http://h/plans/p?start=10&end=37#cited"]
    assert page.css("img") == []
    assert page.css_first("strong").text() == "Bold"
    assert len(page.css("li")) == 2


def test_the_word_file_opens_and_holds_question_answer_quote_and_caveat() -> None:
    written = as_docx(an_answer(text="One\x00 \u202etwo [1]\n- item"), base="http://h")
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(written)).paragraphs)
    for expected in ("What is the target?", "One two [1]", "item", "At least 76% within 4 hours", CAVEAT):
        assert expected in words


def test_the_word_file_reaches_for_nothing_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(an_answer(), base="http://h"))) as parts:
        assert not any(b'TargetMode="External"' in parts.read(name) for name in parts.namelist())


def test_a_view_of_a_language_models_answer_says_so(planwatch: Any) -> None:
    view = view_of(an_answer(engine="llm: smol"), library=planwatch.library, token="t", link="/")
    assert view.made_by == "Written by smol and checked sentence by sentence against the plans."


def test_a_kept_answer_can_be_written_as_a_receipt(planwatch: Any) -> None:
    from assistant.receipts import make_receipt, read_receipt

    answer = planwatch.answerer.ask(Question(text="What will be done for unpaid carers?"))
    kept = KeptAnswer(token="t", question=Question(text="q"), answer=answer, generation="g", kept_at=0)
    written = make_receipt(kept.answer, planwatch.library).model_dump_json()
    assert read_receipt(json.loads(written)).answer == answer.text


def test_where_nothing_is_found_the_page_says_what_to_do_now(planwatch: Any) -> None:
    silent = an_answer(
        status=Status.NOT_IN_PLANS, citations=(), standalone_question="What is said of dentists on the moon?",
        searched=Searched(plans=("kirklees-hcp-2023",), terms=("moonbase", "dentist")),
    )  # fmt: skip
    links = [way.link for way in ways_on(silent, planwatch.library)]
    assert "/commitments?words=dentist" in links
    assert "/plans/kirklees-hcp-2023/search?q=What+is+said+of+dentists+on+the+moon%3F" in links
    assert "/plans/kirklees-hcp-2023#blind-spots" in links
    assert not any("moonbase" in link for link in links)
    assert ways_on(an_answer(), planwatch.library) == ()


def test_the_nearest_words_name_their_plan_and_say_why_they_do_not_answer(parts: Any) -> None:
    near = NearMiss(plan_id="wy-jfp-2024", section=("Access",), text="Dental care", why="it gives no number", url="/x")
    parts._answer = an_answer(status=Status.NOT_IN_PLANS, citations=(), searched=Searched(nearest=(near,)))
    shown = last(AskPage(parts, KeptAnswers()).ask("How many dentists?", [], []))
    words = " ".join(tree(shown[0]).css_first(".nearest").text().split())
    assert "West Yorkshire Joint Forward Plan" in words
    assert "It gives no number." in words


def test_every_example_is_answered_from_the_plan_it_is_about(planwatch: Any) -> None:
    for text in example_questions(planwatch.library.plans()):
        answer = planwatch.answerer.ask(Question(text=text))
        assert answer.status is Status.ANSWERED, text
