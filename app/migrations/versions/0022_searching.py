"""Labels of what can be found, words by scope, and the trigrams of words.

Tags are filed as labels; the words are counted by `hallway reindex`. What the release before this one reads and writes
(search_tag, search_word) stays for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_gram",
        sa.Column("gram", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("gram", "word"),
    )
    op.create_index(op.f("ix_search_gram_word"), "search_gram", ["word"], unique=False)
    op.create_table(
        "search_term",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("stem", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "scope"),
    )
    op.create_index(op.f("ix_search_term_scope"), "search_term", ["scope"], unique=False)
    op.create_index("search_term_by_stem", "search_term", ["stem", "scope"], unique=False)
    op.create_table(
        "search_label",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["search_document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "name", "value"),
    )
    op.create_index("search_label_by_value", "search_label", ["name", "value"], unique=False)
    op.execute(
        "INSERT INTO search_label (document_id, name, value, shown)"
        " SELECT document_id, 'tag', lower(tag), min(tag) FROM search_tag GROUP BY document_id, lower(tag)"
    )
