import pytest

from assistant.evidence import Quote
from assistant.reading import READ_AT_ONCE, Reading, around
from assistant.sufficiency import Sufficiency
from plans.document import Passage
from tests.test_index_answerability import passage

HOURS, LEAD = passage("Open from eight to six."), passage("Chaired by Amina Yusuf.")
REFUTED, OPEN, SURE = -9.0, 0.0, 9.0


class Counting:
    """Rates a passage by its length, and counts what it is given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def rate(self, question: str, passages: list[Passage]) -> list[float]:
        assert question == "When?"
        self.given += [one.text for one in passages]
        return [float(len(one.text)) for one in passages]


def quote(of: Passage, words: str = "") -> Quote:
    """Words of a passage, or all of it."""
    start = of.start + of.text.index(words or of.text)
    return Quote(passage=of, start=start, end=start + len(words or of.text))


def test_words_are_read_once() -> None:
    counting = Counting()
    reading = Reading("When?", counting)
    assert [reading.of(quote(one)) for one in (HOURS, LEAD, HOURS)] == [len(one.text) for one in (HOURS, LEAD, HOURS)]
    assert counting.given == [HOURS.text, LEAD.text]


SENTENCES = [f"Clinic {at} of the {at * 7} opens early on weekdays and late on Saturdays." for at in range(30)]
LONG = passage(" ".join(SENTENCES))


@pytest.mark.parametrize("number", [0, 1, 14, 28, 29])
def test_of_a_long_passage_the_sentences_around_a_quote_are_read(number: int) -> None:
    read = around(quote(LONG, SENTENCES[number]))
    assert SENTENCES[number] in read.text
    assert READ_AT_ONCE - 100 < len(read.text) <= READ_AT_ONCE
    assert read.text == LONG.text[read.start : read.end]
    assert read.text.startswith("Clinic ")
    assert read.text.endswith(".")


def test_a_short_passage_is_read_whole_and_a_long_sentence_too() -> None:
    assert around(quote(HOURS, "eight")) == HOURS
    endless = passage("and more " * 100)
    assert around(quote(endless, "more")).text == endless.text.strip()


def test_two_quotes_of_a_long_passage_that_stand_far_apart_are_read_each_in_its_own_words() -> None:
    counting = Counting()
    reading = Reading("When?", counting)
    reading.of(quote(LONG, SENTENCES[0]))
    reading.of(quote(LONG, SENTENCES[29]))
    first, last = counting.given
    assert SENTENCES[0] in first
    assert SENTENCES[29] in last
    assert SENTENCES[29] not in first


def verdict(*, enough: bool, barred: bool = False) -> Sufficiency:
    return Sufficiency(enough=enough, confidence=0.5, why_not=() if enough else ("it gives no date",), barred=barred)


@pytest.mark.parametrize(
    ("before", "read", "enough"),
    [
        (verdict(enough=True), OPEN, True),
        (verdict(enough=True), REFUTED, True),
        (verdict(enough=False), OPEN, False),
        (verdict(enough=False), SURE, True),
        (verdict(enough=False, barred=True), SURE, False),
    ],
)
def test_where_reading_cannot_refute_it_can_still_tell_that_words_answer_unless_another_thing_is_spoken_of(
    before: Sufficiency, read: float, enough: bool
) -> None:
    after = before.after_reading(read)
    assert after.enough is enough
    assert bool(after.why_not) is not enough


def test_confidence_follows_what_was_read_where_that_decided() -> None:
    assert verdict(enough=False).after_reading(SURE).confidence > 0.99
    assert verdict(enough=True).after_reading(REFUTED).confidence == 0.5
