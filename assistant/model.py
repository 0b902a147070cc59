"""The optional language model as the assistant sees it, and any OpenAI-compatible endpoint as one."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from assistant.patience import Patience
from plans.errors import LanguageModelFailed, WrongCall

__all__ = ["SECONDS", "TOKENS", "Endpoint", "LanguageModel", "warning_of"]

SECONDS = 30.0
TOKENS = 220
_STATUS = "answered with HTTP status {}"
# a request that was understood and not liked: an older server, or a schema that it cannot follow
_NOT_IN_THAT_FORM = frozenset(_STATUS.format(status) for status in (400, 415, 422, 501))


class LanguageModel(Protocol):
    """Continues a prompt."""

    @property
    def name(self) -> str:
        """The model's name, as it is shown with an answer."""
        ...

    @property
    def place(self) -> str:
        """Where it runs: a host, or this machine."""
        ...

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the prompt is sent to another machine."""
        ...

    @property
    def seconds(self) -> float:
        """How long an answer waits for it, all calls together."""
        ...

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The model's reply to a prompt; without a patience it is waited for as long as `seconds` says.

        Raises LanguageModelFailed on a time-out, an error, an empty reply, or when the question was taken back.
        """
        ...


def warning_of(model: LanguageModel) -> str | None:
    """What a person is told before any text leaves the machine, or None where none does."""
    if not model.leaves_the_machine:
        return None
    return (
        f"Questions, and the plans' words found for them, are sent to {model.place}, where the language model"
        f" {model.name} runs. Leave out anything about a person."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint (Ollama, llama.cpp, vLLM, Azure OpenAI).

    `seconds` is how long it is waited for, `max_tokens` the longest reply asked for, `form` a JSON Schema that the
    reply is to be held to; an endpoint that will not do that is asked without it. Raises WrongCall for an address
    that is none, or has a password in it.
    """

    base_url: str
    model: str
    api_key: str = field(default="none", repr=False)
    seconds: float = SECONDS
    max_tokens: int = TOKENS
    form: Mapping[str, object] | None = None

    def __post_init__(self) -> None:
        parts = _parts(self.base_url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise WrongCall(
                "The language model's address is not right: it looks like http://127.0.0.1:11434/v1 "
                "(PLANWATCH_LLM_BASE_URL)."
            )
        if parts.username is not None or parts.query or parts.fragment:
            raise WrongCall(
                "The language model's address (PLANWATCH_LLM_BASE_URL) may not carry a password, a query or a "
                "fragment; a key goes into PLANWATCH_LLM_API_KEY."
            )
        import llama_index.llms.openai_like  # noqa: F401 - it takes seconds, which are not taken from an answer's

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self.model

    @property
    def place(self) -> str:
        """The endpoint's host."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def leaves_the_machine(self) -> bool:
        """True unless the endpoint is on the loopback address."""
        if self.place == "localhost":
            return False
        try:
            return not ip_address(self.place).is_loopback
        except ValueError:
            return True

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """Ask the endpoint, at temperature 0, without retries: the caller has the plan's words to fall back on.

        What an endpoint says of its failure is not passed on: it may hold the key. Raises LanguageModelFailed.
        """
        within = Patience.lasting(self.seconds) if patience is None else patience
        reply, failure = self._asked(prompt, within, form=self.form)
        if self.form is not None and failure in _NOT_IN_THAT_FORM:
            reply, failure = self._asked(prompt, within, form=None)
        within.left()  # when it ended, that is the reason, whatever the connection made of it
        if failure:
            raise LanguageModelFailed(f"The language model {self.model} at {self.place} {failure}.")
        if not reply.strip():
            raise LanguageModelFailed(f"The language model {self.model} at {self.place} gave an empty reply.")
        return reply

    def _asked(self, prompt: str, patience: Patience, *, form: Mapping[str, object] | None) -> tuple[str, str]:
        """The reply, and in a few words what went wrong (empty where nothing did)."""
        from llama_index.core.base.llms.types import ChatMessage, MessageRole
        from llama_index.llms.openai_like import OpenAILike

        from assistant.bounded_http import bounded_client

        _keep_quiet()
        with bounded_client(patience, proxied=self.leaves_the_machine) as client:
            model: Any = OpenAILike(
                model=self.model,
                api_base=self.base_url,
                api_key=self.api_key or "none",  # an empty one would be looked for in the environment
                is_chat_model=True,
                temperature=0.0,
                max_tokens=self.max_tokens,
                timeout=self.seconds,
                max_retries=0,
                http_client=client,
            )
            try:
                reply = model.chat([ChatMessage(role=MessageRole.USER, content=prompt)], seed=1, **_held_to(form))
                return str(reply.message.content or ""), ""
            except Exception as error:  # noqa: BLE001 - whatever a server can provoke here is one event to the caller
                return "", _what_happened(error)


def _held_to(form: Mapping[str, object] | None) -> Mapping[str, object]:
    """What a request has beside so that the reply has a form, as llama.cpp, Ollama, vLLM and Azure OpenAI read it."""
    if form is None:
        return {}
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": dict(form)}}}


def _parts(url: str) -> SplitResult | None:
    """An address taken apart, or None where it cannot be: a port or a bracket that is wrong."""
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def _what_happened(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return "did not accept the key"
    if status == 404:
        return "was not found there"
    if isinstance(status, int):
        return _STATUS.format(status)
    return f"could not be asked ({type(error).__name__})"


def _keep_quiet() -> None:
    """Keep what these packages write for their own developers out of logs: it has prompts and headers in it."""
    for name in ("openai", "httpx", "httpcore", "llama_index"):
        logging.getLogger(name).setLevel(logging.WARNING)
