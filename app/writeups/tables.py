"""Rows of the write-up: what was published of a note, edition by edition, and which edition stands."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Edition(SQLModel, table=True):
    """A numbered publication of a note; its number and address stay. `contents` are its headings: level, id, text.
    `redacted_at` is when words were last taken out of it; one that was taken out as a whole has no text.

    `published_by` is the visit that published it, empty for seeds and imports.
    """

    __table_args__ = (UniqueConstraint("topic_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id")
    number: int
    slug: str
    title: str
    markdown: str
    html: str
    contents: list[dict[str, str | int]] = Field(sa_type=JSON)
    summary: str
    change_note: str = ""
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: int | None = Field(default=None, foreign_key="visit.id")
    redacted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Publication(SQLModel, table=True):
    """Which edition of a topic stands, and whether readers may see it."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    edition_number: int
    state: str


class NameDecision(SQLModel, table=True):
    """Whether readers see words of a topic's note that may be a name, although names are not told."""

    __tablename__ = "name_decision"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    words: str = Field(primary_key=True)
    is_kept: bool
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="visit.id")


class RedactionDue(SQLModel, table=True):
    """A topic of which too much was told before its policy was tightened, and has not been taken out yet."""

    __tablename__ = "redaction_due"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
