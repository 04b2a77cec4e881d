"""Pages of the board, one module for each thing that people do with it."""

from typing import Any

from app.board.pages import (
    board,
    calendars,
    clashes,
    closing,
    feet,
    formats,
    leaving,
    merging,
    notices,
    paper,
    pitches,
    rooms,
    suggestion,
    undo,
)
from app.board.pages.board import TheCards

__all__ = ["HANDLERS", "TheCards"]

HANDLERS: list[Any] = [
    *board.HANDLERS,
    *undo.HANDLERS,
    *merging.HANDLERS,
    *closing.HANDLERS,
    *leaving.HANDLERS,
    *clashes.HANDLERS,
    *suggestion.HANDLERS,
    *rooms.HANDLERS,
    *notices.HANDLERS,
    *paper.HANDLERS,
    *calendars.HANDLERS,
    *formats.HANDLERS,
    *feet.HANDLERS,
    *pitches.HANDLERS,
]
