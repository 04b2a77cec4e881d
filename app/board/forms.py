"""What may be posted about the board."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.board.rules import Cell, read_cell
from app.kernel.forms import Fields
from app.kernel.words import gettext as _


@dataclass(frozen=True)
class Move:
    """Where a card should go, where its sender believes it is, and which card there makes way for it."""

    to: Cell
    expected: Cell | None
    swap: int | None


def read_move(posted: Mapping[str, str]) -> Move:
    """`cell` (or `timeslot` and `room`), `expected` cell (empty: on the wall), `swap` placement id. Raises Invalid."""
    fields = Fields(posted)
    written = posted.get("cell") or f"{posted.get('timeslot', '')}-{posted.get('room') or 0}"
    to = read_cell(written)
    if to is None:
        fields.refuse("cell", _("Choose a place on the board."))
    swap = fields.number("swap")
    fields.check()
    assert to is not None
    return Move(to, read_cell(posted.get("expected", "")), swap)
