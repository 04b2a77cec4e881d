"""What can have happened to an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from app.kernel.work import Change


@dataclass(frozen=True, kw_only=True)
class EventCreated(Change):
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PhaseChanged(Change):
    """`before` and `phase` are two of announced, open, running, closed, published, in any order."""

    before: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class LanguageChanged(Change):
    """`language` is what the event itself speaks from now on."""

    before: str
    language: str


@dataclass(frozen=True, kw_only=True)
class SeriesChanged(Change):
    """`series` is the name of the one that the event belongs to from now on; empty for none."""

    series: str


@dataclass(frozen=True, kw_only=True)
class ShapeChange(Change):
    """A row or a column of the board is another one now. Their rows stay in the database whatever happens."""

    undoable: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class RoomAdded(ShapeChange):
    """New, or back again."""

    room_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class RoomRemoved(ShapeChange):
    """Its cards were taken back in the same step."""

    room_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class RoomChanged(ShapeChange):
    """`before` and `after` hold name, capacity, directions and equipment."""

    room_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoomsReordered(ShapeChange):
    """The ids of the rooms in the order of the columns."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TimeslotAdded(ShapeChange):
    """New, or back again."""

    timeslot_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class TimeslotRemoved(ShapeChange):
    """Its cards were taken back in the same step."""

    timeslot_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class TimeslotChanged(ShapeChange):
    """`before` and `after` hold kind, title, starts_at and ends_at (ISO 8601) and ink."""

    timeslot_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DayDelayed(ShapeChange):
    """These times begin and end so many minutes later."""

    timeslot_ids: tuple[int, ...]
    minutes: int


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(Change):
    notice_id: int
    words: str


@dataclass(frozen=True, kw_only=True)
class NoticeTakenDown(Change):
    """Before its time was over."""

    notice_id: int
    words: str


@dataclass(frozen=True, kw_only=True)
class NoteCirclesChanged(Change):
    """Others read or write the notes from now on, until they are published."""

    readers: str
    writers: str


@dataclass(frozen=True, kw_only=True)
class DoorChanged(Change):
    """Who may come in and read has changed. The code itself is never in the log."""

    visibility: str
    needs_code: bool


@dataclass(frozen=True, kw_only=True)
class AttributionChanged(Change):
    """What may be told of the event, from now on."""

    before: str
    attribution: str


@dataclass(frozen=True, kw_only=True)
class PagesChanged(Change):
    """Something that readers see of the event is not as it was, of which the log tells no more: a photo's words, or a
    name that stays or goes."""
