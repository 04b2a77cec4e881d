"""Rows of replies."""

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Reply(SQLModel, table=True):
    """What somebody said to a page, under the name that they gave. `visit_id` is their device, which can
    take it back; of what came from another Hallway there is none.

    `state` is waiting, shown, declined or taken_back. `names_told`: whoever shows it has seen the names of people in
    it, and lets them stay although the event tells none.
    """

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    name: str
    words: str
    state: str = "waiting"
    names_told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
