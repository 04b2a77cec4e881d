"""Rules of topics: who may do what with a card, and when. Pure."""

from collections.abc import Collection

from app.people.viewers import Viewer

TITLE_LIMIT = 120
PITCH_LIMIT = 2000
TAG_LIMIT = 30
MOST_TAGS = 8
#: Posting stays open all day; only before the wall opens and after the event is over it is closed.
POSTING_PHASES = frozenset({"open", "running"})


def posting_is_open(phase: str) -> bool:
    return phase in POSTING_PHASES


def may_edit(viewer: Viewer, conveners: Collection[int | None]) -> bool:
    """Conveners edit their own cards; facilitators may help."""
    return viewer.is_facilitator or (viewer.attendee_id is not None and viewer.attendee_id in conveners)


def may_withdraw(viewer: Viewer, first_convener: int | None) -> bool:
    """The first convener called it and may take it back; a facilitator may too."""
    return viewer.is_facilitator or (viewer.attendee_id is not None and viewer.attendee_id == first_convener)
