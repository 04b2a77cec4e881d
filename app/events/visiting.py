"""Dependencies of every page under an event: which event, who is looking, and the right to look."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.queries import event_by_slug
from app.events.rules import may_read
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden
from app.kernel.security import VisitState
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.people.actions import renew_roles
from app.people.queries import roles_need_renewal, viewer_of
from app.people.viewers import Viewer


async def provide_visit(request: Request[Any, Any, Any]) -> VisitState:
    visit: VisitState = request.scope["state"]["visit"]
    return visit


async def provide_event(db: NamedDependency[AsyncSession], event_slug: FromPath[str]) -> Event:
    return await event_by_slug(db, event_slug)


async def provide_viewer(
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    event: NamedDependency[Event],
    clock: NamedDependency[Clock],
    works: NamedDependency[Works],
) -> Viewer:
    """The viewer at this event. Raises Forbidden when it is not for them."""
    viewer = await viewer_of(db, visit.key if visit.known else None, event.id, clock())
    if not may_read(event.visibility, viewer):
        raise Forbidden(_("This event is for its attendees. Scan the code on the wall to join."))
    if viewer.visit_id and viewer.is_facilitator and await roles_need_renewal(db, viewer.visit_id, clock()):
        async with works.begin(viewer.visit_id) as work:
            await renew_roles(work, viewer.visit_id)
    return viewer
