"""Closing a single cell, with a word why, and opening it again."""

from typing import Any

from litestar import Response, delete, get, put
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.board.actions.closing import close_cell, open_cell
from app.board.actions.shifting import cell_takes_cards
from app.board.forms import REASON_LIMIT, read_closure
from app.board.pages.board import TheCards
from app.board.queries import cell_view
from app.board.rules import Cell, read_cell
from app.events.visiting import Here
from app.kernel.errors import Invalid, NotFound
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.cards import Cards
from app.topics.pages import AtEvent

Written = FromPath[str]


@get("/{event_slug:str}/cells/{cell:str}")
async def show_cell(here: AtEvent, cards: TheCards, cell: Written) -> Response[str]:
    check_may_arrange(here.viewer)
    return await _page(here, cards, _cell(cell))


@put("/{event_slug:str}/cells/{cell:str}/closure")
async def close(here: AtEvent, cards: TheCards, cell: Written) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        why = read_closure(here.form)
    except Invalid as refusal:
        if not here.wants_page:
            raise
        return await _page(here, cards, _cell(cell), refusal)
    async with here.begin() as work:
        await close_cell(work, here.event, _cell(cell), why)
    return _back(here, cell)


@delete("/{event_slug:str}/cells/{cell:str}/closure", status_code=200)
async def open_again(here: AtEvent, cell: Written) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await open_cell(work, here.event, _cell(cell))
    return _back(here, cell)


def _back(here: Here, cell: str) -> Response[Any]:
    return go(f"{here.home}/board#cell-{cell}") if here.wants_page else Response(None, status_code=204)


def _cell(written: str) -> Cell:
    """Raises NotFound."""
    cell = read_cell(written)
    if cell is None:
        raise NotFound(_("There is no such place on the board."))
    return cell


async def _page(here: Here, cards: Cards, cell: Cell, refusal: Invalid | None = None) -> Response[str]:
    if cell.room_id is None or not await cell_takes_cards(here.db, here.event, cell):
        raise NotFound(_("There is no such place on the board."))
    row, view = await cell_view(here.db, here.event, cards, cell, here.clock())
    return here.page(
        "board/closing.html",
        status=refusal.status if refusal else 200,
        active="board",
        row=row,
        cell=view,
        typed=here.form.get("why", ""),
        errors=refusal.fields if refusal else {},
        reason_limit=REASON_LIMIT,
    )


HANDLERS: list[Any] = [show_cell, close, open_again]
