"""Pages of events: making one, taking a role in it, its phase."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.actions import change_phase, change_series, create_event
from app.events.forms import EventPlan, read_event_plan, read_name, read_phase, read_series
from app.events.queries import event_by_id
from app.events.rules import link_life
from app.events.series import series_known
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.security import VisitState, new_visit_key
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.words import language
from app.kernel.work import Work, Works
from app.people.actions import join_event, make_link, take_role
from app.people.devices import device_name
from app.people.queries import link_by_token, viewer_of
from app.people.rules import FACILITATOR, WRITER
from app.people.tables import RoleLink
from app.people.viewers import Viewer
from app.settings import Settings

AtEvent = NamedDependency[Here]

_FIELDS = "name slug starts_on ends_on time_zone venue theme series attribution visibility language rooms timeslots"
BLANK = dict.fromkeys(_FIELDS.split(), "")


def _suggested() -> dict[str, str]:
    """A day such as many are, to be changed."""
    halls = ((_("Main hall"), "120"), (_("Library"), "40"), (_("Kitchen"), "20"))
    times = (
        ("09:30-10:30 plenary", _("Opening")),
        ("11:00-11:45 open",),
        ("12:00-12:45 open",),
        ("13:00-14:00 break", _("Lunch")),
        ("14:00-14:45 open",),
        ("15:00-15:45 open",),
        ("16:00-16:30 plenary", _("Closing circle")),
    )
    chosen = {"time_zone": "Europe/London", "attribution": "open", "visibility": "public", "language": language()}
    rooms, timeslots = "\n".join(map(", ".join, halls)), "\n".join(map(" ".join, times))
    return {**BLANK, **chosen, "rooms": rooms, "timeslots": timeslots}


async def provide_steward(
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Viewer:
    """Whoever may create events. Raises Forbidden."""
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    if not viewer.is_steward and settings.create_events != "anyone":
        raise Forbidden(_("Only the steward of this Hallway creates events. `hallway link steward` prints a link."))
    return viewer


@get("/events/new", dependencies={"viewer": provide_steward})
async def new_event(
    request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], db: NamedDependency[AsyncSession]
) -> Response[str]:
    known = await series_known(db)
    return page(request, "events/new.html", viewer=viewer, values=_suggested(), errors={}, series_known=known)


@post("/events", dependencies={"viewer": provide_steward})
async def post_event(
    request: Request[Any, Any, Any],
    viewer: NamedDependency[Viewer],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    settings: NamedDependency[Settings],
    db: NamedDependency[AsyncSession],
) -> Response[str]:
    try:
        event, token = await _create(works, read_event_plan(form), viewer)
    except Invalid as refusal:
        values = {**BLANK, **form}
        return page(
            request,
            "events/new.html",
            status=refusal.status,
            viewer=viewer,
            values=values,
            errors=refusal.fields,
            series_known=await series_known(db),
        )
    link = f"{settings.address}/links/{token}"
    return page(request, "events/created.html", status=201, viewer=viewer, event=event, link=link)


async def _create(works: Works, plan: EventPlan, viewer: Viewer) -> tuple[Event, str]:
    async with works.begin(viewer.visit_id) as work:
        event = await create_event(work, plan)
        return event, await make_link(work, FACILITATOR, event.id, link_life(event.ends_on, work.now))


@get("/links/{token:str}")
async def show_link(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    token: FromPath[str],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Looking at a link is harmless: chat previews do it too."""
    return await _link_page(request, db, visit, token, clock())


@post("/links/{token:str}")
async def take_link(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    token: FromPath[str],
    works: NamedDependency[Works],
    form: NamedDependency[dict[str, str]],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """A `name` is welcome: whoever gives one takes part in the event under it, but for who only writes a note, and has
    to say how they are called unless they take part already."""
    key, device = new_visit_key(), device_name(request.headers.get("user-agent", ""))
    try:
        async with works.begin() as work:
            name = await _name_given(work, visit.key, token, form)
            link = await take_role(work, visit.key, token, key, device, name)
            event = await event_by_id(work.db, link.event_id) if link.event_id else None
            if event and name and link.role != WRITER:
                await join_event(work, key, link.event_id or 0, name)
    except Invalid as refusal:
        return await _link_page(request, db, visit, token, clock(), refusal)
    visit.go_by(key)
    return go(_where(event, link))


async def _name_given(work: Work, key: str, token: str, form: dict[str, str]) -> str:
    """Empty for none; a writer who goes by no name here yet has to give one. Raises Invalid."""
    link = await link_by_token(work.db, token, work.now)
    if link and link.role == WRITER and not (await viewer_of(work.db, key, link.event_id, work.now)).name:
        return read_name(form)
    return read_name(form) if form.get("name", "").strip() else ""


def _where(event: Event | None, link: RoleLink) -> str:
    """What the role is for."""
    if event is None:
        return "/"
    return f"/{event.slug}/topics/{link.topic_number}/note" if link.topic_number else f"/{event.slug}/board"


async def _link_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    visit: VisitState,
    token: str,
    now: datetime,
    refusal: Invalid | None = None,
) -> Response[str]:
    link = await link_by_token(db, token, now)
    if link is None:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    viewer = await viewer_of(db, visit.key if visit.known else None, link.event_id, now)
    return page(
        request,
        "events/link.html",
        status=refusal.status if refusal else 200,
        role=link.role,
        topic_number=link.topic_number,
        token=token,
        event=await event_by_id(db, link.event_id) if link.event_id else None,
        called=viewer.name,
        errors=refusal.fields if refusal else {},
        headers={"X-Robots-Tag": "noindex"},
    )


@put("/{event_slug:str}/phase", status_code=303)
async def put_phase(here: AtEvent) -> Redirect:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators open and close the event."))
    phase = read_phase(here.form)
    async with here.begin() as work:
        await change_phase(work, await event_by_id(work.db, here.event_id), phase)
    return go(here.home)


@put("/{event_slug:str}/series", status_code=303)
async def put_series(here: AtEvent) -> Redirect:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators choose the series of the event."))
    name = read_series(here.form)
    async with here.begin() as work:
        await change_series(work, await event_by_id(work.db, here.event_id), name)
    return go(here.home)


HANDLERS: list[Any] = [new_event, post_event, show_link, take_link, put_phase, put_series]
