"""A move as it is posted."""

import pytest

from app.board.forms import Move, read_move
from app.board.rules import Cell
from app.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("posted", "move"),
    [
        ({"cell": "3-2"}, Move(Cell(3, 2), None, None)),
        ({"cell": "3-0"}, Move(Cell(3), None, None)),
        ({"timeslot": "3", "room": "2"}, Move(Cell(3, 2), None, None)),
        ({"timeslot": "3", "room": ""}, Move(Cell(3), None, None)),
        ({"cell": "3-2", "expected": "1-1", "swap": "9"}, Move(Cell(3, 2), Cell(1, 1), 9)),
        ({"cell": "3-2", "expected": "", "swap": ""}, Move(Cell(3, 2), None, None)),
    ],
)
def test_a_move_says_where_to_from_where_and_for_whom(posted: dict[str, str], move: Move) -> None:
    assert read_move(posted) == move


@pytest.mark.parametrize(
    ("posted", "field"),
    [({}, "cell"), ({"cell": "x"}, "cell"), ({"cell": "1-1", "swap": "x"}, "swap")],
)
def test_a_move_to_nowhere_is_refused_at_its_field(posted: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_move(posted)
    assert list(refused.value.fields) == [field]
