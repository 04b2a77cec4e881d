"""Full text search without a server of its own: one tokeniser in front of SQLite FTS5 and PostgreSQL tsvector."""

from app.kernel.search.excerpts import Excerpt, Piece, excerpts, pieces
from app.kernel.search.finding import Count, Found, Hit, find
from app.kernel.search.forgiving import Widened, widen
from app.kernel.search.indexing import (
    Document,
    Passage,
    clear,
    forget_what_was,
    keys_of,
    passages_of,
    put,
    recount,
    remove,
)
from app.kernel.search.labels import value_of
from app.kernel.search.queries import Query, parse
from app.kernel.search.schema import create_schema, drop_schema

__all__ = [
    "Count",
    "Document",
    "Excerpt",
    "Found",
    "Hit",
    "Passage",
    "Piece",
    "Query",
    "Widened",
    "clear",
    "create_schema",
    "drop_schema",
    "excerpts",
    "find",
    "forget_what_was",
    "keys_of",
    "parse",
    "passages_of",
    "pieces",
    "put",
    "recount",
    "remove",
    "value_of",
    "widen",
]
