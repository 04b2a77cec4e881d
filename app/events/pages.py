"""Pages of events: making one, joining it, taking a role in it, its phase."""

import re
from typing import Any
from urllib.parse import unquote

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.actions import change_phase, create_event
from app.events.forms import EventPlan, read_event_plan, read_name, read_phase
from app.events.queries import event_by_id
from app.events.rules import link_life
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.security import VisitState, new_visit_key
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.people.actions import join_event, make_link, take_role
from app.people.queries import link_by_token, viewer_of
from app.people.rules import FACILITATOR
from app.people.viewers import Viewer
from app.settings import Settings

AtEvent = NamedDependency[Here]

NEW_EVENT = {
    "name": "",
    "slug": "",
    "starts_on": "",
    "ends_on": "",
    "time_zone": "Europe/London",
    "venue": "",
    "theme": "",
    "attribution": "open",
    "rooms": "Main hall, 120\nLibrary, 40\nKitchen, 20",
    "timeslots": "09:30-10:30 plenary Opening\n11:00-11:45 open\n12:00-12:45 open\n13:00-14:00 break Lunch\n"
    "14:00-14:45 open\n15:00-15:45 open\n16:00-16:30 plenary Closing circle",
}


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
async def new_event(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[str]:
    return page(request, "events/new.html", viewer=viewer, values=NEW_EVENT, errors={})


@post("/events", dependencies={"viewer": provide_steward})
async def post_event(
    request: Request[Any, Any, Any],
    viewer: NamedDependency[Viewer],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    settings: NamedDependency[Settings],
) -> Response[str]:
    try:
        event, token = await _create(works, read_event_plan(form), viewer)
    except Invalid as refusal:
        values = {**dict.fromkeys(NEW_EVENT, ""), **form}
        return page(
            request, "events/new.html", status=refusal.status, viewer=viewer, values=values, errors=refusal.fields
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
    token: FromPath[str],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Looking at a link is harmless: chat previews do it too."""
    link = await link_by_token(db, token, clock())
    if link is None:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    return page(
        request,
        "events/link.html",
        role=link.role,
        token=token,
        event=await event_by_id(db, link.event_id) if link.event_id else None,
        headers={"X-Robots-Tag": "noindex"},
    )


@post("/links/{token:str}")
async def take_link(
    visit: NamedDependency[VisitState], token: FromPath[str], works: NamedDependency[Works]
) -> Redirect:
    key = new_visit_key()
    async with works.begin() as work:
        link = await take_role(work, visit.key, token, key)
        event = await event_by_id(work.db, link.event_id) if link.event_id else None
    visit.go_by(key)
    return go(f"/{event.slug}/board" if event else "/")


@get(["/{event_slug:str}/join", "/{event_slug:str}/me"])
async def show_join(here: AtEvent) -> Response[str]:
    return _join_page(here, {"name": here.viewer.name or ""}, {})


@post("/{event_slug:str}/join")
async def join(here: AtEvent) -> Response[Any]:
    try:
        name = read_name(here.form)
    except Invalid as refusal:
        return _join_page(here, here.form, refusal.fields)
    async with here.begin() as work:
        await join_event(work, here.visit.key, here.event_id, name)
    return go(_next(here))


@put("/{event_slug:str}/phase", status_code=303)
async def put_phase(here: AtEvent) -> Redirect:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators open and close the event."))
    phase = read_phase(here.form)
    async with here.begin() as work:
        await change_phase(work, await event_by_id(work.db, here.event_id), phase)
    return go(here.home)


def _join_page(here: Here, form: dict[str, str], errors: dict[str, str]) -> Response[str]:
    values = {"name": form.get("name", ""), "next": form.get("next", here.asked("next"))}
    return here.page("events/join.html", status=422 if errors else 200, values=values, errors=errors)


def _next(here: Here) -> str:
    """Back to where the visitor wanted to go, if that is a page of this event."""
    wanted = here.form.get("next", "")
    steps = re.split(r"[/?#]", unquote(wanted))
    inside = wanted == here.home or wanted.startswith((f"{here.home}/", f"{here.home}?"))
    plain = wanted.isprintable() and "\\" not in wanted and not {".", ".."} & set(steps)
    return wanted if inside and plain else f"{here.home}/topics"


HANDLERS: list[Any] = [new_event, post_event, show_link, take_link, show_join, join, put_phase]
