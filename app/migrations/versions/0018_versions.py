"""Whose words came into a version of a note, and of which of its documents it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("note_version", sa.Column("epoch", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("note_version", sa.Column("author_ids", sa.String(), nullable=False, server_default=""))
