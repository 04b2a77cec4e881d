"""Who hosts a card: claimed where nobody does, shared by invitation or on request, taken over from a name on paper."""

import secrets

from sqlmodel import col, func, select, update

from app.events.queries import event_by_id
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.queries import hash_of
from app.people.tables import Attendee
from app.people.viewers import Viewer
from app.topics.actions.holding import check_on_the_wall, held_topic
from app.topics.changes import HostingAsked, HostInvited, HostJoined, InvitationAnswered
from app.topics.hosting import ACCEPTED, DECLINED, OPEN, TAKEN_BACK, invitation_by_token
from app.topics.policy import hosts_shown
from app.topics.queries import TopicFacts, facts_of_one
from app.topics.rules import MOST_INVITATIONS, is_wanted, may_edit
from app.topics.tables import Convener, Invitation, Topic


class HostedAlready(Conflict):
    """Somebody was faster."""


async def claim_topic(work: Work, topic: Topic, attendee_id: int) -> None:
    """A wanted card gets its host; again by the same does nothing. Raises HostedAlready, NotOnTheWall."""
    facts = await _held(work, topic)
    if _hosts_it(facts, attendee_id):
        return
    if not is_wanted(topic.state, facts.conveners):
        raise HostedAlready(await _who_was_faster(work, facts))
    await _add_host(work, topic, attendee_id)


async def _who_was_faster(work: Work, facts: TopicFacts) -> str:
    """No more names than the card itself tells."""
    event = await event_by_id(work.db, facts.topic.event_id)
    names = hosts_shown(event, facts.topic, facts.conveners)
    if not names:
        return _("Somebody was faster and hosts this card now.")
    return _("%s was faster and hosts this card now.") % ", ".join(names)


async def take_over_name(work: Work, topic: Topic, convener_id: int, attendee_id: int) -> None:
    """A name on paper becomes the attendee who wrote it, once. Raises HostedAlready, NotFound."""
    await _held(work, topic)
    convener = await work.db.get(Convener, convener_id, populate_existing=True)
    if convener is None or convener.topic_id != topic.id:
        raise NotFound(_("This name does not stand on the card any more."))
    if convener.attendee_id == attendee_id:
        return
    if convener.attendee_id is not None:
        raise HostedAlready(_("Somebody has said already that this card is theirs. A facilitator can help."))
    convener.attendee_id, convener.name = attendee_id, await _name_of(work, attendee_id)
    work.db.add(convener)
    _record_host(work, topic, attendee_id)


async def invite_host(work: Work, topic: Topic, viewer: Viewer, guest_id: int) -> None:
    """They find it on their own pages. Once is enough; whoever asked already is taken at their word.

    Raises Forbidden, HostedAlready.
    """
    facts = await _held_by(work, topic, viewer)
    if _hosts_it(facts, guest_id):
        raise HostedAlready(_("They host this card already."))
    there = await _open_one(work, topic, guest_id)
    if there and there.asked:
        await _accept(work, topic, there, guest_id)
    elif there is None:
        await _check_number(work, topic)
        invitation = await _add(work, topic, viewer.attendee_id, attendee_id=guest_id)
        work.record(HostInvited(**_about(topic, invitation)))


async def make_hosting_link(work: Work, topic: Topic, viewer: Viewer) -> str:
    """A token for a link that makes one person a host. It is shown now and never again. Raises Forbidden."""
    await _held_by(work, topic, viewer)
    await _check_number(work, topic)
    token = secrets.token_urlsafe(24)
    invitation = await _add(work, topic, viewer.attendee_id, token_hash=hash_of(token))
    work.record(HostInvited(**_about(topic, invitation)))
    return token


async def ask_to_host(work: Work, topic: Topic, attendee_id: int) -> None:
    """The hosts are asked; where there are none, the card is claimed. Again does nothing."""
    facts = await _held(work, topic)
    if is_wanted(topic.state, facts.conveners):
        await claim_topic(work, topic, attendee_id)
    elif not _hosts_it(facts, attendee_id):
        there = await _open_one(work, topic, attendee_id)
        if there and not there.asked:
            await _accept(work, topic, there, attendee_id)
        elif there is None:
            invitation = await _add(work, topic, attendee_id, attendee_id=attendee_id, asked=True)
            work.record(HostingAsked(**_about(topic, invitation)))


async def accept_invitation(work: Work, topic: Topic, invitation: Invitation, viewer: Viewer) -> None:
    """By who was invited; by a host, where somebody asked. Raises Forbidden, Conflict when it was answered before."""
    facts = await _held(work, topic)
    _check_may_answer(invitation, viewer, facts)
    assert invitation.attendee_id is not None
    await _accept(work, topic, invitation, invitation.attendee_id)


async def decline_invitation(work: Work, topic: Topic, invitation: Invitation, viewer: Viewer) -> None:
    """By who may accept it; or it is taken back by whoever made it. Raises Forbidden, Conflict."""
    facts = await _held(work, topic)
    takes_back = _may_take_back(invitation, viewer, facts)
    if not takes_back:
        _check_may_answer(invitation, viewer, facts)
    await _answer(work, topic, invitation, TAKEN_BACK if takes_back else DECLINED)


