"""The first step: entries, which are only ever added, and their evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, and forbid that an entry is changed or removed."""
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("commitment_id", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.String(200), nullable=False),
        sa.Column("edition", sa.String(400), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("status", sa.String(30)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("commitment_id", "number", name="uq_entries_commitment_id_number"),
        sa.CheckConstraint("number > 0", name="ck_entries_number_is_positive"),
    )
    op.create_index("ix_entries_plan_id", "entries", ["plan_id"])
    op.create_index("ix_entries_at", "entries", ["at"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("published", sa.Date()),
        sa.Column("retrieved", sa.Date()),
        sa.Column("stands", sa.String(10), nullable=False),
        sa.Column("confidence", sa.String(10), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_evidence_entry_id"),
    )
    op.create_index("ix_evidence_entry_id", "evidence", ["entry_id"])
    for table in ("entries", "evidence"):
        _only_add(table)


def downgrade() -> None:
    """Drop both tables, and with them every check."""
    op.drop_table("evidence")
    op.drop_table("entries")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS planwatch_only_add()")


def _only_add(table: str) -> None:
    """Let the database itself refuse to change or remove what was entered."""
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'checks are only ever added to'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION planwatch_only_add() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'checks are only ever added to'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_add BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION planwatch_only_add()"
    )
