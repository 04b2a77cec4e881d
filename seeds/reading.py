"""Reading a seed's folder: each TOML file is one event, with Markdown files beside it for the longer texts."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from app.events.forms import RoomPlan
from seeds.plans import CellPlan, EditionPlan, EventPlan, SlotPlan, TopicPlan

SEEDS = Path(__file__).parent
Table = Mapping[str, Any]


def seed_names() -> list[str]:
    """The seeds that are kept as files."""
    return sorted(folder.name for folder in SEEDS.iterdir() if (folder / "event.toml").is_file())


def read_seed(name: str) -> list[EventPlan]:
    """All events of a seed, the original before its copies. A KeyError names what a file lacks."""
    folder = SEEDS / name
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.name != "event.toml", file.name))
    return [read_event(file) for file in files]


def read_event(file: Path) -> EventPlan:
    table = _table(file)
    rooms = tuple(RoomPlan(**room) for room in table["rooms"])
    slots = tuple(SlotPlan(**slot) for slot in table["timeslots"])
    places = _Places(rooms, slots)
    notes = _notes(file.parent / table["notes"])
    return EventPlan(
        slug=table["slug"],
        name=table["name"],
        theme=table["theme"],
        venue=table["venue"],
        time_zone=table["time_zone"],
        first_day=table.get("first_day"),
        now_in=places.slot(table["now_in"]) if "now_in" in table else None,
        phase=table["phase"],
        series=table.get("series", ""),
        attribution=table["attribution"],
        attendees=table["attendees"],
        random_seed=table["random_seed"],
        rooms=rooms,
        timeslots=slots,
        topics=tuple(_topic(card, places, notes, table["phase"]) for card in table["topics"]),
        **{part: _text(file.parent, table.get(part)) for part in ("intro", "closing", "thanks")},
    )


def _table(file: Path) -> Table:
    """The file as a table; a copy takes over what it does not say itself, and its cards come after the original's."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    if "copy_of" not in table:
        return table
    original = tomllib.loads((file.parent / table["copy_of"]).read_text(encoding="utf-8"))
    kept = {key: original[key] for key in ("theme", "venue", "series", "time_zone", "rooms", "timeslots")}
    return {**kept, **table, "topics": [*_copied(original["topics"], table["again"]), *table["topics"]]}


def _copied(cards: list[Table], again: Table) -> Iterator[Table]:
    """The original's cards as they are at the copy: with its own stars and places, and nothing published yet."""
    for card in cards:
        kept = {key: value for key, value in card.items() if key not in ("stars", "place", "correction")}
        yield {**kept, **again[str(card["number"])]}


class _Places:
    """Finds positions on the board by what the files call them: a room's name, a timeslot's start."""

    def __init__(self, rooms: tuple[RoomPlan, ...], slots: tuple[SlotPlan, ...]) -> None:
        self._rooms = {room.name: position for position, room in enumerate(rooms)}
        self._slots = {slot.start: position for position, slot in enumerate(slots)}

    def slot(self, start: time) -> int:
        return self._slots[start]

    def cell(self, place: Table | None) -> CellPlan | None:
        if place is None:
            return None
        return CellPlan(self._slots[place["slot"]], self._rooms[place["room"]] if "room" in place else None)


def _notes(folder: Path) -> dict[int, str]:
    """The notes by the number of their topic, with which their file names begin."""
    return {int(file.name.split("-")[0]): file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}


def _topic(card: Table, places: _Places, notes: Mapping[int, str], phase: str) -> TopicPlan:
    note = notes.get(card["number"], "")
    return TopicPlan(
        number=card["number"],
        title=card["title"],
        hosts=tuple(card["hosts"]),
        pitch=card["pitch"],
        tags=tuple(card["tags"]),
        stars=card["stars"],
        place=places.cell(card.get("place")),
        note=note,
        editions=_editions(note, card.get("correction")) if note and phase == "published" else (),
    )


def _editions(note: str, correction: Table | None) -> tuple[EditionPlan, ...]:
    """One edition; or two where the card says what the first one had wrong."""
    if correction is None:
        return (EditionPlan(note),)
    if note.count(correction["now"]) != 1:
        raise ValueError(f"not found exactly once in the note: {correction['now']!r}")
    first = note.replace(correction["now"], correction["was"])
    return EditionPlan(first), EditionPlan(note, correction["change_note"])


def _text(folder: Path, file: str | None) -> str:
    return (folder / file).read_text(encoding="utf-8") if file else ""
