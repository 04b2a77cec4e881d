"""What can have happened to what is published."""

from dataclasses import dataclass

from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class EditionPublished(TopicChange):
    """`number` is the topic's, `edition` the edition's."""

    edition: int
    title: str


@dataclass(frozen=True, kw_only=True)
class PublicationWithdrawn(TopicChange):
    edition: int


@dataclass(frozen=True, kw_only=True)
class WordsWithdrawn(TopicChange):
    """Words are gone for good from the topic's note, its card and its editions. Which, no log says."""
