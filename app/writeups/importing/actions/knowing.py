"""What was brought in already."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.queries import slug_is_taken
from app.events.tables import Event
from app.writeups.importing.tables import ImportSource
from app.writeups.rules import PUBLISHED, WITHDRAWN
from app.writeups.tables import Publication


async def what_is_known(db: AsyncSession, slug: str) -> dict[str, Any]:
    """Of the event with this slug: its days, zone and policy, and by path the mark of everything that was brought in
    and the state of its publication, empty if there never was one. `{}` when there is no such event."""
    if not await slug_is_taken(db, slug):
        return {}
    event = (await db.exec(select(Event).where(Event.slug == slug))).one()
    found = await db.exec(
        select(ImportSource.path, ImportSource.mark, Publication.state)
        .join(Publication, col(Publication.topic_id) == col(ImportSource.topic_id), isouter=True)
        .where(ImportSource.event_id == event.id)
        .order_by(col(ImportSource.id))
    )
    return {
        "name": event.name,
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "time_zone": event.time_zone,
        "attribution": event.attribution,
        "sources": {path: [mark, state if state in (PUBLISHED, WITHDRAWN) else ""] for path, mark, state in found},
    }


async def source_at(db: AsyncSession, event_id: int, path: str) -> ImportSource | None:
    found = await db.exec(
        select(ImportSource)
        .where(ImportSource.event_id == event_id, ImportSource.path == path)
        .execution_options(populate_existing=True)
    )
    return found.first()
