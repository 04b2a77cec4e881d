"""Cells: written and read the same, and which of them take cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.board.rules import Cell, may_arrange, read_cell, takes_cards
from app.people.viewers import READER, Viewer

IDS = st.integers(1, 999_999_999)


@given(IDS, st.none() | IDS)
def test_a_cell_is_read_as_it_was_written(timeslot_id: int, room_id: int | None) -> None:
    assert read_cell(str(Cell(timeslot_id, room_id))) == Cell(timeslot_id, room_id)


@given(st.text(max_size=20))
def test_anything_else_is_no_cell(written: str) -> None:
    cell = read_cell(written)
    assert cell is None or (cell.timeslot_id < 10**9 and (cell.room_id or 1) < 10**9)


@pytest.mark.parametrize(
    ("kind", "room", "takes"),
    [("open", 1, True), ("open", None, False), ("plenary", None, True), ("plenary", 1, False), ("break", None, False)],
)
def test_open_cells_take_cards_in_rooms_and_plenaries_without(kind: str, room: int | None, takes: bool) -> None:
    assert takes_cards(kind, Cell(1, room)) is takes


def test_facilitators_arrange() -> None:
    assert may_arrange(Viewer(is_facilitator=True))
    assert not may_arrange(Viewer(visit_id=1, attendee_id=1))
    assert not may_arrange(READER)
