"""Topics that are part of others."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_topic_merged_into"), "topic", ["merged_into"], unique=False)
