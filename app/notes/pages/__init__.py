"""Pages of a note, and its socket."""

from typing import Any

from app.notes.pages import tending, versions, writing
from app.notes.socket import note_socket

HANDLERS: tuple[Any, ...] = (*writing.HANDLERS, *tending.HANDLERS, *versions.HANDLERS, note_socket)
