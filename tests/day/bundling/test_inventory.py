"""Nothing is forgotten: every table and column moves with an event, or is known to stay."""

import re
from typing import get_type_hints

import pytest
from sqlmodel import SQLModel

import app.main  # noqa: F401 (all tables)
from app.day.bundling.changes import NAMED
from app.day.bundling.inventory import LEFT, MOVING, NAMING, STAYING, columns_of, table_called, target_of
from app.day.bundling.shapes import shape_of
from app.kernel.work import kinds_of_changes

#: Numbers in changes that are no ids.
COUNTS = {"number", "into_number", "edition", "minutes", "step", "stars", "dots"}


def test_every_table_moves_or_is_known_to_stay() -> None:
    assert set(MOVING) | set(STAYING) == set(SQLModel.metadata.tables)
    assert not set(MOVING) & set(STAYING)
    assert all(STAYING.values())


def test_every_column_that_is_left_exists_and_says_why() -> None:
    columns = {f"{name}.{column.name}" for name in MOVING for column in table_called(name).columns}
    assert set(LEFT) | set(NAMING) <= columns
    assert all(LEFT.values())


@pytest.mark.parametrize("name", MOVING)
def test_no_column_that_moves_is_a_right_or_a_secret(name: str) -> None:
    told = re.compile(r"token|secret|salt|code|door|visit|device|linked_by|made_by|_by_visit|role")
    assert [column for column in columns_of(name) if told.search(column)] == []
    assert {target_of(name, column) for column in columns_of(name)} <= {"", *MOVING}


@pytest.mark.parametrize("name", MOVING)
def test_what_is_named_came_before(name: str) -> None:
    for column in columns_of(name):
        target = target_of(name, column)
        assert target in ("", name) or MOVING.index(target) < MOVING.index(name)


@pytest.mark.parametrize("name", MOVING)
def test_a_row_with_anything_more_is_none(name: str) -> None:
    assert shape_of(name).__struct_config__.forbid_unknown_fields


def test_every_id_in_a_change_is_known_by_its_table() -> None:
    for kind in (each for each in kinds_of_changes().values() if each.__module__.startswith("app.")):
        numbers = {name for name, hint in get_type_hints(kind).items() if "int" in re.findall(r"\w+", str(hint))}
        named = {name for name in numbers if name.endswith(("_id", "_ids"))} - {"event_id"}
        assert named <= set(NAMED), kind
        others = numbers - named - {"event_id"} - COUNTS
        assert others <= ({"before", "after"} if kind.__name__ == "RoomsReordered" else set()), kind
