"""A card leaves the wall, by its host or by a facilitator who takes it away, or comes back to it."""

from app.board.actions.moving import check_may_arrange, shift_of
from app.board.actions.pitching import leave_line
from app.board.actions.shifting import lock_board, shift_cards
from app.board.changes import TopicRemoved, TopicWithdrawn
from app.board.placements import placements_of_topic
from app.events.queries import event_by_id
from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import TopicRestored
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.rules import REMOVED, may_withdraw
from app.topics.tables import Topic

OPEN, WITHDRAWN = "open", "withdrawn"


async def withdraw_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """The card leaves the wall and frees its cells; its page and its stars stay. Raises Forbidden, Conflict."""
    await _check_may_withdraw(work, topic, viewer)
    _check_alone(topic)
    _check_not_removed(topic)
    await _take_down(work, topic, viewer, WITHDRAWN)
    work.record(TopicWithdrawn(event_id=topic.event_id, topic_id=_id(topic), number=topic.number, title=topic.title))


async def restore_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """A withdrawn card comes back to the wall. Raises Forbidden, Conflict."""
    await _check_may_withdraw(work, topic, viewer)
    _check_alone(topic)
    _check_not_removed(topic)
    _put_back(work, topic)


async def remove_topic(work: Work, topic: Topic, viewer: Viewer, reason: str) -> None:
    """A facilitator takes the card away: it is on no page any more, and its cells are free. Again does nothing.

    Raises Forbidden, and Conflict for one that is part of another.
    """
    check_may_arrange(viewer)
    _check_alone(topic)
    await lock_board(work, topic.event_id)
    topic = await topic_by_id(work.db, _id(topic))
    if topic.state == REMOVED:
        return
    await _take_down(work, topic, viewer, REMOVED)
    topic.removed_why = reason
    work.record(
        TopicRemoved(
            event_id=topic.event_id, topic_id=_id(topic), number=topic.number, title=topic.title, reason=reason
        )
    )


async def bring_back(work: Work, topic: Topic, viewer: Viewer) -> None:
    """A card that was taken away is on the wall again; its cells may be taken by now. Again does nothing."""
    check_may_arrange(viewer)
    if topic.state == REMOVED:
        topic.removed_why = ""
        _put_back(work, topic)


async def _take_down(work: Work, topic: Topic, viewer: Viewer, state: str) -> None:
    await lock_board(work, topic.event_id)
    leaving = [shift_of(placement, None) for placement in await placements_of_topic(work.db, _id(topic))]
    await shift_cards(work, await event_by_id(work.db, topic.event_id), leaving, even_locked=True)
    await leave_line(work, topic, viewer)
    topic.state = state
    work.db.add(topic)


def _put_back(work: Work, topic: Topic) -> None:
    topic.state = OPEN
    work.db.add(topic)
    work.record(TopicRestored(event_id=topic.event_id, topic_id=_id(topic), number=topic.number, title=topic.title))


def _check_alone(topic: Topic) -> None:
    if topic.merged_into is not None:
        raise Conflict(_("This card is part of another one. A facilitator can split it out."))


def _check_not_removed(topic: Topic) -> None:
    if topic.state == REMOVED:
        raise Conflict(_("A facilitator has taken this card away, and only one can bring it back."))


async def _check_may_withdraw(work: Work, topic: Topic, viewer: Viewer) -> None:
    if not may_withdraw(viewer, (await facts_of_one(work.db, topic)).caretakers[0]):
        raise Forbidden(_("Only whoever called this topic can withdraw it."))


def _id(topic: Topic) -> int:
    assert topic.id is not None
    return topic.id
