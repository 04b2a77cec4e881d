"""Which notes are being written: by time, who writes, how much there is, and what of it is published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, put
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions import check_may_arrange
from app.board.pages import TheCards
from app.board.queries import RowView, board_view, local_time
from app.events.actions import set_note_circles
from app.events.forms import read_note_circles
from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.web import go
from app.notes.counting import word_count
from app.notes.tables import Note
from app.topics.cards import Cards, CardView
from app.topics.pages import AtEvent
from app.writeups.correcting.queries import waiting_of


@dataclass(frozen=True)
class Covered:
    """One card where it hangs: how many `words` its note has, when somebody wrote last (empty if nobody did), and
    whether it stays as it is."""

    card: CardView
    room: str
    words: int
    written: str
    is_locked: bool

    @property
    def is_published(self) -> bool:
        return bool(self.card.write_up)


@dataclass(frozen=True)
class SlotCovered:
    """A timeslot with the cards that hang in it."""

    row: RowView
    cards: list[Covered]

    @property
    def with_note(self) -> int:
        return sum(covered.words > 0 for covered in self.cards)


@dataclass(frozen=True)
class Coverage:
    """All of an event's slots in which cards hang."""

    slots: list[SlotCovered]

    @property
    def _cards(self) -> list[Covered]:
        """Each once, in however many places it hangs."""
        return list({covered.card.number: covered for slot in self.slots for covered in slot.cards}.values())

    @property
    def all(self) -> int:
        return len(self._cards)

    @property
    def with_note(self) -> int:
        return sum(covered.words > 0 for covered in self._cards)

    @property
    def published(self) -> int:
        return sum(covered.is_published for covered in self._cards)


@get("/{event_slug:str}/coverage")
async def show_coverage(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    coverage = await coverage_of(here.db, here.event, cards, here.clock())
    corrections = sum((await waiting_of(here.db, here.event_id)).values())
    return here.page("day/coverage.html", active="board", coverage=coverage, corrections=corrections)


@put("/{event_slug:str}/coverage", status_code=303)
async def put_circles(here: AtEvent) -> Response[Any]:
    """Who reads and who writes the notes of this event."""
    check_may_arrange(here.viewer)
    circles = read_note_circles(here.form)
    async with here.begin() as work:
        set_note_circles(work, await event_by_id(work.db, here.event_id), circles.readers, circles.writers)
    return go(f"{here.home}/coverage")


async def coverage_of(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> Coverage:
    board = await board_view(db, event, cards, now)
    hung = {cell.card.topic_id for row in board.rows for cell in row.cells if cell.card}
    notes = await _notes(db, hung)
    slots = [SlotCovered(row, _covered(event, row, notes)) for row in board.rows]
    return Coverage([slot for slot in slots if slot.cards])


async def _notes(db: AsyncSession, topic_ids: Collection[int]) -> Mapping[int, Note]:
    found = await db.exec(select(Note).where(col(Note.topic_id).in_(topic_ids)))
    return {note.topic_id: note for note in found}


def _covered(event: Event, row: RowView, notes: Mapping[int, Note]) -> list[Covered]:
    return [_of_card(event, cell.card, cell.name, notes) for cell in row.cells if cell.card]


def _of_card(event: Event, card: CardView, room: str, notes: Mapping[int, Note]) -> Covered:
    note = notes.get(card.topic_id)
    if note is None:
        return Covered(card, room, 0, "", is_locked=False)
    words = word_count(note.body)
    written = local_time(event, note.body_at) if words and note.body_at else ""
    return Covered(card, room, words, written, note.locked_at is not None)


HANDLERS: list[Any] = [show_coverage, put_circles]
