"""An event of this Hallway becomes a bundle, as it is at one moment, while people go on."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select, text, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app.day.bundling.archive import Manifest, Writing, part_of, picture_part, writing
from app.day.bundling.inventory import MOVING, columns_of, of_event, table_called
from app.day.bundling.numbering import order_of
from app.day.bundling.telling import Teller, encoded, teller_of
from app.events.queries import event_by_slug
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.notes.photos.files import PhotoFiles
from app.writeups.importing.progress import Progress

#: Rows that are in memory at a time; of those that can be large, few.
AT_ONCE = 500
_LARGE = {"note_snapshot": 1, "note_update": 100, "note_version": 20, "edition": 20}


@dataclass(frozen=True)
class Packed:
    """`lost` is how many photos had no file any more."""

    manifest: Manifest
    lost: int


async def pack_event(database: Database, photos: PhotoFiles, slug: str, file: Path, progress: Progress) -> Packed:
    """Raises NotFound, and Refusal for a file that cannot be written; there is no half of one."""
    if file.exists():
        raise Refusal(f"{file} is there already.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with writing(file) as archive:
            async with database.reading() as db:
                return await _pack(db, photos, slug, archive, progress)
    except OSError as error:
        raise Refusal(f"The bundle could not be written: {error}") from error


async def _pack(db: AsyncSession, photos: PhotoFiles, slug: str, archive: Writing, progress: Progress) -> Packed:
    event = await event_by_slug(db, slug)
    hashes = await _hashes(db, event.id or 0)
    there = await _pack_pictures(photos, hashes, archive, progress)
    teller = await teller_of(db, event, there)
    for name in MOVING:
        await _pack_table(db, event.id or 0, name, teller, archive, progress)
    return Packed(archive.end(await _schema(db), event.slug), len(hashes) - len(there))


async def _hashes(db: AsyncSession, event_id: int) -> list[str]:
    photo = table_called("photo")
    found = select(photo.c.hash).where(of_event("photo", event_id), photo.c.hash != "").distinct()
    return sorted((await (await db.connection()).execute(found)).scalars())


async def _pack_pictures(
    photos: PhotoFiles, hashes: Sequence[str], archive: Writing, progress: Progress
) -> frozenset[str]:
    """The hashes of those whose files are there, and what they were."""
    there = []
    for done, digest in enumerate(hashes):
        progress.step("Packing photo", done, len(hashes))
        try:
            picture, small = await photos.read(digest, small=False), await photos.read(digest, small=True)
        except FileNotFoundError:
            continue
        if sha256(picture).hexdigest() != digest:
            continue
        for content, is_small in ((picture, False), (small, True)):
            with archive.part(picture_part(digest, small=is_small), packed=False) as out:
                out.write(content)
        there.append(digest)
    return frozenset(there)


async def _pack_table(
    db: AsyncSession, event_id: int, name: str, teller: Teller, archive: Writing, progress: Progress
) -> None:
    with archive.part(part_of(name)) as out:
        async for line in _lines(db, event_id, name, teller):
            out.write(line)
            out.rows += 1
            progress.step(
                f"Packing {name}: row", out.rows, teller.numbers[name].highest if name in teller.numbers else 0
            )
        out.numbers = teller.numbers[name].highest if name in teller.numbers else 0


async def _lines(db: AsyncSession, event_id: int, name: str, teller: Teller) -> AsyncIterator[bytes]:
    """Rows that are told apart by words are sorted as told: each database has its own alphabet."""
    if any(column.type.python_type is str for column in order_of(name)):
        told = [teller.told(name, row._asdict()) async for row in _rows(db, event_id, name)]
        keys = [column.name for column in order_of(name) if column.name in columns_of(name)]
        for row in sorted(told, key=lambda each: [getattr(each, key) for key in keys]):
            yield encoded(row)
        return
    async for found in _rows(db, event_id, name):
        yield encoded(teller.told(name, found._asdict()))


async def _rows(db: AsyncSession, event_id: int, name: str) -> AsyncIterator[Row[Any]]:
    """In their order, a few at a time, each after the last one that was read."""
    table, order, most = table_called(name), order_of(name), _LARGE.get(name, AT_ONCE)
    columns = [column for column in table.columns if column.name not in _HEAVY.get(name, ())]
    asked = select(*columns).where(of_event(name, event_id)).order_by(*order).limit(most)
    connection, last = await db.connection(), None
    while rows := (await connection.execute(asked.where(tuple_(*order) > last) if last else asked)).all():
        for row in rows:
            yield row
        if len(rows) < most:
            return
        last = tuple(rows[-1]._mapping[column.name] for column in order)


#: What is made anew there, and can be long.
_HEAVY = {"note": ("body",), "edition": ("html", "contents", "summary")}


async def _schema(db: AsyncSession) -> str:
    return str(await (await db.connection()).scalar(text("SELECT version_num FROM alembic_version")))
