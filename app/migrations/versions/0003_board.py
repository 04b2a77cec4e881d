"""The board: locks, rooms and times that were removed, equipment, notices, steps that can be undone."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: What was logged before gets its subject from its payload.
_SUBJECTS = {
    "sqlite": "UPDATE change SET subject = json_extract(payload, '$.topic_id')",
    "postgresql": "UPDATE change SET subject = (payload::json ->> 'topic_id')::integer",
}


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_down_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_notice_event_id"), "notice", ["event_id"], unique=False)
    op.add_column("change", sa.Column("subject", sa.Integer(), nullable=True))
    op.add_column("change", sa.Column("step", sa.Integer(), nullable=True))
    op.create_index("change_by_step", "change", ["event_id", "step"], unique=False)
    op.create_index("change_by_subject", "change", ["event_id", "subject", "name"], unique=False)
    op.add_column("placement", sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("room", sa.Column("equipment", sa.String(), server_default="", nullable=False))
    op.add_column("room", sa.Column("removed_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column("timeslot", sa.Column("removed_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=True))
    op.execute(_SUBJECTS[op.get_bind().dialect.name])
