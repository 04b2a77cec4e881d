"""Whose notes are, until they are published."""

from app.events.changes import NoteCirclesChanged
from app.events.tables import Event
from app.kernel.work import Work


def set_note_circles(work: Work, event: Event, readers: str, writers: str) -> None:
    """Again does nothing."""
    assert event.id is not None
    if (event.notes_readers, event.notes_writers) != (readers, writers):
        event.notes_readers, event.notes_writers = readers, writers
        work.db.add(event)
        work.record(NoteCirclesChanged(event_id=event.id, readers=readers, writers=writers))
