"""Drafts, invitations to host, comments, the pile of cards, and how stars are given and shown."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("stars_shown", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("event", sa.Column("dots", sa.Integer(), nullable=True))
    op.add_column("topic", sa.Column("proposer_id", sa.Integer(), nullable=True))
    op.add_column("topic", sa.Column("can_repeat", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("pitch", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("wishes", sa.String(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("can_repeat", sa.Boolean(), nullable=False),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_draft_attendee_id"), "draft", ["attendee_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["attendee.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    for column in ("event_id", "topic_id", "attendee_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["answers"], ["comment.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("topic_id", "attendee_id"):
        op.create_index(op.f(f"ix_comment_{column}"), "comment", [column], unique=False)
    op.create_table(
        "sighting",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.PrimaryKeyConstraint("topic_id", "attendee_id"),
    )
    op.create_index(op.f("ix_sighting_attendee_id"), "sighting", ["attendee_id"], unique=False)
