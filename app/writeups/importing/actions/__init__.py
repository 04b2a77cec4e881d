"""What an import does to a Hallway: an event, its texts, and topic by topic, each in a Work of its own."""

from app.writeups.importing.actions.ending import end_import
from app.writeups.importing.actions.founding import found_event
from app.writeups.importing.actions.knowing import what_is_known
from app.writeups.importing.actions.taking import Desk, take_topic

__all__ = ["Desk", "end_import", "found_event", "take_topic", "what_is_known"]
