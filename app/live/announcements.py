"""What each Change means for open pages: its channels, and on each the fragments that are rendered anew.

The one place where changes become HTML. A fragment never reads the viewer and is a whole thing (a cell, a card), taken
from the state after the commit, so applying it late or twice is harmless.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CardUnlocked,
    ClashMuted,
    ClashUnmuted,
    LockChange,
    PitchCalled,
    PitchEnded,
    PitchesReordered,
    PitchLeft,
    PitchQueued,
    StepRedone,
    StepUndone,
    TopicMerged,
    TopicSplit,
    TopicWithdrawn,
)
from app.board.line import LineView, line_view
from app.board.queries import board_view, cell_view
from app.board.replaying import SHAPE_CHANGES
from app.board.rules import Cell
from app.board.telling import last_step
from app.day.queries import NowView, now_view
from app.events.changes import EventCreated, NoticeGiven, NoticeTakenDown, PhaseChanged
from app.events.queries import notices_of
from app.events.tables import Event
from app.kernel.templates import render
from app.kernel.work import Change
from app.topics.cards import Cards, CardView
from app.topics.changes import StarsCounted, TopicChange, TopicProposed, TopicRestored, TopicReworded
from app.topics.queries import topic_by_id, topics_of
from app.writeups.changes import EditionPublished, PublicationWithdrawn

WALL, BOARD, NOW, PROJECTOR, ARRANGING = "wall", "board", "now", "projector", "arranging"
LINE, PITCHES = "line", "pitches"
CHANNELS = frozenset({WALL, BOARD, NOW, PROJECTOR, ARRANGING, LINE, PITCHES})
#: What only facilitators hear: the board with all that helps to arrange it, the line of pitches to be called.
FOR_FACILITATORS = frozenset({ARRANGING, PITCHES})


@dataclass
class Scene:
    """What the fragments of one change may look at: the event as it is now, and nothing of who will see it."""

    db: AsyncSession
    event: Event
    cards: Cards
    now: datetime
    _card: CardView | None = None
    _moment: NowView | None = None
    _line: LineView | None = None

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

    async def line(self) -> LineView:
        """Who pitches and who comes next, read once for all fragments."""
        if self._line is None:
            self._line = await line_view(self.db, self.event, self.cards, self.now)
        return self._line


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
    """Every cell the change names, and those its card hangs in."""
    card = await scene.card_of(change)
    named = _cells_of(change)
    named |= {Cell(place.timeslot_id, place.room_id) for place in card.places}
    return "".join([await _cell(scene, cell) for cell in sorted(named, key=str)])


async def table(scene: Scene, change: Change) -> str:
    """The whole board, when its rows or columns are others."""
    board = await board_view(scene.db, scene.event, scene.cards, scene.now)
    return render("live/table.html", event=scene.event, board=board)


async def placed_cards(scene: Scene, change: Change) -> str:
    """The wall's cards that say where they hang: any of them may say something else now."""
    views = await scene.cards.of(scene.db, scene.event, await topics_of(scene.db, scene.event.id or 0))
    shown = [render("live/wall_card.html", event=scene.event, card=card) for card in views if card.place]
    return "".join(shown)


async def notices(scene: Scene, change: Change) -> str:
    current = await notices_of(scene.db, scene.event.id or 0, scene.now)
    return render("live/notices.html", event=scene.event, notices=current)


async def step_in_words(scene: Scene, change: Change) -> str:
    last = await last_step(scene.db, scene.event, scene.now)
    return render("live/last_step.html", event=scene.event, last=last)


async def now_page(scene: Scene, change: Change) -> str:
    return render("live/now.html", event=scene.event, view=await scene.moment())


async def projector_page(scene: Scene, change: Change) -> str:
    return render("live/projector.html", event=scene.event, view=await scene.moment(), line=await scene.line())


async def pitch_line(scene: Scene, change: Change) -> str:
    """All that is on the facilitators' page of pitches."""
    return render("live/pitches.html", event=scene.event, line=await scene.line())


async def facts(scene: Scene, change: Change) -> str:
    """When and where, on the card's own page."""
    return render("live/facts.html", card=await scene.card_of(change))


async def places_in_line(scene: Scene, change: Change) -> str:
    """On the cards' own pages: the place of each that waits, and of the one that came or went."""
    line = await scene.line()
    cards = [pitch.card for pitch in ([line.now] if line.now else []) + line.waiting]
    if isinstance(change, TopicChange):
        cards = [card for card in cards if card.number != change.number] + [await scene.card_of(change)]
    return "".join(render("live/in_line.html", card=card) for card in cards)


async def reload(scene: Scene, change: Change) -> str:
    """The whole page has changed: it is fetched anew."""
    return ""


_BOARD: tuple[Fragment, ...] = (tray_card, cells)
_ON_BOARD: Mapping[str, tuple[Fragment, ...]] = {
    WALL: (wall_card,),
    BOARD: _BOARD,
    ARRANGING: (*_BOARD, step_in_words),
    NOW: (now_page,),
    PROJECTOR: (projector_page,),
    LINE: (facts,),
    PITCHES: (pitch_line,),
}
_ON_SHAPE: Mapping[str, tuple[Fragment, ...]] = {
    WALL: (placed_cards,),
    BOARD: (table,),
    ARRANGING: (table, step_in_words),
    NOW: (now_page,),
    PROJECTOR: (projector_page,),
    PITCHES: (pitch_line,),
}
_ON_LINE: Mapping[str, tuple[Fragment, ...]] = {
    LINE: (places_in_line,),
    PITCHES: (pitch_line,),
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
    TopicWithdrawn: {**_ON_BOARD, WALL: (wall_card_gone,), BOARD: (tray_card_gone,), ARRANGING: (tray_card_gone,)},
    StarsCounted: {WALL: (wall_card,), BOARD: _BOARD, ARRANGING: _BOARD},
    CardPlaced: _ON_BOARD,
    CardMoved: _ON_BOARD,
    CardTakenBack: _ON_BOARD,
    CardLocked: {BOARD: (cells,), ARRANGING: (cells, step_in_words)},
    CardUnlocked: {BOARD: (cells,), ARRANGING: (cells, step_in_words)},
    # Whose stars and hosts they are is in each page's own island, so the pages are fetched anew.
    TopicMerged: _WHOLE,
    TopicSplit: _WHOLE,
    ClashMuted: {ARRANGING: (step_in_words,)},
    ClashUnmuted: {ARRANGING: (step_in_words,)},
    StepUndone: {ARRANGING: (step_in_words,)},
    StepRedone: {ARRANGING: (step_in_words,)},
    **dict.fromkeys(SHAPE_CHANGES, _ON_SHAPE),
    PitchQueued: _ON_LINE,
    PitchLeft: _ON_LINE,
    PitchCalled: _ON_LINE,
    PitchEnded: _ON_LINE,
    PitchesReordered: _ON_LINE,
    NoticeGiven: dict.fromkeys(CHANNELS, (notices,)),
    NoticeTakenDown: dict.fromkeys(CHANNELS, (notices,)),
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
    if isinstance(change, CardPlaced | CardMoved | LockChange):
        named.add(Cell(change.timeslot_id, change.room_id))
    if isinstance(change, CardMoved | CardTakenBack):
        named.add(Cell(change.from_timeslot_id, change.from_room_id))
    return named
