"""Cards written on paper, typed in fast: for those who came without a phone."""

from typing import Any

from litestar import Response, get, post

from app.board.actions import check_may_arrange, place_topic
from app.board.forms import Move
from app.board.pages.board import TheCards
from app.board.queries import CellView, board_view
from app.board.rules import Cell, read_cell
from app.events.visiting import Here
from app.kernel.errors import Invalid, Refusal
from app.kernel.words import gettext as _
from app.topics.actions import add_topic, propose_topic
from app.topics.cards import Cards
from app.topics.forms import read_paper_card
from app.topics.pages import AtEvent
from app.topics.queries import topic_by_id
from app.topics.tables import Topic

BLANK = {"title": "", "name": "", "cell": ""}
#: Cards that were typed last, shown beneath.
SHOWN = 10


@get("/{event_slug:str}/paper")
async def show_paper(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    return await _page(here, cards, BLANK)


@post("/{event_slug:str}/paper", status_code=200)
async def post_paper(here: AtEvent, cards: TheCards) -> Response[str]:
    """`title`, `name` of its hosts separated by commas, `cell` if it has a place already."""
    check_may_arrange(here.viewer)
    typed = {**BLANK, **here.form}
    try:
        topic = await _write(here)
    except Invalid as refusal:
        return await _page(here, cards, typed, errors=refusal.fields)
    except Refusal as refusal:
        return await _page(here, cards, typed, trouble=refusal.message)
    trouble = await _place(here, topic, read_cell(typed["cell"]))
    return await _page(here, cards, BLANK, written=topic, trouble=trouble)


async def _write(here: Here) -> Topic:
    proposal = read_paper_card(here.form)
    async with here.begin() as work:
        if here.event.phase == "announced":
            return await add_topic(work, here.event, proposal, None)
        return await propose_topic(work, here.event, proposal, None)


async def _place(here: Here, topic: Topic, cell: Cell | None) -> str:
    """The card is there already: when its place is not free, only that is said."""
    if cell is None:
        return ""
    try:
        async with here.begin() as work:
            await place_topic(work, here.event, await topic_by_id(work.db, topic.id or 0), Move(cell, None, None))
    except Refusal as refusal:
        return _("The card is on the wall. %s") % refusal.message
    return ""


async def _page(
    here: Here,
    cards: Cards,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    trouble: str = "",
    written: Topic | None = None,
) -> Response[str]:
    await here.look_again()
    board = await board_view(here.db, here.event, cards, here.clock())
    hung = [cell.card for row in board.rows for cell in row.cells if cell.card]
    newest = {card.number: card for card in sorted([*board.wall, *hung], key=lambda card: -card.number)}
    return here.page(
        "board/paper.html",
        status=422 if errors else 409 if trouble and not written else 200,
        active="board",
        typed=typed,
        errors=errors or {},
        trouble=trouble,
        written=newest[written.number] if written else None,
        free=[(row, cell) for row in board.rows if not row.over for cell in row.cells if _is_free(cell)],
        newest=list(newest.values())[:SHOWN],
    )


def _is_free(cell: CellView) -> bool:
    return cell.is_free and cell.room_id is not None


HANDLERS: list[Any] = [show_paper, post_paper]
