"""What is done to an event: it is made, opened and closed, and its rooms and times are shaped."""

from app.events.actions.creating import change_language, change_phase, create_event
from app.events.actions.door import CodeNeeded, come_in, open_door, set_door
from app.events.actions.noting import set_note_circles
from app.events.actions.series import change_series

__all__ = [
    "CodeNeeded",
    "change_language",
    "change_phase",
    "change_series",
    "come_in",
    "create_event",
    "open_door",
    "set_door",
    "set_note_circles",
]
