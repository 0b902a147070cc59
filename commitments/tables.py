"""The tables of what people enter: entries with their evidence and decisions, only ever added to, and reports."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = ["decisions", "entries", "evidence", "metadata", "reports"]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(column_0_N_label)s",
    }
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("commitment_id", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("plan_id", String(200), nullable=False),
    Column("edition", String(400), nullable=False),
    Column("words", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", String(30)),
    Column("note", Text, nullable=False),
    Column("person", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("undoes", Integer),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("commitment_id", "number"),
    CheckConstraint("number > 0", name="number_is_positive"),
    Index(None, "plan_id"),
    Index(None, "at"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", Integer, ForeignKey("entries.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("where", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("page", String(40), nullable=False),
    Column("published", Date),
    Column("retrieved", Date),
    Column("stands", String(10), nullable=False),
    Column("confidence", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("commitment_id", String(200), nullable=False),
    Column("outcome_id", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("person", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("commitment_id", "outcome_id", "number"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("sent_at", String(40), nullable=False),
    Column("report", Text, nullable=False),
    Index(None, "sent_at"),
)
