"""Made-up programs to arrange: the same seed gives the same one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from app.board.program import Card, Hall, Host, Hung, Program, Slot
from app.board.rules import Cell
from app.topics.wishes import NO_WISHES, Wishes

MORNING = datetime(2027, 3, 17, 9, tzinfo=UTC)
SEATS = (240, 90, 60, 48, 40, 32, 24, 16)


def slot(number: int, begins: int, minutes: int = 45, plenary: bool = False, settled: bool = False) -> Slot:
    """`begins` in minutes after nine."""
    starts_at = MORNING + timedelta(minutes=begins)
    clock = 9 * 60 + begins
    ends_at = starts_at + timedelta(minutes=minutes)
    return Slot(number, starts_at, ends_at, clock, clock + minutes, f"{starts_at:%H:%M}", plenary, settled)


def program(
    slots: Sequence[Slot], halls: Sequence[Hall], cards: Sequence[Card], hung: Sequence[Hung] = (), crowd: int = 3
) -> Program:
    return Program(
        {each.id: each for each in slots},
        {each.id: each for each in halls},
        {each.topic_id: each for each in cards},
        tuple(hung),
        crowd,
    )


def people(*numbers: int) -> int:
    """These people as a set of bits."""
    return sum(1 << number for number in set(numbers))


def hang(topic_id: int, slot_id: int, hall_id: int | None, locked: bool = False) -> Hung:
    return Hung(100 + topic_id, topic_id, Cell(slot_id, hall_id), locked)


def made_up_program(
    seed: int, topics: int = 80, slots: int = 10, rooms: int = 8, attendees: int = 400, placed: float = 0.0
) -> Program:
    """People lean towards some of six subjects, a few cards are loved by many, some have wishes or share hosts."""
    chance = Random(seed)
    halls = [
        Hall(
            room + 1,
            f"Room {room + 1}",
            SEATS[room % len(SEATS)],
            frozenset({"projector"}) if room % 2 else frozenset(),
        )
        for room in range(rooms)
    ]
    times = [slot(number + 1, number * 60) for number in range(slots)]
    subject = [chance.randrange(6) for _topic in range(topics)]
    charm = [chance.paretovariate(1.6) for _topic in range(topics)]
    stars = [0] * topics
    for person in range(attendees):
        leaning = [chance.random() ** 3 for _subject in range(6)]
        pull = [leaning[subject[topic]] * charm[topic] for topic in range(topics)]
        for topic in chance.choices(range(topics), pull, k=chance.randint(2, 12)):
            stars[topic] |= 1 << person
    cards = [
        Card(topic + 1, topic + 1, f"Topic {topic + 1}", _hosts(chance, topics), stars[topic], _wishes(chance, topics))
        for topic in range(topics)
    ]
    cells = [Cell(time.id, hall.id) for time in times for hall in halls]
    chance.shuffle(cells)
    hung = [
        Hung(1000 + card.topic_id, card.topic_id, cells.pop()) for card in cards if cells and chance.random() < placed
    ]
    return program(times, halls, cards, hung, crowd=max(3, attendees // 40))


def _hosts(chance: Random, topics: int) -> tuple[Host, ...]:
    return tuple(
        Host(f"Host {who}", who) for who in {chance.randint(1, topics) for _host in range(chance.choice((1, 1, 2)))}
    )


def _wishes(chance: Random, topics: int) -> Wishes:
    drawn = chance.random()
    if drawn < 0.06:
        return Wishes(not_before=13 * 60)
    if drawn < 0.12:
        return Wishes(equipment=frozenset({"projector"}))
    if drawn < 0.16:
        return Wishes(not_beside=frozenset({chance.randint(1, topics)}))
    return NO_WISHES
