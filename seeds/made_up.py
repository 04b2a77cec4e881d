"""Large made-up events for load: the same seed number gives the same event, to the letter."""

from collections.abc import Iterator
from datetime import time
from itertools import product
from random import Random

from app.events.forms import RoomPlan
from seeds.grammar import made_up_note, made_up_pitch, made_up_tags, made_up_titles
from seeds.names import FIRST_NAMES
from seeds.plans import CellPlan, EditionPlan, EventPlan, SlotPlan, TopicPlan

OPEN_STARTS = (time(10), time(11), time(12), time(14), time(15), time(16), time(17), time(18))
ROOM_NAMES = ("Great hall", "Attic", "Boathouse", "Workshop", "Orchard room", "Reading room", "Stables", "Gallery")
SEATS = (240, 90, 60, 48, 40, 32, 24, 16)
#: The best loved card draws this share of the attendees; the others follow by rank to this power.
MOST_LOVED, FALL_OFF = 0.4, -0.55


def made_up_event(
    *,
    attendees: int = 400,
    topics: int = 120,
    rooms: int = 8,
    days: int = 2,
    starts: tuple[time, ...] = OPEN_STARTS,
    random_seed: int = 1,
) -> EventPlan:
    """An event that runs today: its earlier days are over and partly written up, nearly all cards are placed.

    `starts` are the open timeslots of each day, 45 minutes long.
    """
    random = Random(random_seed)
    slots = tuple(slot for day in range(days) for slot in _day(day, starts))
    cards = tuple(_cards(random, topics, attendees, _free_cells(random, slots, rooms), slots))
    return EventPlan(
        slug=f"made-up-{topics}-{random_seed}",
        name=f"Made-up Summit {random_seed}",
        theme="Everything at once",
        venue="Nowhere in particular",
        time_zone="Europe/London",
        phase="running",
        intro="An event for load, made by a program. Nobody in it exists and nothing in it was said.\n",
        now_in=_slot_of_now(slots),
        rooms=tuple(_room(number) for number in range(rooms)),
        timeslots=slots,
        topics=cards,
        attendees=attendees,
        random_seed=random_seed,
    )


def _day(day: int, starts: tuple[time, ...]) -> Iterator[SlotPlan]:
    yield SlotPlan("plenary", time(9, 15), 30, "Opening" if day == 0 else "Good morning", day)
    for start in starts:
        yield SlotPlan("open", start, 45, day=day)
        if start == time(12):
            yield SlotPlan("break", time(13), 60, "Lunch", day)
    yield SlotPlan("plenary", time(19), 30, "Closing circle", day)


def _slot_of_now(slots: tuple[SlotPlan, ...]) -> int:
    """The second open timeslot of the last day."""
    last = slots[-1].day
    return [position for position, slot in enumerate(slots) if slot.kind == "open" and slot.day == last][1]


def _room(number: int) -> RoomPlan:
    again, which = divmod(number, len(ROOM_NAMES))
    name = f"{ROOM_NAMES[which]} {again + 1}" if again else ROOM_NAMES[which]
    return RoomPlan(name, SEATS[which], f"Door {number + 1}, behind the big plant.")


def _free_cells(random: Random, slots: tuple[SlotPlan, ...], rooms: int) -> list[CellPlan]:
    """Every cell that takes a card, shuffled."""
    open_slots = [position for position, slot in enumerate(slots) if slot.kind == "open"]
    cells = [CellPlan(slot, room) for slot, room in product(open_slots, range(rooms))]
    random.shuffle(cells)
    return cells


def _cards(
    random: Random, count: int, attendees: int, cells: list[CellPlan], slots: tuple[SlotPlan, ...]
) -> Iterator[TopicPlan]:
    stars = _stars(random, count, attendees)
    for number, title in enumerate(made_up_titles(random, count), start=1):
        place = cells.pop() if cells and random.random() < 0.94 else None
        note = made_up_note(random, random.randint(130, 480)) if place and random.random() < 0.9 else ""
        over = place is not None and slots[place.slot].day < slots[-1].day
        yield TopicPlan(
            number=number,
            title=title,
            hosts=tuple(random.sample(FIRST_NAMES, random.choice((1, 1, 1, 2)))),
            pitch=made_up_pitch(random),
            tags=made_up_tags(random),
            stars=stars[number - 1],
            place=place,
            note=note,
            editions=_editions(random, note) if note and over else (),
        )


def _stars(random: Random, count: int, attendees: int) -> list[int]:
    """A few cards that everybody wants, and a long tail."""
    by_rank = (attendees * MOST_LOVED * (rank + 1) ** FALL_OFF * random.uniform(0.8, 1.2) for rank in range(count))
    stars = [min(attendees, round(wanted)) for wanted in by_rank]
    random.shuffle(stars)
    return stars


def _editions(random: Random, note: str) -> tuple[EditionPlan, ...]:
    """Not yet published, published, or published and corrected."""
    fate = random.random()
    if fate < 0.25:
        return ()
    if fate < 0.8:
        return (EditionPlan(note),)
    shorter = note.rsplit("\n\n", 1)[0] + "\n"
    return EditionPlan(shorter), EditionPlan(note, "The last paragraph was missing.")
