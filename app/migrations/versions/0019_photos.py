"""Photos in notes."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("credit_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_away_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("photo_by_hash", "photo", ["hash"], unique=False)
    op.create_index(op.f("ix_photo_event_id"), "photo", ["event_id"], unique=False)
    op.create_index(op.f("ix_photo_name"), "photo", ["name"], unique=True)
    op.create_index(op.f("ix_photo_taken_away_at"), "photo", ["taken_away_at"], unique=False)
    op.create_index(op.f("ix_photo_topic_id"), "photo", ["topic_id"], unique=False)
