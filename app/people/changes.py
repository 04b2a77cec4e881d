"""What happens to people at an event. The log never says what they are called, so that it can be forgotten."""

from dataclasses import dataclass

from app.kernel.work import Change


@dataclass(frozen=True, kw_only=True)
class AttendeeChange(Change):
    attendee_id: int


@dataclass(frozen=True, kw_only=True)
class AttendeeRenamed(AttendeeChange):
    """Somebody is shown under another name now, or with another mark, or under none."""


@dataclass(frozen=True, kw_only=True)
class AttendeeShutOut(AttendeeChange):
    """A facilitator has shut somebody out."""


@dataclass(frozen=True, kw_only=True)
class AttendeeLetIn(AttendeeChange):
    """Somebody who was shut out may take part again."""
