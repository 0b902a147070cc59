"""The second step: what people decided about which commitment serves which outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of decisions, which is only ever added to."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("commitment_id", sa.String(200), nullable=False),
        sa.Column("outcome_id", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint(
            "commitment_id", "outcome_id", "number", name="uq_decisions_commitment_id_outcome_id_number"
        ),
    )
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decisions_no_{verb.lower()} BEFORE {verb} ON decisions "
                "BEGIN SELECT RAISE(ABORT, 'checks are only ever added to'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER decisions_only_add BEFORE UPDATE OR DELETE ON decisions "
            "FOR EACH STATEMENT EXECUTE FUNCTION planwatch_only_add()"
        )


def downgrade() -> None:
    """Drop the table of decisions."""
    op.drop_table("decisions")
