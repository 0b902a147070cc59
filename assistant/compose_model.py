"""What a language model writes of the evidence, kept only where every sentence is borne out by what it cites."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.asking import Asking, Parts
from assistant.evidence import Quote
from assistant.fidelity import faults
from assistant.model import LanguageModel
from assistant.model_reply import Reply, read_reply
from assistant.patience import Patience, never
from assistant.plain_sentence import plain_sentences
from assistant.statements import Draft, Statement, said, title_of
from assistant.understanding import Want
from plans.answer import Status
from plans.bodies import Bodies
from plans.errors import LanguageModelFailed
from plans.words import fold
from prompts import Prompt, load_prompt

__all__ = ["asked_kinds", "with_model"]

_PASSAGES = 6
_CHARACTERS = 1700  # of passages: with the template and a question, a prompt stays under 1,000 tokens
_QUESTION = 400
_REPAIRED = 1000  # characters of a reply that are given back to be put right
_SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The sentences that are borne out, the words and reasons of those that are not, and tokens that name nothing."""

    statements: tuple[Statement, ...]
    dropped: tuple[Mapping[str, object], ...]
    unknown: int


def with_model(
    draft: Draft, asking: Asking, parts: Parts, model: LanguageModel, *, cancelled: Callable[[], bool] = never
) -> tuple[Draft, bool]:
    """Put what the model writes to the front of a draft, sentence by sentence, where the plans bear it out.

    The draft's quotes stay, and so does its status: a model never decides whether the plans answer. Returns the
    draft and whether a sentence of the model is in it. What was dropped, and a failure of the model, are in the
    draft's record. The model is asked only for the kinds of question in model_kinds.toml.
    """
    if draft.status is not Status.ANSWERED or asking.asked.want not in asked_kinds():
        return draft, False
    shown = _shown(asking, draft)
    prompt = load_prompt("answer", "v1")
    record: dict[str, object] = {"model": model.name, "prompt": prompt.name, "prompt_sha256": prompt.sha256}
    try:
        patience = Patience.lasting(model.seconds, cancelled=cancelled)
        reply = _ask(asking.asked.text, shown, prompt, parts, model, patience)
    except LanguageModelFailed as error:
        return _recorded(draft, {**record, "model_failed": str(error)}), False
    kept = _kept(reply, shown, parts)
    record |= {"model_dropped": list(kept.dropped), "model_unknown_passages": kept.unknown}
    new = [statement for statement in kept.statements if not _repeats(statement, draft)]
    return _recorded(replace(draft, statements=_joined(new, draft.statements)), record), bool(new)


@lru_cache(maxsize=1)
def asked_kinds() -> frozenset[Want]:
    """The kinds of question for which a model is asked: those for which asking one was measured not to lose."""
    kinds = tomllib.loads((Path(__file__).parent / "model_kinds.toml").read_text(encoding="utf-8"))
    return frozenset(Want(kind) for kind in kinds["asked"])


def _shown(asking: Asking, draft: Draft) -> dict[str, Quote]:
    """The passages the model sees, those the draft cites first, under tokens that nobody can foresee."""
    cited = [quote for statement in draft.statements for quote in statement.quotes]
    chosen: dict[str, Quote] = {}
    characters = 0
    for quote in dict.fromkeys([*cited, *(evidence.quote for evidence in asking.evidence)]):
        characters += len(quote.text) + len(_place(quote))
        if len(chosen) == _PASSAGES or characters > _CHARACTERS:
            break
        chosen[_token(quote, asking.asked.text)] = quote
    return chosen


def _token(quote: Quote, question: str) -> str:
    """A name that says nothing, and that no plan can be written to contain: it hangs on the question too."""
    seed = f"{question}:{quote.passage.id}:{quote.start}"
    return "T" + hashlib.sha256(seed.encode(errors="replace")).hexdigest()[:5].upper()


def _place(quote: Quote) -> str:
    headings = [heading for heading in quote.passage.place.section if heading]
    return " › ".join(headings[-3:])


