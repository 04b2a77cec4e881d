"""Points in the history of a note: kept by themselves while people write, or by hand under a name; never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.notes.actions import lock_notes
from app.notes.counting import word_count
from app.notes.tables import NoteUpdate, NoteVersion
from app.people.tables import Attendee

#: While people write, a version is kept by itself this often; and one when the last of them leaves.
AUTOMATIC = timedelta(minutes=10)
NAME_LIMIT = 80


@dataclass(frozen=True)
class Moment:
    """A text, and the last row of the log in it."""

    note_id: int
    epoch: int
    upto: int
    text: str


@dataclass(frozen=True)
class VersionView:
    """A version with the people whose words came into it since the one before, and how many words it has."""

    id: int
    at: datetime
    name: str
    authors: tuple[str, ...]
    words: int


async def keep_version(
    db: AsyncSession, moment: Moment, at: datetime, name: str = "", apart: timedelta = timedelta()
) -> NoteVersion | None:
    """Again does nothing but to give the name, and within `apart` of the last one too: another worker has kept it. None
    for a text of a document that was begun anew meanwhile."""
    epochs = await lock_notes(db, [moment.note_id])
    if epochs.get(moment.note_id) != moment.epoch:
        return None
    last = await last_version(db, moment.note_id)
    if last and last.epoch == moment.epoch and (_holds(last, moment) or at - last.at < apart):
        last.name = name or last.name
        db.add(last)
        return last
    authors = await _authors(db, moment, last.upto_id if last else 0)
    version = NoteVersion(
        note_id=moment.note_id,
        epoch=moment.epoch,
        upto_id=moment.upto,
        at=at,
        name=name,
        text=moment.text,
        author_ids=",".join(map(str, authors)),
    )
    db.add(version)
    await db.flush()
    return version


def _holds(version: NoteVersion, moment: Moment) -> bool:
    return version.text == moment.text or version.upto_id >= moment.upto


async def last_version(db: AsyncSession, note_id: int) -> NoteVersion | None:
    return (await db.exec(_newest_first(note_id).limit(1))).first()


async def versions_of(db: AsyncSession, note_id: int) -> list[VersionView]:
    """The newest first."""
    versions = (await db.exec(_newest_first(note_id))).all()
    names = await _names(db, versions)
    return [_view(version, names) for version in versions]


async def version_of(db: AsyncSession, note_id: int, version_id: int) -> tuple[NoteVersion, VersionView]:
    """Raises NotFound, also for a version of another note."""
    version = await db.get(NoteVersion, version_id) if version_id <= GREATEST else None
    if version is None or version.note_id != note_id:
        raise NotFound(_("There is no such version of this note."))
    return version, _view(version, await _names(db, [version]))


async def name_version(db: AsyncSession, version_id: int, name: str) -> None:
    await db.exec(update(NoteVersion).where(col(NoteVersion.id) == version_id).values(name=name))


async def version_before(db: AsyncSession, version: NoteVersion) -> NoteVersion | None:
    earlier = _newest_first(version.note_id).where(col(NoteVersion.id) < version.id)
    return (await db.exec(earlier.limit(1))).first()


def _newest_first(note_id: int) -> SelectOfScalar[NoteVersion]:
    return select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(col(NoteVersion.id).desc())


async def _authors(db: AsyncSession, moment: Moment, after: int) -> list[int]:
    """Who wrote since then, in the order of their ids."""
    rows = select(NoteUpdate.author_id).where(
        NoteUpdate.note_id == moment.note_id, col(NoteUpdate.id) > after, col(NoteUpdate.id) <= moment.upto
    )
    found = await db.exec(rows.where(NoteUpdate.epoch == moment.epoch).distinct())
    return sorted(author for author in found if author is not None)


async def _names(db: AsyncSession, versions: Sequence[NoteVersion]) -> dict[int, str]:
    ids = {int(author) for version in versions for author in version.author_ids.split(",") if author}
    people = await db.exec(select(Attendee).where(col(Attendee.id).in_(ids))) if ids else ()
    return {attendee.id or 0: attendee.shown for attendee in people}


def _view(version: NoteVersion, names: dict[int, str]) -> VersionView:
    authors = tuple(names[int(author)] for author in version.author_ids.split(",") if author)
    return VersionView(version.id or 0, version.at, version.name, authors, word_count(version.text))
