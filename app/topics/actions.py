"""What can be done with a card before it is on the board."""

from uuid import uuid4

from sqlalchemy import TextClause, delete, func, text
from sqlmodel import col, select

from app.events.tables import Event
from app.kernel.errors import Forbidden, Refusal
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import StarsCounted, TopicProposed, TopicReworded
from app.topics.forms import Proposal
from app.topics.queries import facts_of_one, families_of, stars_of
from app.topics.rules import may_edit, posting_is_open
from app.topics.tables import Convener, Topic, TopicTag, TopicWish
from app.topics.wishes import Wishes

_ADD_STAR = text("INSERT INTO star (topic_id, attendee_id) VALUES (:topic_id, :attendee_id) ON CONFLICT DO NOTHING")
_DROP_STAR = text("DELETE FROM star WHERE topic_id = :topic_id AND attendee_id = :attendee_id")


class WallClosed(Refusal):
    """No cards are taken in this phase of the event."""

    status = 409


async def propose_topic(work: Work, event: Event, proposal: Proposal, attendee_id: int | None) -> Topic:
    """Puts a new card on the wall, convened by this attendee or, from paper, by a name alone."""
    if not posting_is_open(event.phase):
        raise WallClosed(_("The wall takes no cards at the moment. A facilitator can open it."))
    return await add_topic(work, event, proposal, attendee_id)


async def add_topic(work: Work, event: Event, proposal: Proposal, attendee_id: int | None) -> Topic:
    """A card whatever the phase: for those who prepare or import an event."""
    assert event.id is not None
    topic = Topic(
        event_id=event.id,
        number=await _next_number(work, event.id),
        guid=str(uuid4()),
        title=proposal.title,
        pitch=proposal.pitch,
        made_at=work.now,
    )
    work.db.add(topic)
    await work.db.flush()
    assert topic.id is not None
    _add_conveners(work, topic.id, proposal.name, attendee_id)
    _add_tags(work, topic.id, proposal.tags)
    _add_wishes(work, topic.id, proposal.wishes)
    work.record(TopicProposed(event_id=event.id, topic_id=topic.id, number=topic.number, title=topic.title))
    return topic


async def reword_topic(work: Work, topic: Topic, proposal: Proposal, viewer: Viewer) -> None:
    """Title, pitch, tags and wishes anew. Raises Forbidden for anybody but its hosts and facilitators."""
    facts = await facts_of_one(work.db, topic)
    if not may_edit(viewer, [convener.attendee_id for convener in facts.conveners]):
        raise Forbidden(_("Only its hosts can change this card."))
    assert topic.id is not None
    topic.title, topic.pitch = proposal.title, proposal.pitch
    work.db.add(topic)
    await work.db.exec(delete(TopicTag).where(col(TopicTag.topic_id) == topic.id))
    _add_tags(work, topic.id, proposal.tags)
    await work.db.exec(delete(TopicWish).where(col(TopicWish.topic_id) == topic.id))
    _add_wishes(work, topic.id, proposal.wishes)
    work.record(TopicReworded(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


async def star_topic(work: Work, topic: Topic, attendee_id: int) -> None:
    """Again does nothing."""
    if await _star(work, _ADD_STAR, topic.id, attendee_id):
        await _count_stars(work, topic)


async def unstar_topic(work: Work, topic: Topic, attendee_id: int) -> None:
    """Again does nothing. What was merged into the topic loses the star too."""
    assert topic.id is not None
    family = (await families_of(work.db, [topic.id]))[topic.id]
    if any([await _star(work, _DROP_STAR, member, attendee_id) for member in family]):
        await _count_stars(work, topic)


async def _star(work: Work, statement: TextClause, topic_id: int | None, attendee_id: int) -> bool:
    """One statement, so that of two taps at once the second finds nothing left to do. True if it changed anything."""
    star = {"topic_id": topic_id, "attendee_id": attendee_id}
    changed = await (await work.db.connection()).execute(statement, star)
    return bool(changed.rowcount)


async def _count_stars(work: Work, topic: Topic) -> None:
    assert topic.id is not None
    stars = await stars_of(work.db, topic.id)
    work.record(StarsCounted(event_id=topic.event_id, topic_id=topic.id, number=topic.number, stars=stars))


async def _next_number(work: Work, event_id: int) -> int:
    """One more than the highest ever given; the event's row is locked so that two cards never get the same."""
    await work.db.exec(select(Event.id).where(Event.id == event_id).with_for_update())
    highest = (await work.db.exec(select(func.max(Topic.number)).where(Topic.event_id == event_id))).one()
    return (highest or 0) + 1


def _add_conveners(work: Work, topic_id: int, written: str, attendee_id: int | None) -> None:
    """An attendee's name is one name whatever is in it; names on paper are separated by commas."""
    names = [written] if attendee_id else [name.strip() for name in written.split(",")]
    work.db.add_all(
        Convener(topic_id=topic_id, name=name, attendee_id=attendee_id, position=position)
        for position, name in enumerate(name for name in names if name)
    )


def _add_tags(work: Work, topic_id: int, tags: tuple[str, ...]) -> None:
    work.db.add_all(TopicTag(topic_id=topic_id, tag=tag) for tag in tags)


def _add_wishes(work: Work, topic_id: int, wishes: Wishes) -> None:
    work.db.add_all(TopicWish(topic_id=topic_id, kind=kind, value=value) for kind, value in wishes.rows())
