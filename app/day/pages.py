"""Pages that look across the day: all events, an event's home, now, mine, the projector."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno
from litestar import Request, Response, get
from litestar.di import NamedDependency
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.day.queries import NowView, now_view
from app.events.queries import all_events
from app.events.rules import PHASES
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.security import VisitState
from app.kernel.web import page
from app.kernel.work import revision_of
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.settings import Settings
from app.topics.cards import Cards, CardView
from app.topics.pages import mine
from app.topics.queries import called_by, topics_of


@dataclass(frozen=True)
class EventNow:
    """A running event on the list of all events."""

    event: Event
    view: NowView


@get("/")
async def home(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[str]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    events = await all_events(db)
    running = [event for event in events if event.phase == "running"]
    return page(
        request,
        "home.html",
        viewer=viewer,
        on_now=[EventNow(event, await now_view(db, event, cards, clock())) for event in running],
        coming=[event for event in reversed(events) if event.phase in ("announced", "open")],
        written_up=[event for event in events if event.phase in ("closed", "published")],
        may_create=viewer.is_steward or settings.create_events == "anyone",
    )


@get("/{event_slug:str}")
async def event_home(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
) -> Response[str]:
    return page(
        request,
        "events/home.html",
        event=event,
        viewer=viewer,
        view=await now_view(db, event, cards, clock()),
        cards=await cards.of(db, event, await topics_of(db, event.id or 0)),
        phases=PHASES,
    )


@get("/{event_slug:str}/now")
async def now(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
) -> Response[str]:
    revision = await revision_of(db, event.id or 0)
    return page(
        request,
        "day/now.html",
        event=event,
        viewer=viewer,
        active="now",
        view=await now_view(db, event, cards, clock()),
        mine=await mine(db, event, viewer),
        revision=revision,
        live_url=f"/{event.slug}/live?page=now",
    )


@get("/{event_slug:str}/mine")
async def my_day(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
) -> Response[str]:
    own = await mine(db, event, viewer)
    everything = await cards.of(db, event, await topics_of(db, event.id or 0))
    called = await called_by(db, event.id or 0, viewer.attendee_id) if viewer.attendee_id else []
    return page(
        request,
        "day/mine.html",
        event=event,
        viewer=viewer,
        active="mine",
        hosted=await cards.of(db, event, called),
        starred=sorted((card for card in everything if card.number in own["stars"]), key=_by_time),
        mine=own,
    )


@get("/{event_slug:str}/projector")
async def projector(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[str]:
    revision = await revision_of(db, event.id or 0)
    join = f"{_address(request, settings)}/{event.slug}/topics"
    return page(
        request,
        "day/projector.html",
        event=event,
        viewer=viewer,
        view=await now_view(db, event, cards, clock()),
        theme="dark" if request.query_params.get("theme") == "dark" else "light",
        qr=qr_code(join),
        join_words=join.split("://", 1)[1],
        revision=revision,
        live_url=f"/{event.slug}/live?page=projector",
    )


def qr_code(address: str) -> Markup:
    """An SVG that a phone's camera reads; its colours come from the style sheet's rules for print and dark."""
    return Markup(segno.make(address, error="m").svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S704


def _address(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The address as this browser typed it, so that the code leads phones to the same server."""
    host = urlsplit(str(request.base_url)).netloc
    return settings.address if settings.public_url else f"{settings.scheme}://{host}"


def _by_time(card: CardView) -> tuple[bool, str, int]:
    return (card.place is None, card.place.iso if card.place else "", card.number)


HANDLERS: list[Any] = [home, event_home, now, my_day, projector]
