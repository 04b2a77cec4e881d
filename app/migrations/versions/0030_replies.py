"""What readers say to published pages, and whether an event wants that."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = app.kernel.columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.add_column("event", sa.Column("replies", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("names_told", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("event_id", "topic_id", "visit_id"):
        op.create_index(op.f(f"ix_reply_{column}"), "reply", [column], unique=False)
