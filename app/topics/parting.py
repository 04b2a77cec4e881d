"""What is done with cards and stars when somebody lets go of them."""

from collections.abc import Sequence

from sqlmodel import col, delete, or_, select, update

from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.changes import HostSteppedDown, StarsCounted
from app.topics.hosting import OPEN
from app.topics.queries import families_of, stars_of, survivor_of
from app.topics.tables import Convener, Draft, Invitation, Sighting, Star, Told, Topic


async def step_down(work: Work, topic: Topic, attendee_id: int | None) -> None:
    """The attendee hosts the card no longer, nor what was merged into it. Raises Forbidden for one who does not."""
    assert topic.id is not None
    family = (await families_of(work.db, [topic.id]))[topic.id]
    own = (col(Convener.topic_id).in_(family), col(Convener.attendee_id) == attendee_id)
    found = (await work.db.exec(select(Convener.id).where(*own))).first() if attendee_id is not None else None
    if attendee_id is None or found is None:
        raise Forbidden(_("Only its hosts can step down from this card."))
    await work.db.exec(delete(Convener).where(*own))
    work.record(
        HostSteppedDown(event_id=topic.event_id, topic_id=topic.id, number=topic.number, attendee_id=attendee_id)
    )


async def drop_stars(work: Work, event_id: int, attendee_id: int) -> None:
    """All stars of this attendee, each counted where it is seen."""
    for topic in await _starred(work, event_id, attendee_id):
        await work.db.exec(delete(Star).where(col(Star.topic_id) == topic.id, col(Star.attendee_id) == attendee_id))
        seen = await survivor_of(work.db, topic)
        assert seen.id is not None
        stars = await stars_of(work.db, seen.id)
        work.record(StarsCounted(event_id=event_id, topic_id=seen.id, number=seen.number, stars=stars))


async def forget_author(work: Work, attendee_id: int) -> None:
    """What they host still stays theirs without the name that was written on it. What only they saw goes."""
    await work.db.exec(update(Convener).where(col(Convener.attendee_id) == attendee_id).values(name=""))
    await work.db.exec(update(Topic).where(col(Topic.proposer_id) == attendee_id).values(proposer_id=None))
    for kept in (Draft, Sighting, Told):
        await work.db.exec(delete(kept).where(col(kept.attendee_id) == attendee_id))
    theirs = or_(col(Invitation.attendee_id) == attendee_id, col(Invitation.made_by) == attendee_id)
    await work.db.exec(delete(Invitation).where(theirs, col(Invitation.state) == OPEN))


async def _starred(work: Work, event_id: int, attendee_id: int) -> Sequence[Topic]:
    starred = select(Topic).join(Star, col(Star.topic_id) == col(Topic.id))
    return (await work.db.exec(starred.where(Topic.event_id == event_id, Star.attendee_id == attendee_id))).all()
