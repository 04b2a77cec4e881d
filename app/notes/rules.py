"""Who may read and write a note. Pure."""

from dataclasses import dataclass

from app.events.rules import NOTE_CIRCLES
from app.events.rules import may_read as may_read_event
from app.notes.hands import Writer
from app.people.viewers import Viewer

HOSTS, ATTENDEES, LINK = NOTE_CIRCLES


@dataclass(frozen=True)
class Terms:
    """What decides about one note: how its event wants it, whose topic it is about, and whether it is locked.

    `readers` and `writers` are circles; `hosts` are the attendees who host the topic or are its scribe, known where one
    of the circles asks for them and for who may lock it.
    """

    visibility: str
    readers: str
    writers: str
    number: int
    hosts: frozenset[int] = frozenset()
    is_locked: bool = False


def may_read(viewer: Viewer, terms: Terms) -> bool:
    """Until it is published; and whoever may write reads as well."""
    return _is_in(terms.readers, viewer, terms) or _is_in(terms.writers, viewer, terms)


def may_write(viewer: Viewer, terms: Terms) -> bool:
    """A note has no owner while it is live. A locked one is as it is, for everybody."""
    return not terms.is_locked and _is_in(terms.writers, viewer, terms)


def may_look_after(viewer: Viewer, terms: Terms) -> bool:
    """Lock it, and lend pens for it: its hosts, its scribe, and facilitators."""
    return viewer.is_facilitator or viewer.attendee_id in terms.hosts


def author_of(viewer: Viewer, terms: Terms) -> int | None:
    """The attendee in whose name this viewer writes."""
    pen = viewer.pen_for(terms.number)
    return viewer.attendee_id or (pen.attendee_id if pen else None)


def writer_of(viewer: Viewer, terms: Terms) -> Writer:
    """The same with the device, and with whoever else it wrote as."""
    also = frozenset(pen.attendee_id for pen in viewer.pens)
    return Writer(author_of(viewer, terms), viewer.visit_id, viewer.shown, also)


def _is_in(circle: str, viewer: Viewer, terms: Terms) -> bool:
    if viewer.is_shut_out:
        return False
    if viewer.is_facilitator or viewer.pen_for(terms.number):
        return True
    if circle == HOSTS:
        return viewer.attendee_id in terms.hosts
    if circle == ATTENDEES:
        return viewer.takes_part
    return may_read_event(terms.visibility, viewer)
