"""Rows of the search index that are the same on both databases; the index proper is in `schema`."""

from sqlalchemy import UniqueConstraint
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


class SearchTag(SQLModel, table=True):
    __tablename__ = "search_tag"

    document_id: int = Field(foreign_key="search_document.id", primary_key=True, ondelete="CASCADE")
    tag: str = Field(primary_key=True, index=True)


class SearchWord(SQLModel, table=True):
    """In how many documents a word stands, as it is written there: what a mistyped one may have meant."""

    __tablename__ = "search_word"

    word: str = Field(primary_key=True)
    documents: int
