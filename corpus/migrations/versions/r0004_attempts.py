"""What addresses tried is counted for all processes together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.columns import Counter, IdText, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "addressattempt",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("key", IdText(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_addressattempt_at"), "addressattempt", ["at"], unique=False)
    op.create_index("ix_addressattempt_key", "addressattempt", ["key", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("addressattempt")
