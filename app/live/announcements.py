"""What each Change means for open pages: its channels, and on each the fragments that are rendered anew.

The one place where changes become HTML. A fragment never reads the viewer and is a whole thing (a cell, a card), taken
from the state after the commit, so applying it late or twice is harmless.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import CardMoved, CardPlaced, CardTakenBack, TopicWithdrawn
from app.board.queries import cell_view
from app.board.rules import Cell
from app.day.queries import NowView, now_view
from app.events.changes import EventCreated, PhaseChanged
from app.events.tables import Event
from app.kernel.templates import render
from app.kernel.work import Change
from app.topics.cards import Cards, CardView
from app.topics.changes import StarsCounted, TopicChange, TopicProposed, TopicRestored, TopicReworded
from app.topics.queries import topic_by_id
from app.writeups.changes import EditionPublished, PublicationWithdrawn

WALL, BOARD, NOW, PROJECTOR = "wall", "board", "now", "projector"
CHANNELS = frozenset({WALL, BOARD, NOW, PROJECTOR})


@dataclass
class Scene:
    """What the fragments of one change may look at: the event as it is now, and nothing of who will see it."""

    db: AsyncSession
    event: Event
    cards: Cards
    now: datetime
    _card: CardView | None = None
    _moment: NowView | None = None

    async def card_of(self, change: Change) -> CardView:
        """The change's card, read once for all fragments."""
        assert isinstance(change, TopicChange)
        if self._card is None:
            self._card = await self.cards.of_one(self.db, self.event, await topic_by_id(self.db, change.topic_id))
        return self._card

    async def moment(self) -> NowView:
        """What is on and what is next, read once for all fragments."""
        if self._moment is None:
            self._moment = await now_view(self.db, self.event, self.cards, self.now)
        return self._moment


Fragment = Callable[[Scene, Change], Awaitable[str]]


async def wall_card(scene: Scene, change: Change) -> str:
    """A withdrawn card that is starred or reworded stays off the wall."""
    card = await scene.card_of(change)
    if card.state == "open":
        return render("live/wall_card.html", event=scene.event, card=card)
    return await wall_card_gone(scene, change)


async def wall_card_gone(scene: Scene, change: Change) -> str:
    return render("live/wall_card_gone.html", number=_number(change))


async def tray_card(scene: Scene, change: Change) -> str:
    """In the tray hang only cards without a place."""
    card = await scene.card_of(change)
    if card.place is None and card.state == "open":
        return render("live/tray_card.html", event=scene.event, card=card)
    return await tray_card_gone(scene, change)


async def tray_card_gone(scene: Scene, change: Change) -> str:
    return render("live/tray_card_gone.html", number=_number(change))


async def cells(scene: Scene, change: Change) -> str:
    """Every cell the change names, and the one its card hangs in."""
    card = await scene.card_of(change)
    named = _cells_of(change)
    if card.place is not None:
        named.add(Cell(card.place.timeslot_id, card.place.room_id))
    return "".join([await _cell(scene, cell) for cell in sorted(named, key=str)])


async def now_page(scene: Scene, change: Change) -> str:
    return render("live/now.html", event=scene.event, view=await scene.moment())


async def projector_page(scene: Scene, change: Change) -> str:
    return render("live/projector.html", event=scene.event, view=await scene.moment())


async def reload(scene: Scene, change: Change) -> str:
    """The whole page has changed: it is fetched anew."""
    return ""


_ON_BOARD: Mapping[str, tuple[Fragment, ...]] = {
    WALL: (wall_card,),
    BOARD: (tray_card, cells),
    NOW: (now_page,),
    PROJECTOR: (projector_page,),
}
_WHOLE: Mapping[str, tuple[Fragment, ...]] = dict.fromkeys(CHANNELS, (reload,))

#: Every Change has an entry; an architecture test holds it. An empty one is news for nobody.
ANNOUNCEMENTS: Mapping[type[Change], Mapping[str, tuple[Fragment, ...]]] = {
    EventCreated: {},
    PhaseChanged: _WHOLE,
    TopicProposed: _ON_BOARD,
    TopicReworded: _ON_BOARD,
    TopicRestored: _ON_BOARD,
    TopicWithdrawn: {**_ON_BOARD, WALL: (wall_card_gone,), BOARD: (tray_card_gone,)},
    StarsCounted: {WALL: (wall_card,), BOARD: (tray_card, cells)},
    CardPlaced: _ON_BOARD,
    CardMoved: _ON_BOARD,
    CardTakenBack: _ON_BOARD,
    EditionPublished: {},
    PublicationWithdrawn: {},
}


async def _cell(scene: Scene, cell: Cell) -> str:
    row, view = await cell_view(scene.db, scene.event, scene.cards, cell, scene.now)
    return render("live/cell.html", event=scene.event, row=row, cell=view)


def _number(change: Change) -> int:
    assert isinstance(change, TopicChange)
    return change.number


def _cells_of(change: Change) -> set[Cell]:
    named = set()
    if isinstance(change, CardPlaced | CardMoved):
        named.add(Cell(change.timeslot_id, change.room_id))
    if isinstance(change, CardMoved | CardTakenBack):
        named.add(Cell(change.from_timeslot_id, change.from_room_id))
    return named
