"""Rows of the board: topics in cells, cells that are closed, muted clashes, suggestions, the line of pitches, what is
said of rooms, and what was reported of cards and people."""

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


class ClosedCell(SQLModel, table=True):
    """A cell that takes no cards, and perhaps why."""

    __tablename__ = "closed_cell"
    __table_args__ = (UniqueConstraint("timeslot_id", "room_id", name="closed_once"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    timeslot_id: int = Field(foreign_key="timeslot.id")
    room_id: int = Field(foreign_key="room.id")
    why: str = ""
    closed_at: datetime = Field(sa_type=UtcDateTime)


class MutedClash(SQLModel, table=True):
    """A clash that somebody decided to live with, and why. `words` said what it was then, in the language of
    whoever muted it; what is shown is made anew."""

    __tablename__ = "muted_clash"
    __table_args__ = (UniqueConstraint("event_id", "key", name="one_mute_per_clash"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    key: str
    words: str
    reason: str
    muted_at: datetime = Field(sa_type=UtcDateTime)
    muted_by: int | None = Field(default=None, foreign_key="visit.id")


class Suggestion(SQLModel, table=True):
    """An arrangement that was asked for: `running`, then `ready`, `stopped` or `failed`. `share` of it is done, 0 to 1;
    `outcome` is JSON. With its seed and the log before `revision` it can be reckoned again."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    mode: str
    seed: int
    revision: int
    state: str
    share: float = 0
    outcome: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = Field(default=None, foreign_key="visit.id")


class Pitch(SQLModel, table=True):
    """A card in the line of those that are pitched: waiting until it is called, there until it is done.

    `queued_by` is the attendee whose one place in the line it is; empty for a paper card. The unique indexes decide
    ties: a card stands in line once, and one is pitched at a time.
    """

    __table_args__ = (
        Index(
            "one_pitch_per_card",
            "topic_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "one_pitch_at_a_time",
            "event_id",
            unique=True,
            sqlite_where=text("called_at IS NOT NULL AND done_at IS NULL"),
            postgresql_where=text("called_at IS NOT NULL AND done_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    topic_id: int = Field(foreign_key="topic.id")
    queued_by: int | None = Field(default=None, foreign_key="attendee.id")
    position: int
    queued_at: datetime = Field(sa_type=UtcDateTime)
    called_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoomTap(SQLModel, table=True):
    """What somebody at its door says of a room while a timeslot runs. `hand` stands for their visit at this place only:
    it says neither who it was nor where else they were."""

    __tablename__ = "room_tap"

    timeslot_id: int = Field(foreign_key="timeslot.id", primary_key=True)
    room_id: int = Field(foreign_key="room.id", primary_key=True)
    hand: str = Field(primary_key=True)
    says: str
    at: datetime = Field(sa_type=UtcDateTime)


class Report(SQLModel, table=True):
    """Somebody told the facilitators what is wrong: with a card, with a name, or with the person (`about`)."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    about: str
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id")
    words: str
    made_by: int = Field(foreign_key="attendee.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
