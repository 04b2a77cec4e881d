"""Rules of the board: what a cell is, and what may be put where. Pure."""

import re
from dataclasses import dataclass

from app.people.viewers import Viewer

_CELL = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True)
class Cell:
    """A place on the board. `room_id` is empty in a plenary, which is for everybody."""

    timeslot_id: int
    room_id: int | None = None

    def __str__(self) -> str:
        """As forms and element ids carry it: `timeslot-room`, room 0 for a plenary."""
        return f"{self.timeslot_id}-{self.room_id or 0}"


def read_cell(written: str) -> Cell | None:
    found = _CELL.fullmatch(written)
    return Cell(int(found[1]), int(found[2]) or None) if found else None


def may_arrange(viewer: Viewer) -> bool:
    return viewer.is_facilitator


def takes_cards(kind: str, cell: Cell) -> bool:
    """An open timeslot takes a card in a room, a plenary one without, a break none."""
    return (kind == "open" and cell.room_id is not None) or (kind == "plenary" and cell.room_id is None)
