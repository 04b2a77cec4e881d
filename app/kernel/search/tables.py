"""Rows of the search index that are the same on both databases; the index proper is in `schema`."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class SearchDocument(SQLModel, table=True):
    """What can be found. `scope` groups documents, `passages` and `facts` are JSON."""

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str
    scope: str = Field(index=True)
    title: str
    passages: str
    facts: str


class SearchLabel(SQLModel, table=True):
    """What a document is filed under: `name` is the kind of label (`tag`, …), `value` what filters ask for, `shown` the
    label as it is written; that is empty for a single word out of a longer one, which filters may ask for too."""

    __tablename__ = "search_label"
    __table_args__ = (Index("search_label_by_value", "name", "value"),)

    document_id: int = Field(foreign_key="search_document.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    shown: str


class SearchTerm(SQLModel, table=True):
    """In how many documents of a scope a word stands, as it is written there; the empty word stands in all."""

    __tablename__ = "search_term"
    __table_args__ = (Index("search_term_by_stem", "stem", "scope"),)

    word: str = Field(primary_key=True)
    scope: str = Field(primary_key=True, index=True)
    stem: str
    documents: int


class SearchGram(SQLModel, table=True):
    """Three letters in a row of a word that stands somewhere: what finds the words that a mistyped one may mean."""

    __tablename__ = "search_gram"

    gram: str = Field(primary_key=True)
    word: str = Field(primary_key=True, index=True)
