"""Cards that say the same become one, and can be taken apart again."""

from app.board.actions.moving import shift_of
from app.board.actions.shifting import Shift, lock_board, shift_cards
from app.board.changes import TopicMerged, TopicSplit
from app.board.placements import placements_of_topic
from app.events.tables import Event
from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.queries import topic_by_id
from app.topics.tables import Topic


class CannotMerge(Conflict):
    """One of the two is not a card of its own any more, or never was another one."""


async def merge_topics(work: Work, event: Event, topic: Topic, into: Topic) -> None:
    """`topic` becomes part of `into`, which takes over its place if it has none. Nothing of it is moved or lost.

    One step, undone as one. Raises CannotMerge.
    """
    assert event.id is not None
    await lock_board(work, event.id)
    places = await placements_of_topic(work.db, topic.id or 0)
    shifts = [shift_of(placement, None) for placement in places]
    if places and not await placements_of_topic(work.db, into.id or 0):
        shifts.append(Shift(into.id or 0, None, shifts[0].at))
    await shift_cards(work, event, shifts, even_locked=True)
    await set_merged(work, TopicMerged(**_about(topic, into)))


async def split_topic(work: Work, event: Event, topic: Topic) -> None:
    """It is a card of its own again, with all that was merged into it before, and waits on the wall.

    Raises CannotMerge.
    """
    assert event.id is not None
    await lock_board(work, event.id)
    topic = await topic_by_id(work.db, topic.id or 0)
    if topic.merged_into is None:
        raise CannotMerge(_("Card %d is a card of its own already.") % topic.number)
    await set_merged(work, TopicSplit(**_about(topic, await topic_by_id(work.db, topic.merged_into))))


async def set_merged(work: Work, change: TopicMerged | TopicSplit) -> None:
    """Does what the change says, and records it. Raises CannotMerge when the cards have gone on since."""
    topic, into = await topic_by_id(work.db, change.topic_id), await topic_by_id(work.db, change.into_id)
    if isinstance(change, TopicMerged):
        _check_may_merge(topic, into)
        topic.state, topic.merged_into = "merged", into.id
    elif topic.merged_into != into.id:
        raise CannotMerge(_("Card %(one)d is not part of %(other)d.") % {"one": topic.number, "other": into.number})
    else:
        topic.state, topic.merged_into = "open", None
    work.db.add(topic)
    await work.db.flush()
    work.record(change)


def _check_may_merge(topic: Topic, into: Topic) -> None:
    """Only two open ones: so there are never circles."""
    if topic.id == into.id:
        raise CannotMerge(_("A card cannot become part of itself."))
    for each in (topic, into):
        if each.state != "open":
            raise CannotMerge(_("Card %d is not on the wall any more.") % each.number)


def _about(topic: Topic, into: Topic) -> dict[str, int]:
    return {
        "event_id": topic.event_id,
        "topic_id": topic.id or 0,
        "number": topic.number,
        "into_id": into.id or 0,
        "into_number": into.number,
    }
