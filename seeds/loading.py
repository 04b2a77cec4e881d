"""Putting a planned event into the database, through the same actions that people's own doings go through."""

from asyncio import to_thread
from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.board.actions import place_topic
from app.board.forms import Move
from app.board.rules import Cell
from app.events import forms as events
from app.events.actions import change_phase, create_event
from app.events.queries import rooms_of, slug_is_taken, timeslots_of
from app.events.rules import PHASES, deal_inks
from app.events.tables import Event, Timeslot
from app.kernel.errors import NotFound
from app.kernel.markdown import render_now
from app.kernel.words import gettext as _
from app.kernel.work import Work, Works
from app.notes.actions import Edit, append_updates, ensure_note, store_body
from app.notes.merging import edit_between
from app.people.names import skeleton
from app.people.tables import Attendee
from app.topics.actions import propose_topic
from app.topics.changes import StarsCounted
from app.topics.forms import Proposal
from app.topics.tables import Convener, Star, Topic
from app.writeups.actions import publish_topic
from app.writeups.compose import compose
from app.writeups.naming import text_told
from seeds.day import Span, spans_around, spans_on
from seeds.made_up import made_up_event
from seeds.names import made_up_names
from seeds.plans import EventPlan, TopicPlan
from seeds.reading import read_seed, seed_names

MADE_UP = "made_up"
#: Cards are written over breakfast, the write-up takes a long weekend, and a day later somebody finds a mistake.
BREAKFAST, WEEKEND, A_DAY = timedelta(minutes=45), timedelta(days=3), timedelta(days=1)


async def load_seed(name: str, works: Works) -> list[str]:
    """The slugs of the events that were loaded; those that are there already stay as they are. Raises NotFound."""
    if name == MADE_UP:
        plans = [made_up_event()]
    elif name in seed_names():
        plans = read_seed(name)
    else:
        known = ", ".join([*seed_names(), MADE_UP])
        raise NotFound(_("There is no seed called %(name)s. There are: %(known)s.") % {"name": name, "known": known})
    return [plan.slug for plan in plans if await load_event(plan, works)]


async def load_event(plan: EventPlan, works: Works) -> bool:
    """All of it in one Work, so that a half-loaded event is never seen. False if its slug is taken."""
    async with works.begin() as work:
        if await slug_is_taken(work.db, plan.slug):
            return False
        await _Loading(work, plan, spans_of(plan, work.now), works.database.dialect).load()
    return True


def spans_of(plan: EventPlan, now: datetime) -> list[Span]:
    zone = ZoneInfo(plan.time_zone)
    if plan.now_in is not None:
        return spans_around(plan.timeslots, plan.now_in, now, zone)
    assert plan.first_day is not None, "an event takes place on a date or now"
    return spans_on(plan.timeslots, plan.first_day, zone)


