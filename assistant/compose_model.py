"""What a language model writes of the evidence, kept only where every sentence is borne out by what it cites."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.asking import Asking, Parts
from assistant.evidence import Quote
from assistant.model import LanguageModel
from assistant.statements import Draft, Statement, said, where
from assistant.verifying import contained, turned_round, verify
from plans.answer import Status
from plans.errors import LanguageModelFailed
from prompts import load_prompt

__all__ = ["with_model"]

_PASSAGES = 6
_WORDS = 350
_CONTAINED = 0.6  # the share of a sentence's meaning words that must stand in what it cites (evaluation.md, 4)
_JSON = re.compile(r"\{.*\}", re.DOTALL)


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="ignore")
    text: str
    passages: list[str]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    sentences: list[_Sentence]


def with_model(draft: Draft, asking: Asking, parts: Parts, model: LanguageModel) -> tuple[Draft, bool]:
    """Put what the model writes before the quotes of a draft, sentence by sentence, where it is borne out.

    The status is the draft's: a model never decides whether the plans answer. Returns the draft and whether any
    sentence of the model is in it; what was dropped, and a failure of the model, are in the draft's record.
    """
    if draft.status not in (Status.ANSWERED, Status.FALSE_PREMISE, Status.PARTLY):
        return draft, False
    shown = _shown(asking, draft)
    try:
        reply = _ask(asking.asked.text, shown, parts, model)
    except LanguageModelFailed as error:
        return _recorded(draft, {"model_failed": str(error)}), False
    kept, dropped = _kept(reply, shown, parts)
    record: Mapping[str, object] = {"model_dropped": dropped, "prompt": load_prompt("answer", "v1").name}
    if not kept:
        return _recorded(draft, record), False
    return _recorded(replace(draft, statements=(*kept, *draft.statements)), record), True


def _shown(asking: Asking, draft: Draft) -> dict[str, Quote]:
    """The passages the model sees, under tokens that mean nothing: those the draft cites first."""
    cited = [quote for statement in draft.statements for quote in statement.quotes]
    chosen: dict[str, Quote] = {}
    words = 0
    for quote in [*cited, *(evidence.quote for evidence in asking.evidence)]:
        words += len(quote.text.split())
        if len(chosen) == _PASSAGES or words > _WORDS:
            break
        seed = f"{quote.passage.id}:{quote.start}"
        chosen.setdefault("T" + hashlib.sha256(seed.encode()).hexdigest()[:5].upper(), quote)
    return chosen


def _ask(question: str, shown: Mapping[str, Quote], parts: Parts, model: LanguageModel) -> _Reply:
    passages = [
        {"token": token, "place": where(quote, parts.library), "text": quote.text} for token, quote in shown.items()
    ]
    prompt = load_prompt("answer", "v1").fill(question=question, passages=passages)
    reply = model.complete(prompt)
    parsed = _parsed(reply)
    if parsed is None:
        parsed = _parsed(model.complete(load_prompt("answer", "repair-v1").fill(prompt=prompt, reply=reply[:800])))
    if parsed is None:
        raise LanguageModelFailed(f"The language model {model.name} did not reply in the form asked for.")
    return parsed


def _parsed(reply: str) -> _Reply | None:
    found = _JSON.search(reply)
    if found is None:
        return None
    try:
        return _Reply.model_validate(json.loads(found.group()))
    except (json.JSONDecodeError, ValidationError):
        return None


def _kept(reply: _Reply, shown: Mapping[str, Quote], parts: Parts) -> tuple[list[Statement], list[str]]:
    titles = [plan.entry.title for plan in parts.library.plans()]
    kept: list[Statement] = []
    dropped: list[str] = []
    for sentence in reply.sentences[:4]:
        quotes = tuple(shown[token] for token in dict.fromkeys(sentence.passages) if token in shown)
        statement = said(plain_text(sentence.text), *quotes)
        holds = bool(quotes) and bool(statement.text) and verify(statement, bodies=parts.bodies, titles=titles).holds
        if holds and contained(statement.text, quotes) >= _CONTAINED and not turned_round(statement.text, quotes):
            kept.append(statement)
        else:
            dropped.append(sentence.text[:300])
    return kept, dropped


def plain_text(text: str) -> str:
    """A model's sentence without markup, links, markers or control characters: it may not lay anything out."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+|<[^>]*>|\[\d+\]|[*_`#|]", r"\1", text)
    return " ".join("".join(c for c in plain if c.isprintable() or c == " ").split())


def _recorded(draft: Draft, more: Mapping[str, object]) -> Draft:
    return replace(draft, record={**draft.record, **more})
