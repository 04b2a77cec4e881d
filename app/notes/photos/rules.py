"""Rules of photos: how many, how large, who may do what with them, and what may be told. Pure."""

import re
from collections.abc import Collection
from datetime import timedelta

from app.events.rules import names_may_be_told
from app.people.viewers import Viewer
from app.topics.rules import may_edit

MIB = 1024**2
LARGEST = 10 * MIB
MOST_PIXELS = 40_000_000
MOST_IN_NOTE, MOST_IN_EVENT = 60, 3000
MOST_BYTES_OF_EVENT = 2048 * MIB
ALT_LIMIT, CREDIT_LIMIT = 400, 120
#: For so long one that was taken away can be put back; then its file is deleted.
UNDO_FOR = timedelta(minutes=15)

NAME = re.compile(r"[0-9a-f]{32}")


def may_take_away(viewer: Viewer, added_by: int | None, caretakers: Collection[int | None]) -> bool:
    """Whoever added it, the hosts and facilitators."""
    own = viewer.attendee_id is not None and viewer.attendee_id == added_by
    return own or may_edit(viewer, caretakers)


def credit_may_be_told(attribution: str, credit_told: bool) -> bool:
    """Where no names are told, that of a photographer is told only if somebody ticked that it may be."""
    return names_may_be_told(attribution) or credit_told


def may_be_published(attribution: str, credit: str, credit_told: bool) -> bool:
    """Nobody's photo is published without saying whose it is."""
    return bool(credit) and credit_may_be_told(attribution, credit_told)