class _Loading:
    """The steps of one event, in the order in which they would happen; each at a time that is plausible and past.

    The change log tells the truth all the same: everything in it happened when the seed was loaded.
    """

    def __init__(self, work: Work, plan: EventPlan, spans: list[Span], dialect: str) -> None:
        self.work, self.plan, self.spans = work, plan, spans
        self.now, self.dialect = work.now, dialect
        self.random = Random(plan.random_seed)
        self.attendees: dict[str, int] = {}
        self.slots: list[int] = []
        #: The edits of each note, by the number of its card.
        self.written: dict[int, list[bytes]] = defaultdict(list)
        self.rooms: list[int] = []

    async def load(self) -> None:
        self._be_at(self.spans[0].starts_at - BREAKFAST)
        event = await self._make_event()
        await self._make_attendees(event)
        await change_phase(self.work, event, "open")
        topics = [await self._make_topic(event, card) for card in self.plan.topics]
        await self._go_on_to(event, "running")
        cards = list(zip(self.plan.topics, topics, strict=True))
        for card, topic in sorted(cards, key=lambda pair: self._end_of(pair[0])):
            await self._take_notes(card, topic)
        self._be_at(self.spans[-1].ends_at)
        await self._go_on_to(event, min(self.plan.phase, "closed", key=PHASES.index))
        for number in range(max(len(card.editions) for card in self.plan.topics)):
            self._be_at(self.spans[-1].ends_at + WEEKEND + number * A_DAY)
            for card, topic in cards:
                await self._publish(event, card, topic, number)
        await self._go_on_to(event, self.plan.phase)
        self._be_at(self.now)

    def _be_at(self, moment: datetime) -> None:
        self.work.now = min(moment, self.now)

    async def _make_event(self) -> Event:
        zone = ZoneInfo(self.plan.time_zone)
        event = await create_event(
            self.work,
            events.EventPlan(
                name=self.plan.name,
                slug=self.plan.slug,
                starts_on=self.spans[0].starts_at.astimezone(zone).date(),
                ends_on=self.spans[-1].starts_at.astimezone(zone).date(),
                time_zone=self.plan.time_zone,
                venue=self.plan.venue,
                theme=self.plan.theme,
                intro=self.plan.intro,
                closing=self.plan.closing,
                thanks=self.plan.thanks,
                attribution=self.plan.attribution,
                series=self.plan.series,
                rooms=self.plan.rooms,
            ),
        )
        await self._make_timeslots(event)
        return event

    async def _make_timeslots(self, event: Event) -> None:
        """As instants: an event's form takes wall time, which cannot name the hour that happens twice in October."""
        assert event.id is not None
        inks = self._inks()
        for position, (slot, span) in enumerate(zip(self.plan.timeslots, self.spans, strict=True)):
            self.work.db.add(
                Timeslot(
                    event_id=event.id,
                    kind=slot.kind,
                    title=slot.title,
                    starts_at=span.starts_at,
                    ends_at=span.ends_at,
                    ink=inks.get(position),
                )
            )
        await self.work.db.flush()
        self.slots = [slot.id or 0 for slot in await timeslots_of(self.work.db, event.id)]
        self.rooms = [room.id or 0 for room in await rooms_of(self.work.db, event.id)]

    def _inks(self) -> dict[int, int]:
        """Dealt by the day as it was planned, also where the moved day goes on after midnight."""
        inks: dict[int, int] = {}
        for day in {slot.day for slot in self.plan.timeslots}:
            open_slots = [at for at, s in enumerate(self.plan.timeslots) if s.day == day and s.kind == "open"]
            inks.update(zip(open_slots, deal_inks(len(open_slots)), strict=True))
        return inks

    async def _make_attendees(self, event: Event) -> None:
        """The hosts, and as many others as are missing. Whoever speaks in a plenary was invited and has no phone."""
        assert event.id is not None
        names = dict.fromkeys(host for card in self.plan.topics if not _is_plenary(card) for host in card.hosts)
        others = made_up_names(self.random, max(0, self.plan.attendees - len(names)))
        people = [
            Attendee(event_id=event.id, name=name, look=skeleton(name), made_at=self.work.now)
            for name in [*names, *others]
        ]
        self.work.db.add_all(people)
        await self.work.db.flush()
        self.attendees = {person.name: person.id or 0 for person in people}

    async def _make_topic(self, event: Event, card: TopicPlan) -> Topic:
        proposal = Proposal(card.title, card.pitch, card.tags, card.hosts[0] if card.hosts else "")
        topic = await propose_topic(self.work, event, proposal, self._first_host(card))
        self._join_in(topic, card.hosts[1:])
        if topic.number != card.number:
            raise ValueError(f"card {card.number} of {self.plan.slug} got number {topic.number}: they must be in order")
        await self._star(topic, card.stars)
        if card.place:
            cell = Cell(self.slots[card.place.slot], None if card.place.room is None else self.rooms[card.place.room])
            await place_topic(self.work, event, topic, Move(cell, None, None))
        return topic

    def _join_in(self, topic: Topic, hosts: tuple[str, ...]) -> None:
        assert topic.id is not None
        self.work.db.add_all(
            Convener(topic_id=topic.id, name=host, attendee_id=self.attendees.get(host), position=position)
            for position, host in enumerate(hosts, start=1)
        )

    def _first_host(self, card: TopicPlan) -> int | None:
        return self.attendees.get(card.hosts[0]) if card.hosts else None

    async def _star(self, topic: Topic, count: int) -> None:
        """All at once, and told once: a change for each star would be most of the log."""
        assert topic.id is not None
        who = self.random.sample(sorted(self.attendees.values()), count)
        self.work.db.add_all(Star(topic_id=topic.id, attendee_id=attendee_id) for attendee_id in who)
        self.work.record(StarsCounted(event_id=topic.event_id, topic_id=topic.id, number=topic.number, stars=count))

    async def _go_on_to(self, event: Event, phase: str) -> None:
        """Through all phases on the way."""
        for passed in PHASES[PHASES.index(event.phase) + 1 : PHASES.index(phase) + 1]:
            await change_phase(self.work, event, passed)

    async def _take_notes(self, card: TopicPlan, topic: Topic) -> None:
        """What there is when the hour is over."""
        self._be_at(self._end_of(card))
        await self._write(card, topic, card.editions[0].markdown if card.editions else card.note)

    async def _publish(self, event: Event, card: TopicPlan, topic: Topic, number: int) -> None:
        """The edition at this position, if the card has so many."""
        for edition in card.editions[number : number + 1]:
            await self._write(card, topic, edition.markdown)
            text = text_told(event, topic, edition.markdown, {})
            draft = compose(card.title, text, await to_thread(render_now, text, anchored=True))
            await publish_topic(self.work, event, topic, draft, change_note=edition.change_note)

    def _end_of(self, card: TopicPlan) -> datetime:
        return self.spans[card.place.slot if card.place else -1].ends_at

    async def _write(self, card: TopicPlan, topic: Topic, markdown: str) -> None:
        """What changes in the text, as one edit in the note's log."""
        edit = edit_between(self.written[card.number], markdown)
        if edit is None:
            return
        self.written[card.number].append(edit)
        assert topic.id is not None
        note = await ensure_note(self.work.db, topic.event_id, topic.id)
        assert note.id is not None
        row = Edit(note.id, note.epoch, edit, self._first_host(card))
        (upto,) = await append_updates(self.work.db, self.dialect, [row], self.work.now)
        await store_body(self.work.db, note.id, note.epoch, markdown, upto or 0, self.work.now)


def _is_plenary(card: TopicPlan) -> bool:
    return card.place is not None and card.place.room is None
