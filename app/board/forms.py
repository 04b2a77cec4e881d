"""What may be posted about the board."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.board.rules import Cell, read_cell
from app.kernel.forms import Fields
from app.kernel.words import gettext as _


@dataclass(frozen=True)
class Move:
    """Where a card should go, where its sender believes it is, which card there makes way for it; or that it shall hang
    there `again`, beside where it hangs."""

    to: Cell
    expected: Cell | None
    swap: int | None
    again: bool = False


def read_move(posted: Mapping[str, str]) -> Move:
    """`cell` (or `timeslot` and `room`), `expected` cell (empty: on the wall), `swap` placement id, `again`.

    Raises Invalid.
    """
    fields = Fields(posted)
    written = posted.get("cell") or f"{posted.get('timeslot', '')}-{posted.get('room') or 0}"
    to = read_cell(written)
    if to is None:
        fields.refuse("cell", _("Choose a place on the board."))
    swap = fields.number("swap")
    fields.check()
    assert to is not None
    return Move(to, read_cell(posted.get("expected", "")), swap, posted.get("again") == "1")


@dataclass(frozen=True)
class Undo:
    """What to take back: one's own last step, the last of all, or a certain one."""

    of_all: bool
    step: int | None


def read_undo(posted: Mapping[str, str]) -> Undo:
    """`scope` (mine, unless it says all) and `step`. Raises Invalid."""
    fields = Fields(posted)
    scope, step = fields.choice("scope", ("mine", "all"), "mine"), fields.number("step")
    fields.check()
    return Undo(scope == "all", step)
