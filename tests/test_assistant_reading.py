import pytest

from assistant.reading import Reading
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


def test_a_passage_is_read_once_and_those_beside_it_with_it() -> None:
    counting = Counting()
    reading = Reading("When?", counting)
    assert reading.of(HOURS, beside=[HOURS, LEAD]) == len(HOURS.text)
    assert reading.of(LEAD) == len(LEAD.text)
    assert counting.given == [HOURS.text, LEAD.text]


def verdict(*, enough: bool, barred: bool = False) -> Sufficiency:
    return Sufficiency(enough=enough, confidence=0.5, why_not=() if enough else ("it gives no date",), barred=barred)


@pytest.mark.parametrize(
    ("before", "read", "enough"),
    [
        (verdict(enough=True), OPEN, True),
        (verdict(enough=True), REFUTED, False),
        (verdict(enough=False), OPEN, False),
        (verdict(enough=False), SURE, True),
        (verdict(enough=False, barred=True), SURE, False),
    ],
)
def test_reading_question_and_passage_together_has_the_last_word_unless_another_thing_is_spoken_of(
    before: Sufficiency, read: float, enough: bool
) -> None:
    after = before.after_reading(read)
    assert after.enough is enough
    assert bool(after.why_not) is not enough


def test_confidence_follows_what_was_read_where_that_decided() -> None:
    assert verdict(enough=True).after_reading(REFUTED).confidence < 0.01
    assert verdict(enough=False).after_reading(SURE).confidence > 0.99
    assert verdict(enough=True).after_reading(OPEN).confidence == 0.5
