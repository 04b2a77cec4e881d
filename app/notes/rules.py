"""Who may read and write a note. Pure."""

from app.people.viewers import Viewer


def may_read(viewer: Viewer) -> bool:
    """Until it is published a note is for those who take part."""
    return viewer.takes_part or viewer.is_facilitator


def may_write(viewer: Viewer) -> bool:
    """Everybody who takes part writes: a note has no owner while it is live."""
    return viewer.takes_part or viewer.is_facilitator
