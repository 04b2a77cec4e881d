"""Who writes a topic's note: one named person, though everybody may write in it."""

from sqlmodel import col, select

from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.tables import Attendee
from app.people.viewers import Viewer
from app.topics.actions.holding import check_on_the_wall, held_topic
from app.topics.changes import PenLaidDown, PenTaken
from app.topics.queries import facts_of_one
from app.topics.rules import may_lay_down_pen
from app.topics.tables import Topic
from app.topics.told import follow_from_now


class PenIsTaken(Conflict):
    """Somebody was faster."""


async def take_pen(work: Work, topic_id: int, attendee_id: int) -> None:
    """The attendee is the scribe; again does nothing. Raises PenIsTaken, NotOnTheWall."""
    topic = await held_topic(work, topic_id)
    check_on_the_wall(topic)
    if topic.scribe_id == attendee_id:
        return
    if topic.scribe_id is not None:
        name = (await work.db.exec(select(Attendee).where(Attendee.id == topic.scribe_id))).one().shown
        raise PenIsTaken(_("%s has the pen already. You can write in the note all the same.") % name)
    topic.scribe_id = attendee_id
    work.db.add(topic)
    await follow_from_now(work, topic.event_id, topic_id, attendee_id)
    work.record(PenTaken(**_about(topic), attendee_id=attendee_id))


async def lay_down_pen(work: Work, topic_id: int, viewer: Viewer) -> None:
    """By the scribe, or by those who may change the card; again it does nothing. Raises Forbidden."""
    topic = await held_topic(work, topic_id)
    caretakers = (await facts_of_one(work.db, topic)).caretakers
    if not may_lay_down_pen(viewer, topic.scribe_id, caretakers):
        raise Forbidden(_("Only its scribe, its hosts and facilitators can free this seat."))
    if topic.scribe_id is not None:
        _free(work, topic)


async def lay_down_pens(work: Work, event_id: int, attendee_id: int) -> None:
    """All of one who goes away."""
    theirs = select(Topic).where(Topic.event_id == event_id, col(Topic.scribe_id) == attendee_id)
    for topic in (await work.db.exec(theirs)).all():
        _free(work, topic)


def _free(work: Work, topic: Topic) -> None:
    assert topic.scribe_id is not None
    work.record(PenLaidDown(**_about(topic), attendee_id=topic.scribe_id))
    topic.scribe_id = None
    work.db.add(topic)


def _about(topic: Topic) -> dict[str, int]:
    return {"event_id": topic.event_id, "topic_id": topic.id or 0, "number": topic.number}
