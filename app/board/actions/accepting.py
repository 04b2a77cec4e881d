"""Asking for suggestions, and taking over what is good of them."""

from collections.abc import Sequence

from sqlmodel import col, select, update

from app.board.actions.moving import shift_of
from app.board.actions.shifting import Shift, lock_board, shift_cards
from app.board.placements import placements_among
from app.board.seating import Way
from app.board.suggestions import suggestion_by_id, ways_of
from app.board.tables import Suggestion
from app.events.tables import Event
from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work, revision_of

RUNNING, READY, STOPPED, FAILED = "running", "ready", "stopped", "failed"


class NothingFits(Conflict):
    """The board has gone on too far since the suggestion was made."""


async def ask_for_suggestion(work: Work, event: Event, mode: str, seed: int) -> Suggestion:
    """Puts a new one in the place of the one before, which stops if it still runs."""
    assert event.id is not None
    await lock_board(work, event.id)
    earlier = select(Suggestion).where(Suggestion.event_id == event.id, col(Suggestion.state).in_([RUNNING, READY]))
    for suggestion in (await work.db.exec(earlier)).all():
        suggestion.state = STOPPED
        work.db.add(suggestion)
    asked = Suggestion(
        event_id=event.id,
        mode=mode,
        seed=seed,
        revision=await revision_of(work.db, event.id),
        state=RUNNING,
        made_at=work.now,
        made_by=work.actor,
    )
    work.db.add(asked)
    await work.db.flush()
    return asked


async def drop_suggestion(work: Work, event: Event, suggestion_id: int) -> None:
    """Stops it, or throws it away. Again does nothing. Raises NotFound."""
    suggestion = await suggestion_by_id(work.db, event, suggestion_id)
    suggestion.state = STOPPED
    work.db.add(suggestion)


async def report(work: Work, suggestion_id: int, share: float, state: str = RUNNING, outcome: str = "") -> bool:
    """How far it is. False when nobody wants it any more."""
    told = update(Suggestion).where(col(Suggestion.id) == suggestion_id, col(Suggestion.state) == RUNNING)
    done = await (await work.db.connection()).execute(told.values(share=share, state=state, outcome=outcome))
    return bool(done.rowcount)


async def accept_ways(work: Work, event: Event, suggestion_id: int, topic_id: int | None = None) -> int:
    """Moves all the cards of a suggestion that are still where it found them, or one, with those in its way.

    One step, undone as one. Returns how many moved. Raises NothingFits and what shift_cards raises.
    """
    assert event.id is not None
    await lock_board(work, event.id)
    ways = await ways_of(work.db, event, await suggestion_by_id(work.db, event, suggestion_id), work.now)
    wanted = ways.open_ways() if topic_id is None else ways.with_others(topic_id)
    if not wanted:
        raise NothingFits(_("The board has gone on since this was suggested. Ask again."))
    await shift_cards(work, event, await _shifts(work, event.id, wanted))
    return len(wanted)


async def _shifts(work: Work, event_id: int, ways: Sequence[Way]) -> list[Shift]:
    ids = [way.placement_id for way in ways if way.placement_id]
    placements = {placement.id: placement for placement in await placements_among(work.db, event_id, ids)}
    return [
        shift_of(placements[way.placement_id], way.to) if way.placement_id else Shift(way.topic_id, None, way.to)
        for way in ways
    ]
