"""The first step: sessions, sign-ins under way, tokens, and the key of forms."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is not there: files of the home have had these tables since before their steps were counted."""
    made: dict[str, bool] = {"if_not_exists": True}
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("begun", sa.Double(), nullable=False),
        sa.Column("seen", sa.Double(), nullable=False),
        **made,
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("begun", sa.Double(), nullable=False),
        **made,
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("made", sa.Double(), nullable=False),
        sa.Column("ends", sa.Double()),
        sa.Column("revoked", sa.Double()),
        **made,
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        **made,
    )


def downgrade() -> None:
    """Drop all of them: everybody signs in anew, and tokens are gone."""
    for table in ("keys", "tokens", "sign_ins", "sessions"):
        op.drop_table(table)
