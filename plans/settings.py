"""The settings of a running Planwatch: PLANWATCH_* in the environment, read once by `app/`."""

from pathlib import Path
from typing import Literal

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
    rerank_model: str | None = Field(
        None, description="a cross-encoder that has a say in the order of hits: a folder or a hub name; unset: none"
    )
    chroma_url: str | None = Field(None, description="a Chroma server to use in place of the embedded one")
    database_url: str | None = Field(
        None,
        description="the database of checks, reports of wrong answers, tokens and sessions, as an SQLAlchemy URL; "
        "unset: SQLite and files in the home",
    )
    public_url: str | None = Field(
        None, description="where people reach the server, such as https://plans.example.org; needed for sign-in"
    )
    sign_in: Literal["none", "proxy", "oidc"] = Field(
        "none", description="how people sign in: none (this machine only), proxy (a header) or oidc (OpenID Connect)"
    )
    anonymous_role: Literal["nothing", "reader", "marker", "editor", "admin"] | None = Field(
        None,
        description="what a visitor who has not signed in may do; unset: everything without sign-in, nothing with it",
    )
    readers: str = Field(
        "*", description="who may read: e-mail addresses, names at the sign-in, `group:NAME`, or `*` for all, by commas"
    )
    markers: str = Field("", description="who may mark commitments too, written in the same way")
    editors: str = Field("", description="who may change the library of plans too")
    watchers: str = Field("", description="who may see the counts of the running server at /metrics, and only that")
    admins: str = Field("", description="who may do everything")
    plans_seen: str = Field(
        "",
        description="who sees which plans, as in `group:leeds = area:Leeds, area:York; role:admin = all`; "
        "unset: everybody sees all",
    )
    proxy_addresses: str = Field("", description="the addresses or networks of trusted proxies, by commas")
    proxy_secret: SecretStr | None = Field(
        None, description="what a trusted proxy has to send as X-Planwatch-Proxy-Secret, where set"
    )
    proxy_person_header: str = Field("X-Forwarded-User", description="the proxy's header that names the person")
    proxy_name_header: str = Field(
        "X-Forwarded-Preferred-Username", description="the proxy's header with the name that is shown"
    )
    proxy_groups_header: str = Field("X-Forwarded-Groups", description="the proxy's header with groups, by commas")
    oidc_issuer: str | None = Field(None, description="the OpenID Connect provider's issuer address")
    oidc_client_id: str | None = Field(None, description="the name of this server at the provider")
    oidc_client_secret: SecretStr | None = Field(None, description="its secret there; unset for a public client")
    oidc_scopes: str = Field("openid profile email", description="what is asked of the provider")
    oidc_groups_claim: str = Field(
        "groups",
        description="the claim that holds a person's groups or roles; dots go deeper, as in realm_access.roles",
    )
    session_hours: int = Field(8, ge=1, le=168, description="hours after which everybody signs in anew")
    session_idle_minutes: int = Field(60, ge=1, le=10_080, description="minutes without a request that end a session")
    asks_per_minute: int | None = Field(
        None,
        ge=1,
        description="how much one person may ask, mark or download a minute; unset: 60 with sign-in, no limit without",
    )
    asks_per_minute_by_address: int | None = Field(
        None,
        ge=1,
        description="the same for one network address, behind which many may sit; unset: 300 with sign-in",
    )
    question_log_days: int = Field(
        0, ge=0, le=400, description="days for which questions are logged, with personal details blacked out; 0: never"
    )
    otel_url: str | None = Field(
        None,
        description="a collector of OpenTelemetry traces, such as http://127.0.0.1:4318; unset: none are made",
    )
