"""A row of a bundle as this database has it: with ids for its numbers, and what did not move made anew."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from app.day.bundling.archive import NoBundle
from app.day.bundling.changes import key_renumbered, read_change, renumbered
from app.day.bundling.inventory import columns_of, has_numbers, table_called, target_of
from app.day.bundling.parcel import Parcel, is_of_our_time
from app.people.names import skeleton

#: Texts of Markdown, whose links lead where things are now.
_LINKING = {"event.intro", "event.closing", "event.thanks", "note_version.text", "edition.markdown", "topic.pitch"}


@dataclass
class Arrival:
    """An event that is coming in: `ids` are those of its rows by their numbers, `echoed` the ids of topics that are
    here already by their guids. `lost` counts echoes of topics that are not here."""

    parcel: Parcel
    event_id: int
    ids: Mapping[str, Sequence[int]]
    echoed: Mapping[str, int]
    now: datetime
    lost: int = 0
    last: dict[str, int] = field(default_factory=dict)

    def values(self, name: str, row: Any) -> dict[str, Any] | None:
        """None for a row that has no place here. Raises NoBundle."""
        told = msgspec.structs.asdict(row)
        _check_texts(name, told)
        self._check_order(name, told)
        table = table_called(name)
        values: dict[str, Any] = {column.name: None for column in table.columns if column.nullable}
        values |= {column: self._value(name, column, told[column]) for column in columns_of(name)}
        if "id" in table.columns and has_numbers(name):
            values["id"] = self.id(name, told["id"])
        if "event_id" in table.columns:
            values["event_id"] = self.event_id
        return _MADE_ANEW[name](self, told, values) if name in _MADE_ANEW else values

    def id(self, table: str, number: int) -> int:
        """0 stays 0."""
        if not 0 <= number <= len(self.ids[table]):
            raise NoBundle(f"This bundle names row {number} of {table}, which it does not have.")
        return self.ids[table][number - 1] if number else 0

    def moving_id(self, note: int) -> int:
        """Of the edit that leads a note's links elsewhere: after all that came along."""
        return self.ids["note_update"][self.parcel.bundle.manifest.numbers("note_update") :][
            self.parcel.moving.index(note)
        ]

    def moving_edits(self) -> list[dict[str, Any]]:
        """Rows of the log that lead links of notes to the new address; they are nobody's."""
        return [
            {
                "id": self.moving_id(number),
                "note_id": self.id("note", number),
                "epoch": self.parcel.notes[number].epoch,
                "data": self.parcel.notes[number].edit,
                "author_id": None,
                "at": self.now,
            }
            for number in self.parcel.moving
        ]

    def _value(self, name: str, column: str, value: Any) -> Any:
        key = f"{name}.{column}"
        if key == "echo.of_id" or value is None:
            return value
        if key in _LINKING:
            return self.parcel.text(value)
        if isinstance(value, datetime) and not is_of_our_time(value):
            raise NoBundle(f"A moment in {name} is of no time that we know.")
        target = target_of(name, column)
        return self.id(target, value) if target else value

    def _check_order(self, name: str, told: Mapping[str, Any]) -> None:
        """So no row comes twice, and the log counts up."""
        number = told["revision"] if name == "change" else told.get("id")
        if number is not None:
            if number <= self.last.get(name, 0):
                raise NoBundle(f"The rows of {name} are in no order, or one comes twice.")
            self.last[name] = number


def _check_texts(name: str, value: Any) -> None:
    """PostgreSQL holds no text with NUL in it."""
    if isinstance(value, str):
        if "\x00" in value:
            raise NoBundle(f"A text in {name} has a NUL in it.")
    elif isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            _check_texts(name, each)
    elif isinstance(value, list | tuple):
        for each in value:
            _check_texts(name, each)


Values = dict[str, Any]


def _attendee(_arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    return {**values, "look": skeleton(told["name"]), "mark": "", "lost_name": ""}


def _echo(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values | None:
    if (echoed := arrival.echoed.get(told["of_id"])) is None:
        arrival.lost += 1
        return None
    return {**values, "of_id": echoed}


def _muted_clash(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    return {**values, "key": key_renumbered(told["key"], arrival.id)}


def _note(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    note = arrival.parcel.notes[told["id"]]
    last, at = arrival.id("note_update", note.last), note.at
    if note.edit:
        last, at = arrival.moving_id(told["id"]), arrival.now
    return {**values, "body": note.text, "body_upto": last, "body_at": at}


def _note_version(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    try:
        numbers = [int(each) for each in told["author_ids"].split(",") if each]
    except ValueError as error:
        raise NoBundle("A version of a note in this bundle is of nobody.") from error
    return {**values, "author_ids": ",".join(str(arrival.id("attendee", number)) for number in numbers)}


def _hand(_arrival: Arrival, _told: Mapping[str, Any], values: Values) -> Values:
    return {**values, "visit_id": None}


def _edition(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    draft = arrival.parcel.drafts[told["id"]]
    contents = [asdict(heading) for heading in draft.contents]
    return {**values, "html": draft.html, "contents": contents, "summary": draft.summary}


def _correction_link(arrival: Arrival, _told: Mapping[str, Any], values: Values) -> Values:
    """Nobody has its token."""
    nothing = sha256(secrets.token_bytes(32)).hexdigest()
    return {**values, "token_hash": nothing, "revoked_at": arrival.now}


def _change(arrival: Arrival, told: Mapping[str, Any], values: Values) -> Values:
    try:
        payload = msgspec.json.decode(told["payload"], type=dict[str, Any])
        payload = renumbered(told["name"], payload, arrival.id)
        change = read_change(told["name"], payload, arrival.event_id)
    except (ValueError, RecursionError) as error:
        raise NoBundle(f"Change {told['revision']} of this bundle cannot be read: {error}") from error
    _check_texts("change", payload)
    said = msgspec.json.encode(payload).decode()
    return {**values, "payload": said, "subject": change.subject, "request": ""}


_MADE_ANEW: Mapping[str, Callable[[Arrival, Mapping[str, Any], Values], Values | None]] = {
    "attendee": _attendee,
    "echo": _echo,
    "muted_clash": _muted_clash,
    "note": _note,
    "note_version": _note_version,
    "hand": _hand,
    "edition": _edition,
    "correction_link": _correction_link,
    "change": _change,
}
