"""A row as a bundle tells it: with numbers for what it names, and what means nothing elsewhere in other words."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlmodel import select as choose
from sqlmodel.ext.asyncio.session import AsyncSession

from app.day.bundling.changes import key_renumbered, renumbered
from app.day.bundling.inventory import UP_TO, columns_of, has_numbers, of_event, table_called, target_of
from app.day.bundling.numbering import Numbers, numbers_of
from app.day.bundling.shapes import shape_of
from app.events.tables import Event, Series
from app.kernel.words import use_language
from app.people.names import NO_MARK, shown_name
from app.people.tables import Attendee
from app.topics.tables import Echo, Topic

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class Teller:
    """What it takes to tell the rows of one event. `names` are those of attendees, `logs` the ids of notes' edits, by
    note, `guids` those of topics that others echo, `pictures` the hashes of files that are there."""

    numbers: Mapping[str, Numbers]
    names: Mapping[int, str]
    logs: Mapping[int, list[int]]
    guids: Mapping[int, str]
    series: str
    pictures: Collection[str]

    def told(self, name: str, row: Mapping[str, Any]) -> msgspec.Struct:
        values = {column: self._value(name, column, row) for column in columns_of(name)}
        if has_numbers(name):
            values["id"] = self.numbers[name].of(row["id"])
        if name == "event":
            values["series"] = self.series
        return shape_of(name)(**values)

    def number(self, table: str, id_: int) -> int:
        return self.numbers[table].of(id_)

    def _value(self, name: str, column: str, row: Mapping[str, Any]) -> Any:
        key, value = f"{name}.{column}", row[column]
        if key in _OTHERWISE:
            return _OTHERWISE[key](self, row)
        if key in UP_TO:
            return self.numbers["note_update"].up_to(value, self.logs[row["note_id"]])
        target = target_of(name, column)
        return self.number(target, value) or None if target and value is not None else value


async def teller_of(db: AsyncSession, event: Event, pictures: Collection[str]) -> Teller:
    event_id = event.id or 0
    series = await db.get(Series, event.series_id) if event.series_id else None
    return Teller(
        numbers=await numbers_of(db, event_id),
        names=await _names(db, event),
        logs=await _logs(db, event_id),
        guids=await _guids(db, event_id),
        series=series.name if series else "",
        pictures=pictures,
    )


def encoded(row: msgspec.Struct) -> bytes:
    """The same bytes for the same row."""
    return _encoder.encode(row) + b"\n"


async def _names(db: AsyncSession, event: Event) -> dict[int, str]:
    """As they stand on cards, without what says who may arrange."""
    found = await db.exec(choose(Attendee).where(Attendee.event_id == event.id))
    with use_language(event.language):
        return {
            each.id or 0: shown_name(each.name, NO_MARK, each.namesake) if each.name else each.shown for each in found
        }


async def _logs(db: AsyncSession, event_id: int) -> dict[int, list[int]]:
    log, logs = table_called("note_update"), defaultdict(list)
    found = select(log.c.note_id, log.c.id).where(of_event("note_update", event_id)).order_by(log.c.id)
    for note_id, row in await (await db.connection()).execute(found):
        logs[note_id].append(row)
    return logs


async def _guids(db: AsyncSession, event_id: int) -> dict[int, str]:
    echoed = select(Echo.of_id).where(of_event("echo", event_id))  # type: ignore[call-overload]
    found = select(Topic.id, Topic.guid).where(table_called("topic").c.id.in_(echoed))  # type: ignore[call-overload]
    return {topic_id or 0: guid for topic_id, guid in await (await db.connection()).execute(found)}


def _host(teller: Teller, row: Mapping[str, Any]) -> str:
    return teller.names.get(row["attendee_id"]) or str(row["name"])


def _authors(teller: Teller, row: Mapping[str, Any]) -> str:
    numbers = (teller.number("attendee", int(each)) for each in row["author_ids"].split(",") if each)
    return ",".join(str(number) for number in numbers if number)


def _payload(teller: Teller, row: Mapping[str, Any]) -> str:
    told = renumbered(row["name"], msgspec.json.decode(row["payload"]), teller.number)
    return _encoder.encode(told).decode()


_OTHERWISE: Mapping[str, Callable[[Teller, Mapping[str, Any]], Any]] = {
    "convener.name": _host,
    "echo.of_id": lambda teller, row: teller.guids[row["of_id"]],
    "note_version.author_ids": _authors,
    "muted_clash.key": lambda teller, row: key_renumbered(row["key"], teller.number),
    "change.payload": _payload,
    "photo.hash": lambda teller, row: row["hash"] if row["hash"] in teller.pictures else "",
}
