"""What was taken out of editions, and which topics are told less of than their event is."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = app.kernel.columns.UtcDateTime(timezone=True)
    op.add_column("edition", sa.Column("redacted_at", moment, nullable=True))
    op.add_column("topic", sa.Column("attribution", sa.String(), server_default="", nullable=False))
    op.add_column("convener", sa.Column("credited", sa.Boolean(), nullable=True))
    op.create_table(
        "redaction_due",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id"),
    )
    op.create_index(op.f("ix_redaction_due_event_id"), "redaction_due", ["event_id"], unique=False)
