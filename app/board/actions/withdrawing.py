"""A card leaves the wall for good, or comes back to it."""

from app.board.actions.moving import shift_of
from app.board.actions.pitching import leave_line
from app.board.actions.shifting import lock_board, shift_cards
from app.board.changes import TopicWithdrawn
from app.board.queries import placements_of_topic
from app.events.queries import event_by_id
from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import TopicRestored
from app.topics.queries import facts_of_one
from app.topics.rules import may_withdraw
from app.topics.tables import Topic


async def withdraw_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """The card leaves the wall and frees its cells; its page and its stars stay. Raises Forbidden."""
    await _check_may_withdraw(work, topic, viewer)
    _check_alone(topic)
    assert topic.id is not None
    await lock_board(work, topic.event_id)
    leaving = [shift_of(placement, None) for placement in await placements_of_topic(work.db, topic.id)]
    await shift_cards(work, await event_by_id(work.db, topic.event_id), leaving, even_locked=True)
    await leave_line(work, topic, viewer)
    topic.state = "withdrawn"
    work.db.add(topic)
    work.record(TopicWithdrawn(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


async def restore_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """A withdrawn card comes back to the wall. Raises Forbidden."""
    await _check_may_withdraw(work, topic, viewer)
    _check_alone(topic)
    assert topic.id is not None
    topic.state = "open"
    work.db.add(topic)
    work.record(TopicRestored(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


def _check_alone(topic: Topic) -> None:
    if topic.merged_into is not None:
        raise Conflict(_("This card is part of another one. A facilitator can split it out."))


async def _check_may_withdraw(work: Work, topic: Topic, viewer: Viewer) -> None:
    conveners = (await facts_of_one(work.db, topic)).conveners
    if not may_withdraw(viewer, conveners[0].attendee_id if conveners else None):
        raise Forbidden(_("Only whoever called this topic can withdraw it."))
