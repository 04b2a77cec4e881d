"""Why a note took no words, said to people."""

from http import HTTPStatus

from app.kernel.words import gettext as _
from app.notes.conversation import Refused
from app.notes.live_notes import NoteBegunAnew
from app.notes.log import NotSaved

#: What writing a note raises when it is no fault of ours.
UNWRITTEN = (NoteBegunAnew, NotSaved, Refused)


def in_words(error: Exception) -> tuple[str, int]:
    """Why a text was not taken, and the status. It stays in the form either way."""
    why, status = reason(error)
    return f"{why} {_what_now(status)}", status


def reason(error: Exception) -> tuple[str, int]:
    """Of any words, and the status."""
    if isinstance(error, NoteBegunAnew):
        return _("This note was begun anew meanwhile."), HTTPStatus.CONFLICT
    if isinstance(error, Refused):
        return _("The note would become too long with this."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _("The server cannot save notes right now."), HTTPStatus.SERVICE_UNAVAILABLE


def _what_now(status: int) -> str:
    if status == HTTPStatus.CONFLICT:
        return _("Your text is still here; copy what you want to keep.")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _("Your text is still here; shorten it.")
    return _("Your text is still here; try again in a moment.")
