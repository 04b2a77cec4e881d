"""Series: the years of one unconference, as far as somebody may see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.seeing import events_seen
from app.events.tables import Event, Series
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.viewers import Viewer


@dataclass(frozen=True)
class Years:
    """The series of an event, and its events that the viewer may see, the earliest first."""

    series: Series
    events: Sequence[Event]

    def label(self, event: Event) -> str:
        """Its year; its name where a year has several."""
        years = Counter(each.starts_on.year for each in self.events)
        return str(event.starts_on.year) if years[event.starts_on.year] == 1 else event.name


async def years_of(db: AsyncSession, event: Event, viewer: Viewer, now: datetime) -> Years | None:
    """None for an event that belongs to no series, or is all that the viewer may see of it."""
    if event.series_id is None:
        return None
    series = (await db.exec(select(Series).where(Series.id == event.series_id))).one()
    years = Years(series, await _events_of(db, series, viewer, now, event.slug))
    return years if len(years.events) > 1 else None


async def series_seen(db: AsyncSession, slug: str, viewer: Viewer, now: datetime) -> Years:
    """Raises NotFound, also for one of which this viewer may see nothing."""
    series = (await db.exec(select(Series).where(Series.slug == slug))).first()
    events = await _events_of(db, series, viewer, now) if series else []
    if series is None or not events:
        raise NotFound(_("There is no series at this address. The list of all events may help."))
    return Years(series, events)


async def _events_of(
    db: AsyncSession, series: Series, viewer: Viewer, now: datetime, named: str = ""
) -> Sequence[Event]:
    seen = await events_seen(db, viewer, now, named)
    return [event for event in reversed(seen) if event.series_id == series.id]


async def series_known(db: AsyncSession, event: Event | None = None) -> Sequence[Series]:
    """Those that have a public event, and the event's own, by name: what may be offered to choose from."""
    public = select(Event.series_id).where(Event.visibility == "public", col(Event.series_id).is_not(None))
    own = event.series_id if event else None
    known = select(Series).where(or_(col(Series.id).in_(public), col(Series.id) == own))
    return (await db.exec(known.order_by(col(Series.name)))).all()
