"""The line of cards that wait to be pitched."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pitch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("queued_by", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("queued_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["queued_by"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pitch_event_id", "pitch", ["event_id"], unique=False)
    _unique("one_pitch_per_card", "topic_id", sa.text("done_at IS NULL"))
    _unique("one_pitch_at_a_time", "event_id", sa.text("called_at IS NOT NULL AND done_at IS NULL"))


def _unique(name: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, "pitch", [column], unique=True, sqlite_where=where, postgresql_where=where)
