"""Reading photos: those of a note, those that a text names, and what of an event's room they take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import stricter
from app.events.tables import Event
from app.kernel.errors import Gone, NotFound
from app.kernel.markdown import Picture
from app.kernel.words import gettext as _
from app.notes.photos.rules import NAME, UNDO_FOR, may_be_published, may_take_away
from app.notes.photos.tables import Photo
from app.people.tables import Attendee
from app.people.viewers import Viewer
from app.topics.policy import names_told, policy_of
from app.topics.queries import TopicFacts, taken_away, topic_by_id
from app.topics.rules import REMOVED
from app.topics.tables import Topic


@dataclass(frozen=True)
class PhotoView:
    """One photo as those at the note see it. `lacks` is what keeps it out of the write-up: a credit, or leave to tell
    it. `by` is empty where no names are told. `is_gone` when it was taken away and can still be put back."""

    name: str
    address: str
    small: str
    small_width: int
    small_height: int
    alt: str
    credit: str
    credit_told: bool
    by: str
    lacks: str
    may_take_away: bool
    is_gone: bool

    @property
    def markdown(self) -> str:
        return markdown_for(self.address, self.alt)


class Room(NamedTuple):
    """What photos take: how many stand in the note, how many files the event has, and how many bytes those are."""

    in_note: int
    in_event: int
    bytes_of_event: int


def address_of(event: Event, name: str, *, small: bool = False) -> str:
    return f"/{event.slug}/media/{name}{'-small' if small else ''}.webp"


def markdown_for(address: str, alt: str) -> str:
    """As any Markdown program reads it."""
    escaped = "".join(f"\\{letter}" if letter in "\\[]!`*_<&" else letter for letter in alt)
    return f"![{escaped}]({address})"


async def photo_by_name(db: AsyncSession, event_id: int, name: str, *, even_gone: bool = False) -> Photo:
    """Raises NotFound, and Gone for one that was taken away."""
    photo = await photo_called(db, name)
    if photo is None or photo.event_id != event_id:
        raise NotFound(_("There is no such photo."))
    if photo.taken_away_at is not None and not even_gone:
        raise Gone(_("This photo was taken away."))
    return photo


async def photo_called(db: AsyncSession, name: str) -> Photo | None:
    """Of whatever event; as it is now, also when `db` has read it before."""
    if not NAME.fullmatch(name):
        return None
    found = await db.exec(select(Photo).where(Photo.name == name).execution_options(populate_existing=True))
    return found.first()


async def topic_of(db: AsyncSession, photo: Photo) -> Topic:
    """The one at whose note it is. Raises Gone when a facilitator took that card away."""
    topic = await topic_by_id(db, photo.topic_id)
    if topic.state == REMOVED:
        raise taken_away()
    return topic


async def photos_of(
    db: AsyncSession, event: Event, facts: TopicFacts, viewer: Viewer, now: datetime
) -> list[PhotoView]:
    """Those of a topic's note in the order in which they came. What was taken away lately is among them for those who
    can put it back."""
    lately = col(Photo.taken_away_at) > now - UNDO_FOR
    found = await db.exec(
        select(Photo, Attendee)
        .join(Attendee, col(Attendee.id) == col(Photo.added_by), isouter=True)
        .where(Photo.topic_id == facts.topic.id, or_(col(Photo.taken_away_at).is_(None), lately))
        .order_by(col(Photo.id))
    )
    views = [_view(event, photo, adder, facts, viewer) for photo, adder in found]
    return [view for view in views if view.may_take_away or not view.is_gone]


def _view(event: Event, photo: Photo, adder: Attendee | None, facts: TopicFacts, viewer: Viewer) -> PhotoView:
    return PhotoView(
        name=photo.name,
        address=address_of(event, photo.name),
        small=address_of(event, photo.name, small=True),
        small_width=photo.small_width,
        small_height=photo.small_height,
        alt=photo.alt,
        credit=photo.credit,
        credit_told=photo.credit_told,
        by=adder.shown if adder and names_told(event, facts.topic) else "",
        lacks=lack_of(policy_of(event, facts.topic), photo),
        may_take_away=may_take_away(viewer, photo.added_by, facts.caretakers),
        is_gone=photo.taken_away_at is not None,
    )


def lack_of(policy: str, photo: Photo) -> str:
    """Why it would not be published; empty if it would."""
    if may_be_published(policy, photo.credit, photo.credit_told):
        return ""
    return "leave" if photo.credit else "credit"


async def photos_named(db: AsyncSession, event: Event, names: Collection[str], policy: str) -> list[tuple[Photo, str]]:
    """Those of the event that were not taken away, nor the card at whose note they are: each with the policy that holds
    for it in a text for which this one does."""
    if not names:
        return []
    here = (
        select(Photo, Topic)
        .join(Topic, col(Topic.id) == col(Photo.topic_id))
        .where(Photo.event_id == event.id, col(Photo.name).in_(names))
        .where(col(Photo.taken_away_at).is_(None), Topic.state != REMOVED)
    )
    return [(photo, stricter(policy, policy_of(event, topic))) for photo, topic in await db.exec(here)]


def picture_of(event: Event, photo: Photo) -> Picture:
    return Picture(
        address=address_of(event, photo.name),
        width=photo.width,
        height=photo.height,
        small=address_of(event, photo.name, small=True),
        small_width=photo.small_width,
        alt=photo.alt,
    )


async def room_taken(db: AsyncSession, event_id: int, topic_id: int) -> Room:
    """One that was taken away takes its room in the event as long as its file is there."""
    kept = select(func.count(), func.coalesce(func.sum(Photo.size), 0)).where(
        Photo.event_id == event_id, Photo.hash != ""
    )
    in_event, size = (await db.exec(kept)).one()
    standing = select(func.count()).where(Photo.topic_id == topic_id, col(Photo.taken_away_at).is_(None))
    return Room((await db.exec(standing)).one(), in_event, int(size))


async def taken_away_before(db: AsyncSession, moment: datetime) -> list[Photo]:
    """Whose files are still there although nobody can put them back any more."""
    old = select(Photo).where(col(Photo.taken_away_at) <= moment, Photo.hash != "")
    return list((await db.exec(old)).all())


async def hashes_standing(db: AsyncSession, hashes: Collection[str], since: datetime) -> set[str]:
    """Those that some photo still needs: it stands, or can still be put back."""
    needed = or_(col(Photo.taken_away_at).is_(None), col(Photo.taken_away_at) > since)
    return set((await db.exec(select(Photo.hash).where(col(Photo.hash).in_(hashes), needed))).all())


async def hashes_known(db: AsyncSession) -> set[str]:
    """Of all files that photos have."""
    return set((await db.exec(select(Photo.hash).where(Photo.hash != "").distinct())).all())
