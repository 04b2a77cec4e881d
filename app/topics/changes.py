"""What can have happened to a topic."""

from dataclasses import dataclass
from typing import ClassVar

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
class TopicAttributionChanged(TopicChange):
    """What may be told of this topic; empty: what its event says."""

    attribution: str


@dataclass(frozen=True, kw_only=True)
class CreditChosen(TopicChange):
    """Somebody chose whether the write-up names them for this topic. Who, no log says."""


@dataclass(frozen=True, kw_only=True)
class HostJoined(TopicChange):
    """Somebody hosts it from now on: alone, where nobody did, or beside others."""

    attendee_id: int


@dataclass(frozen=True, kw_only=True)
class HostSteppedDown(TopicChange):
    """Somebody hosts it no longer. Without any host left it is wanted, and keeps its place."""

    attendee_id: int


@dataclass(frozen=True, kw_only=True)
class PenTaken(TopicChange):
    """Somebody is the scribe of its note from now on."""

    attendee_id: int


@dataclass(frozen=True, kw_only=True)
class PenLaidDown(TopicChange):
    """The scribe's seat is free again."""

    attendee_id: int


@dataclass(frozen=True, kw_only=True)
class CommentChange(TopicChange):
    """What was said stands in its own row and nowhere else, so that it can be taken away."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentMade(CommentChange):
    """Somebody said something to the hosts."""


@dataclass(frozen=True, kw_only=True)
class CommentRemoved(CommentChange):
    """Its words are gone from every page; what was said under it went with it."""


@dataclass(frozen=True, kw_only=True)
class InvitationChange(TopicChange):
    """Who was invited, or asked, is for them and the hosts to know."""

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class HostInvited(InvitationChange):
    """A host would like somebody to host too."""


@dataclass(frozen=True, kw_only=True)
class HostingAsked(InvitationChange):
    """Somebody would like to host too."""


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(InvitationChange):
    """`state` is accepted, declined or taken_back. Who hosts after an acceptance is told by a HostJoined of its own."""

    state: str


@dataclass(frozen=True, kw_only=True)
class EchoChange(TopicChange):
    """`of_id` is the earlier topic, which may be of another event."""

    of_id: int


@dataclass(frozen=True, kw_only=True)
class EchoLinked(EchoChange):
    """A topic is on the same matter as an earlier one."""


@dataclass(frozen=True, kw_only=True)
class EchoUnlinked(EchoChange):
    """It is not, after all."""


@dataclass(frozen=True, kw_only=True)
class StarringChanged(Change):
    """Whether everybody sees how many stars a card has, and how many each may give (None: any number)."""

    shown: bool
    dots: int | None


@dataclass(frozen=True, kw_only=True)
class StarsCounted(TopicChange):
    """How many would go, after somebody starred or unstarred. Who it was is nobody's business."""

    patient: ClassVar[bool] = True

    stars: int
