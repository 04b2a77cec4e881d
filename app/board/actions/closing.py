"""Single cells that take no cards: a room that is cleaned, or lent to others, for one timeslot."""

from typing import Any

from sqlmodel import select

from app.board.actions.moving import shift_of
from app.board.actions.shifting import cell_takes_cards, lock_board, shift_cards
from app.board.changes import CellClosed, CellOpened
from app.board.placements import placement_in
from app.board.rules import Cell
from app.board.tables import ClosedCell
from app.events.tables import Event
from app.kernel.errors import Conflict, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work


class CellInUse(Conflict):
    """A card hangs there, which nobody meant to park."""


async def close_cell(work: Work, event: Event, cell: Cell, why: str) -> None:
    """No card can hang there any more; one that does, locked or not, goes to the wall. Again does nothing.

    One step, undone as one. Raises NotFound for what is no cell of a room.
    """
    await _lock_cell(work, event, cell)
    if await _closed(work, cell):
        return
    occupant = await placement_in(work.db, event.id or 0, cell)
    await shift_cards(work, event, [shift_of(occupant, None)] if occupant else [], even_locked=True)
    await set_closed(work, CellClosed(**_about(event, cell, why)))


async def open_cell(work: Work, event: Event, cell: Cell) -> None:
    """It takes cards again. Again does nothing. Raises NotFound for what is no cell of a room."""
    await _lock_cell(work, event, cell)
    closed = await _closed(work, cell)
    if closed:
        await set_closed(work, CellOpened(**_about(event, cell, closed.why)))


async def set_closed(work: Work, change: CellClosed | CellOpened) -> None:
    """Does what the change says and records it, if it changes anything. Raises CellInUse."""
    cell = Cell(change.timeslot_id, change.room_id)
    closed = await _closed(work, cell)
    if isinstance(change, CellClosed) == bool(closed):
        return
    if closed:
        await work.db.delete(closed)
    elif await placement_in(work.db, change.event_id, cell):
        raise CellInUse(_("A card hangs there by now."))
    else:
        work.db.add(
            ClosedCell(
                event_id=change.event_id,
                timeslot_id=change.timeslot_id,
                room_id=change.room_id,
                why=change.why,
                closed_at=work.now,
            )
        )
    await work.db.flush()
    work.record(change)


async def _lock_cell(work: Work, event: Event, cell: Cell) -> None:
    assert event.id is not None
    await lock_board(work, event.id)
    if cell.room_id is None or not await cell_takes_cards(work.db, event, cell):
        raise NotFound(_("There is no such place on the board."))


async def _closed(work: Work, cell: Cell) -> ClosedCell | None:
    here = select(ClosedCell).where(ClosedCell.timeslot_id == cell.timeslot_id, ClosedCell.room_id == cell.room_id)
    return (await work.db.exec(here)).first()


def _about(event: Event, cell: Cell, why: str) -> dict[str, Any]:
    return {"event_id": event.id, "timeslot_id": cell.timeslot_id, "room_id": cell.room_id, "why": why}
