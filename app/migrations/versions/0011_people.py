"""Doors with codes, people on several devices, names told apart, people who left; reports and cards taken away."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns
from app.people.names import skeleton

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("code", sa.String(), server_default="", nullable=False))
    op.add_column("event", sa.Column("door", sa.String(), server_default="", nullable=False))
    op.create_index(op.f("ix_event_code"), "event", ["code"], unique=False)
    op.add_column("visit", sa.Column("device", sa.String(), server_default="", nullable=False))
    op.add_column("visit", sa.Column("seen_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("closed_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_visit_closed_at"), "visit", ["closed_at"], unique=False)
    op.add_column("attendee", sa.Column("look", sa.String(), server_default="", nullable=False))
    op.add_column("attendee", sa.Column("mark", sa.String(), server_default="", nullable=False))
    op.add_column("attendee", sa.Column("namesake", sa.Integer(), server_default="0", nullable=False))
    op.add_column("attendee", sa.Column("lost_name", sa.String(), server_default="", nullable=False))
    op.add_column("attendee", sa.Column("left_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column("attendee", sa.Column("shut_out_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index("attendee_by_look", "attendee", ["event_id", "look"], unique=False)
    op.create_index(op.f("ix_attendee_shut_out_at"), "attendee", ["shut_out_at"], unique=False)
    op.add_column("topic", sa.Column("removed_why", sa.String(), server_default="", nullable=False))
    op.create_table(
        "event_pass",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"]),
        sa.PrimaryKeyConstraint("visit_id", "event_id"),
    )
    op.create_table(
        "device_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_device_link_token_hash"), "device_link", ["token_hash"], unique=True)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["attendee.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_report_event_id"), "report", ["event_id"], unique=False)
    _tell_apart()


def _tell_apart() -> None:
    """Those who are there already look like somebody too."""
    attendees = sa.table(
        "attendee", sa.column("id", sa.Integer()), sa.column("name", sa.String()), sa.column("look", sa.String())
    )
    found = op.get_bind().execute(sa.select(attendees.c.id, attendees.c.name)).all()
    for attendee_id, name in found:
        op.execute(attendees.update().where(attendees.c.id == attendee_id).values(look=skeleton(name)))
