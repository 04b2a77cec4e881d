"""What can have happened to a note as a whole. What is written in it has a log of its own."""

from dataclasses import dataclass

from app.kernel.work import Change


@dataclass(frozen=True, kw_only=True)
class NoteChange(Change):
    topic_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class NoteLocked(NoteChange):
    """Nobody writes in it."""


@dataclass(frozen=True, kw_only=True)
class NoteUnlocked(NoteChange):
    """It can be written again."""
