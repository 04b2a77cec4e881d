"""Photos come into a note, are described, taken away and put back; files that nobody can put back are deleted."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.changes import PagesChanged
from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, Gone, TooLarge
from app.kernel.words import gettext as _
from app.kernel.work import Work, Works
from app.notes.photos.files import PhotoFiles
from app.notes.photos.forms import Description
from app.notes.photos.queries import hashes_known, hashes_standing, photo_called, room_taken, taken_away_before
from app.notes.photos.rules import MOST_BYTES_OF_EVENT, MOST_IN_EVENT, MOST_IN_NOTE, UNDO_FOR, may_take_away
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Kept
from app.people.viewers import Viewer
from app.topics.tables import Topic


async def add_photo(work: Work, event: Event, topic: Topic, name: str, kept: Kept, by: int | None) -> Photo:
    """Again under the same name does nothing. Raises Conflict when that is another's, Gone when it was taken away, and
    TooLarge where there are enough."""
    there = await photo_called(work.db, name)
    if there is not None:
        return same_photo(there, topic, by)
    await check_room(work.db, topic, kept.size)
    photo = Photo(
        event_id=topic.event_id,
        topic_id=topic.id or 0,
        name=name,
        hash=kept.hash,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        small_width=kept.small_width,
        small_height=kept.small_height,
        added_by=by,
        made_at=work.now,
    )
    work.db.add(photo)
    await work.db.flush()
    return photo


def same_photo(there: Photo, topic: Topic, by: int | None) -> Photo:
    """The one that has this name, if it is what is meant. Raises Conflict or Gone."""
    if (there.topic_id, there.added_by) != (topic.id, by):
        raise Conflict(_("There is another photo of this name."))
    if there.taken_away_at is not None:
        raise Gone(_("This photo was taken away."))
    return there


async def check_room(db: AsyncSession, topic: Topic, size: int = 0) -> None:
    """Raises TooLarge where there are enough."""
    room = await room_taken(db, topic.event_id, topic.id or 0)
    if room.in_note >= MOST_IN_NOTE:
        raise TooLarge(_("This note has %d photos already. Take one away to add another.") % MOST_IN_NOTE)
    if room.in_event >= MOST_IN_EVENT or room.bytes_of_event + size > MOST_BYTES_OF_EVENT:
        raise TooLarge(
            _(
                "This event has as many photos as the server keeps for one."
                " Take some away: when they cannot be put back any more, there is room for others."
            )
        )


async def describe_photo(
    work: Work, photo: Photo, described: Description, viewer: Viewer, caretakers: Collection[int | None]
) -> None:
    """Everybody who writes says what can be seen and whose it is; that a name may be told although the event tells
    none, only those who could take the photo away. It is said of that name, not of another in its place."""
    if may_take_away(viewer, photo.added_by, caretakers):
        photo.credit_told = described.credit_told
    elif photo.credit != described.credit:
        photo.credit_told = False
    photo.alt, photo.credit = described.alt, described.credit
    _changed(work, photo)


async def take_photo_away(work: Work, photo: Photo, viewer: Viewer, caretakers: Collection[int | None]) -> None:
    """Nobody sees it any more. Again does nothing. Raises Forbidden."""
    _check(photo, viewer, caretakers)
    if photo.taken_away_at is None:
        photo.taken_away_at = work.now
        _changed(work, photo)


async def put_photo_back(work: Work, photo: Photo, viewer: Viewer, caretakers: Collection[int | None]) -> None:
    """Again does nothing. Raises Forbidden, and Gone when it is too late."""
    _check(photo, viewer, caretakers)
    if photo.taken_away_at is not None and photo.taken_away_at <= work.now - UNDO_FOR:
        raise Gone(_("This photo was taken away some time ago, and is deleted."))
    photo.taken_away_at = None
    _changed(work, photo)


def _changed(work: Work, photo: Photo) -> None:
    work.db.add(photo)
    work.record(PagesChanged(event_id=photo.event_id))


def _check(photo: Photo, viewer: Viewer, caretakers: Collection[int | None]) -> None:
    if not may_take_away(viewer, photo.added_by, caretakers):
        raise Forbidden(_("Only whoever added it, the hosts and facilitators can take this photo away."))


async def delete_old_photos(works: Works, files: PhotoFiles) -> int:
    """Deletes what was said of those that nobody can put back any more, and their files. How many. One whose file
    cannot be deleted yet is among those of the next time."""
    too_late = works.clock() - UNDO_FOR
    async with works.database.reading() as db:
        hashes = {photo.hash for photo in await taken_away_before(db, too_late)}
        unneeded = hashes - await hashes_standing(db, hashes, too_late)
    gone = hashes - {digest for digest in unneeded if not await files.delete(digest, UNDO_FOR)}
    return await _forget(works, gone, too_late) if hashes else 0


async def _forget(works: Works, gone: Collection[str], too_late: datetime) -> int:
    async with works.begin() as work:
        old = await taken_away_before(work.db, too_late)
        forgotten = [photo for photo in old if photo.hash in gone]
        for photo in old:
            photo.alt = photo.credit = ""
        for photo in forgotten:
            photo.hash = ""
    return len(forgotten)


async def delete_strays(works: Works, files: PhotoFiles) -> int:
    """Deletes files that are no photo's: it was refused when its file was there already, or the server stopped just
    then. How many."""
    kept = await files.kept_before(UNDO_FOR)
    async with works.database.reading() as db:
        strays = kept - await hashes_known(db) if kept else set()
    return sum([await files.delete(digest, UNDO_FOR) for digest in strays])
