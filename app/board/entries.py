"""Reading what a calendar holds: every card at each of its places, what is for everybody, and what was called off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.calendars import Entry
from app.board.changes import CardMoved, CardPlaced, CardTakenBack
from app.board.tables import Placement
from app.events.changes import DayDelayed, RoomChanged, TimeslotAdded, TimeslotChanged
from app.events.queries import timeslots_of
from app.events.tables import Event, Timeslot
from app.kernel.words import gettext as _
from app.kernel.work import ChangeRow, change_of
from app.topics.cards import Cards, CardView, PlaceView
from app.topics.changes import TopicReworded
from app.topics.tables import Topic

#: For so long after its time it is said that something was called off.
CALLED_OFF = timedelta(days=1)
_OF_CARDS = [change.__name__ for change in (CardPlaced, CardMoved, CardTakenBack, TopicReworded)]
_OF_SHAPE = [change.__name__ for change in (TimeslotAdded, TimeslotChanged, DayDelayed, RoomChanged)]

Touch = tuple[int, datetime]


@dataclass(frozen=True)
class Touches:
    """The revision that last changed each topic, timeslot and room, and when that was; `first` for what none has."""

    topics: Mapping[int, Touch]
    slots: Mapping[int, Touch]
    rooms: Mapping[int, Touch]
    first: Touch

    def last(self, topic_id: int, timeslot_id: int, room_id: int | None) -> Touch:
        return max(
            self.topics.get(topic_id, self.first),
            self.slots.get(timeslot_id, self.first),
            self.rooms.get(room_id or 0, self.first),
        )


@dataclass(frozen=True)
class Book:
    """What all entries of one event are written with. `address` is where its pages are."""

    event: Event
    address: str
    touches: Touches


@dataclass(frozen=True)
class Among:
    """Which entries are wanted: those of these topics, in one room or all of them, and, `together`, what is for
    everybody."""

    topics: Sequence[Topic]
    room_id: int | None = None
    together: bool = True

    def has(self, room_id: int | None) -> bool:
        """What has no room is in every one."""
        return self.room_id is None or room_id is None or room_id == self.room_id


async def entries_of(
    db: AsyncSession, event: Event, cards: Cards, address: str, now: datetime, among: Among
) -> list[Entry]:
    assert event.id is not None
    topics = among.topics
    book = Book(event, address, await _touches(db, event))
    ids = [topic.id or 0 for topic in topics]
    guids = dict((await db.exec(select(Placement.id, Placement.guid).where(col(Placement.topic_id).in_(ids)))).all())
    views = await cards.of(db, event, [topic for topic in topics if topic.state == "open"])
    hung = [(card, place) for card in views for place in card.places if place.placement_id in guids]
    off = await _called_off(db, event.id, ids, set(guids.values()), now)
    filled = {place.timeslot_id for _card, place in hung if place.room_id is None}
    return [
        *(_entry(book, guids[place.placement_id], card, place) for card, place in hung if among.has(place.room_id)),
        *[await _off(db, book, change) for change in off if among.has(change.from_room_id)],
        *(await _together(db, book, filled) if among.together else ()),
    ]


def _entry(book: Book, guid: str, card: CardView, place: PlaceView) -> Entry:
    sequence, changed = book.touches.last(card.topic_id, place.timeslot_id, place.room_id)
    return Entry(
        uid=guid,
        title=card.title,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        sequence=sequence,
        changed=changed,
        place=_place(book.event, place.room or "", place.directions),
        words=card.pitch,
        url=book.address + card.url,
        tags=tuple(card.tags),
    )


async def _off(db: AsyncSession, book: Book, change: CardTakenBack) -> Entry:
    topic, slot = await db.get(Topic, change.topic_id), await db.get(Timeslot, change.from_timeslot_id)
    assert topic is not None
    assert slot is not None
    sequence, changed = book.touches.last(change.topic_id, change.from_timeslot_id, change.from_room_id)
    return Entry(
        uid=change.guid,
        title=topic.title if topic.state != "removed" else _("A card that was taken down"),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=sequence,
        changed=changed,
        url=f"{book.address}/{book.event.slug}/topics/{topic.number}",
        cancelled=True,
    )


async def _together(db: AsyncSession, book: Book, filled: Collection[int]) -> list[Entry]:
    """Keynotes and closing circles that have no card."""
    slots = [slot for slot in await timeslots_of(db, book.event.id or 0) if slot.kind == "plenary" and slot.title]
    return [_plenary(book, slot) for slot in slots if slot.id not in filled]


def _plenary(book: Book, slot: Timeslot) -> Entry:
    sequence, changed = book.touches.last(0, slot.id or 0, None)
    return Entry(
        uid=f"timeslot-{slot.id}.{book.event.slug}",
        title=slot.title,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=sequence,
        changed=changed,
        place=book.event.venue,
        url=f"{book.address}/{book.event.slug}",
    )


def _place(event: Event, room: str, directions: str) -> str:
    where = f"{room} ({directions})" if room and directions else room
    return ", ".join(part for part in (where, event.venue) if part)


async def _called_off(
    db: AsyncSession, event_id: int, topic_ids: Collection[int], hung: Collection[str], now: datetime
) -> list[CardTakenBack]:
    """What was taken back and hangs nowhere now, each where it hung last."""
    rows = select(ChangeRow).where(
        ChangeRow.event_id == event_id,
        ChangeRow.name == CardTakenBack.__name__,
        col(ChangeRow.subject).in_(topic_ids),
    )
    last: dict[str, CardTakenBack] = {}
    for row in await db.exec(rows.order_by(col(ChangeRow.revision))):
        change = change_of(row)
        assert isinstance(change, CardTakenBack)
        if change.guid and change.guid not in hung:
            last[change.guid] = change
    slots = select(Timeslot.id).where(Timeslot.event_id == event_id, col(Timeslot.ends_at) > now - CALLED_OFF)
    recent = set((await db.exec(slots)).all())
    return [change for change in last.values() if change.from_timeslot_id in recent]


async def _touches(db: AsyncSession, event: Event) -> Touches:
    counted = (
        select(ChangeRow.subject, func.max(ChangeRow.revision), func.max(ChangeRow.at))
        .where(ChangeRow.event_id == event.id, col(ChangeRow.name).in_(_OF_CARDS))
        .group_by(col(ChangeRow.subject))
    )
    topics = {subject or 0: (revision, at) for subject, revision, at in await db.exec(counted)}
    slots: dict[int, Touch] = {}
    rooms: dict[int, Touch] = {}
    shaped = select(ChangeRow).where(ChangeRow.event_id == event.id, col(ChangeRow.name).in_(_OF_SHAPE))
    for row in await db.exec(shaped.order_by(col(ChangeRow.revision))):
        change = change_of(row)
        touch = (row.revision, row.at)
        match change:
            case DayDelayed():
                slots.update(dict.fromkeys(change.timeslot_ids, touch))
            case TimeslotAdded() | TimeslotChanged():
                slots[change.timeslot_id] = touch
            case RoomChanged():
                rooms[change.room_id] = touch
    return Touches(topics, slots, rooms, (0, event.made_at))
