"""What is done to an event: it is made, opened and closed, and its rooms and times are shaped."""

from app.events.actions.creating import change_phase, create_event

__all__ = ["change_phase", "create_event"]
