"""How far the text of a note reaches, for several workers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("note", sa.Column("body_upto", sa.Integer(), server_default="0", nullable=False))
