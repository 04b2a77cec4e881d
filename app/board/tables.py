"""The row of the board: one topic in one cell."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Placement(SQLModel, table=True):
    """A topic in a cell; in a plenary, which is for everybody, the room is empty.

    The two unique indexes decide ties between facilitators. One alone would not do: it ignores rows without a room.
    Ids are never used again, so that a page with an old one moves nobody else's card.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "timeslot_id", "room_id", name="one_topic_per_cell"),
        Index(
            "one_topic_per_plenary",
            "event_id",
            "timeslot_id",
            unique=True,
            sqlite_where=text("room_id IS NULL"),
            postgresql_where=text("room_id IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    room_id: int | None = Field(default=None, foreign_key="room.id")
    timeslot_id: int = Field(foreign_key="timeslot.id")
    guid: str = Field(unique=True)
    placed_at: datetime = Field(sa_type=UtcDateTime)
    locked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
