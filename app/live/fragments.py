"""What is rendered anew for open pages after a change: each fragment is one function.

A fragment never reads the viewer and is a whole thing (a cell, a card), taken from the state after the commit, so
applying it late or twice is harmless.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import (
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CellChange,
    LockChange,
    RoomMoodChanged,
)
from app.board.line import LineView, line_view
from app.board.queries import board_view, cell_view
from app.board.reports import open_reports
from app.board.rules import Cell
from app.board.telling import last_step
from app.day.places import room_page, slots_page
from app.day.queries import NowView, now_view
from app.events.queries import notices_of, rooms_of
from app.events.tables import Event
from app.kernel.templates import render
from app.kernel.work import Change
from app.people.changes import AttendeeChange
from app.people.viewers import READER
from app.topics.cards import Cards, CardView
from app.topics.changes import (
    TopicChange,
)
from app.topics.own import called_by
from app.topics.queries import topics_by_id, topics_of
from app.topics.talk import comments_on
from app.writeups.converging.queries import ConvergenceView, convergence_view
from app.writeups.converging.tables import PaperDots


@dataclass
class Scene:
    """What the fragments of one change, or of several that are told together, may look at: the event as it is now,
    and nothing of who will see it. `cards_read` are by topic."""

    db: AsyncSession
    event: Event
    cards: Cards
    now: datetime
    together: Sequence[Change] = ()
    cards_read: Mapping[int, CardView] = field(default_factory=dict)
    _moment: NowView | None = None
    _line: LineView | None = None
    _convergence: ConvergenceView | None = None

    async def card_of(self, change: Change) -> CardView:
        """The change's card, read once for all fragments, with those of the changes that are told together."""
        assert isinstance(change, TopicChange)
        if change.topic_id not in self.cards_read:
            ids = {each.topic_id for each in (change, *self.together) if isinstance(each, TopicChange)}
            cards = await self.cards.of(self.db, self.event, await topics_by_id(self.db, ids))
            self.cards_read = {card.topic_id: card for card in cards}
        return self.cards_read[change.topic_id]

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

    async def convergence(self) -> ConvergenceView:
        """Dots and groups as readers see them, read once for all fragments."""
        if self._convergence is None:
            self._convergence = await convergence_view(self.db, self.event, READER, self.cards, self.now)
        return self._convergence

    def is_last(self, change: Change) -> bool:
        """Of those that are told together: what is shown of them all needs to be shown but once."""
        return not self.together or change == self.together[-1]


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


async def starred_card(scene: Scene, change: Change) -> str:
    """Nothing where stars are kept back: that a card was counted anew would tell of each."""
    return await wall_card(scene, change) if scene.event.stars_shown else ""


async def starred_on_board(scene: Scene, change: Change) -> str:
    if not scene.event.stars_shown:
        return ""
    return await tray_card(scene, change) + await cells(scene, change)


async def tray_card_gone(scene: Scene, change: Change) -> str:
    return render("live/tray_card_gone.html", number=_number(change))


async def cells(scene: Scene, change: Change) -> str:
    """Every cell the change names, and those its card hangs in."""
    return "".join([await _cell(scene, cell) for cell in sorted(await _touched(scene, change), key=str)])


async def one_cell(scene: Scene, change: Change) -> str:
    """The cell that was closed or opened, or of whose room people say something else; a card there tells of itself."""
    assert isinstance(change, CellChange | RoomMoodChanged)
    return await _cell(scene, Cell(change.timeslot_id, change.room_id))


async def day_slots(scene: Scene, change: Change) -> str:
    """The times of a day in which anything is another."""
    touched = {cell.timeslot_id for cell in await _touched(scene, change)}
    slots = await slots_page(scene.db, scene.event, scene.cards, sorted(touched), scene.now)
    return "".join(render("live/day_slot.html", event=scene.event, slot=slot) for slot in slots)


async def rooms_by_day(scene: Scene, change: Change) -> str:
    """What is on in each of the rooms that it touches; what is for everybody is on in all."""
    touched = {cell.room_id for cell in await _touched(scene, change)}
    there = [room.id or 0 for room in await rooms_of(scene.db, scene.event.id or 0)]
    views = [
        await room_page(scene.db, scene.event, scene.cards, room_id, scene.now)
        for room_id in there
        if None in touched or room_id in touched
    ]
    return "".join(render("live/room.html", event=scene.event, view=view) for view in views)


