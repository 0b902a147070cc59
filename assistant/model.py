"""The optional language model: any OpenAI-compatible endpoint, or a GGUF file run in the process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from plans.errors import LanguageModelFailed

__all__ = ["Endpoint", "GgufModel", "LanguageModel"]


class LanguageModel(Protocol):
    """Continues a prompt."""

    @property
    def name(self) -> str:
        """The model's name, as it is shown with an answer."""
        ...

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the prompt is sent to another machine."""
        ...

    def complete(self, prompt: str) -> str:
        """The model's reply to a prompt.

        Raises LanguageModelFailed on a time-out, an error or an empty reply.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint (Ollama, llama.cpp, vLLM, Azure OpenAI). Times are seconds."""

    base_url: str
    model: str
    api_key: str = "none"
    timeout: float = 20.0
    max_tokens: int = 220

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self.model

    @property
    def leaves_the_machine(self) -> bool:
        """True unless the endpoint is on the loopback address."""
        from urllib.parse import urlsplit

        host = urlsplit(self.base_url).hostname or ""
        return not (host in ("localhost", "::1") or host.startswith("127."))

    def complete(self, prompt: str) -> str:
        """Ask the endpoint, at temperature 0, without retries: the caller has the plan's words to fall back on.

        Raises LanguageModelFailed.
        """
        from llama_index.core.base.llms.types import ChatMessage, MessageRole
        from llama_index.llms.openai_like import OpenAILike

        model: Any = OpenAILike(
            model=self.model,
            api_base=self.base_url,
            api_key=self.api_key,
            is_chat_model=True,
            temperature=0.0,
            max_tokens=self.max_tokens,
            timeout=self.timeout,
            max_retries=0,
            reuse_client=False,
        )
        try:
            reply = model.chat([ChatMessage(role=MessageRole.USER, content=prompt)], seed=1)
        except Exception as error:
            raise LanguageModelFailed(
                f"The language model at {self.base_url} failed: {type(error).__name__}."
            ) from error
        return _not_empty(str(reply.message.content or ""), self.model)


class GgufModel:
    """A GGUF file run in the process by llama.cpp (the extra `local-llm`)."""

    leaves_the_machine = False

    def __init__(self, path: Path, *, max_tokens: int = 220, threads: int = 2) -> None:
        if not path.is_file():
            raise LanguageModelFailed(f"There is no GGUF file at {path}.")
        try:
            import xllamacpp
        except ImportError as error:
            raise LanguageModelFailed(
                "Running a GGUF file needs the extra `local-llm`: pip install 'planwatch[local-llm]'."
            ) from error
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.n_ctx = 4096
        settings.cpuparams.n_threads = threads
        self._server: Any = xllamacpp.Server(settings)
        self._max_tokens = max_tokens
        self.name = path.stem

    def complete(self, prompt: str) -> str:
        """Ask the model, at temperature 0.

        Raises LanguageModelFailed.
        """
        request = {
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": self._max_tokens,
            "temperature": 0.0,
            "seed": 1,
        }
        try:
            reply = self._server.handle_chat_completions(request)
            content = reply["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError, RuntimeError) as error:
            raise LanguageModelFailed(f"The language model {self.name} failed: {type(error).__name__}.") from error
        return _not_empty(str(content or ""), self.name)


def _not_empty(reply: str, name: str) -> str:
    if not reply.strip():
        raise LanguageModelFailed(f"The language model {name} gave an empty reply.")
    return reply
