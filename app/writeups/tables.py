"""Rows of the write-up: what was published of a note, edition by edition, which of them stands, what each says in
marks, and what waits."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint, false
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
    """Which edition of a topic stands, and whether readers may see it; if not, since when, and why."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    edition_number: int
    state: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_why: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Review(SQLModel, table=True):
    """A note that somebody at it holds ready to be published. `sent_by` is the attendee who sent it, `mark` tells the
    text that was sent from what is written since."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    sent_by: int | None = Field(default=None, foreign_key="attendee.id")
    mark: str


class NameDecision(SQLModel, table=True):
    """Whether readers see words of a topic's note that may be a name, although names are not told."""

    __tablename__ = "name_decision"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    words: str = Field(primary_key=True)
    is_kept: bool
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="visit.id")


class TextNameDecision(SQLModel, table=True):
    """The same of words in the texts of the event itself."""

    __tablename__ = "text_name_decision"

    event_id: int = Field(foreign_key="event.id", primary_key=True)
    words: str = Field(primary_key=True)
    is_kept: bool
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="visit.id")


class Extract(SQLModel, table=True):
    """What an edition says in marks, and what its page is filed under: one row for each, for the page itself, and for
    indexes over all events.

    `edition` is the number of the edition, which `stands` if it is what readers see; what indexes read is of those.
    `kind` is as `extracting` has them. `value` is what is compared of the `name` under which an index lists it, and
    `letter` where in the alphabet; `text` is what was said, and `who` said or does it, where that was told. `anchor` is
    the paragraph of it, `position` its place among the others.
    """

    __table_args__ = (
        Index("extract_by_value", "kind", "stands", "letter", "value", "event_id", "name"),
        Index("extract_by_event", "kind", "stands", "event_id", "topic_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    topic_id: int = Field(foreign_key="topic.id", index=True)
    edition: int
    stands: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    kind: str
    letter: str
    value: str
    name: str
    text: str
    who: str = ""
    address: str = ""
    anchor: str = ""
    position: int


class RedactionDue(SQLModel, table=True):
    """A topic of which too much was told before its policy was tightened, and has not been taken out yet."""

    __tablename__ = "redaction_due"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