async def table(scene: Scene, change: Change) -> str:
    """The whole board, when its rows or columns are others."""
    board = await board_view(scene.db, scene.event, scene.cards, scene.now)
    return render("live/table.html", event=scene.event, board=board)


async def placed_cards(scene: Scene, change: Change) -> str:
    """The wall's cards that say where they hang: any of them may say something else now."""
    views = await scene.cards.of(scene.db, scene.event, await topics_of(scene.db, scene.event.id or 0))
    shown = [render("live/wall_card.html", event=scene.event, card=card) for card in views if card.place]
    return "".join(shown)


async def their_wall_cards(scene: Scene, change: Change) -> str:
    """Wherever the cards of this person are, the name on them is another one."""
    cards = await _cards_of_somebody(scene, change)
    return "".join(render("live/wall_card.html", event=scene.event, card=card) for card in cards)


async def their_cells(scene: Scene, change: Change) -> str:
    shown = []
    for card in await _cards_of_somebody(scene, change):
        if card.place is None:
            shown.append(render("live/tray_card.html", event=scene.event, card=card))
        shown += [await _cell(scene, Cell(place.timeslot_id, place.room_id)) for place in card.places]
    return "".join(shown)


async def their_facts(scene: Scene, change: Change) -> str:
    return "".join(render("live/facts.html", card=card) for card in await _cards_of_somebody(scene, change))


async def reports_count(scene: Scene, change: Change) -> str:
    """How many reports nobody has seen to, beside the way to them."""
    count = await open_reports(scene.db, scene.event.id or 0)
    return render("live/reports.html", event=scene.event, reports=count)


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


async def touched_card(scene: Scene, change: Change) -> str:
    """For pages made of somebody's own cards: one of them may look different now. Whoever it concerns fetches anew."""
    return render("live/touched.html", number=_number(change))


async def touched_all(scene: Scene, change: Change) -> str:
    """Of such a page anything may look different now."""
    return render("live/touched.html", number="all")


async def dots_so_far(scene: Scene, change: Change) -> str:
    """How many were given by how many, and those of the groups. Of the reports they are told once they are counted."""
    return render("live/dots.html", view=await scene.convergence()) if scene.is_last(change) else ""


async def paper_dots(scene: Scene, change: Change) -> str:
    """What facilitators counted on paper."""
    assert isinstance(change, TopicChange)
    counted = await scene.db.get(PaperDots, change.topic_id)
    return render("live/paper_dots.html", number=change.number, paper=counted.number if counted else 0)


async def groups(scene: Scene, change: Change) -> str:
    """For those who look at them; the pages of those who join them are fetched anew."""
    return render("live/groups.html", event=scene.event, view=await scene.convergence())


async def touched_soon(scene: Scene, change: Change) -> str:
    """For pages of few people, which are fetched anew at once."""
    return render("live/touched.html", number="soon")


async def comments(scene: Scene, change: Change) -> str:
    """All that is said to the hosts, on the card's own page."""
    card = await scene.card_of(change)
    said = await comments_on(scene.db, scene.event, card.topic_id)
    return render("live/comments.html", card=card, comments=said)


async def reload(scene: Scene, change: Change) -> str:
    """The whole page has changed: it is fetched anew."""
    return ""


async def _cell(scene: Scene, cell: Cell) -> str:
    row, view = await cell_view(scene.db, scene.event, scene.cards, cell, scene.now, scene.cards_read)
    return render("live/cell.html", event=scene.event, row=row, cell=view)


async def _cards_of_somebody(scene: Scene, change: Change) -> list[CardView]:
    assert isinstance(change, AttendeeChange)
    topics = await called_by(scene.db, change.event_id, change.attendee_id)
    return await scene.cards.of(scene.db, scene.event, [topic for topic in topics if topic.state == "open"])


def _number(change: Change) -> int:
    assert isinstance(change, TopicChange)
    return change.number


async def _touched(scene: Scene, change: Change) -> set[Cell]:
    """The cells that a change names, and those that its card hangs in."""
    if isinstance(change, CellChange | RoomMoodChanged):
        return {Cell(change.timeslot_id, change.room_id)}
    card = await scene.card_of(change)
    return _cells_of(change) | {Cell(place.timeslot_id, place.room_id) for place in card.places}


def _cells_of(change: Change) -> set[Cell]:
    named = set()
    if isinstance(change, CardPlaced | CardMoved | LockChange):
        named.add(Cell(change.timeslot_id, change.room_id))
    if isinstance(change, CardMoved | CardTakenBack):
        named.add(Cell(change.from_timeslot_id, change.from_room_id))
    return named
