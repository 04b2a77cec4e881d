"""The rows of photos; the pictures themselves are files."""

from datetime import datetime

from sqlalchemy import Index, false
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Photo(SQLModel, table=True):
    """One photo that was put into a note. `name` is its address, which nobody can guess; `hash` that of its file, which
    several may share. `credit` says of whom it is, `credit_told` that it may be told although the event tells no names.
    Without `hash` its file is deleted: it was taken away some time ago."""

    __table_args__ = (Index("photo_by_hash", "hash"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    name: str = Field(unique=True, index=True)
    hash: str
    size: int
    width: int
    height: int
    small_width: int
    small_height: int
    alt: str = ""
    credit: str = ""
    credit_told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    added_by: int | None = Field(default=None, foreign_key="attendee.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    taken_away_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
