"""What every page under an event stands on: which event, who is looking, and the right to look."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.addresses import address_of
from app.events.queries import event_by_slug, notices_of
from app.events.rules import is_past, may_join, may_read
from app.events.tables import Event, Notice
from app.kernel.alike import Alike, Thing
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden
from app.kernel.security import VisitState, new_visit_key
from app.kernel.web import page, wants_page
from app.kernel.words import fall_back_to, language
from app.kernel.words import gettext as _
from app.kernel.work import Work, Works
from app.people.actions import note_device, renew_roles
from app.people.devices import device_name
from app.people.queries import device_needs_noting, is_closed, roles_need_renewal, viewer_of
from app.people.viewers import Viewer
from app.settings import Settings

#: What the pages say in their `opt` that strangers may see too.
AT_THE_DOOR = "at_the_door"


@dataclass(frozen=True)
class Here:
    """A request at an event: where it is, who makes it, and how it is answered. What a page
    that is only looked at shows to everybody alike is that of one revision, or newer. `address` is this Hallway's."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    event: Event
    viewer: Viewer
    visit: VisitState
    form: dict[str, str]
    works: Works
    clock: Clock
    shared: Alike
    as_of: int | None = None
    notices: Sequence[Notice] = ()
    news: Any = None
    address: str = ""

    @property
    def event_id(self) -> int:
        assert self.event.id is not None
        return self.event.id

    @property
    def home(self) -> str:
        """The event's own address."""
        return f"/{self.event.slug}"

    @property
    def is_past(self) -> bool:
        """Whether the event is one to read about, no more one to come to."""
        local = self.clock().astimezone(ZoneInfo(self.event.time_zone))
        return is_past(self.event.phase, self.event.ends_on, local)

    @property
    def wants_page(self) -> bool:
        return wants_page(self.request)

    def asked(self, name: str) -> str:
        """A query parameter; empty when missing."""
        value: str = self.request.query_params.get(name, "")
        return value

    async def alike(self, what: str, make: Callable[[], Awaitable[Thing]]) -> Thing:
        """What everybody sees alike who sees this; made for one, and for reading only."""
        event = tuple(self.event.model_dump().values())
        return await self.shared.of(self.event_id, await self.revision(), (what, event), make)

    async def revision(self) -> int:
        """To be taken before anything that the page shows is read. Whoever asks for nothing kept, as a page that fell
        behind does, gets the newest."""
        if self.as_of is not None:
            return self.as_of
        newest_only = "no-cache" in self.request.headers.get("cache-control", "")
        return await self.shared.revision(self.db, self.event_id, self.visit.key, newest_only)

    async def look_again(self) -> None:
        """Forgets what this request read, which is old once it has changed something."""
        self.db.expunge_all()
        await self.db.rollback()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        """A Work in the name of this visit. Whoever waits for it holds no connection that others could read with."""
        await self.db.commit()
        async with self.works.begin(self.viewer.visit_id) as work:
            yield work
        self.shared.changed_by(self.visit.key)

    def page(
        self, name: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> Response[str]:
        context = {
            "event": self.event,
            "viewer": self.viewer,
            "notices": self.notices,
            "news": self.news,
            "is_past": self.is_past,
            **context,
        }
        context["moment"], context["address"] = self.clock().isoformat(), self.address
        return page(self.request, name, status, headers, **context)

    async def live(self, channel: str) -> dict[str, Any]:
        """What connects a page to its channel. To be taken before anything that the page shows is read."""
        address = f"{self.home}/live?page={channel}&language={language()}"
        return {"revision": await self.revision(), "live_url": address}


#: Gives the star that somebody pressed who had to join first: theirs (an attendee's id) to the card of this number, in
#: the Work in which they join. Returns where to go on, beneath the event's address, when it has to be asked about. A
#: later package knows; `create_app` joins it in.
StarAfterJoining = Callable[[Work, Event, int, int], Awaitable[str]]
#: What a viewer should hear of what is theirs; a later package knows, and `create_app` joins it in.
NewsOf = Callable[[Here], Awaitable[Any]]


@dataclass(frozen=True)
class WayIn:
    """How people come to an event: the address that phones scan, the one that people type, and the code they say."""

    scanned: str
    typed: str
    code: str


def way_in(here: Here, settings: Settings) -> WayIn:
    """The code, said or scanned, is shown to those only who need none."""
    address = address_of(here.request, settings)
    shown = bool(here.event.code) and may_join(here.event.code, here.viewer)
    typed = f"{address}/join" if shown else f"{address}{here.home}"
    door = f"/{here.event.door}" if shown else ""
    return WayIn(f"{address}{here.home}/join{door}", typed.split("://", 1)[1], here.event.code if shown else "")


async def provide_visit(request: Request[Any, Any, Any]) -> VisitState:
    visit: VisitState = request.scope["state"]["visit"]
    return visit


async def provide_event(db: NamedDependency[AsyncSession], event_slug: FromPath[str]) -> Event:
    """Whoever asked for no language that we speak is answered in the event's."""
    event = await event_by_slug(db, event_slug)
    fall_back_to(event.language)
    return event


async def provide_viewer(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    event: NamedDependency[Event],
    clock: NamedDependency[Clock],
    works: NamedDependency[Works],
) -> Viewer:
    """The viewer at this event. Raises Forbidden when it is not for them, but not at its door."""
    viewer = await viewer_of(db, visit.key if visit.known else None, event.id, clock())
    if viewer.visit_id is None and visit.known and await is_closed(db, visit.key):
        visit.go_by(new_visit_key())
    if not may_read(event.visibility, viewer) and not request.route_handler.opt.get(AT_THE_DOOR):
        raise turned_away(request, event)
    if viewer.visit_id:
        await _note_use(request, db, works, viewer, visit.key, clock())
    return viewer


def turned_away(request: Request[Any, Any, Any], event: Event) -> Forbidden:
    """To be raised for whoever may not see the event; the page that says it leads to the door."""
    request.scope["state"]["door"] = f"/{event.slug}/join"
    return Forbidden(_("This event is for those who were invited. Its code is on the wall there."))


async def _note_use(
    request: Request[Any, Any, Any], db: AsyncSession, works: Works, viewer: Viewer, key: str, now: datetime
) -> None:
    """Now and then: the device is in use, and so are its roles."""
    assert viewer.visit_id is not None
    unnoted = device_needs_noting(viewer, now)
    sleepy = (viewer.is_facilitator or viewer.pens) and await roles_need_renewal(db, viewer.visit_id, now)
    if unnoted or sleepy:
        await db.commit()
        async with works.begin(viewer.visit_id, aside=True) as work:
            await note_device(work, key, device_of(request))
            await renew_roles(work, viewer.visit_id)


def device_of(request: Request[Any, Any, Any]) -> str:
    return device_name(request.headers.get("user-agent", ""))


async def provide_here(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    visit: NamedDependency[VisitState],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    clock: NamedDependency[Clock],
    shared: NamedDependency[Alike],
    inbox_of: NamedDependency[NewsOf],
    settings: NamedDependency[Settings],
) -> Here:
    """For those who may be here; a page that says what went wrong may lead them back to the event then."""
    request.scope["state"]["event"] = event
    address = address_of(request, settings)
    here = Here(request, db, event, viewer, visit, form, works, clock, shared, address=address)
    if not (wants_page(request) and may_read(event.visibility, viewer)):
        return here
    looks = request.method == "GET"
    here = replace(here, as_of=await here.revision() if looks else None)
    here = replace(here, notices=await notices_of(db, here.event_id, clock()))
    return replace(here, news=await inbox_of(here)) if looks else here
