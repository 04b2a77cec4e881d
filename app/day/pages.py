"""Pages that look across the day: all events, an event's home, now, mine, the projector."""

from typing import Any
from urllib.parse import urlsplit

import segno
from litestar import Request, Response, get
from litestar.di import NamedDependency
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.line import line_view
from app.board.pages import TheCards
from app.day.queries import event_now, my_slots, now_view, past_events
from app.events.queries import all_events
from app.events.rules import PHASES
from app.kernel.clock import Clock
from app.kernel.security import VisitState
from app.kernel.web import page
from app.people.queries import viewer_of
from app.settings import Settings
from app.topics.pages import AtEvent, mine
from app.topics.queries import called_by, merged_for, topics_of
from app.topics.rules import posting_is_open
from app.writeups.queries import pages_of

TheSettings = NamedDependency[Settings]


@get("/")
async def home(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    cards: TheCards,
    clock: NamedDependency[Clock],
    settings: TheSettings,
) -> Response[str]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    events = await all_events(db)
    running = [event for event in events if event.phase == "running"]
    return page(
        request,
        "home.html",
        active="events",
        viewer=viewer,
        on_now=[await event_now(db, event, cards, clock()) for event in running],
        coming=[event for event in reversed(events) if event.phase in ("announced", "open")],
        written_up=await past_events(db, [event for event in events if event.phase in ("closed", "published")]),
        may_create=viewer.is_steward or settings.create_events == "anyone",
    )


@get("/{event_slug:str}")
async def event_home(here: AtEvent, cards: TheCards) -> Response[str]:
    return here.page(
        "events/home.html",
        now=await event_now(here.db, here.event, cards, here.clock()),
        pages=(await pages_of(here.db, [here.event_id])).get(here.event_id, 0),
        posting=posting_is_open(here.event.phase),
        phases=PHASES,
        mine=await mine(here),
    )


@get("/{event_slug:str}/now")
async def now(here: AtEvent, cards: TheCards) -> Response[str]:
    return here.page(
        "day/now.html",
        active="now",
        **await here.live("now"),
        view=await now_view(here.db, here.event, cards, here.clock()),
        mine=await mine(here),
    )


@get("/{event_slug:str}/mine")
async def my_day(here: AtEvent, cards: TheCards) -> Response[str]:
    line, own, attendee_id = await here.live("line"), await mine(here), here.viewer.attendee_id
    everything = await cards.of(here.db, here.event, await topics_of(here.db, here.event_id))
    called = await called_by(here.db, here.event_id, attendee_id) if attendee_id else []
    wanted = [card for card in everything if card.number in {*own["stars"], *own["cards"]}]
    return here.page(
        "day/mine.html",
        active="mine",
        **line,
        slots=my_slots(here.event, wanted, here.clock()),
        waiting=[card for card in wanted if card.place is None],
        hosted=[card for card in wanted if card.number in own["cards"]],
        merged=await merged_for(here.db, here.event_id, attendee_id) if attendee_id else [],
        withdrawn=await cards.of(here.db, here.event, [topic for topic in called if topic.state != "open"]),
        mine=own,
    )


@get("/{event_slug:str}/projector")
async def projector(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    wall = f"{address_of(here.request, settings)}{here.home}/topics"
    return here.page(
        "day/projector.html",
        **await here.live("projector"),
        view=await now_view(here.db, here.event, cards, here.clock()),
        line=await line_view(here.db, here.event, cards, here.clock()),
        theme="dark" if here.asked("theme") == "dark" else "light",
        qr=qr_code(wall),
        join_words=wall.split("://", 1)[1],
    )


def qr_code(address: str) -> Markup:
    """An SVG that a phone's camera reads: always black on white."""
    return Markup(segno.make(address, error="m").svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S704


def address_of(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The address as this browser typed it, so that the code leads phones to the same server."""
    host = urlsplit(str(request.base_url)).netloc
    return settings.address if settings.public_url else f"{settings.scheme}://{host}"


HANDLERS: list[Any] = [home, event_home, now, my_day, projector]
