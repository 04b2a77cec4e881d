"""Reads the program that clashes and suggestions are reckoned from, and the clashes as facilitators see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.clashes import Clash, clashes_of
from app.board.costars import crowd
from app.board.placements import placements_of
from app.board.program import Card, Hall, Host, Hung, Program, Slot
from app.board.queries import closed_among, local_when
from app.board.remedies import Remedy, remedies_for
from app.board.rules import Cell
from app.board.tables import MutedClash
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Event, Room, Timeslot
from app.kernel.work import revision_of
from app.topics.queries import appetites_of, facts_of, stargazers_of, topics_of, wishes_of
from app.topics.tables import Topic
from app.topics.wishes import Wishes, things

#: What begins sooner stays as it is: people are on their way.
NEAR = timedelta(minutes=10)


@dataclass(frozen=True)
class ClashView:
    """A clash with what would mend it."""

    clash: Clash
    remedies: list[Remedy]


@dataclass(frozen=True)
class MuteView:
    """What was muted, in words as it stands now, and why."""

    id: int
    words: str
    reason: str


@dataclass(frozen=True)
class Clashes:
    """What clashes as of a revision, and what was muted of it."""

    revision: int
    current: list[ClashView]
    muted: list[MuteView]


async def clashes_now(db: AsyncSession, event: Event, now: datetime) -> Clashes:
    assert event.id is not None
    revision = await revision_of(db, event.id)
    program = await survey(db, event, now)
    mutes = {mute.key: mute for mute in await mutes_of(db, event.id)}
    found = clashes_of(program)
    views = [ClashView(clash, remedies_for(program, clash)) for clash in found if clash.key not in mutes]
    muted = [(mutes[clash.key], clash.words) for clash in found if clash.key in mutes]
    return Clashes(revision, views, [MuteView(mute.id or 0, words, mute.reason) for mute, words in muted])


async def mutes_of(db: AsyncSession, event_id: int) -> Sequence[MutedClash]:
    return (await db.exec(select(MutedClash).where(MutedClash.event_id == event_id))).all()


async def survey(db: AsyncSession, event: Event, now: datetime, with_wall: bool = False) -> Program:
    """What is on and ahead. The cost grows with the cards on the board; `with_wall` reads those that
    never had a place too."""
    assert event.id is not None
    slots = {slot.id: slot for each in await timeslots_of(db, event.id) if (slot := _slot(event, each, now))}
    halls = {hall.id: hall for room in await rooms_of(db, event.id) if (hall := _hall(room))}
    every = await placements_of(db, event.id)
    placements = [each for each in every if each.timeslot_id in slots]
    hung_ids, had_its_time = {each.topic_id for each in placements}, {each.topic_id for each in every}
    waiting = [topic for topic in await topics_of(db, event.id) if topic.id not in had_its_time] if with_wall else []
    topics = [*await _topics(db, hung_ids), *waiting]
    ids = [topic.id for topic in topics if topic.id]
    cards = await _cards(db, topics, await stargazers_of(db, ids), await wishes_of(db, ids))
    hung = [
        Hung(each.id or 0, each.topic_id, Cell(each.timeslot_id, each.room_id), each.locked)
        for each in sorted(placements, key=lambda each: (slots[each.timeslot_id].starts_at, each.id))
        if each.topic_id in cards and (each.room_id is None or each.room_id in halls)
    ]
    closed = frozenset(await closed_among(db, event.id))
    return Program(slots, halls, cards, tuple(hung), crowd(*await appetites_of(db, event.id)), closed)


async def _topics(db: AsyncSession, ids: set[int]) -> Sequence[Topic]:
    return (await db.exec(select(Topic).where(col(Topic.id).in_(ids), Topic.state == "open"))).all()


async def _cards(
    db: AsyncSession, topics: Sequence[Topic], stars: Mapping[int, set[int]], wishes: Mapping[int, Wishes]
) -> dict[int, Card]:
    bits: dict[int, int] = {}
    for people in stars.values():
        for person in people:
            bits.setdefault(person, 1 << len(bits))
    cards = {}
    for facts in await facts_of(db, topics):
        topic_id = facts.topic.id or 0
        cards[topic_id] = Card(
            topic_id=topic_id,
            number=facts.topic.number,
            title=facts.topic.title,
            hosts=tuple(Host(host.name, host.attendee_id) for host in facts.conveners),
            stars=sum(bits[person] for person in stars.get(topic_id, ())),
            wishes=wishes.get(topic_id, Wishes()),
        )
    return cards


def _slot(event: Event, slot: Timeslot, now: datetime) -> Slot | None:
    """None for what is over, and for breaks, where nothing can hang."""
    if slot.ends_at <= now or slot.kind == "break":
        return None
    local = slot.starts_at.astimezone(ZoneInfo(event.time_zone))
    begins = local.hour * 60 + local.minute
    return Slot(
        id=slot.id or 0,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        begins=begins,
        ends=begins + int((slot.ends_at - slot.starts_at).total_seconds()) // 60,
        time=local_when(event, slot.starts_at),
        plenary=slot.kind == "plenary",
        settled=slot.starts_at <= now + NEAR,
    )


def _hall(room: Room) -> Hall:
    return Hall(room.id or 0, room.name, room.capacity, things(room.equipment))
