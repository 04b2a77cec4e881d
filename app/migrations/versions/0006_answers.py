"""Answers to posts that may be sent twice."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("visit", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.String(), server_default="[]", nullable=False),
        sa.Column("body", sa.LargeBinary(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("visit", "key"),
    )
    op.create_index("answer_by_age", "answer", ["at"], unique=False)
