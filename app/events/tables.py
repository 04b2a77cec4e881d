"""Rows of an event: the event itself, its rooms and timeslots."""

from datetime import date, datetime

from sqlalchemy import false, true
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime
from app.kernel.words import SOURCE_LANGUAGE


class Series(SQLModel, table=True):
    """Links the years of one unconference."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, index=True)
    name: str


class Event(SQLModel, table=True):
    """One unconference. `intro`, `closing` and `thanks` are Markdown for its write-up. `language` is that of what it
    prints and projects, and of pages for those who ask for no language that we speak. Before `stars_shown` nobody but
    facilitators sees how many stars a card has; `dots` is how many stars each may give, without it any number. With a
    `code` to say aloud, only who knows it can join; `door` is the long one that codes on walls carry. `notes_readers`
    and `notes_writers` are circles of people, for notes that are not published yet. `replies`: readers may reply to
    what is published."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, index=True)
    name: str
    theme: str = ""
    venue: str = ""
    time_zone: str
    starts_on: date
    ends_on: date
    phase: str = "announced"
    visibility: str = "public"
    code: str = Field(default="", sa_column_kwargs={"server_default": ""}, index=True)
    door: str = Field(default="", sa_column_kwargs={"server_default": ""})
    attribution: str = "open"
    language: str = Field(default=SOURCE_LANGUAGE, sa_column_kwargs={"server_default": SOURCE_LANGUAGE})
    intro: str = ""
    closing: str = ""
    thanks: str = ""
    series_id: int | None = Field(default=None, foreign_key="series.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    stars_shown: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    dots: int | None = None
    notes_readers: str = Field(default="attendees", sa_column_kwargs={"server_default": "attendees"})
    notes_writers: str = Field(default="attendees", sa_column_kwargs={"server_default": "attendees"})
    replies: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Room(SQLModel, table=True):
    """A column of the board. `capacity` is in seats, `directions` say how to get there, `equipment` is words separated
    by commas. A removed room keeps its row, so that the history can name it and an undo bring it back."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    name: str
    capacity: int | None = None
    directions: str = ""
    position: int
    equipment: str = Field(default="", sa_column_kwargs={"server_default": ""})
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Timeslot(SQLModel, table=True):
    """A row of the board: `open` takes cards, `plenary` is for everybody, `break` is a pause. Open ones have an ink.
    A removed one keeps its row, as rooms do."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    kind: str
    title: str = ""
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    ink: int | None = None
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Notice(SQLModel, table=True):
    """A short message to all phones and the projector until it expires or is taken down."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    words: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = Field(default=None, foreign_key="visit.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    taken_down_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
