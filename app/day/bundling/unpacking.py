"""A bundle becomes an event of this Hallway: all of it in one transaction, or nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.day.bundling.archive import NoBundle, reading
from app.day.bundling.arriving import Arrival
from app.day.bundling.inventory import MOVING, has_numbers, table_called
from app.day.bundling.packing import AT_ONCE
from app.day.bundling.parcel import Parcel, look_through, opened_parcel
from app.events.actions.door import give_code
from app.events.actions.series import series_named
from app.events.queries import slug_is_taken
from app.events.rules import BEHIND_A_CODE
from app.events.tables import Event
from app.kernel.errors import Conflict
from app.kernel.markdown import MarkdownRenderer
from app.kernel.work import Revision, Work, Works
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Photos
from app.topics.tables import Topic
from app.writeups.actions import keep_extracts, reindex_event
from app.writeups.importing.progress import Progress
from app.writeups.redacting.runs import Redactions
from app.writeups.tables import Edition


@dataclass(frozen=True)
class Desk:
    """Where a bundle is unpacked."""

    works: Works
    photos: Photos
    renderer: MarkdownRenderer
    redactions: Redactions


@dataclass(frozen=True)
class Unpacked:
    """`content` is the sum of the bundle's; `echoes` are those of topics that are not here."""

    slug: str
    content: str
    topics: int
    notes: int
    photos: int
    echoes: int


async def unpack_event(desk: Desk, file: Path, slug: str, progress: Progress) -> Unpacked:
    """With an address of its own, or the one that it had. Raises NoBundle; Conflict for one that is here already, or
    whose address is taken; and what keeping pictures raises. Then nothing has changed."""
    with ExitStack() as stack:
        bundle = await asyncio.to_thread(stack.enter_context, reading(file))
        parcel = await asyncio.to_thread(opened_parcel, bundle, slug)
        async with desk.works.database.reading() as db:
            await _check_is_new(db, parcel)
        await look_through(parcel, desk.photos, desk.renderer, progress)
        arrival = await _write(desk.works, parcel, progress)
    await _make_anew(desk, parcel, arrival, progress)
    manifest = bundle.manifest
    return Unpacked(
        slug=parcel.slug,
        content=manifest.content,
        topics=manifest.rows("topic"),
        notes=manifest.rows("note"),
        photos=len(manifest.pictures) // 2,
        echoes=arrival.lost,
    )


async def _check_is_new(db: AsyncSession, parcel: Parcel) -> None:
    """Cards and photos keep their guids and names wherever they go; so each is in one event."""
    for table, column, values in (
        (Topic, col(Topic.guid), [row.guid for row in parcel.topics.values()]),
        (Photo, col(Photo.name), [row.name for row in parcel.photos]),
    ):
        for some in _chunks(iter(values)):
            here = select(Event.slug).join(table, col(table.event_id) == col(Event.id)).where(column.in_(some))
            if there := (await db.exec(here.limit(1))).first():
                raise Conflict(f"This event is here already: /{there}. Nothing was changed.")
    if await slug_is_taken(db, parcel.slug):
        raise Conflict(f"Another event has the address /{parcel.slug}. Give this one another with --slug.")


async def _write(works: Works, parcel: Parcel, progress: Progress) -> Arrival:
    try:
        async with works.begin() as work:
            await _check_is_new(work.db, parcel)
            arrival = await _arrival(work, parcel)
            for name in MOVING[1:]:
                progress.step("Writing table", MOVING.index(name), len(MOVING))
                await _write_table(work.db, name, arrival)
            work.db.add(Revision(event_id=arrival.event_id, number=arrival.last.get("change", 0)))
            return arrival
    except IntegrityError as error:
        raise NoBundle(f"The rows of this bundle do not fit together: {str(error.orig)[:200]}") from error


async def _arrival(work: Work, parcel: Parcel) -> Arrival:
    event = await _new_event(work, parcel)
    manifest = parcel.bundle.manifest
    ids = {name: await _reserved(work.db, name, manifest.numbers(name)) for name in MOVING if has_numbers(name)}
    edits = manifest.numbers("note_update") + len(parcel.moving)
    ids["note_update"] = await _reserved(work.db, "note_update", edits)
    own = {row.guid: ids["topic"][number - 1] for number, row in parcel.topics.items()}
    echoed = {row.of_id for row in parcel.bundle.rows("echo")} - set(own)
    here = (await work.db.exec(select(Topic.guid, Topic.id).where(col(Topic.guid).in_(echoed)))).all()
    others = {guid: topic_id or 0 for guid, topic_id in here}
    return Arrival(parcel, event.id or 0, ids, {**others, **own}, work.now)


async def _new_event(work: Work, parcel: Parcel) -> Event:
    """Whoever may read it there may read it here; the codes that let people in are new."""
    arrival = Arrival(parcel, 0, {}, {}, work.now)
    event = Event(**{**(arrival.values("event", parcel.event) or {}), "slug": parcel.slug, "code": "", "door": ""})
    if event.visibility in BEHIND_A_CODE:
        give_code(event)
    if parcel.event.series:
        event.series_id = (await series_named(work, parcel.event.series)).id
    work.db.add(event)
    await work.db.flush()
    return event


async def _reserved(db: AsyncSession, name: str, count: int) -> Sequence[int]:
    """Ids for new rows in their order; nobody else gets them, also where no row comes to have one."""
    connection = await db.connection()
    if connection.dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted((await connection.execute(drawn, {"name": f'"{name}"', "count": count})).scalars())
    last = await connection.scalar(select(table_called(name).c.id).order_by(table_called(name).c.id.desc()).limit(1))
    if table_called(name).dialect_options["sqlite"]["autoincrement"]:
        last = await _reserved_for_ever(db, name, count, last or 0)
    return range((last or 0) + 1, (last or 0) + 1 + count)


async def _reserved_for_ever(db: AsyncSession, name: str, count: int, last: int) -> int:
    """Of a table whose ids are never used again; the one before the first."""
    connection = await db.connection()
    known = await connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": name})
    first = max(known or 0, last)
    counted = {"name": name, "seq": first + count}
    if known is None:
        await connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), counted)
    await connection.execute(text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"), counted)
    return first


async def _write_table(db: AsyncSession, name: str, arrival: Arrival) -> None:
    connection, table = await db.connection(), table_called(name)
    async for rows in _arriving(name, arrival):
        await connection.execute(insert(table), rows)
    if name == "note_update" and (edits := arrival.moving_edits()):
        await connection.execute(insert(table), edits)


async def _arriving(name: str, arrival: Arrival) -> AsyncIterator[list[Mapping[str, Any]]]:
    """What is read and turned around is so beside the event loop."""
    rows = (values for row in arrival.parcel.bundle.rows(name) if (values := arrival.values(name, row)) is not None)
    chunks = _chunks(rows)
    while chunk := await asyncio.to_thread(next, chunks, None):
        yield chunk


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, AT_ONCE)):
        yield chunk


async def _make_anew(desk: Desk, parcel: Parcel, arrival: Arrival, progress: Progress) -> None:
    """What searches and indexes find of it, in small Works, so that others can write meanwhile; and what a policy has
    still to take out."""
    for done, (number, draft) in enumerate(parcel.drafts.items()):
        progress.step("Filing edition", done, len(parcel.drafts))
        async with desk.works.begin() as work:
            if edition := await work.db.get(Edition, arrival.id("edition", number)):
                await keep_extracts(work, edition, draft.extracts)
    await reindex_event(desk.works, desk.renderer, arrival.event_id, parcel.slug)
    await desk.redactions.run(arrival.event_id)
