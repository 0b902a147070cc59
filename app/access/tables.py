"""The tables of sessions, sign-ins under way, tokens and keys. Times are seconds since 1970."""

from sqlalchemy import Column, Double, LargeBinary, MetaData, String, Table, Text

__all__ = ["keys", "metadata", "sessions", "sign_ins", "tokens"]

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("identity", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("begun", Double, nullable=False),
    Column("seen", Double, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("next", Text, nullable=False),
    Column("begun", Double, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("person", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("made", Double, nullable=False),
    Column("ends", Double),
    Column("revoked", Double),
)

keys = Table(
    "keys",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
