"""Calendars to subscribe to: the whole schedule for everybody, and somebody's own under an address that is a secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.calendars import written
from app.board.entries import entries_of
from app.events.addresses import address_of, qr_code
from app.events.queries import event_by_slug
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, NotFound
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.people.calendars import attendee_by_calendar, calendar_of, make_calendar, revoke_calendar, token_of
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.own import concerns_of
from app.topics.pages import AtEvent
from app.topics.queries import topics_ever
from app.topics.tables import Topic

TheCards = NamedDependency[Cards]
TheSettings = NamedDependency[Settings]


@dataclass(frozen=True)
class Page:
    """What a calendar is made of, and for which request."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    event: Event
    cards: Cards
    address: str
    now: datetime


@get("/{event_slug:str}/schedule.ics")
async def schedule(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[Any]:
    topics = await topics_ever(here.db, here.event_id)
    page = Page(here.request, here.db, here.event, cards, address_of(here.request, settings), here.clock())
    return await _calendar(page, here.event.name, topics)


@get("/{event_slug:str}/calendars/{name:str}")
async def own_schedule(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event_slug: FromPath[str],
    cards: TheCards,
    settings: TheSettings,
    clock: NamedDependency[Clock],
    name: FromPath[str],
) -> Response[Any]:
    """For programs, which have no visit: whoever knows the address may read it."""
    event = await event_by_slug(db, event_slug)
    assert event.id is not None
    attendee_id = await attendee_by_calendar(db, settings.signing_secret, name.removesuffix(".ics"), event.id)
    if attendee_id is None:
        raise NotFound(_("This calendar is not there any more. Its owner can make a new one."))
    topics = [concern.topic for concern in await concerns_of(db, event.id, attendee_id)]
    page = Page(request, db, event, cards, address_of(request, settings), clock())
    return await _calendar(page, _("%(event)s, mine") % {"event": event.name}, topics)


@get("/{event_slug:str}/mine/calendar")
async def my_calendar(here: AtEvent, settings: TheSettings) -> Response[Any]:
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        return go(f"{here.home}/join?next={here.home}/mine/calendar")
    link = await calendar_of(here.db, attendee_id)
    address = f"{address_of(here.request, settings)}{here.home}"
    own = f"{address}/calendars/{token_of(settings.signing_secret, link)}.ics" if link else ""
    return here.page(
        "board/calendar.html",
        active="mine",
        own=own,
        subscribe=_subscribed(own),
        qr=qr_code(_subscribed(own)) if own else "",
        everything=_subscribed(f"{address}/schedule.ics"),
    )


@put("/{event_slug:str}/mine/calendar", status_code=303)
async def give_calendar(here: AtEvent) -> Response[Any]:
    attendee_id = _attendee(here)
    async with here.begin() as work:
        await make_calendar(work, attendee_id)
    return _back(here)


@delete("/{event_slug:str}/mine/calendar", status_code=303)
async def take_calendar(here: AtEvent) -> Response[Any]:
    attendee_id = _attendee(here)
    async with here.begin() as work:
        await revoke_calendar(work, attendee_id)
    return _back(here)


def _back(here: Here) -> Response[Any]:
    return go(f"{here.home}/mine/calendar") if here.wants_page else Response(None, status_code=204)


def _attendee(here: Here) -> int:
    if here.viewer.attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    return here.viewer.attendee_id


def _subscribed(address: str) -> str:
    """The address as calendar programs open it."""
    return address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)


async def _calendar(page: Page, name: str, topics: Sequence[Topic]) -> Response[Any]:
    """The same as last time is answered with 304: programs ask every few minutes."""
    entries = await entries_of(page.db, page.event, page.cards, page.address, page.now, topics)
    body = written(name, page.event.time_zone, entries)
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    known = {tag.strip().removeprefix("W/") for tag in page.request.headers.get("if-none-match", "").split(",")}
    if etag in known:
        return Response(None, status_code=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{page.event.slug}.ics"'
    return Response(body, headers=headers, media_type="text/calendar")


HANDLERS: list[Any] = [schedule, own_schedule, my_calendar, give_calendar, take_calendar]
