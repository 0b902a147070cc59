"""The settings of a running Planwatch: PLANWATCH_* in the environment, read once by `app/`."""

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Every setting, its meaning and its default. Only `app/` makes one of these."""

    model_config = SettingsConfigDict(env_prefix="PLANWATCH_", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("planwatch", appauthor=False)),
        description="where the library, the index and the register live",
    )
    llm_base_url: str | None = Field(None, description="an OpenAI-compatible chat endpoint; unset: no model is asked")
    llm_model: str | None = Field(None, description="the model's name at that endpoint")
    llm_api_key: SecretStr | None = Field(None, description="the endpoint's key, where it wants one")
    llm_gguf: Path | None = Field(None, description="a GGUF file that is run in the process in place of an endpoint")
    embed_model: str | None = Field(
        None,
        description="a sentence-transformers model: a folder or a hub name; unset: the one that is installed",
    )
    chroma_url: str | None = Field(None, description="a Chroma server to use in place of the embedded one")
    database_url: str | None = Field(
        None,
        description="where checks and feedback are stored, as an SQLAlchemy URL; unset: SQLite in the home",
    )
