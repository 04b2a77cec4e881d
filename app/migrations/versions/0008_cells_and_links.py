"""Cells that are closed; on which device a role was taken."""

import sqlalchemy as sa
from alembic import op

import app.kernel.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("timeslot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("closed_at", app.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["timeslot_id"], ["timeslot.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("timeslot_id", "room_id", name="closed_once"),
    )
    op.create_index(op.f("ix_closed_cell_event_id"), "closed_cell", ["event_id"], unique=False)
    op.add_column("role_held", sa.Column("device", sa.String(), server_default="", nullable=False))