def _whole_place(quote: Quote, parts: Parts, *, with_plan: bool) -> str:
    """The nearest headings, after the plan's title where passages of several plans are shown; never nothing."""
    title, place = title_of(quote.passage.plan_id, parts.library), _place(quote)
    return f"{title}, {place}" if with_plan and place else place or title


def _ask(
    question: str, shown: Mapping[str, Quote], prompt: Prompt, parts: Parts, model: LanguageModel, patience: Patience
) -> Reply:
    several = len({quote.passage.plan_id for quote in shown.values()}) > 1
    passages = [
        {
            "token": token,
            "place": _whole_place(quote, parts, with_plan=several),
            "text": " ".join(quote.text.split()),
        }
        for token, quote in shown.items()
    ]
    filled = prompt.fill(question=" ".join(question.split())[:_QUESTION], passages=passages)
    reply = model.complete(filled, patience=patience)
    parsed = read_reply(reply)
    if parsed is None:
        repair = load_prompt("answer", "repair-v1").fill(reply=reply[:_REPAIRED], tokens=list(shown))
        parsed = read_reply(model.complete(repair, patience=patience))
    if parsed is None:
        raise LanguageModelFailed(f"The language model {model.name} did not reply in the form asked for.")
    return parsed


def _kept(reply: Reply, shown: Mapping[str, Quote], parts: Parts) -> _Kept:
    kept: list[Statement] = []
    dropped: list[Mapping[str, object]] = []
    for sentence in reply.sentences[:_SENTENCES]:
        quotes = [shown[token] for token in dict.fromkeys(sentence.passages) if token in shown]
        texts = plain_sentences(sentence.text)
        if texts is None:
            dropped.append({"text": "", "why": ["is not plain text"]})
            continue
        for text in map(_without_yes, texts):
            statement, why = _borne(text, quotes, parts)
            if statement is None:
                dropped.append({"text": text, "why": why})
            elif all(statement.text != other.text for other in kept):
                kept.append(statement)
    unknown = sum(token not in shown for sentence in reply.sentences for token in sentence.passages)
    return _Kept(statements=tuple(kept), dropped=tuple(dropped), unknown=unknown)


def _borne(text: str, quotes: Sequence[Quote], parts: Parts) -> tuple[Statement | None, list[str]]:
    """The sentence with the first quotation that bears all of it, or why the first of those it cites does not."""
    reasons = [_faults(text, quote, parts) for quote in quotes]
    for quote, why in zip(quotes, reasons, strict=True):
        if not why:
            return said(text, quote), []
    return None, list(reasons[0]) if reasons else ["cites no passage"]


def _faults(text: str, quote: Quote, parts: Parts) -> tuple[str, ...]:
    bodies: Bodies = parts.bodies
    return faults(text, quote, title=title_of(quote.passage.plan_id, parts.library), bodies=bodies)


def _without_yes(text: str) -> str:
    """A sentence without a yes before it: whether the answer is yes is not the model's to say."""
    plain = re.sub(r"^yes[,:;.]?\s+", "", text, flags=re.IGNORECASE)
    return plain[:1].upper() + plain[1:]


def _repeats(statement: Statement, draft: Draft) -> bool:
    """Whether the draft says it already, word for word: then its quote is the better sentence."""
    words = _plain(statement.text)
    return any(words in _plain(quote.text) for other in draft.statements for quote in other.quotes)


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .")


def _joined(new: Sequence[Statement], old: Sequence[Statement]) -> tuple[Statement, ...]:
    """The model's sentences before the quotes; the lead gives way where they say all that it says."""
    first = old[0]
    if first.support == "not_a_claim":
        return (*old, *new)
    if first.support == "quoted":
        return (*new, *old)
    written = _plain(" ".join(statement.text for statement in new))
    whole = all(_plain(part) in written for part in first.text.replace("**", "").split("; "))
    return (*new, *old[1:]) if whole and new else (first, *new, *old[1:])


def _recorded(draft: Draft, more: Mapping[str, object]) -> Draft:
    return replace(draft, record={**draft.record, **more})
