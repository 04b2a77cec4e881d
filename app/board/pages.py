"""Pages of the board: the board, the plain form for one card, and what happens to cards on it."""

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions import (
    check_may_arrange,
    move_card,
    place_topic,
    restore_topic,
    take_back,
    withdraw_topic,
)
from app.board.forms import Move, read_move
from app.board.queries import board_view, placement_by_id
from app.board.tables import Placement
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Invalid, Refusal
from app.kernel.web import go, page, wants_page
from app.kernel.work import Works, revision_of
from app.people.viewers import Viewer
from app.topics.cards import Cards
from app.topics.pages import mine
from app.topics.queries import topic_by_number


@get("/{event_slug:str}/board")
async def board(
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
        "board/board.html",
        event=event,
        viewer=viewer,
        active="board",
        board=await board_view(db, event, cards, clock()),
        mine=await mine(db, event, viewer),
        revision=revision,
        live_url=f"/{event.slug}/live?page=board",
    )


@get("/{event_slug:str}/topics/{number:int}/placements")
async def choose_place(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    number: FromPath[int],
    clock: NamedDependency[Clock],
) -> Response[str]:
    check_may_arrange(viewer)
    return await _place_page(request, db, event, viewer, cards, number, clock, None)


@post("/{event_slug:str}/topics/{number:int}/placements")
async def place(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    number: FromPath[int],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    check_may_arrange(viewer)
    try:
        await _place(works, event, viewer, number, read_move(form))
    except (Conflict, Invalid) as refusal:
        return await _refused(request, db, event, viewer, cards, number, clock, refusal)
    return _arranged(request, event)


@put("/{event_slug:str}/placements/{placement_id:int}")
async def move(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    placement_id: FromPath[int],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    check_may_arrange(viewer)
    number = int(form.get("number") or 0) if (form.get("number") or "0").isdecimal() else 0
    try:
        async with works.begin(viewer.visit_id) as work:
            placement = await placement_by_id(work.db, event.id or 0, placement_id)
            await move_card(work, event, placement, read_move(form))
    except (Conflict, Invalid) as refusal:
        return await _refused(request, db, event, viewer, cards, number, clock, refusal)
    return _arranged(request, event)


@delete("/{event_slug:str}/placements/{placement_id:int}", status_code=200)
async def take_off(
    request: Request[Any, Any, Any],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    placement_id: FromPath[int],
    works: NamedDependency[Works],
) -> Response[Any]:
    check_may_arrange(viewer)
    async with works.begin(viewer.visit_id) as work:
        await take_back(work, await placement_by_id(work.db, event.id or 0, placement_id))
    return _arranged(request, event)


@delete("/{event_slug:str}/topics/{number:int}", status_code=303)
async def withdraw(
    event: NamedDependency[Event], viewer: NamedDependency[Viewer], number: FromPath[int], works: NamedDependency[Works]
) -> Redirect:
    async with works.begin(viewer.visit_id) as work:
        await withdraw_topic(work, await topic_by_number(work.db, event.id or 0, number), viewer)
    return go(f"/{event.slug}/topics/{number}")


@put("/{event_slug:str}/topics/{number:int}/life", status_code=303)
async def restore(
    event: NamedDependency[Event], viewer: NamedDependency[Viewer], number: FromPath[int], works: NamedDependency[Works]
) -> Redirect:
    async with works.begin(viewer.visit_id) as work:
        await restore_topic(work, await topic_by_number(work.db, event.id or 0, number), viewer)
    return go(f"/{event.slug}/topics/{number}")


async def _place(works: Works, event: Event, viewer: Viewer, number: int, move: Move) -> Placement:
    async with works.begin(viewer.visit_id) as work:
        return await place_topic(work, event, await topic_by_number(work.db, event.id or 0, number), move)


def _arranged(request: Request[Any, Any, Any], event: Event) -> Response[Any]:
    """The board itself comes over the socket; a plain form goes back to it."""
    return go(f"/{event.slug}/board") if wants_page(request) else Response(None, status_code=204)


async def _refused(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    event: Event,
    viewer: Viewer,
    cards: Cards,
    number: int,
    clock: Clock,
    refusal: Refusal,
) -> Response[Any]:
    """Says why, and shows the cells as they truly are."""
    if not wants_page(request) or not number:
        raise refusal
    return await _place_page(request, db, event, viewer, cards, number, clock, refusal)


async def _place_page(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    event: Event,
    viewer: Viewer,
    cards: Cards,
    number: int,
    clock: Clock,
    refusal: Refusal | None,
) -> Response[str]:
    await db.rollback()  # what the refused step saw is old by now
    topic = await topic_by_number(db, event.id or 0, number)
    return page(
        request,
        "board/place.html",
        status=refusal.status if refusal else 200,
        event=event,
        viewer=viewer,
        active="board",
        card=await cards.of_one(db, event, topic),
        board=await board_view(db, event, cards, clock()),
        refusal=refusal.message if refusal else "",
    )


HANDLERS: list[Any] = [board, choose_place, place, move, take_off, withdraw, restore]
