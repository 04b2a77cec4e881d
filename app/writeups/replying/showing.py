"""Replies as they stand under a page, and as those see them who look after its topic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.markdown.remarks import remark
from app.people.viewers import Viewer
from app.topics.policy import policy_of
from app.topics.queries import facts_of, facts_of_one, topics_by_id
from app.topics.rules import may_edit
from app.topics.tables import Topic
from app.writeups.replying.names import names_in_each
from app.writeups.replying.queries import shown_at, shown_of, waiting_at
from app.writeups.replying.rules import takes_replies
from app.writeups.replying.tables import Reply
from app.writeups.telling import Leftover


@dataclass(frozen=True)
class ReplyView:
    """One reply; `names` are those in it about which somebody has to decide. A name that was taken out is empty."""

    id: int
    name: str
    html: Markup
    state: str
    made_at: datetime
    names: Sequence[Leftover] = ()


@dataclass(frozen=True)
class Conversation:
    """What stands under a page: the replies that readers see, whether they may send more, and for those who look after
    the topic how many wait."""

    shown: Sequence[ReplyView]
    is_open: bool
    waiting: int = 0


async def conversation_under(db: AsyncSession, event: Event, topic: Topic, viewer: Viewer) -> Conversation:
    shown = [view_of(reply) for reply in await shown_of(db, topic.id or 0)]
    is_open = takes_replies(event.replies, policy_of(event, topic))
    return Conversation(shown, is_open, await _waiting(db, topic, viewer))


@dataclass(frozen=True)
class ReplyCounts:
    """What stands under a page that is read beside others: how many replies readers see, and how many wait for the
    viewer."""

    shown: int
    waiting: int


async def replies_by_page(db: AsyncSession, event: Event, viewer: Viewer) -> dict[int, ReplyCounts]:
    """By the numbers of the topics that have any, published or not."""
    shown, waiting = await shown_at(db, event.id or 0), await waiting_at(db, event.id or 0)
    looks = viewer.takes_part or viewer.is_facilitator
    topics = await topics_by_id(db, list({*shown, *(waiting if looks else ())}))
    return {
        facts.topic.number: ReplyCounts(
            shown.get(facts.topic.id or 0, 0),
            waiting.get(facts.topic.id or 0, 0) if looks and may_edit(viewer, facts.caretakers) else 0,
        )
        for facts in await facts_of(db, topics)
    }


async def to_decide(db: AsyncSession, event: Event, topic: Topic, replies: Sequence[Reply]) -> list[ReplyView]:
    names = await names_in_each(db, event, topic, replies)
    return [view_of(reply, names[reply.id or 0]) for reply in replies]


def views_of(replies: Iterable[Reply]) -> list[ReplyView]:
    return [view_of(reply) for reply in replies]


def view_of(reply: Reply, names: Sequence[Leftover] = ()) -> ReplyView:
    html = Markup(remark(reply.words))  # noqa: S704
    return ReplyView(reply.id or 0, reply.name, html, reply.state, reply.made_at, names)


async def _waiting(db: AsyncSession, topic: Topic, viewer: Viewer) -> int:
    if not (viewer.takes_part or viewer.is_facilitator):
        return 0
    if not may_edit(viewer, (await facts_of_one(db, topic)).caretakers):
        return 0
    return (await waiting_at(db, topic.event_id)).get(topic.id or 0, 0)
