"""Sending a note to review, and taking it out again."""

from sqlmodel import delete

from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.policy import policy_of
from app.topics.queries import TopicFacts
from app.topics.tables import Topic
from app.writeups.changes import SentToReview, TakenOutOfReview
from app.writeups.forms import mark_of
from app.writeups.rules import may_be_published, may_send_to_review
from app.writeups.tables import Review


async def send_to_review(work: Work, event: Event, facts: TopicFacts, viewer: Viewer, note: str) -> None:
    """Facilitators see that it waits for them; again says it anew of what is written since. Raises Forbidden, Conflict
    for a card that is off the wall and Invalid for a note without words."""
    check_sends(facts, viewer)
    _check(event, facts.topic, note)
    topic = facts.topic
    review = await work.db.get(Review, topic.id) or Review(
        topic_id=topic.id or 0, event_id=topic.event_id, sent_at=work.now, mark=""
    )
    review.sent_at, review.sent_by, review.mark = work.now, viewer.attendee_id, mark_of(note)
    work.db.add(review)
    work.record(SentToReview(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def take_out_of_review(work: Work, facts: TopicFacts, viewer: Viewer) -> None:
    """Again does nothing. Raises Forbidden."""
    check_sends(facts, viewer)
    topic = facts.topic
    if await end_review(work, topic):
        work.record(TakenOutOfReview(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def end_review(work: Work, topic: Topic) -> bool:
    """Whether there was one."""
    gone = await work.db.exec(delete(Review).where(Review.topic_id == topic.id))  # type: ignore[arg-type]
    return bool(gone.rowcount)


def check_sends(facts: TopicFacts, viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not may_send_to_review(viewer, facts.caretakers, facts.topic.scribe_id):
        raise Forbidden(_("The hosts of a card and its scribe say when its note is ready."))


def _check(event: Event, topic: Topic, note: str) -> None:
    if not may_be_published(policy_of(event, topic)):
        raise Forbidden(_("This event is off the record: nothing of it is published."))
    if topic.state != "open":
        raise Conflict(_("This card was taken off the wall, so there is nothing to publish."))
    if not note.strip():
        empty = _("There is nothing to publish yet. Write something into the note first.")
        raise Invalid(empty, {"markdown": empty})
