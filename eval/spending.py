"""What a run costs: tokens to and from a language model, what a question comes to at a price, index time, memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model import LanguageModel
from assistant.patience import Patience
from eval.trace import Trace

__all__ = ["Cost", "CountingModel", "Spent", "cost_of", "nothing_spent"]

_CHARACTERS = 4  # of English text to a token, near enough to compare runs; endpoints count each in its own way
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Calls of a language model so far, and the tokens sent and received, reckoned at four characters each."""

    calls: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a question costs on average: calls of a language model, tokens, and money where a price is known.

    `money` is in the currency of the price.
    """

    questions: int
    calls: float
    prompt_tokens: float
    reply_tokens: float
    money: float | None


def nothing_spent() -> Spent:
    """The account of an assistant that has no language model."""
    return Spent()


class CountingModel:
    """A language model that keeps an account of what goes to it and comes from it."""

    def __init__(self, model: LanguageModel) -> None:
        """Stand before that model."""
        self._model = model
        self._spent = Spent()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def place(self) -> str:
        """Where it runs."""
        return self._model.place

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the prompt is sent to another machine."""
        return self._model.leaves_the_machine

    @property
    def seconds(self) -> float:
        """How long an answer waits for it."""
        return self._model.seconds

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The model's reply. Raises LanguageModelFailed; what was sent counts then too."""
        self._add(calls=1, prompt=len(prompt), reply=0)
        reply = self._model.complete(prompt, patience=patience)
        self._add(calls=0, prompt=0, reply=len(reply))
        return reply

    def spent(self) -> Spent:
        """The account so far."""
        return self._spent

    def _add(self, *, calls: int, prompt: int, reply: int) -> None:
        held = self._spent
        self._spent = Spent(
            calls=held.calls + calls,
            prompt_tokens=held.prompt_tokens + -(-prompt // _CHARACTERS),
            reply_tokens=held.reply_tokens + -(-reply // _CHARACTERS),
        )


def cost_of(traces: Sequence[Trace], price: tuple[float, float] | None) -> Cost | None:
    """What a question cost on average, None for a run without any. `price` is that of a million tokens sent, and of a
    million received; an assistant without a language model costs nothing at any price."""
    if not traces:
        return None
    count = len(traces)
    sent = sum(trace.prompt_tokens for trace in traces) / count
    received = sum(trace.reply_tokens for trace in traces) / count
    free = not any(trace.model_calls for trace in traces)
    money = 0.0 if free else None if price is None else (sent * price[0] + received * price[1]) / _MILLION
    return Cost(
        questions=count,
        calls=sum(trace.model_calls for trace in traces) / count,
        prompt_tokens=sent,
        reply_tokens=received,
        money=money,
    )
