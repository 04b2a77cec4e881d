"""Sending a reply and taking it back; showing and declining it; and whether an event wants any."""

from collections.abc import Sequence

from sqlmodel import col, delete

from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.kernel.work import Work
from app.people.actions import open_visit
from app.topics.policy import policy_of
from app.topics.tables import Topic
from app.writeups.changes import RepliesAllowed, ReplySent, ReplySettled
from app.writeups.replying.forms import Said, Settlement
from app.writeups.replying.names import names_in, names_in_each
from app.writeups.replying.queries import shown_of, waiting_at, waiting_of
from app.writeups.replying.rules import (
    MOST_WAITING,
    MOST_WAITING_OF_ALL,
    SHOWN,
    TAKEN_BACK,
    WAITING,
    takes_replies,
)
from app.writeups.replying.tables import Reply
from app.writeups.rules import may_be_published
from app.writeups.telling import Leftover


class NamesInIt(Conflict):
    """It says names where none are told, and nobody has said that they may stay."""

    def __init__(self, names: Sequence[Leftover]) -> None:
        super().__init__(
            ngettext(
                "%(num)d name stands in it. Say that it may be told, or decline the reply.",
                "%(num)d names stand in it. Say that they may be told, or decline the reply.",
                len(names),
            )
            % {"num": len(names)}
        )


async def allow_replies(work: Work, event: Event, *, allowed: bool) -> None:
    """Whether readers can reply from now on; what is shown stays. Again does nothing."""
    if event.replies != allowed:
        event.replies = allowed
        work.db.add(event)
        work.record(RepliesAllowed(event_id=event.id or 0, allowed=allowed))


async def send_reply(work: Work, event: Event, topic: Topic, said: Said, key: str) -> Reply:
    """To a published topic, from the visit with this key. It waits. Raises NotFound where none are wanted, and Conflict
    when much waits already."""
    check_takes(event, topic)
    visit_id = await open_visit(work, key)
    await _check_room(work, event, visit_id)
    reply = Reply(
        event_id=topic.event_id,
        topic_id=topic.id or 0,
        visit_id=visit_id,
        name=said.name,
        words=said.words,
        made_at=work.now,
    )
    work.db.add(reply)
    await work.db.flush()
    _tell_sent(work, topic)
    return reply


def check_takes(event: Event, topic: Topic) -> None:
    """Raises NotFound."""
    if not takes_replies(event.replies, policy_of(event, topic)):
        raise NotFound(_("This page takes no replies."))


async def take_back(work: Work, topic: Topic, reply: Reply, visit_id: int | None) -> None:
    """Nobody sees it any more. Again does nothing. Raises Forbidden for another device than that which sent it."""
    _check_own(reply, visit_id)
    if reply.state != TAKEN_BACK:
        _settle(work, topic, reply, TAKEN_BACK)


async def put_back(work: Work, event: Event, topic: Topic, reply: Reply, visit_id: int | None) -> None:
    """What was taken back waits anew. Again does nothing. Raises Forbidden, NotFound and Conflict as sending does."""
    own = _check_own(reply, visit_id)
    if reply.state == TAKEN_BACK:
        check_takes(event, topic)
        await _check_room(work, event, own)
        _settle(work, topic, reply, WAITING)
        _tell_sent(work, topic)


async def settle(work: Work, event: Event, topic: Topic, reply: Reply, settlement: Settlement) -> None:
    """Show it, decline it, or let it wait again. Raises Conflict when it is not what was seen, and NamesInIt."""
    if reply.state != settlement.seen:
        raise Conflict(_("Somebody settled this meanwhile. This is how it stands now."))
    if settlement.state == SHOWN:
        names = await names_in(work.db, event, topic, reply)
        if names and not settlement.names_told:
            raise NamesInIt(names)
        reply.names_told = bool(names)
    _settle(work, topic, reply, settlement.state)


async def hold_back(work: Work, event: Event, topic: Topic) -> None:
    """Less may be told from now on: what says names waits for somebody to look at it anew, and of what was off the
    record nothing is left."""
    if not may_be_published(policy_of(event, topic)):
        await work.db.exec(delete(Reply).where(col(Reply.topic_id) == topic.id))
        return
    shown = [reply for reply in await shown_of(work.db, topic.id or 0) if not reply.names_told]
    names = await names_in_each(work.db, event, topic, shown)
    for reply in shown:
        if names[reply.id or 0]:
            _settle(work, topic, reply, WAITING)
            _tell_sent(work, topic)


def _settle(work: Work, topic: Topic, reply: Reply, state: str) -> None:
    reply.state = state
    reply.names_told = reply.names_told and state == SHOWN
    reply.settled_at = None if state == WAITING else work.now
    work.db.add(reply)
    work.record(ReplySettled(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number, state=state))


def _check_own(reply: Reply, visit_id: int | None) -> int:
    if visit_id is None or reply.visit_id != visit_id:
        raise Forbidden(_("Only the device that sent a reply can take it back."))
    return visit_id


async def _check_room(work: Work, event: Event, visit_id: int) -> None:
    """The visit is held until commit, so that many at once do not all find the last place. Raises Conflict."""
    if await waiting_of(work.db, event.id or 0, visit_id) >= MOST_WAITING:
        raise Conflict(_("Much of what you sent still waits. Somebody reads that first; your words are still here."))
    if sum((await waiting_at(work.db, event.id or 0)).values()) >= MOST_WAITING_OF_ALL:
        raise Conflict(_("Very many replies wait at the moment. Come back tomorrow; your words are still here."))


def _tell_sent(work: Work, topic: Topic) -> None:
    work.record(ReplySent(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))
