"""Somebody leaves the event: what is theirs goes, what they did with others stays without their name."""

from app.board.actions.pitching import give_up_turn
from app.board.actions.withdrawing import withdraw_topic
from app.board.placements import placements_of_topic
from app.board.rules import DOWN
from app.events.rules import is_over
from app.events.tables import Event, Timeslot
from app.kernel.work import Work
from app.people.actions import forget_attendee
from app.people.calendars import revoke_calendar
from app.people.queries import attendee_by_id
from app.people.viewers import Viewer
from app.topics.actions.scribing import lay_down_pens
from app.topics.own import called_by
from app.topics.parting import drop_stars, forget_author, step_down
from app.topics.queries import facts_of_one
from app.topics.rules import posting_is_open
from app.topics.tables import Topic


async def leave_event(work: Work, event: Event, viewer: Viewer, cards: str) -> None:
    """`cards` is DOWN or WANTED. What hangs on the board keeps its place and waits for another host; what is over stays
    as it was, by somebody who left."""
    assert event.id is not None
    assert viewer.attendee_id is not None
    if posting_is_open(event.phase):
        for topic in await called_by(work.db, event.id, viewer.attendee_id):
            if topic.state == "open":
                await _let_go(work, topic, viewer, cards)
    await drop_stars(work, event.id, viewer.attendee_id)
    await lay_down_pens(work, event.id, viewer.attendee_id)
    await forget_author(work, viewer.attendee_id)
    await revoke_calendar(work, viewer.attendee_id)
    await forget_attendee(work, await attendee_by_id(work.db, viewer.attendee_id))


async def step_down_from(work: Work, topic: Topic, attendee_id: int | None) -> None:
    """They host it no longer, and do not pitch it. The card keeps its place; without hosts it is wanted. Raises
    Forbidden."""
    await step_down(work, topic, attendee_id)
    await give_up_turn(work, topic, attendee_id)


async def _let_go(work: Work, topic: Topic, viewer: Viewer, cards: str) -> None:
    assert topic.id is not None
    placements = await placements_of_topic(work.db, topic.id)
    slots = [await work.db.get(Timeslot, placement.timeslot_id) for placement in placements]
    if any(slot and is_over(slot.ends_at, work.now) for slot in slots):
        return
    facts = await facts_of_one(work.db, topic)
    if not placements and not facts.joined and len(facts.conveners) == 1 and cards == DOWN:
        await withdraw_topic(work, topic, viewer)
    else:
        await step_down_from(work, topic, viewer.attendee_id)
