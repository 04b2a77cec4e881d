"""What somebody was told of, calendars to subscribe to, and how full rooms are."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

#: Whoever starred or hosts a topic before this release knows what happened to it so far.
_KNOWN = """
    INSERT INTO told (topic_id, attendee_id, kind, up_to)
    SELECT concerned.topic_id, concerned.attendee_id, 'changes', revision.number
    FROM (SELECT topic_id, attendee_id FROM star
          UNION SELECT topic_id, attendee_id FROM convener WHERE attendee_id IS NOT NULL) AS concerned
    JOIN topic ON topic.id = concerned.topic_id
    JOIN revision ON revision.event_id = topic.event_id"""


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("topic_id", "attendee_id", "kind"),
    )
    op.create_index(op.f("ix_told_attendee_id"), "told", ["attendee_id"], unique=False)
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calendar_link_attendee_id"), "calendar_link", ["attendee_id"], unique=True)
    op.create_table(
        "room_tap",
        sa.Column("timeslot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("hand", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["timeslot_id"], ["timeslot.id"]),
        sa.PrimaryKeyConstraint("timeslot_id", "room_id", "hand"),
    )
    op.execute(_KNOWN)
