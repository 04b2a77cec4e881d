"""Saying that a topic is on the same matter as an earlier one, and taking it back."""

from sqlmodel import col, delete, func, select

from app.events.tables import Event
from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.actions.holding import check_on_the_wall, held_topic
from app.topics.changes import EchoLinked, EchoUnlinked
from app.topics.echoes import echoed_by, place_of
from app.topics.policy import policy_of
from app.topics.queries import families_of
from app.topics.rules import MOST_ECHOES, is_before, may_be_echoed
from app.topics.tables import Echo, Topic


async def link_echo(work: Work, event: Event, topic: Topic, of_event: Event, of: Topic) -> None:
    """Again does nothing. Raises NotOnTheWall if one of them is not there any more, Conflict for what is not earlier,
    was off the record, or is too much."""
    topic = await held_topic(work, topic.id or 0)
    check_on_the_wall(topic)
    check_on_the_wall(of)
    if not may_be_echoed(policy_of(of_event, of)) or not is_before(place_of(of_event, of), place_of(event, topic)):
        raise Conflict(_("An echo leads to an earlier topic that may be told of."))
    if of.id in {each.id for each in await echoed_by(work.db, topic)}:
        return
    count = select(func.count()).select_from(Echo).where(Echo.topic_id == topic.id)
    if (await work.db.exec(count)).one() >= MOST_ECHOES:
        raise Conflict(_("This card is an echo of very many already."))
    work.db.add(Echo(topic_id=topic.id or 0, of_id=of.id or 0, linked_at=work.now, linked_by=work.actor))
    await work.db.flush()
    work.record(_change(EchoLinked, topic, of))


async def unlink_echo(work: Work, topic: Topic, of: Topic) -> None:
    """Also what was linked with cards that are part of them by now. Again does nothing."""
    families = await families_of(work.db, [topic.id or 0, of.id or 0])
    ours, theirs = families[topic.id or 0], families[of.id or 0]
    gone = await work.db.exec(delete(Echo).where(col(Echo.topic_id).in_(ours), col(Echo.of_id).in_(theirs)))
    if gone.rowcount:
        work.record(_change(EchoUnlinked, topic, of))


def _change(kind: type[EchoLinked] | type[EchoUnlinked], topic: Topic, of: Topic) -> EchoLinked | EchoUnlinked:
    return kind(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number, of_id=of.id or 0)
