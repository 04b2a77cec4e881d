"""Rows of the convergence: how far it is, who gave how many dots to which report, and the groups that act on them."""

from datetime import date, datetime

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Convergence(SQLModel, table=True):
    """How far an event is with it: `stage` is dots while they are given, then groups. Since `told_at` the groups are
    the write-up's last chapter; where names are not told, with their owners only if these agreed."""

    event_id: int = Field(foreign_key="event.id", primary_key=True)
    stage: str
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owners_told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Dots(SQLModel, table=True):
    """What one person gave to one report; several may lie on one."""

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    attendee_id: int = Field(foreign_key="attendee.id", primary_key=True, index=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    number: int


class PaperDots(SQLModel, table=True):
    """What was stuck on a printed report, counted by a facilitator."""

    __tablename__ = "paper_dots"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    number: int


class ActionGroup(SQLModel, table=True):
    """People who will do something about some reports: what they aim at, who they are (names, as they were said), and
    by when. `edits` tells a form that was opened before somebody else's change. One that was taken apart is kept."""

    __tablename__ = "action_group"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    title: str
    aim: str = ""
    owners: str = ""
    due_on: date | None = None
    edits: int = 0
    taken_apart_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class GatheredTopic(SQLModel, table=True):
    """Under which group a report was put last."""

    __tablename__ = "gathered_topic"

    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    group_id: int = Field(foreign_key="action_group.id", index=True)
