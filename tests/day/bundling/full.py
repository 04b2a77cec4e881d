"""An event with something in every table that moves: the seeded one of 2017, and what people did at it since."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from app.board.actions import place_topic, take_back
from app.board.forms import Move
from app.board.rules import Cell
from app.board.tables import ClosedCell, MutedClash, Pitch, Placement, Report
from app.day.bundling.packing import Packed, pack_event
from app.day.bundling.unpacking import Desk, Unpacked, unpack_event
from app.events.changes import RoomsReordered
from app.events.queries import event_by_slug, rooms_of, timeslots_of
from app.events.tables import Event, Notice
from app.main import Hallway, create_app
from app.migrations import migrate
from app.notes.annotations.tables import Annotation
from app.notes.live_note import LiveNote
from app.notes.photos.actions import add_photo
from app.notes.photos.queries import address_of
from app.notes.queries import stored_note
from app.notes.tables import Note, NoteSnapshot, NoteVersion
from app.people.actions import join_event, make_link, take_role
from app.people.rules import FACILITATOR
from app.people.tables import Visit
from app.settings import Settings
from app.topics.tables import Comment, Convener, Echo, Star, Topic, TopicWish
from app.writeups.converging.tables import ActionGroup, Convergence, Dots, GatheredTopic, PaperDots
from app.writeups.correcting.tables import Correction, CorrectionLink, CorrectionWindow
from app.writeups.importing.progress import Progress
from app.writeups.importing.tables import ImportSource
from app.writeups.replying.tables import Reply
from app.writeups.tables import NameDecision, Review, TextNameDecision
from seeds.loading import load_event
from seeds.reading import read_seed
from tests.cameras import photo
from tests.notes.pens import Pen

NOW = datetime(2027, 3, 17, 10, 20, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
SLUG = "scale-summit-2017"
#: What opens something here; none of it may be in a bundle.
KEYS = ("key-of-ada", "token-hash-of-ada", "the-door-of-this-place", "R2D2X7", "salt-of-ada", "lost-name-of-ada")
PICTURE = "ab" * 16


@asynccontextmanager
async def hallway_in(folder: Path, database_url: str = "") -> AsyncIterator[Hallway]:
    hallway = create_app(Settings(data=folder, secret="s" * 32, database_url=database_url), lambda: NOW)
    folder.mkdir(parents=True, exist_ok=True)
    await migrate(hallway.database)
    async with hallway.running():
        yield hallway


async def fill(hallway: Hallway) -> Event:
    """The event, on a Hallway that has another one already: so no id is what it is elsewhere."""
    finished, today = read_seed("scale_summit_2017")
    await load_event(today, hallway.works)
    await load_event(finished, hallway.works)
    async with hallway.works.begin() as work:
        event = await event_by_slug(work.db, SLUG)
        event.code, event.door = KEYS[3], KEYS[2]
        work.db.add(event)
        ada = await join_event(work, KEYS[0], event.id or 0, "Ada")
        link = await make_link(work, FACILITATOR, event.id, timedelta(days=1))
        await take_role(work, KEYS[0], link, KEYS[0])
    topics = await _topics(hallway, event)
    await _write_note(hallway, event, topics[0], ada)
    await _hang_anew(hallway, event, topics[1])
    async with hallway.works.begin() as work:
        for row in await _rows(work.db, event, topics, ada):
            work.db.add(row)
            await work.db.flush()
        await _correct(work.db, event, topics[0])
        await _converge(work.db, event, topics[0], ada)
    return event


async def pack(hallway: Hallway, file: Path, slug: str = SLUG) -> Packed:
    return await pack_event(hallway.database, hallway.photos.files, slug, file, Progress(lambda _words: None))


async def unpack(hallway: Hallway, file: Path, slug: str = "") -> Unpacked:
    desk = Desk(hallway.works, hallway.photos, hallway.markdown, hallway.redactions)
    return await unpack_event(desk, file, slug, Progress(lambda _words: None))


async def _topics(hallway: Hallway, event: Event) -> list[Topic]:
    """With notes first."""
    async with hallway.database.reading() as db:
        noted = select(Topic).join(Note, col(Note.topic_id) == col(Topic.id)).where(Topic.event_id == event.id)
        return list((await db.exec(noted.order_by(col(Topic.number)))).all())


async def _write_note(hallway: Hallway, event: Event, topic: Topic, ada: int) -> None:
    """Two people type into a note that was written before, one takes something back, and a photo goes into it."""
    kept = await hallway.photos.keep(photo(400, 300))
    async with hallway.works.begin() as work:
        added = await add_photo(work, event, topic, PICTURE, kept, ada)
        added.alt, added.credit = "A whiteboard", "Ada"
        work.db.add(added)
    async with hallway.database.reading() as db:
        note = (await db.exec(select(Note).where(Note.topic_id == topic.id))).one()
    pens = [await Pen(hallway.live_notes, ada).join(note.id or 0), await Pen(hallway.live_notes).join(note.id or 0)]
    await pens[0].until(lambda: str(pens[0].text) == str(pens[1].text) != "")
    links = f"\n\n![]({address_of(event, PICTURE)}) and [#1 a card](/{event.slug}/topics/1) 🎈 "
    for count, words in enumerate(["Ünï", links, "typed word by word "], 1):
        for pen in pens:
            pen.type(words)
            await pen.until_acknowledged(count)
    for pen in pens:
        await pen.leave()
    await _keep_points(hallway, note.id or 0, ada)


async def _keep_points(hallway: Hallway, note_id: int, ada: int) -> None:
    async with hallway.database.writing() as db:
        stored = await stored_note(db, note_id)
        assert stored
        half = len(stored.updates) // 2
        ids = [stored.last_id - len(stored.updates) + half, stored.last_id]
        whole = LiveNote(stored.updates)
        db.add(NoteSnapshot(note_id=note_id, upto_id=stored.last_id, epoch=1, data=whole.whole()))
        for upto in ids:
            said = NoteVersion(note_id=note_id, upto_id=upto, at=NOW, name="Lunch", text=whole.text())
            said.author_ids = str(ada)
            db.add(said)


async def _hang_anew(hallway: Hallway, event: Event, topic: Topic) -> None:
    """A card is taken back and hung elsewhere; the log still names its old placement."""
    async with hallway.works.begin() as work:
        placement = (await work.db.exec(select(Placement).where(Placement.topic_id == topic.id))).first()
        assert placement
        cell = Cell(placement.timeslot_id, placement.room_id)
        await take_back(work, event, placement)
        await place_topic(work, event, topic, Move(cell, None, None))
        rooms = [room.id or 0 for room in await rooms_of(work.db, event.id or 0)]
        work.record(RoomsReordered(event_id=event.id or 0, before=tuple(rooms), after=tuple(rooms[::-1])))


async def _rows(db: Any, event: Event, topics: list[Topic], ada: int) -> list[Any]:
    rooms, slots = await rooms_of(db, event.id or 0), await timeslots_of(db, event.id or 0)
    first, second = topics[0].id or 0, topics[1].id or 0
    here, note = {"event_id": event.id}, await _note_of(db, first)
    taken = {(each.timeslot_id, each.room_id) for each in (await db.exec(select(Placement))).all()}
    cell = next((s.id, r.id) for s in slots for r in rooms if (s.id, r.id) not in taken and s.kind == "open")
    return [
        Notice(**here, words="Lunch is served", made_at=NOW, expires_at=LATER),
        TopicWish(topic_id=first, kind="equipment", value="projector"),
        Star(topic_id=first, attendee_id=ada),
        Convener(topic_id=first, name="as it was", attendee_id=ada, position=9),
        Comment(**here, topic_id=first, attendee_id=ada, words="<script>alert(1)</script>", made_at=NOW),
        Echo(topic_id=second, of_id=first, linked_at=NOW),
        ClosedCell(**here, timeslot_id=cell[0], room_id=cell[1], why="paint", closed_at=NOW),
        MutedClash(**here, key=f"seats-1-{rooms[0].id}", words="small", reason="cosy", muted_at=NOW),
        Pitch(**here, topic_id=first, queued_by=ada, position=1, queued_at=NOW, done_at=NOW),
        Annotation(note_id=note, attendee_id=ada, words="really?", made_at=NOW),
        Review(topic_id=second, **here, sent_at=NOW, sent_by=ada, mark="m"),
        NameDecision(topic_id=first, words="Grace", is_kept=True, decided_at=NOW),
        TextNameDecision(**here, words="Grace", is_kept=False, decided_at=NOW),
        ImportSource(**here, path="a.md", mark="m", topic_id=first, photos={"b": PICTURE, "a": PICTURE}),
        Report(**here, about="card", topic_id=first, words="a secret complaint", made_by=ada, made_at=NOW),
    ]


async def _note_of(db: Any, topic_id: int) -> int:
    return int((await db.exec(select(Note.id).where(Note.topic_id == topic_id))).one())


async def _correct(db: Any, event: Event, topic: Topic) -> None:
    of = {"event_id": event.id, "topic_id": topic.id}
    db.add(CorrectionWindow(**of, opened_at=NOW, closes_at=LATER))
    link = CorrectionLink(**of, token_hash=KEYS[1], name="Ada", is_host=True, made_at=NOW)
    db.add(link)
    await db.flush()
    db.add(Correction(**of, link_id=link.id, kind="quotation", edition=1, before="a", after="b", made_at=NOW))


async def _converge(db: Any, event: Event, topic: Topic, ada: int) -> None:
    of = {"event_id": event.id, "topic_id": topic.id}
    visit = (await db.exec(select(Visit.id).where(Visit.key == KEYS[0]))).one()
    group = ActionGroup(event_id=event.id, title="Sleep more", owners="Ada", due_on=LATER.date())
    for row in (
        Convergence(event_id=event.id, stage="groups", told_at=NOW),
        Dots(**of, attendee_id=ada, number=3),
        PaperDots(**of, number=2),
        Reply(**of, visit_id=visit, name="Ida", words="We do that too.", state="shown", made_at=NOW, settled_at=NOW),
        group,
    ):
        db.add(row)
    await db.flush()
    db.add(GatheredTopic(topic_id=topic.id, group_id=group.id))
