"""Events that speak a language."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("language", sa.String(), nullable=False, server_default="en"))
