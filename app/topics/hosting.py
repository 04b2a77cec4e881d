"""Reading who may become a host: invitations and requests that wait, and the proof that a paper card carries."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.names import DOT, skeleton
from app.people.queries import hash_of
from app.people.tables import Attendee
from app.topics.own import HOSTED
from app.topics.rules import INVITATION_LIFE
from app.topics.tables import Convener, Invitation, Topic

OPEN, ACCEPTED, DECLINED, TAKEN_BACK = "open", "accepted", "declined", "taken_back"


@dataclass(frozen=True)
class InvitationView:
    """One that waits for an answer: `name` is who would host, empty for a link; `by` who invited them."""

    id: int
    attendee_id: int | None
    number: int
    title: str
    name: str
    by: str
    asked: bool


_WAITING = (
    select(Invitation, Topic)
    .join(Topic, col(Topic.id) == col(Invitation.topic_id))
    .where(col(Invitation.state) == OPEN, col(Topic.state) == "open")
    .order_by(col(Invitation.id))
)
_WAITING_AT = _WAITING.where(col(Invitation.topic_id) == bindparam("topic_id"))
_WAITING_FOR = _WAITING.where(
    col(Invitation.event_id) == bindparam("event_id"),
    or_(
        and_(col(Invitation.attendee_id) == bindparam("attendee_id"), col(Invitation.asked).is_(False)),
        and_(col(Invitation.topic_id).in_(HOSTED), col(Invitation.asked)),
    ),
)


async def invitation_by_id(db: AsyncSession, event_id: int, invitation_id: int) -> Invitation:
    here = select(Invitation).where(Invitation.event_id == event_id, Invitation.id == invitation_id)
    invitation = (await db.exec(here)).first() if invitation_id <= GREATEST else None
    if invitation is None:
        raise NotFound(_("There is no such invitation."))
    return invitation


async def invitation_by_token(db: AsyncSession, token: str, now: datetime) -> Invitation:
    """The one behind a link that still works; unknown, old and used ones look the same. Raises NotFound."""
    fresh = (col(Invitation.state) == OPEN, col(Invitation.made_at) > now - INVITATION_LIFE)
    found = (await db.exec(select(Invitation).where(Invitation.token_hash == hash_of(token), *fresh))).first()
    if found is None:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    return found


async def waiting_at(db: AsyncSession, topic_id: int) -> list[InvitationView]:
    """What is unanswered at one card, for its hosts."""
    return await _views(db, (await db.exec(_WAITING_AT, params={"topic_id": topic_id})).all())


async def waiting_for(db: AsyncSession, event_id: int, attendee_id: int) -> list[InvitationView]:
    """What this attendee can answer: invitations to them, and requests to host what they host."""
    asked = {"event_id": event_id, "attendee_id": attendee_id}
    return await _views(db, (await db.exec(_WAITING_FOR, params=asked)).all())


async def attendees_called(db: AsyncSession, event_id: int, name: str) -> Sequence[Attendee]:
    """Everybody at the event who goes by this name, written in whatever case, with what tells them apart or without."""
    here = select(Attendee).where(Attendee.event_id == event_id, Attendee.look == skeleton(name.partition(DOT)[0]))
    found, wanted = (await db.exec(here)).all(), name.casefold()
    told_apart = [each for each in found if wanted in (each.shown.casefold(), each.called.casefold())]
    several = [each for each in found if each.name.casefold() == wanted]
    return several if len(several) > 1 else told_apart or several


async def names_on_paper(db: AsyncSession, topic_id: int) -> Sequence[Convener]:
    """The hosts of a card that are names without a visit."""
    found = select(Convener).where(Convener.topic_id == topic_id, col(Convener.attendee_id).is_(None))
    return (await db.exec(found.order_by(col(Convener.position), col(Convener.id)))).all()


async def on_paper(db: AsyncSession, event_id: int) -> set[int]:
    """The ids of the topics with such a host."""
    found = select(Convener.topic_id).join(Topic, col(Topic.id) == col(Convener.topic_id))
    return set((await db.exec(found.where(Topic.event_id == event_id, col(Convener.attendee_id).is_(None)))).all())


def proof_of(secret: str, topic: Topic) -> str:
    """What only the printed card's code carries: nothing has to be kept for it, and printing again gives the same."""
    return hmac.new(secret.encode(), f"paper:{topic.guid}".encode(), hashlib.sha256).hexdigest()[:32]


def proves(secret: str, topic: Topic, proof: str) -> bool:
    return hmac.compare_digest(proof_of(secret, topic).encode(), proof.encode())


async def _views(db: AsyncSession, found: Sequence[tuple[Invitation, Topic]]) -> list[InvitationView]:
    if not found:
        return []
    people = {each for invitation, _topic in found for each in (invitation.attendee_id, invitation.made_by)}
    named = await db.exec(select(Attendee).where(col(Attendee.id).in_(people - {None})))
    names = {attendee.id: attendee.shown for attendee in named}
    return [
        InvitationView(
            invitation.id or 0,
            invitation.attendee_id,
            topic.number,
            topic.title,
            names.get(invitation.attendee_id, ""),
            names.get(invitation.made_by, "") or _("A facilitator"),
            invitation.asked,
        )
        for invitation, topic in found
    ]
