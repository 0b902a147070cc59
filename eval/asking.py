"""Put cases to an assistant and keep a trace of each: the first of the four steps, and the only one that asks."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence

from eval.gold import Case
from eval.product import Product
from eval.spending import Spent
from eval.trace import Trace, failed_trace, trace_of
from plans.answer import Question, Turn
from plans.errors import PlanwatchError
from plans.seams import Query, SearchResult

__all__ = ["Progress", "ask_cases", "in_silence", "wordings"]

_HITS = 100  # enough for 3,000 words of short passages
Progress = Callable[[int, int], None]


def in_silence(*_: int) -> None:
    """Progress that nobody watches."""


def ask_cases(
    cases: Sequence[Case],
    product: Product,
    *,
    variants: bool = False,
    repeats: int = 1,
    answered: Collection[tuple[str, int]] = (),
    progress: Progress = in_silence,
) -> Iterator[Trace]:
    """Ask every case (and, where wanted, its other wordings), `repeats` times over; yield traces as they come.

    An error is kept as a trace of its own and the run goes on. What is `answered` already, by key and repeat, is not
    asked again.
    """
    asked = [(case, kind, text) for case in cases for kind, text in wordings(case, variants=variants)]
    total = len(asked) * repeats
    for repeat in range(repeats):
        told: _Told = {}
        for number, (case, kind, text) in enumerate(asked, start=1):
            if (f"{case.id}~{kind}" if kind else case.id, repeat) not in answered:
                yield _asked(case, kind, text, repeat, product, told)
            progress(repeat * len(asked) + number, total)


def wordings(case: Case, *, variants: bool) -> list[tuple[str, str]]:
    """A case's own last question under the kind "", then its variants where wanted."""
    own = [("", case.question)]
    return own + [(variant.kind, variant.text) for variant in case.variants] if variants else own


_Told = dict[tuple[str, ...], Turn]
"""The turns answered so far, by the questions that lead to them: dialogues share their openings."""


def _asked(case: Case, kind: str, text: str, repeat: int, product: Product, told: _Told) -> Trace:
    try:
        history = _history(case, product, told)
        before = product.spent()
        answer = product.ask(Question(text=text, history=history, id=case.id))
        after = product.spent()
        began = time.perf_counter()
        found = _search(text, product)
        search_ms = (time.perf_counter() - began) * 1000
        understood = answer.standalone_question
        again = _search(understood, product) if understood and understood != text else None
        trace = trace_of(
            answer,
            case=case.id,
            variant=kind,
            repeat=repeat,
            history=tuple((turn.question, turn.answer) for turn in history),
            hits=found.hits,
            standalone_hits=again.hits if again else (),
            search_ms=search_ms,
        )
        return trace.model_copy(update=_spent_between(before, after))
    except PlanwatchError as error:
        return failed_trace(text, str(error), case=case.id, variant=kind, repeat=repeat)
    except Exception as error:  # noqa: BLE001 - a fault of the product is a finding, kept and counted as wrong
        return failed_trace(text, f"{type(error).__name__}: {error}", case=case.id, variant=kind, repeat=repeat)


def _spent_between(before: Spent, after: Spent) -> dict[str, int]:
    return {
        "model_calls": after.calls - before.calls,
        "prompt_tokens": after.prompt_tokens - before.prompt_tokens,
        "reply_tokens": after.reply_tokens - before.reply_tokens,
    }


def _history(case: Case, product: Product, told: _Told) -> tuple[Turn, ...]:
    """Ask the user's earlier turns, each with what came before it; what the gold has the assistant say is not used."""
    turns: tuple[Turn, ...] = ()
    asked = [turn.text for turn in case.turns[:-1] if turn.role == "user"]
    for number, text in enumerate(asked, start=1):
        before = tuple(asked[:number])
        if before not in told:
            told[before] = Turn(question=text, answer=product.ask(Question(text=text, history=turns)).text)
        turns += (told[before],)
    return turns


def _search(text: str, product: Product) -> SearchResult:
    return product.search(Query(text=text, limit=_HITS))
