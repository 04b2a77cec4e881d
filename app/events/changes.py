"""What can have happened to an event."""

from dataclasses import dataclass

from app.kernel.work import Change


@dataclass(frozen=True, kw_only=True)
class EventCreated(Change):
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PhaseChanged(Change):
    """`before` and `phase` are two of announced, open, running, closed, published, in any order."""

    before: str
    phase: str
