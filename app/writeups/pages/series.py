"""The years of one unconference."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.series import series_seen
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.security import VisitState
from app.kernel.web import page
from app.people.queries import viewer_of
from app.settings import Settings
from app.topics.tables import Topic
from app.writeups.queries import pages_of
from app.writeups.reading import validated
from app.writeups.rules import may_be_published


@dataclass(frozen=True)
class YearView:
    """One event with how many cards were open, and how many of them are written up."""

    event: Event
    label: str
    cards: int
    pages: int


@get("/series/{slug:str}")
async def show_series(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    slug: FromPath[str],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    years = await series_seen(db, slug, viewer, clock())
    ids = [event.id or 0 for event in years.events]
    pages, cards = await pages_of(db, ids), await _cards_of(db, ids)
    views = [
        YearView(event, years.label(event), cards.get(event.id or 0, 0), _told(event, pages)) for event in years.events
    ]
    response = page(
        request,
        "writeups/series.html",
        viewer=viewer,
        active="events",
        series=years.series,
        years=views[::-1],
        canonical=f"{settings.address}/series/{years.series.slug}",
        listed=any(event.visibility == "public" for event in years.events),
    )
    return validated(request, response)


def _told(event: Event, pages: dict[int, int]) -> int:
    return pages.get(event.id or 0, 0) if may_be_published(event.attribution) else 0


async def _cards_of(db: AsyncSession, event_ids: list[int]) -> dict[int, int]:
    counted = select(Topic.event_id, func.count()).where(col(Topic.event_id).in_(event_ids), Topic.state == "open")
    return dict((await db.exec(counted.group_by(col(Topic.event_id)))).all())
