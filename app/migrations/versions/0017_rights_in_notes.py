"""Who may read and write notes, notes that are locked, and links for somebody who writes one note."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("notes_readers", sa.String(), nullable=False, server_default="attendees"))
    op.add_column("event", sa.Column("notes_writers", sa.String(), nullable=False, server_default="attendees"))
    op.add_column("note", sa.Column("locked_at", UtcDateTime(), nullable=True))
    op.add_column("role_link", sa.Column("topic_number", sa.Integer(), nullable=True))
    op.add_column("role_held", sa.Column("attendee_id", sa.Integer(), nullable=True))
