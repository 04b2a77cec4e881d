"""Write-ups: editions and publications."""



revision = "0002"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
