"""Pages for paper: cards four to a sheet, the board on one, a sign for each door."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from markupsafe import Markup

from app.board.actions import check_may_arrange
from app.board.pages import TheCards
from app.board.queries import RowView, board_view
from app.day.pages import TheSettings, address_of, qr_code
from app.topics.cards import CardView
from app.topics.pages import AtEvent
from app.topics.queries import topics_of


@dataclass(frozen=True)
class PaperCard:
    """A card with the code that opens it."""

    card: CardView
    qr: Markup


@get("/{event_slug:str}/print")
async def prints(here: AtEvent) -> Response[str]:
    check_may_arrange(here.viewer)
    return here.page("day/print.html", active="board")


@get("/{event_slug:str}/print/cards")
async def print_cards(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    """`which` is all, wall or placed."""
    check_may_arrange(here.viewer)
    address, which = address_of(here.request, settings), here.asked("which")
    shown = await cards.of(here.db, here.event, (await topics_of(here.db, here.event_id))[::-1])
    wanted = [card for card in shown if which not in ("wall", "placed") or (which == "placed") == bool(card.place)]
    return here.page("day/print_cards.html", cards=[PaperCard(card, qr_code(address + card.url)) for card in wanted])


@get("/{event_slug:str}/print/board")
async def print_board(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    board = await board_view(here.db, here.event, cards, here.clock())
    return here.page("day/print_board.html", board=board)


@get("/{event_slug:str}/print/doors")
async def print_doors(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    check_may_arrange(here.viewer)
    board = await board_view(here.db, here.event, cards, here.clock())
    doors = [(room, day, _of_room(day.rows, room.id)) for room in board.rooms for day in board.days]
    return here.page(
        "day/print_doors.html", doors=doors, qr=qr_code(f"{address_of(here.request, settings)}{here.home}/now")
    )


def _of_room(rows: list[RowView], room_id: int | None) -> list[tuple[RowView, CardView | None]]:
    """What is on behind this door, and what is for everybody."""
    there = []
    for row in rows:
        cell = next((cell for cell in row.cells if cell.room_id in (room_id, None)), None)
        there.append((row, cell.card if cell else None))
    return there


HANDLERS: list[Any] = [prints, print_cards, print_board, print_doors]