async def take_hosting_link(work: Work, topic: Topic, token: str, attendee_id: int) -> None:
    """Whoever follows it hosts too; it works once. Raises NotFound."""
    facts = await _held(work, topic)
    invitation = await invitation_by_token(work.db, token, work.now)
    if not _hosts_it(facts, attendee_id):
        await _accept(work, topic, invitation, attendee_id)


async def _held(work: Work, topic: Topic) -> TopicFacts:
    """The card as it is now, for one after the other. Raises NotOnTheWall."""
    topic = await held_topic(work, topic.id or 0)
    check_on_the_wall(topic)
    return await facts_of_one(work.db, topic)


async def _held_by(work: Work, topic: Topic, viewer: Viewer) -> TopicFacts:
    facts = await _held(work, topic)
    if not may_edit(viewer, facts.caretakers):
        raise Forbidden(_("Only its hosts can invite somebody to this card."))
    return facts


def _hosts_it(facts: TopicFacts, attendee_id: int) -> bool:
    return attendee_id in [convener.attendee_id for convener in facts.conveners]


async def _open_one(work: Work, topic: Topic, attendee_id: int) -> Invitation | None:
    there = select(Invitation).where(
        Invitation.topic_id == topic.id, Invitation.attendee_id == attendee_id, Invitation.state == OPEN
    )
    return (await work.db.exec(there)).first()


async def _check_number(work: Work, topic: Topic) -> None:
    waiting = select(func.count()).where(
        col(Invitation.topic_id) == topic.id, col(Invitation.state) == OPEN, col(Invitation.asked).is_(False)
    )
    if (await work.db.exec(waiting)).one() >= MOST_INVITATIONS:
        raise Conflict(_("Many are invited to this card already. Take an invitation back first."))


async def _add(
    work: Work,
    topic: Topic,
    made_by: int | None,
    attendee_id: int | None = None,
    token_hash: str | None = None,
    asked: bool = False,
) -> Invitation:
    assert topic.id is not None
    invitation = Invitation(
        event_id=topic.event_id,
        topic_id=topic.id,
        attendee_id=attendee_id,
        asked=asked,
        token_hash=token_hash,
        made_by=made_by,
        made_at=work.now,
    )
    work.db.add(invitation)
    await work.db.flush()
    return invitation


def _check_may_answer(invitation: Invitation, viewer: Viewer, facts: TopicFacts) -> None:
    allowed = may_edit(viewer, facts.caretakers) if invitation.asked else viewer.attendee_id == invitation.attendee_id
    if not allowed or invitation.attendee_id is None:
        raise Forbidden(_("This is for somebody else to answer."))


def _may_take_back(invitation: Invitation, viewer: Viewer, facts: TopicFacts) -> bool:
    if invitation.asked:
        return viewer.attendee_id is not None and viewer.attendee_id == invitation.attendee_id
    return may_edit(viewer, facts.caretakers)


async def _accept(work: Work, topic: Topic, invitation: Invitation, attendee_id: int) -> None:
    invitation.attendee_id = attendee_id
    await _answer(work, topic, invitation, ACCEPTED)
    if not _hosts_it(await facts_of_one(work.db, topic), attendee_id):
        await _add_host(work, topic, attendee_id)


async def _answer(work: Work, topic: Topic, invitation: Invitation, state: str) -> None:
    """The database decides which of two answers is the first."""
    open_still = (col(Invitation.id) == invitation.id, col(Invitation.state) == OPEN)
    values = {"state": state, "answered_at": work.now, "attendee_id": invitation.attendee_id}
    done = await work.db.exec(update(Invitation).where(*open_still).values(**values))
    if not done.rowcount:
        raise Conflict(_("This was answered already."))
    work.record(InvitationAnswered(**_about(topic, invitation), state=state))


async def _add_host(work: Work, topic: Topic, attendee_id: int) -> None:
    """Behind those who host it already."""
    assert topic.id is not None
    last = select(func.max(Convener.position)).where(Convener.topic_id == topic.id)
    position = (await work.db.exec(last)).one()
    name = await _name_of(work, attendee_id)
    position = 0 if position is None else position + 1
    work.db.add(Convener(topic_id=topic.id, name=name, attendee_id=attendee_id, position=position))
    await work.db.flush()
    _record_host(work, topic, attendee_id)


async def _name_of(work: Work, attendee_id: int) -> str:
    return (await work.db.exec(select(Attendee.name).where(Attendee.id == attendee_id))).one()


def _record_host(work: Work, topic: Topic, attendee_id: int) -> None:
    ids = {"event_id": topic.event_id, "topic_id": topic.id or 0, "number": topic.number}
    work.record(HostJoined(**ids, attendee_id=attendee_id))


def _about(topic: Topic, invitation: Invitation) -> dict[str, int]:
    ids = {"event_id": topic.event_id, "topic_id": topic.id or 0, "number": topic.number}
    return {**ids, "invitation_id": invitation.id or 0}
