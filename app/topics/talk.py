"""Reading what is said to the hosts of a card, in threads."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.tables import Attendee
from app.topics.own import HOSTED
from app.topics.tables import Comment, Convener


@dataclass(frozen=True)
class CommentView:
    """One comment as everybody who takes part sees it; `author` is an attendee's id. Its answers stand under it."""

    id: int
    author: int
    name: str
    words: str
    time: str
    iso: str
    by_host: bool
    answers: "tuple[CommentView, ...]" = ()


_HOSTS = select(Convener.attendee_id).where(col(Convener.topic_id) == bindparam("topic_id"))
_SAID = (
    select(Comment, Attendee)
    .join(Attendee, col(Attendee.id) == col(Comment.attendee_id))
    .where(col(Comment.topic_id) == bindparam("topic_id"), col(Comment.removed_at).is_(None))
    .order_by(col(Comment.id))
)


async def comment_by_id(db: AsyncSession, topic_id: int, comment_id: int) -> Comment:
    """As it is now. Raises NotFound."""
    here = select(Comment).where(Comment.topic_id == topic_id, Comment.id == comment_id)
    found = (await db.exec(here.execution_options(populate_existing=True))) if comment_id <= GREATEST else None
    comment = found.first() if found else None
    if comment is None:
        raise NotFound(_("There is no such comment."))
    return comment


async def comments_on(db: AsyncSession, event: Event, topic_id: int) -> list[CommentView]:
    """The threads of a card in the order in which they began; what was taken away is not among them."""
    hosts = set((await db.exec(_HOSTS, params={"topic_id": topic_id})).all())
    under: dict[int | None, list[tuple[Comment, str]]] = defaultdict(list)
    for comment, attendee in await db.exec(_SAID, params={"topic_id": topic_id}):
        under[comment.answers].append((comment, attendee.shown))
    return [
        _view(event, comment, name, hosts, tuple(_view(event, *each, hosts) for each in under[comment.id]))
        for comment, name in under[None]
    ]


async def unanswered_for(db: AsyncSession, event_id: int, attendee_id: int) -> dict[int, int]:
    """How many threads of others wait for a word of the hosts, by the id of the topic this attendee hosts."""
    hosted = set((await db.exec(HOSTED, params={"attendee_id": attendee_id})).all())
    if not hosted:
        return {}
    hosts = await db.exec(select(Convener.topic_id, Convener.attendee_id).where(col(Convener.topic_id).in_(hosted)))
    hosting = set(hosts.all())
    said = select(Comment).where(
        Comment.event_id == event_id, col(Comment.topic_id).in_(hosted), col(Comment.removed_at).is_(None)
    )
    waiting: dict[int, dict[int, bool]] = defaultdict(dict)
    for comment in (await db.exec(said.order_by(col(Comment.id)))).all():
        by_host = (comment.topic_id, comment.attendee_id) in hosting
        waiting[comment.topic_id][comment.answers or comment.id or 0] = not by_host
    return {topic_id: sum(threads.values()) for topic_id, threads in waiting.items() if any(threads.values())}


def _view(
    event: Event, comment: Comment, name: str, hosts: Collection[int | None], answers: "tuple[CommentView, ...]" = ()
) -> CommentView:
    return CommentView(
        id=comment.id or 0,
        author=comment.attendee_id,
        name=name,
        words=comment.words,
        time=_clock(event, comment.made_at),
        iso=comment.made_at.isoformat(),
        by_host=comment.attendee_id in hosts,
        answers=answers,
    )


def _clock(event: Event, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(event.time_zone)):%H:%M}"
