"""Full text search without a server of its own: one tokeniser in front of SQLite FTS5 and PostgreSQL tsvector."""

from app.kernel.search.excerpts import Excerpt, Piece, excerpts, pieces
from app.kernel.search.finding import Count, Found, Hit, find
from app.kernel.search.indexing import Document, Passage, clear, put, remove
from app.kernel.search.queries import Query, parse
from app.kernel.search.schema import create_schema, drop_schema
from app.kernel.search.suggesting import suggest

__all__ = [
    "Count",
    "Document",
    "Excerpt",
    "Found",
    "Hit",
    "Passage",
    "Piece",
    "Query",
    "clear",
    "create_schema",
    "drop_schema",
    "excerpts",
    "find",
    "parse",
    "pieces",
    "put",
    "remove",
    "suggest",
]
