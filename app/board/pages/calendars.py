"""Calendars to subscribe to: the whole schedule, a room or a topic for whoever may see them, and somebody's own under
an address that is a secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.calendars import written
from app.board.entries import Among, entries_of
from app.board.pages.fetching import fetched, is_for_anybody
from app.events.addresses import address_of, qr_code
from app.events.queries import event_by_slug, room_of
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
from app.topics.pages import AtEvent, Number
from app.topics.pages.common import survivor
from app.topics.queries import taken_away, topics_ever
from app.topics.rules import REMOVED

TheCards = NamedDependency[Cards]
TheSettings = NamedDependency[Settings]


@dataclass(frozen=True)
class Page:
    """What a calendar is made of, and for which request. One that is a secret is for no page of others."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    event: Event
    cards: Cards
    address: str
    now: datetime
    secret: bool = False


@get("/{event_slug:str}/schedule.ics")
async def schedule(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[Any]:
    topics = await topics_ever(here.db, here.event_id)
    return await _calendar(_page(here, cards, settings), here.event.name, Among(topics))


@get("/{event_slug:str}/rooms/{room_id:int}/schedule.ics")
async def room_schedule(here: AtEvent, cards: TheCards, settings: TheSettings, room_id: FromPath[int]) -> Response[Any]:
    """What is on there, and what is for everybody, as on the room's page."""
    room = await room_of(here.db, here.event_id, room_id)
    among = Among(await topics_ever(here.db, here.event_id), room_id=room.id)
    name = _("%(event)s, %(part)s") % {"event": here.event.name, "part": room.name}
    return await _calendar(_page(here, cards, settings), name, among)


@get("/{event_slug:str}/topics/{number:int}/schedule.ics")
async def topic_schedule(here: AtEvent, cards: TheCards, settings: TheSettings, number: Number) -> Response[Any]:
    """Of a merged card: when that is on which it is part of."""
    topic = await survivor(here.db, here, number)
    if topic.state == REMOVED:
        raise taken_away()
    name = _("%(event)s, %(part)s") % {"event": here.event.name, "part": topic.title}
    return await _calendar(_page(here, cards, settings), name, Among([topic], together=False))


def _page(here: Here, cards: Cards, settings: Settings) -> Page:
    return Page(here.request, here.db, here.event, cards, address_of(here.request, settings), here.clock())


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
    page = Page(request, db, event, cards, address_of(request, settings), clock(), secret=True)
    return await _calendar(page, _("%(event)s, mine") % {"event": event.name}, Among(topics))


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


async def _calendar(page: Page, name: str, among: Among) -> Response[Any]:
    entries = await entries_of(page.db, page.event, page.cards, page.address, page.now, among)
    body = written(name, page.event.time_zone, entries)
    anybody = is_for_anybody(page.event) and not page.secret
    return fetched(page.request, body, "text/calendar", f"{page.event.slug}.ics", anybody)


HANDLERS: list[Any] = [
    schedule,
    room_schedule,
    topic_schedule,
    own_schedule,
    my_calendar,
    give_calendar,
    take_calendar,
]
