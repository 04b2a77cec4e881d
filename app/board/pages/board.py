"""The board, the plain form for one card, and what happens to cards on it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from app.board.actions import (
    check_may_arrange,
    lock_card,
    move_card,
    place_topic,
    restore_topic,
    take_back,
    withdraw_topic,
)
from app.board.actions.shape import repeat_topic
from app.board.forms import REASON_LIMIT, Move, read_move
from app.board.hands import WhoHolds, check_hand, holder_of
from app.board.placements import placement_by_id, placements_among
from app.board.queries import BoardView, board_view
from app.board.reports import open_reports
from app.board.rules import may_arrange
from app.board.surveying import clashes_now
from app.board.telling import last_step
from app.events.visiting import Here
from app.kernel.errors import Conflict, Invalid, Refusal
from app.kernel.templates import piece
from app.kernel.web import go
from app.topics.cards import Cards
from app.topics.pages import AtEvent, Number, mine
from app.topics.queries import survivor_of, topic_by_id, topic_by_number

TheCards = NamedDependency[Cards]
TheHands = NamedDependency[WhoHolds]


@get("/{event_slug:str}/board")
async def board(here: AtEvent, cards: TheCards) -> Response[str]:
    arranges = may_arrange(here.viewer)
    line = await here.live("arranging" if arranges else "board")
    view, shown = await _whole_board(here, cards)
    return here.page(
        "board/board.html",
        active="board",
        **line,
        board=view,
        shown=shown,
        last=await last_step(here.db, here.event, here.clock()) if arranges else None,
        clashes=await clashes_now(here.db, here.event, here.clock()) if arranges else None,
        errors={},
        reports=await open_reports(here.db, here.event_id) if arranges else 0,
        reason_limit=REASON_LIMIT,
        mine=await mine(here),
    )


@dataclass(frozen=True)
class _Shown:
    """The board as markup."""

    table: Markup
    tray: Markup


async def _whole_board(here: Here, cards: Cards) -> tuple[BoardView, _Shown]:
    """Facilitators see stars that others do not."""
    seen = cards.seen_by(here.viewer)

    async def make() -> tuple[BoardView, _Shown]:
        view = await board_view(here.db, here.event, seen, here.clock())
        parts = (piece(f"board/{part}.html", event=here.event, board=view) for part in ("_table", "_tray_cards"))
        return view, _Shown(*parts)

    return await here.alike("board" if seen is cards else "counted", make)


@get("/{event_slug:str}/topics/{number:int}/placements")
async def choose_place(here: AtEvent, cards: TheCards, who_holds: TheHands, number: Number) -> Response[Any]:
    check_may_arrange(here.viewer)
    topic = await topic_by_number(here.db, here.event_id, number)
    if topic.merged_into is not None:
        return go(f"{here.home}/topics/{(await survivor_of(here.db, topic)).number}/placements")
    return await _place_page(here, cards, who_holds, number)


@post("/{event_slug:str}/topics/{number:int}/placements")
async def place(here: AtEvent, cards: TheCards, who_holds: TheHands, number: Number) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        wanted = read_move(here.form)
        await _check_hands(here, who_holds, number, None, wanted)
        async with here.begin() as work:
            topic = await topic_by_number(work.db, here.event_id, number)
            hang = repeat_topic if wanted.again else place_topic
            await hang(work, here.event, topic, wanted)
    except (Conflict, Invalid) as refusal:
        return await _refused(here, cards, who_holds, number, refusal)
    return _arranged(here, f"card-{number}")


@put("/{event_slug:str}/placements/{placement_id:int}")
async def move(here: AtEvent, cards: TheCards, who_holds: TheHands, placement_id: FromPath[int]) -> Response[Any]:
    check_may_arrange(here.viewer)
    placement = await placement_by_id(here.db, here.event_id, placement_id)
    number = (await topic_by_id(here.db, placement.topic_id)).number
    try:
        wanted = read_move(here.form)
        await _check_hands(here, who_holds, number, placement_id, wanted)
        async with here.begin() as work:
            there = await placement_by_id(work.db, here.event_id, placement_id)
            await move_card(work, here.event, there, wanted)
    except (Conflict, Invalid) as refusal:
        return await _refused(here, cards, who_holds, number, refusal)
    return _arranged(here, f"card-{number}")


@delete("/{event_slug:str}/placements/{placement_id:int}", status_code=200)
async def take_off(here: AtEvent, cards: TheCards, who_holds: TheHands, placement_id: FromPath[int]) -> Response[Any]:
    check_may_arrange(here.viewer)
    placement = await placement_by_id(here.db, here.event_id, placement_id)
    number = (await topic_by_id(here.db, placement.topic_id)).number
    try:
        check_hand(here, who_holds, number, placement_id)
        async with here.begin() as work:
            await take_back(work, here.event, await placement_by_id(work.db, here.event_id, placement_id))
    except Conflict as refusal:
        return await _refused(here, cards, who_holds, number, refusal)
    return _arranged(here, f"tray-card-{number}")


@put("/{event_slug:str}/placements/{placement_id:int}/lock")
async def lock(here: AtEvent, placement_id: FromPath[int]) -> Response[Any]:
    return await _lock(here, placement_id, locked=True)


@delete("/{event_slug:str}/placements/{placement_id:int}/lock", status_code=200)
async def unlock(here: AtEvent, placement_id: FromPath[int]) -> Response[Any]:
    return await _lock(here, placement_id, locked=False)


@delete("/{event_slug:str}/topics/{number:int}", status_code=303)
async def withdraw(here: AtEvent, number: Number) -> Redirect:
    async with here.begin() as work:
        await withdraw_topic(work, await topic_by_number(work.db, here.event_id, number), here.viewer)
    return go(f"{here.home}/topics/{number}")


@put("/{event_slug:str}/topics/{number:int}/life", status_code=303)
async def restore(here: AtEvent, number: Number) -> Redirect:
    async with here.begin() as work:
        await restore_topic(work, await topic_by_number(work.db, here.event_id, number), here.viewer)
    return go(f"{here.home}/topics/{number}")


async def _lock(here: Here, placement_id: int, locked: bool) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        placement = await placement_by_id(work.db, here.event_id, placement_id)
        await lock_card(work, placement, locked)
        number = (await topic_by_id(work.db, placement.topic_id)).number
    return _arranged(here, f"card-{number}")


def _arranged(here: Here, card: str) -> Response[Any]:
    """The board itself comes over the socket; a plain form goes back to it, where the card is now, or to pitches."""
    if here.wants_page and here.form.get("back") == "pitches":
        return go(f"{here.home}/pitches")
    return go(f"{here.home}/board#{card}") if here.wants_page else Response(None, status_code=204)


async def _check_hands(here: Here, who_holds: WhoHolds, number: int, placement_id: int | None, wanted: Move) -> None:
    """Neither the card nor the one that makes way for it is in another hand. Raises InAnotherHand."""
    if not wanted.again:
        check_hand(here, who_holds, number, placement_id)
    for other in await placements_among(here.db, here.event_id, [wanted.swap] if wanted.swap else []):
        check_hand(here, who_holds, (await topic_by_id(here.db, other.topic_id)).number, other.id)


async def _refused(here: Here, cards: Cards, who_holds: WhoHolds, number: int, refusal: Refusal) -> Response[Any]:
    """Says why, and shows the cells as they truly are: what this request read before is old by now."""
    if not here.wants_page:
        raise refusal
    await here.look_again()
    return await _place_page(here, cards, who_holds, number, refusal)


async def _place_page(
    here: Here, cards: Cards, who_holds: WhoHolds, number: int, refusal: Refusal | None = None
) -> Response[str]:
    topic = await topic_by_number(here.db, here.event_id, number)
    card = (await cards.of_one(here.db, here.event, topic)).at(here.asked("at") or here.form.get("expected", ""))
    return here.page(
        "board/place.html",
        status=refusal.status if refusal else 200,
        active="board",
        card=card,
        holder=holder_of(here, who_holds, number, card.place.placement_id if card.place else None),
        board=await board_view(here.db, here.event, cards.seen_by(here.viewer), here.clock()),
        refusal=refusal.message if refusal else "",
        again="1" in (here.asked("again"), here.form.get("again")),
        back="pitches" if "pitches" in (here.asked("back"), here.form.get("back")) else "board",
    )


HANDLERS: list[Any] = [board, choose_place, place, move, take_off, lock, unlock, withdraw, restore]
