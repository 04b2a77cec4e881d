"""The numbers that rows have in a bundle: from 1 on, in their order, whatever their ids are in this database."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.day.bundling.changes import placements_named
from app.day.bundling.inventory import MOVING, has_numbers, of_event, table_called


class Numbers:
    """Of one table: by the ids of its rows."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._by_id = {id_: number for number, id_ in enumerate(ids, 1)}

    @property
    def highest(self) -> int:
        return len(self._by_id)

    def of(self, id_: int) -> int:
        """0 for a row that is not the event's, or is gone."""
        return self._by_id.get(id_, 0)

    def up_to(self, id_: int, among: Sequence[int]) -> int:
        """The number of the last of these rows that is no later; 0 without one."""
        place = bisect_right(among, id_)
        return self.of(among[place - 1]) if place else 0


async def numbers_of(db: AsyncSession, event_id: int) -> dict[str, Numbers]:
    """A card that was taken back hangs nowhere, and its placement has a number all the same."""
    numbered = {name: Numbers(await _ids(db, name, event_id)) for name in MOVING if has_numbers(name)}
    hung = set(await _ids(db, "placement", event_id)) | await placements_named(db, event_id)
    return {**numbered, "placement": Numbers(sorted(hung))}


async def _ids(db: AsyncSession, name: str, event_id: int) -> list[int]:
    found = select(table_called(name).c.id).where(of_event(name, event_id)).order_by(*order_of(name))
    return list((await (await db.connection()).execute(found)).scalars())


def order_of(name: str) -> tuple[Column[Any], ...]:
    """A note's log stands together; all else is in the order in which it came."""
    table = table_called(name)
    if name == "note_update":
        return table.c.note_id, table.c.id
    return (table.c.revision,) if name == "change" else tuple(table.primary_key)
