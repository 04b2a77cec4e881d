"""The viewer: who is looking at an event, as pages and rules need to know it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.people.names import FACILITATOR, shown_name


class Pen(NamedTuple):
    """The right to write in the note of one topic, and the attendee as whom."""

    topic_number: int
    attendee_id: int


@dataclass(frozen=True)
class Viewer:
    """A device at one event. Everything empty for a reader who never took part. `name` is what to call them; on what
    others see, `shown`, those who hold the space are marked. One who was shut out takes no part and cannot join.
    `seen_at` is when the device was last noted as in use. `pens` were lent by link, also to those who take no part."""

    visit_id: int | None = None
    attendee_id: int | None = None
    name: str | None = None
    is_facilitator: bool = False
    is_steward: bool = False
    knows_code: bool = False
    is_shut_out: bool = False
    is_marked: bool = False
    seen_at: datetime | None = None
    pens: tuple[Pen, ...] = ()

    @property
    def shown(self) -> str | None:
        return shown_name(self.name, FACILITATOR, 0) if self.name and self.is_marked else self.name

    @property
    def takes_part(self) -> bool:
        return self.attendee_id is not None

    def pen_for(self, topic_number: int) -> Pen | None:
        """What was lent to write about this topic."""
        return next((pen for pen in self.pens if pen.topic_number == topic_number), None)


READER = Viewer()
