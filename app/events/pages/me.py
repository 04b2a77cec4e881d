"""Who I am at this event: my name, my devices, and how to take myself to another one or away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.actions import come_in
from app.events.addresses import address_of, qr_code
from app.events.forms import read_name
from app.events.queries import event_by_id
from app.events.visiting import AT_THE_DOOR, Here
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.security import VisitState, new_visit_key
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.people.actions import close_visit, offer_identity, take_identity
from app.people.devices import told_apart
from app.people.queries import attendee_by_id, device_link_by_token, devices_ever_of, devices_of
from app.settings import Settings

AtEvent = NamedDependency[Here]
OPEN = {AT_THE_DOOR: True}
#: Browsers that know it forget with the cookie all that a visit left in them.
FORGET = {"Clear-Site-Data": '"cache", "storage"', "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Device:
    """One of a person's own, under a name that no other of theirs has; `is_open` until it is cut off."""

    visit_id: int
    name: str
    came_at: datetime
    used_at: datetime
    is_open: bool


@get("/{event_slug:str}/me", opt=OPEN)
async def show_me(here: AtEvent) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return go(f"{here.home}/join")
    return await _me_page(here, {}, {})


@put("/{event_slug:str}/me/name")
async def rename(here: AtEvent) -> Response[Any]:
    _attendee(here)
    try:
        name = read_name(here.form)
        async with here.begin() as work:
            await come_in(work, await event_by_id(work.db, here.event_id), here.viewer, here.visit.key, name)
    except Invalid as refusal:
        return await _me_page(here, here.form, refusal.fields)
    return go(f"{here.home}/me")


@post("/{event_slug:str}/me/links")
async def move_on(here: AtEvent, settings: NamedDependency[Settings]) -> Response[str]:
    """A link for one more device, shown once."""
    async with here.begin() as work:
        token = await offer_identity(work, _attendee(here), here.event_id)
    link = f"{address_of(here.request, settings)}/devices/{token}"
    return await _me_page(here, {}, {}, link=link, qr=qr_code(link))


@get("/devices/{token:str}")
async def show_device_link(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    token: FromPath[str],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Looking at it is harmless: chat previews do it too."""
    link = await device_link_by_token(db, token, clock())
    if link is None:
        return _too_late(request)
    return page(
        request,
        "events/device.html",
        token=token,
        event=await event_by_id(db, link.event_id),
        person=await attendee_by_id(db, link.attendee_id),
        headers={"X-Robots-Tag": "noindex"},
    )


@post("/devices/{token:str}")
async def take_device_link(
    request: Request[Any, Any, Any],
    visit: NamedDependency[VisitState],
    token: FromPath[str],
    works: NamedDependency[Works],
) -> Response[Any]:
    key = new_visit_key()
    try:
        async with works.begin() as work:
            link = await take_identity(work, visit.key, token, key)
            event = await event_by_id(work.db, link.event_id)
    except NotFound:
        return _too_late(request)
    visit.go_by(key)
    return go(f"/{event.slug}/mine")


def _too_late(request: Request[Any, Any, Any]) -> Response[str]:
    """Unknown, old and used links are answered alike."""
    return page(request, "events/device_gone.html", status=404)


@delete("/{event_slug:str}/me/devices/{visit_id:int}", status_code=200)
async def cut_off(here: AtEvent, visit_id: FromPath[int]) -> Response[Any]:
    """A lost device speaks for nobody any more; this one forgets all that it knows."""
    if visit_id not in {device.id for device in await devices_of(here.db, _attendee(here))}:
        raise NotFound(_("This device is none of yours, or was cut off already."))
    async with here.begin() as work:
        await close_visit(work, visit_id)
    if visit_id != here.viewer.visit_id:
        return go(f"{here.home}/me?cut-off={visit_id}#devices")
    here.visit.go_by(new_visit_key())
    return page(here.request, "events/left.html", headers=FORGET, event_name=here.event.name, home=here.home)


async def _me_page(
    here: Here, form: dict[str, str], errors: dict[str, str], link: str = "", qr: Any = None
) -> Response[str]:
    attendee, zone = await attendee_by_id(here.db, _attendee(here)), ZoneInfo(here.event.time_zone)
    known, asked = await _devices(here), here.asked("cut-off")
    return here.page(
        "events/me.html",
        status=422 if errors else 201 if link else 200,
        person=attendee,
        values={"name": form.get("name", attendee.name)},
        errors=errors,
        devices=sorted((device for device in known if device.is_open), key=_last_used, reverse=True),
        cut_off=next((device for device in known if not device.is_open and str(device.visit_id) == asked), None),
        zone=zone,
        today=here.clock().astimezone(zone).date(),
        link=link,
        qr=qr,
        headers={"Cache-Control": "no-store"} if link else None,
    )


async def _devices(here: Here) -> list[Device]:
    """In the order in which they came, those that were cut off too, so that no other gets the name of one of them."""
    ever = await devices_ever_of(here.db, _attendee(here))
    names = told_apart([visit.device or _("A browser") for visit in ever])
    return [
        Device(visit.id or 0, name, visit.made_at, visit.seen_at or visit.made_at, visit.closed_at is None)
        for visit, name in zip(ever, names, strict=True)
    ]


def _last_used(device: Device) -> datetime:
    return device.used_at


def _attendee(here: Here) -> int:
    """Raises Forbidden for those who take no part."""
    if here.viewer.attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    return here.viewer.attendee_id


HANDLERS: list[Any] = [show_me, rename, move_on, show_device_link, take_device_link, cut_off]
