"""The program of a day as clashes and suggestions see it: plain values, nothing of the database. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from app.board.rules import Cell
from app.topics.wishes import NO_WISHES, Wishes


@dataclass(frozen=True)
class Host:
    """Whoever called a card: an attendee, or a name on paper."""

    name: str
    attendee_id: int | None = None


@dataclass(frozen=True)
class Card:
    """`stars` is a set of attendees, one bit for each."""

    topic_id: int
    number: int
    title: str = ""
    hosts: tuple[Host, ...] = ()
    stars: int = 0
    wishes: Wishes = NO_WISHES

    @property
    def star_count(self) -> int:
        return self.stars.bit_count()


@dataclass(frozen=True)
class Hall:
    """A room; no `seats` means that nobody counted them."""

    id: int
    name: str
    seats: int | None = None
    equipment: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Slot:
    """A timeslot. `begins` and `ends` are minutes after the local midnight of its first day, `settled` says that it is
    too near, or past, for anything in it to move."""

    id: int
    starts_at: datetime
    ends_at: datetime
    begins: int
    ends: int
    time: str
    plenary: bool = False
    settled: bool = False


@dataclass(frozen=True)
class Hung:
    """A card in a cell."""

    placement_id: int
    topic_id: int
    cell: Cell
    locked: bool = False


@dataclass(frozen=True)
class Program:
    """All that is still ahead or on: slots, halls and cards by id. As many as `crowd` starring both of two cards is no
    accident (see costars.py). Nothing can hang in what is `closed`. `muted` are the keys of clashes that may stay."""

    slots: Mapping[int, Slot]
    halls: Mapping[int, Hall]
    cards: Mapping[int, Card]
    hung: tuple[Hung, ...] = ()
    crowd: int = 3
    closed: frozenset[Cell] = frozenset()
    muted: frozenset[str] = frozenset()
    by_slot: Mapping[int, list[Hung]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_slot: dict[int, list[Hung]] = defaultdict(list)
        for hung in self.hung:
            by_slot[hung.cell.timeslot_id].append(hung)
        object.__setattr__(self, "by_slot", by_slot)

    @cached_property
    def at_once(self) -> Mapping[int, tuple[int, ...]]:
        """For each slot those that overlap it, itself too."""
        return {
            one.id: tuple(other.id for other in self.slots.values() if overlap(one, other))
            for one in self.slots.values()
        }

    @cached_property
    def seats(self) -> Mapping[int, int | None]:
        """The seats of each hung topic in all its places together; None where they are not counted."""
        counted: dict[int, int | None] = {}
        for hung in self.hung:
            more, so_far = self.seats_in(hung.cell), counted.get(hung.topic_id, 0)
            counted[hung.topic_id] = None if more is None or so_far is None else so_far + more
        return counted

    @cached_property
    def first_places(self) -> frozenset[int]:
        """The placement that counts where a topic hangs more than once."""
        first: dict[int, int] = {}
        for hung in self.hung:
            first.setdefault(hung.topic_id, hung.placement_id)
        return frozenset(first.values())

    def seats_in(self, cell: Cell) -> int | None:
        return self.halls[cell.room_id].seats if cell.room_id else None

    def card(self, hung: Hung) -> Card:
        return self.cards[hung.topic_id]

    def beside(self, slot_id: int) -> list[Hung]:
        """What hangs at the same time, in this slot and in those that overlap it."""
        return [hung for other in self.at_once[slot_id] for hung in self.by_slot.get(other, ())]

    def place(self, cell: Cell) -> str:
        """In words: time and room."""
        time = self.slots[cell.timeslot_id].time
        return f"{time}, {self.halls[cell.room_id].name}" if cell.room_id else time

    def free_cells(self) -> list[Cell]:
        """Where a card could still go, in the order of time."""
        taken = {hung.cell for hung in self.hung}
        return [cell for cell in self.open_cells() if cell not in taken]

    def open_cells(self) -> list[Cell]:
        """Every cell in which things may still change."""
        ahead = [slot for slot in self.slots.values() if not slot.settled and not slot.plenary]
        ahead.sort(key=lambda slot: (slot.starts_at, slot.id))
        cells = [Cell(slot.id, hall_id) for slot in ahead for hall_id in self.halls]
        return [cell for cell in cells if cell not in self.closed]

    def moved(self, ways: Mapping[int, Cell]) -> "Program":
        """The same with these placements in other cells."""
        hung = tuple(
            Hung(each.placement_id, each.topic_id, ways.get(each.placement_id, each.cell), each.locked)
            for each in self.hung
        )
        return replace(self, hung=hung)

    def may_move(self, hung: Hung) -> bool:
        slot = self.slots[hung.cell.timeslot_id]
        return not hung.locked and not slot.settled and not slot.plenary


def overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def same_host(one: Card, other: Card) -> str:
    """The name of somebody who hosts both, or nothing.

    Two attendees are two people whatever they are called; a name on paper is whoever else bears it.
    """
    for host in one.hosts:
        for guest in other.hosts:
            if _same(host, guest):
                return host.name
    return ""


def host_bits(cards: Iterable[Card]) -> Callable[[Card], int]:
    """Hosts as bits, so that two cards share a bit when somebody hosts both."""
    people: dict[int | str, int] = {}
    named: dict[str, int] = {}
    for host in [host for card in cards for host in card.hosts]:
        name = host.name.casefold()
        bit = people.setdefault(host.attendee_id or name, 1 << len(people))
        named[name] = named.get(name, 0) | bit

    def bits(card: Card) -> int:
        found = 0
        for host in card.hosts:
            if host.name or host.attendee_id:
                found |= people[host.attendee_id] if host.attendee_id else named[host.name.casefold()]
        return found

    return bits


def _same(host: Host, guest: Host) -> bool:
    if host.attendee_id and guest.attendee_id:
        return host.attendee_id == guest.attendee_id
    return bool(host.name) and host.name.casefold() == guest.name.casefold()
