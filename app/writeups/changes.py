"""What can have happened to what is published."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.work import Change
from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class EditionPublished(TopicChange):
    """`number` is the topic's, `edition` the edition's."""

    edition: int
    title: str


@dataclass(frozen=True, kw_only=True)
class PublicationWithdrawn(TopicChange):
    """`why` is what readers are told, or empty."""

    edition: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SentToReview(TopicChange):
    """Somebody at a note holds it ready to be published."""


@dataclass(frozen=True, kw_only=True)
class TakenOutOfReview(TopicChange):
    pass


@dataclass(frozen=True, kw_only=True)
class CorrectionsOpened(TopicChange):
    """Also when a window that is open closes at another time from now on."""

    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class CorrectionsClosed(TopicChange):
    """Before its time."""


@dataclass(frozen=True, kw_only=True)
class CorrectionSent(TopicChange):
    """Somebody sent something by their link, or took it back. Whose link it was is in no log."""


@dataclass(frozen=True, kw_only=True)
class CorrectionSettled(TopicChange):
    """`state` is taken, declined, or open again."""

    state: str


@dataclass(frozen=True, kw_only=True)
class RepliesAllowed(Change):
    """Readers may reply to what is published from now on, or may not any more."""

    allowed: bool


@dataclass(frozen=True, kw_only=True)
class ReplySent(TopicChange):
    """A reply waits. Who wrote it, and what, is in no log."""


@dataclass(frozen=True, kw_only=True)
class ReplySettled(TopicChange):
    """`state` is shown, declined, taken_back, or waiting again."""

    state: str


@dataclass(frozen=True, kw_only=True)
class WordsWithdrawn(TopicChange):
    """Words are gone for good from the topic's note, its card and its editions. Which, no log says."""
