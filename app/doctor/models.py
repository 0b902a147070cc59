"""Checks of the embedding model and of the optional language model."""

from collections.abc import Iterator
from importlib.util import find_spec

from app.build import build
from app.doctor.finding import Finding, fault, fine, notice
from plans.settings import Settings

__all__ = ["embedding_model_is_right", "index_is_of_this_model", "language_model_is_right"]

_ENDPOINT_PATIENCE_S = 3.0


def embedding_model_is_right(settings: Settings) -> Iterator[Finding]:
    """Whether the embedding model is there, has the expected hash, and gives vectors."""
    embedder = build(settings).embedder
    vectors = embedder.encode(["a test"])
    if vectors.shape != (1, embedder.dimensions):
        yield fault("embedding model", f"{embedder.name} gives vectors of a wrong shape; install it again.")
    else:
        yield fine("embedding model", f"{embedder.name}, {embedder.dimensions} dimensions, {embedder.digest[:12]}….")


def index_is_of_this_model(settings: Settings) -> Iterator[Finding]:
    """Whether the vectors of the index are of the model that questions are put through."""
    planwatch = build(settings)
    used = planwatch.plans.current()
    if used is None or used.model.digest == planwatch.embedder.digest:
        return
    yield fault(
        "index and model",
        f"The index was made with {used.model.name} and questions would be put through {planwatch.embedder.name}; "
        "run `planwatch rebuild`, or set PLANWATCH_EMBED_MODEL to the first.",
    )


def language_model_is_right(settings: Settings) -> Iterator[Finding]:
    """Whether the language model can be asked, where one is set."""
    if settings.llm_gguf is not None:
        yield _gguf(settings)
    elif settings.llm_base_url is not None:
        yield _endpoint(settings)
    elif settings.llm_model is not None or settings.llm_api_key is not None:
        yield fault("language model", "A model or key is set without PLANWATCH_LLM_BASE_URL; set that, or unset both.")
    else:
        yield fine("language model", "None is set; answers are composed of the plans' own words.")
    if settings.llm_gguf is not None and settings.llm_base_url is not None:
        yield notice("language model", "Both a GGUF file and an endpoint are set; the GGUF file is used.")


def _gguf(settings: Settings) -> Finding:
    path = settings.llm_gguf
    if path is None or not path.is_file():
        return fault("language model", f"There is no file {path}; set PLANWATCH_LLM_GGUF to a GGUF file or unset it.")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            return fault("language model", f"{path} is not a GGUF file; download it again or choose another.")
    if find_spec("xllamacpp") is None:
        return fault("language model", "Running a GGUF file needs xllamacpp: `.venv/bin/pip install xllamacpp`.")
    return fine("language model", f"{path.name}, run in the process.")


def _endpoint(settings: Settings) -> Finding:
    import httpx

    if settings.llm_model is None:
        return fault("language model", "PLANWATCH_LLM_MODEL is not set; name a model of the endpoint.")
    url = f"{str(settings.llm_base_url).rstrip('/')}/models"
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    try:
        reply = httpx.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=_ENDPOINT_PATIENCE_S)
        reply.raise_for_status()
        names = {str(model.get("id")) for model in reply.json().get("data", [])}
    except httpx.HTTPStatusError as error:
        return fault("language model", f"{url} answers {error.response.status_code}; check the address and the key.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = type(error).__name__
        return fault("language model", f"{url} does not answer ({why}); start it, or unset PLANWATCH_LLM_BASE_URL.")
    except (ValueError, AttributeError):
        return fault("language model", f"{url} does not answer as an OpenAI-compatible endpoint; check the address.")
    if names and settings.llm_model not in names:
        shown = ", ".join(sorted(names)[:5])
        return fault("language model", f"The endpoint has no model {settings.llm_model}; it has {shown}.")
    return fine("language model", f"{settings.llm_model} at {settings.llm_base_url}.")
