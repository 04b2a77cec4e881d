"""Reading the correction window: until when it is open, whose links there are, and what they sent."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound, Refusal
from app.kernel.words import gettext as _
from app.kernel.writing import long_day
from app.people.names import DOT, skeleton
from app.people.queries import hash_of
from app.topics.queries import TopicFacts, topic_by_id
from app.topics.tables import Topic
from app.writeups.correcting.quotations import speakers_in
from app.writeups.correcting.rules import OPEN, is_open
from app.writeups.correcting.tables import Correction, CorrectionLink, CorrectionWindow
from app.writeups.extracting import is_name
from app.writeups.queries import published_topic
from app.writeups.tables import Edition


@dataclass(frozen=True)
class Corrector:
    """Somebody who may correct a page: a host, or whoever is quoted. `link` is their newest, or None."""

    name: str
    is_host: bool
    link: CorrectionLink | None = None

    @property
    def has_link(self) -> bool:
        return self.link is not None and self.link.revoked_at is None


class Over(NotFound):
    """A link that worked until the window closed, at `closed_at` in the event's time; whoever has it may know."""

    def __init__(self, closed_at: datetime) -> None:
        when = {"day": long_day(closed_at.date()), "time": f"{closed_at:%H:%M}"}
        super().__init__(
            _("Corrections closed on %(day)s at %(time)s. Ask whoever gave you this link to open them again.") % when
        )


@dataclass(frozen=True)
class Opened:
    """A link that works."""

    link: CorrectionLink
    window: CorrectionWindow
    topic: Topic


@dataclass(frozen=True)
class Behind(Opened):
    """What it leads to."""

    standing: Edition


async def window_of(db: AsyncSession, topic_id: int) -> CorrectionWindow | None:
    return (await db.exec(select(CorrectionWindow).where(CorrectionWindow.topic_id == topic_id))).first()


async def windows_of(db: AsyncSession, event_id: int) -> dict[int, CorrectionWindow]:
    """By topic."""
    found = await db.exec(select(CorrectionWindow).where(CorrectionWindow.event_id == event_id))
    return {window.topic_id: window for window in found}


async def waiting_of(db: AsyncSession, event_id: int) -> dict[int, int]:
    """By topic how much was sent that nobody has settled."""
    counted = (
        select(Correction.topic_id, func.count())
        .where(Correction.event_id == event_id, Correction.state == OPEN)
        .group_by(col(Correction.topic_id))
    )
    return dict((await db.exec(counted)).all())


async def corrections_of(db: AsyncSession, topic_id: int) -> Sequence[tuple[Correction, CorrectionLink]]:
    """With whose it is; the newest first."""
    found = await db.exec(
        select(Correction, CorrectionLink)
        .join(CorrectionLink, col(CorrectionLink.id) == col(Correction.link_id))
        .where(Correction.topic_id == topic_id)
        .order_by(col(Correction.id).desc())
    )
    return found.all()


async def sent_by(db: AsyncSession, link: CorrectionLink) -> Sequence[Correction]:
    """The newest first."""
    sent = select(Correction).where(Correction.link_id == link.id).order_by(col(Correction.id).desc())
    return (await db.exec(sent)).all()


async def correction_by_id(db: AsyncSession, topic_id: int, correction_id: int) -> tuple[Correction, CorrectionLink]:
    """Raises NotFound."""
    found = await db.exec(
        select(Correction, CorrectionLink)
        .join(CorrectionLink, col(CorrectionLink.id) == col(Correction.link_id))
        .where(Correction.topic_id == topic_id, Correction.id == min(correction_id, GREATEST))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound(_("There is no such correction."))
    return row


async def correctors_of(db: AsyncSession, facts: TopicFacts, texts: Collection[str]) -> list[Corrector]:
    """The hosts of a topic and whoever is quoted in these texts, each once; also those who have a link already."""
    found = await db.exec(select(CorrectionLink).where(CorrectionLink.topic_id == facts.topic.id))
    links = {skeleton(link.name): link for link in sorted(found, key=lambda link: link.id or 0)}
    people = {skeleton(name): (name, is_host) for name, is_host in _people(facts, texts, links.values())}
    return [Corrector(name, is_host, links.get(look)) for look, (name, is_host) in people.items()]


def _people(facts: TopicFacts, texts: Collection[str], links: Collection[CorrectionLink]) -> Iterator[tuple[str, bool]]:
    """What is said of somebody last counts: a host who is quoted is a host. Some quotations tell no name."""
    yield from ((link.name, link.is_host) for link in links)
    yield from ((name, False) for text in texts for name in speakers_in(text) if is_name(name))
    yield from ((name, True) for name in map(_without_mark, facts.hosts) if name)


def _without_mark(shown: str) -> str:
    """A host who also holds the space is quoted under the name alone; namesakes are told apart by their number."""
    name, *parts = shown.split(f" {DOT} ")
    return f" {DOT} ".join([name, *(part for part in parts if part.isdecimal())])


async def link_of(db: AsyncSession, topic_id: int, link_id: int) -> CorrectionLink:
    """Raises NotFound."""
    here = select(CorrectionLink).where(
        CorrectionLink.topic_id == topic_id, CorrectionLink.id == min(link_id, GREATEST)
    )
    link = (await db.exec(here)).first()
    if link is None:
        raise NotFound(_("There is no such link."))
    return link


async def behind(db: AsyncSession, event: Event, token: str, now: datetime) -> Behind:
    """Raises NotFound, alike for what is unknown, revoked, or not published any more, and Over."""
    opened = await opened_by(db, event, token, now)
    try:
        topic, standing = await published_topic(db, event, opened.topic.number)
    except Refusal:
        raise _nothing() from None
    return Behind(opened.link, opened.window, topic, standing)


async def opened_by(db: AsyncSession, event: Event, token: str, now: datetime) -> Opened:
    """The same also when nothing is published any more. Raises NotFound, and Over."""
    found = await db.exec(
        select(CorrectionLink, CorrectionWindow)
        .join(CorrectionWindow, col(CorrectionWindow.topic_id) == col(CorrectionLink.topic_id))
        .where(CorrectionLink.token_hash == hash_of(token), CorrectionLink.event_id == event.id)
    )
    row = found.first()
    if row is None or row[0].revoked_at:
        raise _nothing()
    if not is_open(row[1].closes_at, now):
        raise Over(row[1].closes_at.astimezone(ZoneInfo(event.time_zone)))
    return Opened(*row, await topic_by_id(db, row[0].topic_id))


def _nothing() -> NotFound:
    return NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
