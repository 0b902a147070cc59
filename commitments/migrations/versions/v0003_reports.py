"""The third step: reports that an answer is wrong, for databases that a URL names."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of reports, each a text of JSON."""
    op.create_table(
        "reports",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.String(40), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_sent_at", "reports", ["sent_at"])


def downgrade() -> None:
    """Drop the table of reports."""
    op.drop_table("reports")
