"""What may be said of a passage, how much, and who may take it away. Pure."""

from app.notes.rules import Terms, may_look_after
from app.people.viewers import Viewer

WORDS_LIMIT = 1000
QUOTE_LIMIT = 300
#: A relative position of Yjs in base64: a client, a clock and a few flags.
POSITION_LIMIT = 120
MOST_IN_NOTE = 500


def may_remove(viewer: Viewer, terms: Terms, viewer_id: int | None, author_id: int | None) -> bool:
    """Its author, and those who look after the note. `viewer_id` is the attendee in whose name the viewer writes."""
    is_own = author_id is not None and author_id == viewer_id
    return is_own or may_look_after(viewer, terms)
