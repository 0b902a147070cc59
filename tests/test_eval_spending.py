"""What a run costs: tokens counted on their way, and money where a price is known."""

import pytest

from assistant.patience import Patience
from eval.spending import CountingModel, Spent, cost_of, nothing_spent
from eval.trace import Trace
from plans.errors import LanguageModelFailed


class Talker:
    """A language model that says "yes yes" to what is asked, and fails when asked to."""

    name = "talker"
    place = "here"
    leaves_the_machine = False
    seconds = 1.0

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """A reply of seven characters. Raises LanguageModelFailed."""
        if prompt == "fail" or (patience is not None and patience.cancelled()):
            raise LanguageModelFailed("It failed.")
        return "yes yes"


def test_tokens_are_counted_on_their_way_four_characters_each() -> None:
    counting = CountingModel(Talker())
    assert counting.complete("a" * 10) == "yes yes"
    assert counting.spent() == Spent(calls=1, prompt_tokens=3, reply_tokens=2)
    assert (counting.name, counting.place, counting.leaves_the_machine, counting.seconds) == (
        "talker",
        "here",
        False,
        1,
    )


def test_what_was_sent_counts_where_no_reply_came() -> None:
    counting = CountingModel(Talker())
    with pytest.raises(LanguageModelFailed):
        counting.complete("fail")
    assert counting.spent() == Spent(calls=1, prompt_tokens=1, reply_tokens=0)


def trace(calls: int, sent: int, received: int) -> Trace:
    return Trace(case="c", question="?", model_calls=calls, prompt_tokens=sent, reply_tokens=received)


def test_the_cost_of_a_question_by_hand() -> None:
    # two questions: 1,000 tokens sent and 100 received, and none: 500 and 50 each, at 2 and 8 a million
    found = cost_of([trace(1, 1000, 100), trace(0, 0, 0)], (2.0, 8.0))
    assert found is not None
    assert (found.calls, found.prompt_tokens, found.reply_tokens) == (0.5, 500, 50)
    assert found.money == pytest.approx((500 * 2 + 50 * 8) / 1_000_000)


def test_without_a_price_the_cost_is_not_known_and_without_a_model_it_is_nothing() -> None:
    priced = cost_of([trace(1, 1000, 100)], None)
    free = cost_of([trace(0, 0, 0)], None)
    assert priced is not None
    assert free is not None
    assert (priced.money, free.money) == (None, 0)
    assert cost_of([], None) is None
    assert nothing_spent() == Spent()
