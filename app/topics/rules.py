"""Rules of topics: who may do what with a card, and when. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from app.people.viewers import Viewer

TITLE_LIMIT = 120
PITCH_LIMIT = 2000
TAG_LIMIT = 30
MOST_TAGS = 8
MOST_DOTS = 99
COMMENT_LIMIT = 500
#: So many cards may wait in somebody's drawer, and so many links to host one card be on their way.
MOST_DRAFTS = 30
MOST_INVITATIONS = 20
#: So many earlier topics can one be an echo of, and so long a chain is shown.
MOST_ECHOES, LONGEST_CHAIN = 20, 60
#: A link to host somebody else's card works for so long.
INVITATION_LIFE = timedelta(days=7)
#: The state of a card that a facilitator took away.
REMOVED = "removed"
#: Posting stays open all day; only before the wall opens and after the event is over it is closed.
POSTING_PHASES = frozenset({"open", "running"})


def posting_is_open(phase: str) -> bool:
    return phase in POSTING_PHASES


def may_keep_drafts(phase: str) -> bool:
    """Also before the wall opens: the thought is there already."""
    return phase == "announced" or posting_is_open(phase)


def is_wanted(state: str, hosts: Collection[object]) -> bool:
    """A card that nobody hosts yet can be claimed."""
    return state == "open" and not hosts


def may_comment(viewer: Viewer) -> bool:
    """Comments are among those who take part, whatever may be told of the event outside."""
    return viewer.takes_part


def may_read_comments(viewer: Viewer) -> bool:
    return viewer.takes_part or viewer.is_facilitator


def may_remove_comment(viewer: Viewer, author: int, conveners: Collection[int | None]) -> bool:
    """Its author, the hosts whom it was said to, and facilitators."""
    return viewer.attendee_id == author or may_edit(viewer, conveners)


def may_edit(viewer: Viewer, conveners: Collection[int | None]) -> bool:
    """Conveners edit their own cards; facilitators may help."""
    return viewer.is_facilitator or (viewer.attendee_id is not None and viewer.attendee_id in conveners)


def may_lay_down_pen(viewer: Viewer, scribe: int | None, conveners: Collection[int | None]) -> bool:
    """The scribe does, and whoever may change the card; for all who take part an empty seat is as they want it."""
    is_theirs = viewer.takes_part and scribe in (None, viewer.attendee_id)
    return is_theirs or may_edit(viewer, conveners)


def may_be_echoed(attribution: str) -> bool:
    """What was off the record is linked to from nowhere."""
    return attribution != "off_record"


def is_before(one: tuple[date, int, int], other: tuple[date, int, int]) -> bool:
    """Of topics as their event's first day, its id, and their number: each is before or behind each other one, so that
    no echo can lead round in a circle."""
    return one < other


def may_withdraw(viewer: Viewer, first_convener: int | None) -> bool:
    """The first convener called it and may take it back; a facilitator may too."""
    return viewer.is_facilitator or (viewer.attendee_id is not None and viewer.attendee_id == first_convener)
