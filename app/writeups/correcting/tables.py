"""Rows of the correction window: until when it is open, whose link is whose, and what was sent by them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class CorrectionWindow(SQLModel, table=True):
    """Until when hosts and quoted people may correct what is published of a topic."""

    __tablename__ = "correction_window"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)


class CorrectionLink(SQLModel, table=True):
    """One person's link to their own words on one page, and to the whole text for a host. Only the token's hash is
    kept. It works as long as the window is open. `name` is as the card or the quotation has it."""

    __tablename__ = "correction_link"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    token_hash: str = Field(unique=True, index=True)
    name: str
    is_host: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Correction(SQLModel, table=True):
    """What somebody sent by their link, about `edition`: other words for a quotation, another text, or that a quotation
    is withdrawn. `before` and `after` are the quotation's words or the whole text; `said` is what they said to it.

    `state` is open, taken, declined or taken_back; `answer` is what the facilitator said. `became` is the edition that
    it led to, 0 without one.
    """

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    link_id: int = Field(foreign_key="correction_link.id", index=True)
    kind: str
    edition: int
    became: int = 0
    before: str
    after: str = ""
    said: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    state: str = "open"
    answer: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
