"""The photos of a topic that comes in: named before they are kept, so that its text can show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.work import Work
from app.notes.photos.actions import add_photo
from app.notes.photos.queries import address_of, room_taken
from app.notes.photos.rules import MOST_BYTES_OF_EVENT, MOST_IN_EVENT, MOST_IN_NOTE
from app.notes.photos.tables import Photo
from app.topics.tables import Topic
from app.writeups.importing.forms import Incoming, PhotoPlan
from app.writeups.importing.tables import ImportSource


@dataclass(frozen=True)
class Album:
    """`names` of all that its source ever had, by the hash of their files; `new` are those that are not kept yet, and
    `gone` the hashes of those that were taken away here: they stay away."""

    plans: tuple[PhotoPlan, ...]
    names: dict[str, str]
    new: tuple[PhotoPlan, ...]
    gone: frozenset[str]
    remarks: tuple[str, ...]

    def addresses(self, event: Event, missing: Iterable[str]) -> dict[str, str]:
        """By target; empty for pictures that do not come in."""
        shown = {
            plan.target: address_of(event, self.names[plan.source]) if plan.source not in self.gone else ""
            for plan in self.plans
        }
        return {**dict.fromkeys(missing, ""), **shown}


async def album_for(db: AsyncSession, event: Event, incoming: Incoming, source: ImportSource | None) -> Album:
    """What is kept of them already keeps its name."""
    names = dict(source.photos) if source else {}
    standing = await _standing(db, names.values())
    gone = {plan.source for plan in incoming.photos if plan.source in names and names[plan.source] not in standing}
    new = {plan.source: plan for plan in incoming.photos if plan.source not in names}
    remarks = ["a photo that was taken away here stays away"] if gone else []
    if new and (why := await _no_room(db, event, source, list(new.values()), len(standing))):
        gone, new, remarks = gone | set(new), {}, [*remarks, why]
    names |= {digest: uuid4().hex for digest in new}
    return Album(incoming.photos, names, tuple(new.values()), frozenset(gone), tuple(remarks))


async def add_photos(work: Work, event: Event, topic: Topic, album: Album) -> None:
    for plan in album.new:
        photo = await add_photo(work, event, topic, album.names[plan.source], plan.kept, None)
        photo.alt, photo.credit = plan.alt, plan.credit
        work.db.add(photo)
    await work.db.flush()


async def _standing(db: AsyncSession, names: Iterable[str]) -> set[str]:
    here = select(Photo.name).where(col(Photo.name).in_(list(names)), col(Photo.taken_away_at).is_(None))
    return set((await db.exec(here)).all())


async def _no_room(
    db: AsyncSession, event: Event, source: ImportSource | None, new: list[PhotoPlan], standing: int
) -> str:
    room = await room_taken(db, event.id or 0, (source.topic_id if source else None) or 0)
    size = sum(plan.kept.size for plan in new)
    if max(room.in_note, standing) + len(new) > MOST_IN_NOTE:
        return f"its {len(new)} photos are left out: a note holds {MOST_IN_NOTE}"
    if room.in_event + len(new) > MOST_IN_EVENT or room.bytes_of_event + size > MOST_BYTES_OF_EVENT:
        return f"its {len(new)} photos are left out: the event has as many as the server keeps for one"
    return ""
