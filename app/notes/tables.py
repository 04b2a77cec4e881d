"""Rows of notes: the note, its append-only log, the latest compaction of that log, and points in its history."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Note(SQLModel, table=True):
    """The live document of one topic. `body` is its text as of `body_at`, derived from the log and rebuildable.

    A new `epoch` begins when the document is replaced as a whole (redaction, restore): browsers that still hold the
    old one must not sync it back. One that is locked nobody writes in.
    """

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", unique=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    epoch: int = 1
    body: str = ""
    #: The row of the log up to which it holds everything; a worker that knows less must not write it.
    body_upto: int = 0
    body_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: How often anything was said of its passages, settled or taken away.
    annotated: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class NoteUpdate(SQLModel, table=True):
    """One edit: the raw Yjs update as it was received. Never changed, never merged, in the order of commit."""

    __tablename__ = "note_update"
    __table_args__ = (Index("note_update_of_note", "note_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id")
    epoch: int
    data: bytes
    author_id: int | None = Field(default=None, foreign_key="attendee.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Hand(SQLModel, table=True):
    """A client of a note's document, and who first wrote with it: an attendee, or a visit without one. The ids of
    clients are random numbers of 32 bits and more."""

    note_id: int = Field(foreign_key="note.id", primary_key=True)
    epoch: int = Field(primary_key=True)
    client: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id", index=True)
    visit_id: int | None = None


class NoteSnapshot(SQLModel, table=True):
    """The document as of `upto_id`, so that loading does not start at the first edit."""

    __tablename__ = "note_snapshot"

    note_id: int = Field(foreign_key="note.id", primary_key=True)
    upto_id: int
    epoch: int
    data: bytes


class NoteVersion(SQLModel, table=True):
    """A point in a note's history, by hand (with a name) or by itself. `author_ids`, with commas between, are the
    attendees who wrote since the one before."""

    __tablename__ = "note_version"

    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id", index=True)
    upto_id: int
    at: datetime = Field(sa_type=UtcDateTime)
    name: str = ""
    text: str
    epoch: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    author_ids: str = Field(default="", sa_column_kwargs={"server_default": ""})
