"""What every page under an event stands on: which event, who is looking, and the right to look."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.queries import event_by_slug, notices_of
from app.events.rules import may_read
from app.events.tables import Event, Notice
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden
from app.kernel.security import VisitState
from app.kernel.web import page, wants_page
from app.kernel.words import gettext as _
from app.kernel.work import Work, Works, revision_of
from app.people.actions import renew_roles
from app.people.queries import roles_need_renewal, viewer_of
from app.people.viewers import Viewer


@dataclass(frozen=True)
class Here:
    """A request at an event: where it is, who makes it, and how it is answered."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    event: Event
    viewer: Viewer
    visit: VisitState
    form: dict[str, str]
    works: Works
    clock: Clock
    notices: Sequence[Notice] = ()

    @property
    def event_id(self) -> int:
        assert self.event.id is not None
        return self.event.id

    @property
    def home(self) -> str:
        """The event's own address."""
        return f"/{self.event.slug}"

    @property
    def wants_page(self) -> bool:
        return wants_page(self.request)

    def asked(self, name: str) -> str:
        """A query parameter; empty when missing."""
        value: str = self.request.query_params.get(name, "")
        return value

    async def look_again(self) -> None:
        """Forgets what this request read, which is old once it has changed something."""
        self.db.expunge_all()
        await self.db.rollback()

    def begin(self) -> AbstractAsyncContextManager[Work]:
        """A Work in the name of this visit."""
        return self.works.begin(self.viewer.visit_id)

    def page(self, name: str, status: int = 200, **context: Any) -> Response[str]:
        context = {"event": self.event, "viewer": self.viewer, "notices": self.notices, **context}
        context["moment"] = self.clock().isoformat()
        return page(self.request, name, status, **context)

    async def live(self, channel: str) -> dict[str, Any]:
        """What connects a page to its channel. To be taken before anything that the page shows is read."""
        return {"revision": await revision_of(self.db, self.event_id), "live_url": f"{self.home}/live?page={channel}"}


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
        async with works.begin(viewer.visit_id, aside=True) as work:
            await renew_roles(work, viewer.visit_id)
    return viewer


async def provide_here(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    visit: NamedDependency[VisitState],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    clock: NamedDependency[Clock],
) -> Here:
    """For those who may be here; a page that says what went wrong may lead them back to the event then."""
    request.scope["state"]["event"] = event
    notices = await notices_of(db, event.id or 0, clock()) if wants_page(request) else ()
    return Here(request, db, event, viewer, visit, form, works, clock, notices)
