"""Who may arrange an event, and who looks after this Hallway: links, who holds them, new ones, and no more of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.addresses import address_of, qr_code
from app.events.rules import link_life
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden
from app.kernel.security import VisitState
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.kernel.writing import long_day
from app.people.actions import give_link_back, make_link, revoke_link
from app.people.links import link_by_id, links_of
from app.people.queries import viewer_of
from app.people.rules import FACILITATOR, STEWARD, STEWARD_LINK_LIFE
from app.people.viewers import Viewer
from app.settings import Settings

AtEvent = NamedDependency[Here]
TheDb = NamedDependency[AsyncSession]
TheWorks = NamedDependency[Works]
TheSettings = NamedDependency[Settings]
TheClock = NamedDependency[Clock]
Id = FromPath[int]
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class Desk:
    """What the page shows of moments: in the event's time, or the world's."""

    zone: tzinfo
    now: datetime

    def moment(self, when: datetime) -> str:
        """The time alone when it is today."""
        local, today = when.astimezone(self.zone), self.now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if local.date() == today else f"{long_day(local.date())}, {local:%H:%M}"

    def timed(self, when: datetime) -> Markup:
        """The same for machines too."""
        return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), self.moment(when))


@get("/{event_slug:str}/links")
async def show_links(here: AtEvent) -> Response[str]:
    _check_facilitates(here)
    return await _page(here)


@post("/{event_slug:str}/links", status_code=201)
async def post_link(here: AtEvent, settings: TheSettings) -> Response[str]:
    """A new link is on this page, and never again."""
    _check_facilitates(here)
    async with here.begin() as work:
        token = await make_link(work, FACILITATOR, here.event_id, link_life(here.event.ends_on, work.now))
    await here.look_again()
    return await _page(here, f"{address_of(here.request, settings)}/links/{token}")


@delete("/{event_slug:str}/links/{link_id:int}", status_code=303)
async def delete_link(here: AtEvent, link_id: Id) -> Response[Any]:
    _check_facilitates(here)
    async with here.begin() as work:
        link = await link_by_id(work.db, FACILITATOR, here.event_id, link_id)
        await revoke_link(work, link, here.viewer.visit_id)
    return go(f"{here.home}/links#link-{link_id}")


@put("/{event_slug:str}/links/{link_id:int}", status_code=303)
async def put_link(here: AtEvent, link_id: Id) -> Response[Any]:
    """What was revoked works again."""
    _check_facilitates(here)
    async with here.begin() as work:
        await give_link_back(work, await link_by_id(work.db, FACILITATOR, here.event_id, link_id))
    return go(f"{here.home}/links#link-{link_id}")


async def provide_only_steward(db: TheDb, visit: NamedDependency[VisitState], clock: TheClock) -> Viewer:
    """Raises Forbidden for anybody but stewards, whoever may create events."""
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    if not viewer.is_steward:
        raise Forbidden(_("Only stewards see their links. `hallway link steward` prints a new one."))
    return viewer


TheSteward = NamedDependency[Viewer]
STEWARDS: dict[str, Any] = {"viewer": provide_only_steward}


@get("/events/links", dependencies=STEWARDS)
async def show_stewards(request: AnyRequest, db: TheDb, viewer: TheSteward, clock: TheClock) -> Response[str]:
    return await _stewards_page(request, db, viewer, clock())


@post("/events/links", dependencies=STEWARDS, status_code=201)
async def post_steward(
    request: AnyRequest, db: TheDb, viewer: TheSteward, clock: TheClock, works: TheWorks, settings: TheSettings
) -> Response[str]:
    async with works.begin(viewer.visit_id) as work:
        token = await make_link(work, STEWARD, None, STEWARD_LINK_LIFE)
    db.expunge_all()
    await db.rollback()
    return await _stewards_page(request, db, viewer, clock(), f"{address_of(request, settings)}/links/{token}")


@delete("/events/links/{link_id:int}", dependencies=STEWARDS, status_code=303)
async def delete_steward(viewer: TheSteward, works: TheWorks, link_id: Id) -> Response[Any]:
    async with works.begin(viewer.visit_id) as work:
        await revoke_link(work, await link_by_id(work.db, STEWARD, None, link_id), viewer.visit_id)
    return go(f"/events/links#link-{link_id}")


@put("/events/links/{link_id:int}", dependencies=STEWARDS, status_code=303)
async def put_steward(viewer: TheSteward, works: TheWorks, link_id: Id) -> Response[Any]:
    async with works.begin(viewer.visit_id) as work:
        await give_link_back(work, await link_by_id(work.db, STEWARD, None, link_id))
    return go(f"/events/links#link-{link_id}")


def _check_facilitates(here: Here) -> None:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators see who else may arrange. Ask one of them."))


async def _page(here: Here, made: str = "") -> Response[str]:
    return here.page(
        "events/links.html",
        status=201 if made else 200,
        at=f"{here.home}/links",
        links=await links_of(here.db, FACILITATOR, here.event_id, here.clock()),
        desk=Desk(ZoneInfo(here.event.time_zone), here.clock()),
        made=made,
        qr=qr_code(made) if made else "",
    )


async def _stewards_page(
    request: AnyRequest, db: AsyncSession, viewer: Viewer, now: datetime, made: str = ""
) -> Response[str]:
    return page(
        request,
        "events/links.html",
        status=201 if made else 200,
        viewer=viewer,
        at="/events/links",
        links=await links_of(db, STEWARD, None, now),
        desk=Desk(UTC, now),
        made=made,
        qr=qr_code(made) if made else "",
    )


HANDLERS: list[Any] = [
    show_links,
    post_link,
    delete_link,
    put_link,
    show_stewards,
    post_steward,
    delete_steward,
    put_steward,
]
