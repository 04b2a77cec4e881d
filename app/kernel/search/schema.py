"""The index proper: an FTS5 table on SQLite, a tsvector on PostgreSQL. Both hold words that `tokens` has made.

The other tables of search are ordinary ones (`tables`). Names that begin with `search_index` belong to this module.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, column, table, text

INDEX = table("search_index", *map(column, ("rowid", "document_id", "words", "title", "aside", "body")))

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index"
    " USING fts5(title, aside, body, tokenize = \"ascii tokenchars '+#'\")",
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS search_index ("
    " document_id integer PRIMARY KEY REFERENCES search_document (id) ON DELETE CASCADE,"
    " words tsvector NOT NULL, title text NOT NULL, aside text NOT NULL, body text NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_index_words ON search_index USING gin (words)",
)


def create_schema(connection: Connection) -> None:
    """To be called by a migration, and by tests after the tables are made."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def drop_schema(connection: Connection) -> None:
    connection.execute(text("DROP TABLE IF EXISTS search_index"))


def key_of(sqlite: bool) -> ColumnElement[Any]:
    """The column of the index that has the document's id."""
    return INDEX.c.rowid if sqlite else INDEX.c.document_id
