"""Pages that look across the day: all events, an event's home, now, mine, the projector."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions.tapping import hands_of
from app.board.line import line_view
from app.board.moods import said_by
from app.board.overlaps import overlaps_of
from app.board.pages import TheCards
from app.board.queries import has_begun, local_date
from app.board.rules import Cell
from app.day.queries import NowView, event_now, my_slots, now_view, past_events
from app.day.saying import Saying
from app.events.addresses import qr_code
from app.events.queries import all_events
from app.events.rules import PHASES
from app.events.series import series_known, years_of
from app.events.visiting import Here, way_in
from app.kernel.clock import Clock
from app.kernel.security import VisitState
from app.kernel.web import page
from app.kernel.words import use_language
from app.notes.gist import gists_of
from app.people.queries import viewer_of
from app.settings import Settings
from app.topics.cards import CardView
from app.topics.own import called_by, merged_for
from app.topics.pages import AtEvent, all_cards, asked_of, mine
from app.topics.queries import drafts_of
from app.topics.rules import REMOVED, posting_is_open
from app.writeups.converging.queries import convergence_of
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
    now = clock()
    running = [event for event in events if event.phase == "running" and has_begun(event, now)]
    ahead = [event for event in events if event.phase in ("announced", "open", "running") and event not in running]
    return page(
        request,
        "home.html",
        active="events",
        viewer=viewer,
        on_now=[await event_now(db, event, cards, now) for event in running],
        coming=ahead[::-1],
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
        converging=await convergence_of(here.db, here.event_id) is not None,
        phases=PHASES,
        years=await years_of(here.db, here.event, here.viewer, here.clock()),
        **await _series(here),
        mine=await mine(here),
    )


async def _series(here: Here) -> dict[str, Any]:
    """What facilitators choose the event's series from, and what it is called."""
    known = await series_known(here.db, here.event) if here.viewer.is_facilitator else []
    return {
        "series_known": known,
        "series_name": next((series.name for series in known if series.id == here.event.series_id), ""),
    }


@get("/{event_slug:str}/now")
async def now(here: AtEvent, cards: TheCards) -> Response[str]:
    line, own = await here.live("now"), await mine(here)
    view = await _moment(here, cards)
    days = [slot.row for slot in view.on + view.next]
    return here.page(
        "day/now.html",
        active="now",
        **line,
        view=view,
        mine={**own, "taps": await said_by(here.db, hands_of(here.visit.key, _open_cells(view)))},
        asked=await asked_of(here),
        so_far=await _so_far(here, view, {*own["stars"], *own["cards"]}),
        today=local_date(here.event, days[0].starts_at).isoformat() if days else "",
    )


async def _moment(here: Here, cards: TheCards) -> NowView:
    return await here.alike("now", lambda: now_view(here.db, here.event, cards, here.clock()))


def _open_cells(view: NowView) -> list[Cell]:
    """Of which one can say how full they are."""
    return [
        Cell(slot.row.timeslot_id, entry.room.id)
        for slot in view.on
        for entry in slot.held
        if entry.room and entry.card
    ]


async def _so_far(here: Here, view: NowView, own: Collection[int]) -> list[tuple[CardView, str]]:
    """For whoever comes late to what is theirs: the first lines of its note."""
    on = [entry.card for slot in view.on for entry in slot.held if entry.card and entry.card.number in own]
    gists = await gists_of(here.db, here.event, here.viewer, [card.topic_id for card in on])
    return [(card, gists[card.topic_id]) for card in on if card.topic_id in gists]


@get("/{event_slug:str}/mine")
async def my_day(here: AtEvent, cards: TheCards) -> Response[str]:
    line, own, attendee_id = await here.live("mine"), await mine(here), here.viewer.attendee_id
    everything = await all_cards(here, cards)
    called = await called_by(here.db, here.event_id, attendee_id) if attendee_id else []
    wanted = [card for card in everything if card.number in {*own["stars"], *own["cards"], *own["writes"]}]
    slots = my_slots(here.event, wanted, here.clock())
    convergence = await convergence_of(here.db, here.event_id)
    return here.page(
        "day/mine.html",
        active="mine",
        **line,
        stage=convergence.stage if convergence else "",
        slots=slots,
        beside=_beside(here, wanted, everything),
        turn=min((slot.place.ends_at for slot in slots if not slot.over), default=None),
        waiting=[card for card in wanted if card.place is None],
        hosted=[card for card in wanted if card.number in own["cards"]],
        merged=await merged_for(here.db, here.event_id, attendee_id) if attendee_id else [],
        withdrawn=await cards.of(here.db, here.event, [topic for topic in called if topic.state == "withdrawn"]),
        removed=[topic for topic in called if topic.state == REMOVED],
        drafts=await drafts_of(here.db, here.event_id, attendee_id) if attendee_id else [],
        asked=await asked_of(here),
        posting=posting_is_open(here.event.phase),
        mine=own,
    )


def _beside(here: Here, wanted: Sequence[CardView], everything: Sequence[CardView]) -> dict[datetime, list[str]]:
    """What else there is where two of somebody's own are on at once, in words, by the start of the later one."""
    words = Saying(here.event, here.clock())
    beside: dict[datetime, list[str]] = defaultdict(list)
    for overlap in overlaps_of(wanted, here.clock(), everything):
        beside[overlap.starts_at] += words.of_ways(overlap)
    return {at: list(dict.fromkeys(ways)) for at, ways in beside.items()}


@get("/{event_slug:str}/projector")
async def projector(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    """For everybody in the hall, so in the language of the event."""
    way = way_in(here, settings)
    with use_language(here.event.language):
        return here.page(
            "day/projector.html",
            posting=posting_is_open(here.event.phase),
            **await here.live("projector"),
            view=await _moment(here, cards),
            line=await line_view(here.db, here.event, cards, here.clock()),
            theme="dark" if here.asked("theme") == "dark" else "light",
            qr=qr_code(way.scanned),
            way=way,
        )


HANDLERS: list[Any] = [home, event_home, now, my_day, projector]
