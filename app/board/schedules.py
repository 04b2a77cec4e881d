"""Reading an event's schedule for formats of other programs: every card at each of its places, and what is for
everybody. Breaks are left out, as they are of calendars."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.formats import Day, Item, Person, Place, Schedule
from app.board.queries import local_date
from app.board.tables import Placement
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Event, Room, Timeslot
from app.kernel.plain import plain
from app.kernel.words import gettext as _
from app.kernel.work import last_press
from app.topics.cards import Cards, CardView, PlaceView
from app.topics.policy import names_told
from app.topics.queries import topics_of
from app.topics.tables import Topic

#: A card's first placement goes by the card's number; other placements and timeslots share the numbers beyond.
BEYOND_CARDS = 1_000_000
TALK, FOR_ALL = "discussion", "other"


@dataclass(frozen=True)
class Book:
    """What all items of one event are written with. `address` is where its pages are."""

    event: Event
    address: str
    zone: ZoneInfo
    topics: Mapping[int, Topic]

    @property
    def home(self) -> str:
        return f"{self.address}/{self.event.slug}"

    @property
    def hall(self) -> str:
        """The room of what is for everybody."""
        return plain(_("Everybody"))

    def guid(self, kind: str, name: object) -> str:
        """Of what has none in the database: the same wherever this event is served."""
        return guid_of(self.event, kind, name)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def persons(self, card: CardView) -> tuple[Person, ...]:
        """Whose names may be told; whoever bears a name at an event bears it alone."""
        told = card.hosts if names_told(self.event, self.topics[card.topic_id]) else ()
        return tuple(Person(plain(name), self.guid("person", name)) for name in told)


def guid_of(event: Event, kind: str, name: object) -> str:
    """Of something at an event that has no guid in the database: the same wherever the event is served."""
    here = uuid5(NAMESPACE_URL, f"hallway:{event.slug}:{event.made_at.isoformat()}")
    return str(uuid5(here, f"{kind}:{name}"))


async def schedule_of(db: AsyncSession, event: Event, cards: Cards, address: str) -> Schedule:
    """In the language that is spoken."""
    assert event.id is not None
    topics = await topics_of(db, event.id)
    book = Book(event, address, ZoneInfo(event.time_zone), {topic.id or 0: topic for topic in topics})
    version = await last_press(db, event.id)
    rooms, slots = await rooms_of(db, event.id), await timeslots_of(db, event.id)
    views = await cards.of(db, event, topics)
    items = _items(book, views, slots, await _guids_of(db, event.id))
    return Schedule(
        version=str(version),
        slug=event.slug,
        title=plain(event.name),
        theme=plain(event.theme),
        zone=event.time_zone,
        base_url=f"{address}/",
        url=book.home,
        places=_places(book, rooms, items),
        days=_days(book, slots, [plain(room.name) for room in rooms], items),
    )


async def _guids_of(db: AsyncSession, event_id: int) -> Mapping[int, tuple[str, bool]]:
    """By placement, and whether it is the card's own."""
    placed = select(Placement.id, Placement.guid, Topic.guid).where(
        Placement.event_id == event_id, col(Topic.id) == col(Placement.topic_id)
    )
    return {placement_id or 0: (guid, guid == first) for placement_id, guid, first in await db.exec(placed)}


def _items(
    book: Book, views: Iterable[CardView], slots: Iterable[Timeslot], guids: Mapping[int, tuple[str, bool]]
) -> list[Item]:
    hung = [(card, place) for card in views for place in card.places if place.placement_id in guids]
    filled = {place.timeslot_id for _card, place in hung}
    together = [slot for slot in slots if slot.kind == "plenary" and slot.title and slot.id not in filled]
    items = [_talk(book, card, place, *guids[place.placement_id]) for card, place in hung]
    items += [_for_all(book, slot) for slot in together]
    return sorted(items, key=lambda item: (item.starts_at, item.id))


def _talk(book: Book, card: CardView, place: PlaceView, guid: str, is_first: bool) -> Item:
    item_id = card.number if is_first else BEYOND_CARDS + 2 * place.placement_id
    write_up = ((book.address + card.write_up, _("Write-up")),) if card.write_up else ()
    return Item(
        id=item_id,
        guid=str(UUID(guid)),
        slug=f"{book.event.slug}-{item_id}",
        title=plain(card.title),
        kind=TALK,
        room=plain(place.room) if place.room else book.hall,
        starts_at=book.local(place.starts_at),
        ends_at=book.local(place.ends_at),
        language=book.event.language,
        url=book.address + card.url,
        abstract=plain(card.pitch),
        track=plain(card.tags[0]) if card.tags else "",
        persons=book.persons(card),
        links=write_up,
    )


def _for_all(book: Book, slot: Timeslot) -> Item:
    assert slot.id is not None
    item_id = BEYOND_CARDS + 2 * slot.id + 1
    return Item(
        id=item_id,
        guid=book.guid("timeslot", slot.id),
        slug=f"{book.event.slug}-{item_id}",
        title=plain(slot.title),
        kind=FOR_ALL,
        room=book.hall,
        starts_at=book.local(slot.starts_at),
        ends_at=book.local(slot.ends_at),
        language=book.event.language,
        url=book.home,
    )


def _places(book: Book, rooms: Sequence[Room], items: Collection[Item]) -> list[Place]:
    there = [
        Place(plain(room.name), book.guid("room", room.id), room.capacity, plain(room.directions)) for room in rooms
    ]
    needs_hall = book.hall in {item.room for item in items} - {place.name for place in there}
    return there + [Place(book.hall, book.guid("room", "all"))] * needs_hall


def _days(book: Book, slots: Sequence[Timeslot], rooms: Sequence[str], items: Collection[Item]) -> list[Day]:
    """Those that have times; before there are any, the first one, as the formats know no event without days."""
    by_day: dict[date, list[Timeslot]] = defaultdict(list)
    for slot in slots:
        by_day[local_date(book.event, slot.starts_at)].append(slot)
    if not by_day:
        first = datetime.combine(book.event.starts_on, time(), book.zone)
        return [Day(book.event.starts_on, first, first + timedelta(days=1), {room: [] for room in rooms})]
    return [_day(book, day, by_day[day], rooms, items) for day in sorted(by_day)]


def _day(book: Book, day: date, slots: Sequence[Timeslot], rooms: Sequence[str], items: Collection[Item]) -> Day:
    on: dict[str, list[Item]] = {room: [] for room in rooms}
    for item in items:
        if item.starts_at.date() == day:
            on.setdefault(item.room, []).append(item)
    starts, ends = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    return Day(day, book.local(starts), book.local(ends), on)
