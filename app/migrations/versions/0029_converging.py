"""Dots for reports, and groups that act on them."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "convergence",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("told_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("owners_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_table(
        "dots",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id", "attendee_id"),
    )
    op.create_index("ix_dots_attendee_id", "dots", ["attendee_id"])
    op.create_index("ix_dots_event_id", "dots", ["event_id"])
    op.create_table(
        "paper_dots",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id"),
    )
    op.create_index("ix_paper_dots_event_id", "paper_dots", ["event_id"])
    op.create_table(
        "action_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("owners", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("taken_apart_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_action_group_event_id", "action_group", ["event_id"])
    op.create_table(
        "gathered_topic",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["action_group.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id"),
    )
    op.create_index("ix_gathered_topic_group_id", "gathered_topic", ["group_id"])
