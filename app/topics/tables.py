"""Rows of topics: the cards, who called them, what they are about and who would go."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Topic(SQLModel, table=True):
    """One index card. Its number and guid stay through everything that happens to it.

    A merged one names the topic that it is part of, and keeps its own hosts, tags, stars and note: so it can be split
    out again as it was.
    """

    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    number: int
    guid: str = Field(unique=True)
    title: str
    pitch: str = ""
    state: str = "open"
    merged_into: int | None = Field(default=None, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Convener(SQLModel, table=True):
    """Who called a topic. `attendee_id` is empty for a name without a visit (paper card, invited speaker)."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    name: str
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id")
    position: int = 0


class TopicTag(SQLModel, table=True):
    __tablename__ = "topic_tag"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    tag: str = Field(primary_key=True, index=True)


class TopicWish(SQLModel, table=True):
    """Something a card asks for: `kind` and `value` as wishes.py reads them."""

    __tablename__ = "topic_wish"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)


class Star(SQLModel, table=True):
    """A wish to go ("I would go"): interest, never a registration."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    attendee_id: int = Field(foreign_key="attendee.id", primary_key=True, index=True)
