"""The viewer: who is looking at an event, as pages and rules need to know it."""

from dataclasses import dataclass
from datetime import datetime

from app.people.names import FACILITATOR, shown_name


@dataclass(frozen=True)
class Viewer:
    """A device at one event. Everything empty for a reader who never took part. `name` is what to call them; on what
    others see, `shown`, those who hold the space are marked. One who was shut out takes no part and cannot join.
    `seen_at` is when the device was last noted as in use."""

    visit_id: int | None = None
    attendee_id: int | None = None
    name: str | None = None
    is_facilitator: bool = False
    is_steward: bool = False
    knows_code: bool = False
    is_shut_out: bool = False
    is_marked: bool = False
    seen_at: datetime | None = None

    @property
    def shown(self) -> str | None:
        return shown_name(self.name, FACILITATOR, 0) if self.name and self.is_marked else self.name

    @property
    def takes_part(self) -> bool:
        return self.attendee_id is not None


READER = Viewer()
