"""What all pages of cards stand on: whose cards and stars they are, who may do what, and joining first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.actions import come_in
from app.events.visiting import Here
from app.kernel.errors import Forbidden, Invalid
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.kernel.work import Work
from app.kernel.writing import listed
from app.people.names import clean_name
from app.topics.cards import Cards, CardView
from app.topics.forms import Proposal, read_proposal
from app.topics.hosting import InvitationView, waiting_for
from app.topics.own import called_by, concerns_of
from app.topics.queries import (
    TopicFacts,
    facts_of_one,
    numbers_among,
    survivor_of,
    topic_by_number,
    topics_of,
    wishes_of,
)
from app.topics.rules import may_edit, may_withdraw
from app.topics.tables import Topic
from app.topics.talk import unanswered_for
from app.topics.wishes import NOT_BESIDE, Wishes

AtEvent = NamedDependency[Here]
Number = FromPath[int]


@dataclass(frozen=True)
class Asked:
    """What waits for a word of the viewer: invitations and requests to host, and their own cards with how many
    comments that no host has answered."""

    invitations: list[InvitationView]
    comments: list[tuple[Topic, int]]

    def __bool__(self) -> bool:
        return bool(self.invitations or self.comments)


async def all_cards(here: Here, cards: Cards) -> list[CardView]:
    """Of the open topics, the newest first, as everybody sees them."""

    async def make() -> list[CardView]:
        return await cards.of(here.db, here.event, await topics_of(here.db, here.event_id))

    return await here.alike("cards", make)


async def mine(here: Here) -> dict[str, list[int]]:
    """What is the viewer's own, by number: the island beside fragments that know nobody."""
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        return {"stars": [], "cards": [], "writes": []}
    concerns = here.news.concerns if here.news else await concerns_of(here.db, here.event_id, attendee_id)
    own = [concern for concern in concerns if concern.topic.merged_into is None]
    return {
        "stars": [concern.topic.number for concern in own if concern.starred],
        "cards": [concern.topic.number for concern in own if concern.hosted],
        "writes": [concern.topic.number for concern in own if concern.written],
    }


async def asked_of(here: Here) -> Asked:
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        return Asked([], [])
    unanswered = await unanswered_for(here.db, here.event_id, attendee_id)
    called = await called_by(here.db, here.event_id, attendee_id) if unanswered else []
    comments = [(topic, unanswered[topic.id]) for topic in called if topic.id in unanswered and topic.state == "open"]
    return Asked(await waiting_for(here.db, here.event_id, attendee_id), comments)


async def survivor(db: AsyncSession, here: Here, number: int) -> Topic:
    """The card of this number, or what it is part of by now."""
    return await survivor_of(db, await topic_by_number(db, here.event_id, number))


async def wishes(here: Here, topic: Topic) -> Wishes:
    assert topic.id is not None
    return (await wishes_of(here.db, [topic.id])).get(topic.id, Wishes())


async def read_card(here: Here, posted: Mapping[str, str], name_needed: bool = False) -> Proposal:
    """Raises Invalid, also for a wish not to be beside a card that there never was."""
    proposal = read_proposal(posted, name_needed)
    named = proposal.wishes.not_beside
    if missing := sorted(named - await numbers_among(here.db, here.event_id, named)):
        numbers = listed([str(number) for number in missing])
        told = ngettext("There is no card %(numbers)s.", "There are no cards %(numbers)s.", len(missing))
        wrong = told % {"numbers": numbers}
        raise Invalid(wrong, {NOT_BESIDE: wrong})
    return proposal


def rights(here: Here, facts: TopicFacts) -> dict[str, Any]:
    caretakers = facts.caretakers
    return {
        "may_edit": may_edit(here.viewer, caretakers),
        "may_withdraw": may_withdraw(here.viewer, caretakers[0]),
    }


async def editable(here: Here, number: int) -> TopicFacts:
    """The topic, or what it is part of by now, for those who may change it. Raises Forbidden."""
    facts = await facts_of_one(here.db, await survivor(here.db, here, number))
    if not may_edit(here.viewer, facts.caretakers):
        raise Forbidden(_("Only its hosts can change this card."))
    return facts


async def take_part(work: Work, here: Here, name: str) -> tuple[int, str]:
    """The viewer's id and name at the event: who has none yet joins with this one on the way. Raises CodeNeeded."""
    if here.viewer.attendee_id is not None:
        return here.viewer.attendee_id, here.viewer.name or ""
    name = clean_name(name)
    return await come_in(work, here.event, here.viewer, here.visit.key, name), name


def join_first(here: Here, back: str, star: int | None = None) -> Response[Any]:
    """What somebody does needs somebody who does it; `back` is where they go on, beneath the event's address. The card
    of the number `star` gets theirs then."""
    if here.wants_page:
        return go(f"{here.home}/join?next={here.home}{back}" + (f"&star={star}" if star else ""))
    return Response({"message": _("Join with a name first."), "fields": {}}, status_code=403)


def done(here: Here, path: str) -> Response[Any]:
    """A browser goes on to a page beneath the event's address; a script only needs to know."""
    return go(f"{here.home}{path}") if here.wants_page else Response(None, status_code=204)
