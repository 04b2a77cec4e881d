"""Rows of topics: the cards, who called them, what they are about, who would go, and what is said about them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Topic(SQLModel, table=True):
    """One index card. Its number and guid stay through everything that happens to it. `proposer_id` is who put it up,
    also where nobody hosts it yet; `scribe_id` is who said that they write its note; `can_repeat` says that its hosts
    would do it a second time.

    A merged one names the topic that it is part of, and keeps its own hosts, tags, stars and note: so it can be split
    out again as it was. `removed_why` is what the facilitator said who took it away. `attribution` is a policy of
    its own, empty for the event's; the stricter of both holds (`policy`).
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
    proposer_id: int | None = None
    scribe_id: int | None = None
    can_repeat: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    removed_why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    attribution: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Convener(SQLModel, table=True):
    """Who called a topic. `attendee_id` is empty for a name without a visit (paper card, invited speaker). `credited`
    says whether the write-up names them; None leaves it to the policy."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    name: str
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id")
    position: int = 0
    credited: bool | None = None


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


class Draft(SQLModel, table=True):
    """A card that only its author sees. It has no number and no page, so nothing that shows topics can show it. `tags`
    are separated by commas, `wishes` are JSON as a form has them."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    attendee_id: int = Field(foreign_key="attendee.id", index=True)
    title: str
    pitch: str = ""
    tags: str = ""
    wishes: str = "{}"
    wanted: bool = False
    can_repeat: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """Somebody may become a host: invited by one, by name or by a link (only its hash is kept), or because they asked.

    `attendee_id` is who would host, empty for a link that nobody took yet. `state` is open, accepted, declined or taken
    back.
    """

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id", index=True)
    asked: bool = False
    token_hash: str | None = Field(default=None, unique=True)
    made_by: int | None = Field(default=None, foreign_key="attendee.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    state: str = "open"
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Comment(SQLModel, table=True):
    """A question or a remark to the hosts. `answers` is the comment that it stands under; that answers none itself."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    topic_id: int = Field(foreign_key="topic.id", index=True)
    attendee_id: int = Field(foreign_key="attendee.id", index=True)
    answers: int | None = Field(default=None, foreign_key="comment.id")
    words: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Sighting(SQLModel, table=True):
    """Somebody went past this card in the pile: it comes later for them, and a little later for everybody."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    attendee_id: int = Field(foreign_key="attendee.id", primary_key=True, index=True)


class Told(SQLModel, table=True):
    """How far an attendee was told of a topic, on whichever device. `kind` is what of: of its `changes` up to a
    revision, of a start or of something beside it up to a minute of all time, of its page up to an edition."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    attendee_id: int = Field(foreign_key="attendee.id", primary_key=True, index=True)
    kind: str = Field(primary_key=True)
    up_to: int


class Echo(SQLModel, table=True):
    """A topic is on the same matter as an earlier one, `of_id`, often of an earlier year. `linked_by` is the visit that
    said so."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    of_id: int = Field(foreign_key="topic.id", primary_key=True, index=True)
    linked_at: datetime = Field(sa_type=UtcDateTime)
    linked_by: int | None = Field(default=None, foreign_key="visit.id")
