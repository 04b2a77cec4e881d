"""Pages of a note, and its socket."""

from typing import Any

from app.notes.pages import annotating, mentioning, tending, versions, writing
from app.notes.socket import note_socket

PAGES = (writing, annotating, tending, versions, mentioning)
HANDLERS: tuple[Any, ...] = (*(handler for pages in PAGES for handler in pages.HANDLERS), note_socket)
