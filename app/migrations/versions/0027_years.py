"""Echoes between topics, and what editions say in marks."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "echo",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["linked_by"], ["visit.id"]),
        sa.ForeignKeyConstraint(["of_id"], ["topic.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id", "of_id"),
    )
    op.create_index(op.f("ix_echo_of_id"), "echo", ["of_id"], unique=False)
    op.create_table(
        "extract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("stands", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_extract_topic_id"), "extract", ["topic_id"], unique=False)
    op.create_index(
        "extract_by_value", "extract", ["kind", "stands", "letter", "value", "event_id", "name"], unique=False
    )
    op.create_index("extract_by_event", "extract", ["kind", "stands", "event_id", "topic_id", "position"], unique=False)
