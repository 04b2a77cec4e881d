"""Cards are written: on the wall at once, or in their author's drawer until they are ready."""

import json
from uuid import uuid4

from sqlalchemy import func
from sqlmodel import col, delete, select

from app.events.tables import Event
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.tables import Attendee
from app.people.viewers import Viewer
from app.topics.changes import TopicProposed, TopicReworded
from app.topics.forms import Proposal
from app.topics.queries import draft_of, drafts_of, facts_of_one, proposal_in
from app.topics.rules import MOST_DRAFTS, may_edit, may_keep_drafts, posting_is_open
from app.topics.tables import Convener, Draft, Topic, TopicTag, TopicWish
from app.topics.wishes import Wishes


class WallClosed(Refusal):
    """No cards are taken in this phase of the event."""

    status = 409


class DrawerFull(Refusal):
    """Somebody keeps very many drafts."""

    status = 409


async def propose_topic(work: Work, event: Event, proposal: Proposal, attendee_id: int | None) -> Topic:
    """Puts a new card on the wall, convened by this attendee or, from paper, by a name alone; by nobody yet, if it is
    wanted. Raises WallClosed."""
    _check_wall(event)
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
        proposer_id=attendee_id,
        can_repeat=proposal.can_repeat,
    )
    work.db.add(topic)
    await work.db.flush()
    assert topic.id is not None
    if not proposal.wanted:
        _add_conveners(work, topic.id, proposal.name, attendee_id)
    _add_tags(work, topic.id, proposal.tags)
    _add_wishes(work, topic.id, proposal.wishes)
    work.record(TopicProposed(event_id=event.id, topic_id=topic.id, number=topic.number, title=topic.title))
    return topic


async def reword_topic(work: Work, topic: Topic, proposal: Proposal, viewer: Viewer) -> None:
    """Title, pitch, tags and wishes anew. Raises Forbidden for anybody but its hosts and facilitators."""
    if not may_edit(viewer, (await facts_of_one(work.db, topic)).caretakers):
        raise Forbidden(_("Only its hosts can change this card."))
    assert topic.id is not None
    topic.can_repeat = proposal.can_repeat
    await work.db.exec(delete(TopicWish).where(col(TopicWish.topic_id) == topic.id))
    _add_wishes(work, topic.id, proposal.wishes)
    await set_words(work, topic, proposal)


async def set_words(work: Work, topic: Topic, proposal: Proposal) -> None:
    """Title, pitch and tags anew, whoever wants it: for imports."""
    assert topic.id is not None
    topic.title, topic.pitch = proposal.title, proposal.pitch
    work.db.add(topic)
    await work.db.exec(delete(TopicTag).where(col(TopicTag.topic_id) == topic.id))
    _add_tags(work, topic.id, proposal.tags)
    work.record(TopicReworded(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


async def keep_draft(
    work: Work, event: Event, proposal: Proposal, attendee_id: int, draft_id: int | None = None
) -> Draft:
    """In the author's drawer, where nobody else looks; `draft_id` is the one that it takes the place of.

    Raises WallClosed when the event is over, DrawerFull, NotFound for a draft that is gone.
    """
    assert event.id is not None
    if not may_keep_drafts(event.phase):
        raise WallClosed(_("This event takes no cards any more."))
    draft = await _draft_for(work, event.id, attendee_id, draft_id)
    draft.title, draft.pitch, draft.tags = proposal.title, proposal.pitch, ", ".join(proposal.tags)
    draft.wishes = json.dumps(proposal.wishes.written())
    draft.wanted, draft.can_repeat = proposal.wanted, proposal.can_repeat
    work.db.add(draft)
    await work.db.flush()
    return draft


async def open_draft(work: Work, event: Event, draft_id: int, attendee_id: int) -> Topic:
    """It becomes a card on the wall, once. Raises WallClosed, NotFound when it is gone already."""
    assert event.id is not None
    _check_wall(event)
    draft = await draft_of(work.db, event.id, attendee_id, draft_id)
    await drop_draft(work, event.id, draft_id, attendee_id)
    author = await work.db.get(Attendee, attendee_id)
    return await add_topic(work, event, proposal_in(draft, author.name if author else ""), attendee_id)


async def drop_draft(work: Work, event_id: int, draft_id: int, attendee_id: int) -> None:
    """Raises NotFound for one that is not theirs, or gone: so of two taps at once one finds it."""
    mine = (col(Draft.event_id) == event_id, col(Draft.attendee_id) == attendee_id, col(Draft.id) == draft_id)
    dropped = await work.db.exec(delete(Draft).where(*mine))
    if not dropped.rowcount:
        raise NotFound(_("This draft is not there any more."))


async def _draft_for(work: Work, event_id: int, attendee_id: int, draft_id: int | None) -> Draft:
    if draft_id is not None:
        return await draft_of(work.db, event_id, attendee_id, draft_id)
    if len(await drafts_of(work.db, event_id, attendee_id)) >= MOST_DRAFTS:
        raise DrawerFull(_("You keep %d drafts already. Put one on the wall, or throw one away.") % MOST_DRAFTS)
    return Draft(event_id=event_id, attendee_id=attendee_id, title="", made_at=work.now)


def _check_wall(event: Event) -> None:
    if not posting_is_open(event.phase):
        raise WallClosed(_("The wall takes no cards at the moment. A facilitator can open it."))


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
