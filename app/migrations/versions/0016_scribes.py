"""Who writes a topic's note."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic", sa.Column("scribe_id", sa.Integer(), nullable=True))
