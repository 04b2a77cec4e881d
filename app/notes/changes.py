"""What can have happened to a note as a whole. What is written in it has a log of its own."""

from dataclasses import dataclass

from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class NoteLocked(TopicChange):
    """Nobody writes in it."""


@dataclass(frozen=True, kw_only=True)
class NoteUnlocked(TopicChange):
    """It can be written again."""
