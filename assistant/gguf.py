"""A GGUF file run in the process by llama.cpp (the extra `local-llm`), so that a laptop needs no server."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.model import SECONDS, TOKENS, Endpoint
from assistant.patience import Patience
from plans.errors import LanguageModelFailed

__all__ = ["CONTEXT", "GgufModel"]

CONTEXT = 2048


class GgufModel:
    """A GGUF file run in the process by llama.cpp (the extra `local-llm`).

    llama.cpp is spoken to through its own loopback address, with a key that nobody else has, so that the limits
    of time, size and cancelling are those of any endpoint.
    """

    leaves_the_machine = False
    place = "this machine"

    def __init__(
        self,
        path: Path,
        *,
        seconds: float = SECONDS,
        max_tokens: int = TOKENS,
        threads: int | None = None,
        context: int = CONTEXT,
        form: Mapping[str, object] | None = None,
    ) -> None:
        """Load the model; `threads` None lets llama.cpp choose.

        `context` is the most tokens of a prompt and its reply, `form` a JSON Schema that replies are held to.

        Raises LanguageModelFailed when the file is not there, is no GGUF file, or llama.cpp cannot run it.
        """
        _check_gguf(path)
        key = secrets.token_urlsafe(32)
        self._server = _serve(path, key, threads=threads, context=context)
        self._endpoint = Endpoint(
            base_url=f"{self._server.listening_address}/v1",
            model=path.stem,
            api_key=key,
            seconds=seconds,
            max_tokens=max_tokens,
            form=form,
        )

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self._endpoint.model

    @property
    def address(self) -> str:
        """Where llama.cpp listens, on the loopback address; nobody else has the key."""
        return self._endpoint.base_url

    @property
    def seconds(self) -> float:
        """How long an answer waits for it, all calls together."""
        return self._endpoint.seconds

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """Ask the model, at temperature 0.

        Raises LanguageModelFailed.
        """
        return self._endpoint.complete(prompt, patience=patience)


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(4)
    except OSError as error:
        raise LanguageModelFailed(f"The GGUF file {path} cannot be read: {error.strerror}.") from error
    if begins != b"GGUF":
        raise LanguageModelFailed(f"{path} is not a GGUF file.")


def _serve(path: Path, key: str, *, threads: int | None, context: int) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise LanguageModelFailed(
            "Running a GGUF file needs the extra `local-llm`: pip install 'planwatch[local-llm]'."
        ) from error
    settings = xllamacpp.CommonParams()
    settings.model.path = str(path)
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.api_keys = [key]
    settings.n_ctx = context
    settings.n_parallel = 1
    settings.cache_prompt = False  # what was asked before may not change a later reply by a bit
    settings.cache_ram_mib = 0
    settings.ui = False
    settings.endpoint_slots = False
    settings.verbosity = -1
    if threads is not None:
        settings.cpuparams.n_threads = threads
        settings.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(settings)
    except RuntimeError as error:
        raise LanguageModelFailed(f"llama.cpp cannot run {path}.") from error
