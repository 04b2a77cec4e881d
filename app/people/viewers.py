"""The viewer: who is looking at an event, as pages and rules need to know it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """A device at one event. Everything empty for a reader who never took part."""

    visit_id: int | None = None
    attendee_id: int | None = None
    name: str | None = None
    is_facilitator: bool = False
    is_steward: bool = False

    @property
    def takes_part(self) -> bool:
        return self.attendee_id is not None


READER = Viewer()
