"""The marketplace: cards stand in line to be pitched, are called one by one, and go."""

from collections.abc import Sequence

from app.board.actions.shifting import lock_board
from app.board.changes import PitchCalled, PitchChange, PitchEnded, PitchesReordered, PitchLeft, PitchQueued
from app.board.line import called_pitches, open_pitches, pitch_by_id
from app.board.rules import may_pitch, reordered, whose_turn
from app.board.tables import Pitch
from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.tables import Topic


class InLineAlready(Conflict):
    """The card, or another one of its host, stands in line."""


class NotInLine(Conflict):
    """The card is not in line, or was pitched already."""


async def queue_pitch(work: Work, topic: Topic, viewer: Viewer) -> None:
    """The card goes to the end of the line. Raises Forbidden, NotInLine (taken down), InLineAlready."""
    conveners = await _check_may_pitch(work, topic, viewer)
    await lock_board(work, topic.event_id)
    topic = await topic_by_id(work.db, topic.id or 0)
    if topic.state != "open":
        raise NotInLine(_("Card %d is not on the wall, so it cannot be pitched.") % topic.number)
    line = await open_pitches(work.db, topic.event_id)
    whose = whose_turn(viewer, conveners)
    await _check_not_in_line(work, line, topic, whose)
    position = 1 + max((pitch.position for pitch in line), default=0)
    work.db.add(
        Pitch(
            event_id=topic.event_id,
            topic_id=topic.id or 0,
            queued_by=whose,
            position=position,
            queued_at=work.now,
        )
    )
    _record(work, PitchQueued, topic)


async def leave_line(work: Work, topic: Topic, viewer: Viewer) -> None:
    """The card is not pitched, or not any longer. Again does nothing. Raises Forbidden."""
    await _check_may_pitch(work, topic, viewer)
    await lock_board(work, topic.event_id)
    for pitch in await open_pitches(work.db, topic.event_id):
        if pitch.topic_id == topic.id:
            await _done(work, pitch)


async def give_up_turn(work: Work, topic: Topic, attendee_id: int | None) -> None:
    """A card that stands in line for this attendee leaves it."""
    await lock_board(work, topic.event_id)
    for pitch in await open_pitches(work.db, topic.event_id):
        if pitch.topic_id == topic.id and pitch.queued_by == attendee_id:
            await _done(work, pitch)


async def call_pitch(work: Work, event_id: int, pitch_id: int) -> None:
    """Its turn has come, and whoever is at it is done. Of two who call the same card the second does nothing.

    Raises NotFound, NotInLine.
    """
    await lock_board(work, event_id)
    pitch = await pitch_by_id(work.db, event_id, pitch_id)
    topic = await topic_by_id(work.db, pitch.topic_id)
    if pitch.done_at is not None or topic.state != "open":
        raise NotInLine(_("Card %d is not in line any more.") % topic.number)
    if pitch.called_at is not None:
        return
    for other in await called_pitches(work.db, event_id):
        await _done(work, other)
    await work.db.flush()
    pitch.called_at = work.now
    work.db.add(pitch)
    _record(work, PitchCalled, topic)


async def move_in_line(work: Work, event_id: int, pitch_id: int, by: int) -> None:
    """So many places towards the end of the line; minus, towards its head. Raises NotFound, NotInLine."""
    await lock_board(work, event_id)
    waiting = {pitch.id or 0: pitch for pitch in await open_pitches(work.db, event_id) if pitch.called_at is None}
    if pitch_id not in waiting:
        raise NotInLine(_("This card does not wait any more."))
    order = reordered(list(waiting), pitch_id, by)
    if order == list(waiting):
        return
    for position, each in enumerate(order, 1):
        waiting[each].position = position
        work.db.add(waiting[each])
    work.record(PitchesReordered(event_id=event_id))


async def end_pitch(work: Work, event_id: int, pitch_id: int) -> None:
    """Whoever is at it is done; whoever waits leaves the line. Again does nothing. Raises NotFound."""
    await lock_board(work, event_id)
    pitch = await pitch_by_id(work.db, event_id, pitch_id)
    if pitch.done_at is None:
        await _done(work, pitch)


async def _check_may_pitch(work: Work, topic: Topic, viewer: Viewer) -> list[int | None]:
    """Its hosts. Raises Forbidden."""
    conveners = [convener.attendee_id for convener in (await facts_of_one(work.db, topic)).conveners]
    if not may_pitch(viewer, conveners):
        raise Forbidden(_("Only its hosts can pitch this card."))
    return conveners


async def _check_not_in_line(work: Work, line: Sequence[Pitch], topic: Topic, whose: int | None) -> None:
    if any(pitch.topic_id == topic.id for pitch in line):
        raise InLineAlready(_("Card %d is in line already.") % topic.number)
    other = next((pitch for pitch in line if whose is not None and pitch.queued_by == whose), None)
    if other is not None:
        number = (await topic_by_id(work.db, other.topic_id)).number
        raise InLineAlready(_("One card of each host at a time: card %d is in line already.") % number)


async def _done(work: Work, pitch: Pitch) -> None:
    pitch.done_at = work.now
    work.db.add(pitch)
    topic = await topic_by_id(work.db, pitch.topic_id)
    _record(work, PitchLeft if pitch.called_at is None else PitchEnded, topic)


def _record(work: Work, kind: type[PitchChange], topic: Topic) -> None:
    work.record(kind(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))
