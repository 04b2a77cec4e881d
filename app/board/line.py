"""Reading the line of cards that are pitched: who is at it now, and who comes when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.rules import FORGOTTEN, PITCH_TIME, is_pitching, pitch_state
from app.board.tables import Pitch
from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.topics.cards import Cards, CardView
from app.topics.tables import Topic


@dataclass(frozen=True)
class PitchView:
    """A card that waits for its turn."""

    id: int
    card: CardView


@dataclass(frozen=True)
class PitchingView:
    """The card that is pitched now. `state` is running, ending or over; `seconds` are left, or over, as it says."""

    id: int
    card: CardView
    ends_at: datetime
    forgotten_at: datetime
    state: str
    seconds: int


@dataclass(frozen=True)
class LineView:
    """The whole line; `now` is empty while nobody pitches."""

    now: PitchingView | None
    waiting: list[PitchView]

    @property
    def next(self) -> PitchView | None:
        return self.waiting[0] if self.waiting else None


_OPEN = (
    select(Pitch)
    .join(Topic, col(Topic.id) == col(Pitch.topic_id))
    .where(col(Pitch.event_id) == bindparam("event_id"), col(Pitch.done_at).is_(None), col(Topic.state) == "open")
    .order_by(col(Pitch.position), col(Pitch.id))
    .execution_options(populate_existing=True)
)


async def open_pitches(db: AsyncSession, event_id: int) -> Sequence[Pitch]:
    """Called or waiting, in the order of the line, as they are now; not those whose card was taken down."""
    return (await db.exec(_OPEN, params={"event_id": event_id})).all()


async def called_pitches(db: AsyncSession, event_id: int) -> Sequence[Pitch]:
    """Those whose turn it is: one at most, whatever became of its card."""
    called = select(Pitch).where(
        Pitch.event_id == event_id, col(Pitch.called_at).is_not(None), col(Pitch.done_at).is_(None)
    )
    return (await db.exec(called.execution_options(populate_existing=True))).all()


async def pitch_by_id(db: AsyncSession, event_id: int, pitch_id: int) -> Pitch:
    """As it is now. Raises NotFound."""
    here = select(Pitch).where(Pitch.event_id == event_id, Pitch.id == pitch_id)
    pitch = (await db.exec(here.execution_options(populate_existing=True))).first() if pitch_id <= GREATEST else None
    if pitch is None:
        raise NotFound(_("This card is not in line any more."))
    return pitch


async def places_in_line(db: AsyncSession, event_id: int, topic_ids: Collection[int]) -> dict[int, int]:
    """Topic id → its place: 1 is called next, 0 is being pitched."""
    line = await open_pitches(db, event_id)
    waiting = [pitch.topic_id for pitch in line if pitch.called_at is None]
    called = [pitch.topic_id for pitch in line if pitch.called_at is not None]
    places = {topic_id: place for place, topic_id in enumerate(waiting, 1)} | dict.fromkeys(called, 0)
    return {topic_id: place for topic_id, place in places.items() if topic_id in topic_ids}


async def line_view(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> LineView:
    line = await open_pitches(db, event.id or 0)
    found = await db.exec(select(Topic).where(col(Topic.id).in_([pitch.topic_id for pitch in line])))
    views = {view.topic_id: view for view in await cards.of(db, event, found.all())}
    called = next((pitch for pitch in line if is_pitching(pitch.called_at, now)), None)
    waiting = [PitchView(pitch.id or 0, views[pitch.topic_id]) for pitch in line if pitch.called_at is None]
    return LineView(_pitching(called, views[called.topic_id], now) if called else None, waiting)


def _pitching(pitch: Pitch, card: CardView, now: datetime) -> PitchingView:
    assert pitch.called_at is not None
    ends_at = pitch.called_at + PITCH_TIME
    return PitchingView(
        id=pitch.id or 0,
        card=card,
        ends_at=ends_at,
        forgotten_at=pitch.called_at + FORGOTTEN,
        state=pitch_state(pitch.called_at, now),
        seconds=abs(round((ends_at - now).total_seconds())),
    )
