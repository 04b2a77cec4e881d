"""What can have happened to a topic."""

from dataclasses import dataclass

from app.kernel.work import Change


@dataclass(frozen=True, kw_only=True)
class TopicChange(Change):
    topic_id: int
    number: int

    @property
    def subject(self) -> int:
        return self.topic_id


@dataclass(frozen=True, kw_only=True)
class TopicProposed(TopicChange):
    title: str


@dataclass(frozen=True, kw_only=True)
class TopicReworded(TopicChange):
    title: str


@dataclass(frozen=True, kw_only=True)
class TopicRestored(TopicChange):
    title: str


@dataclass(frozen=True, kw_only=True)
class StarsCounted(TopicChange):
    """How many would go, after somebody starred or unstarred. Who it was is nobody's business."""

    stars: int
