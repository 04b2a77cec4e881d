"""The schedule in the formats that apps of conferences read, frab's JSON and XML as c3voc keeps them. Pure.

Formats: https://github.com/voc/schedule, validator/json/schema.json and validator/xsd/schedule.xml.xsd. What they agree
on with programs that read them, and say nowhere: `start` is the clock on the wall, and a person has a `name` only.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as Xml

SCHEMA = "https://c3voc.de/schedule/schema.json"
#: Every time begins on such a beat.
BEAT = "00:05"
#: Zones that the format has a name for.
_NAMED_ZONE = re.compile(r"([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")


@dataclass(frozen=True)
class Person:
    name: str
    guid: str


@dataclass(frozen=True)
class Item:
    """Something with a time and a room. Its id, guid and slug stay whatever else changes; moments are in the event's
    zone."""

    id: int
    guid: str
    slug: str
    title: str
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    language: str
    url: str
    abstract: str = ""
    track: str = ""
    persons: tuple[Person, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Place:
    """A room as the format has it."""

    name: str
    guid: str
    capacity: int | None = None
    directions: str = ""


@dataclass(frozen=True)
class Day:
    """What is on by the names of all rooms."""

    date: date
    starts_at: datetime
    ends_at: datetime
    rooms: Mapping[str, Sequence[Item]]


@dataclass(frozen=True)
class Schedule:
    """One event. There is a day at least; `version` grows with whatever changes."""

    version: str
    slug: str
    title: str
    theme: str
    zone: str
    base_url: str
    url: str
    places: Sequence[Place]
    days: Sequence[Day]

    @property
    def acronym(self) -> str:
        """The slug in the letters, and at the length, that the format asks for."""
        return self.slug.replace("-", "_").ljust(4, "_")

    @property
    def tracks(self) -> list[str]:
        items = [item for day in self.days for there in day.rooms.values() for item in there]
        return sorted({item.track for item in items if item.track})


def as_json(schedule: Schedule) -> bytes:
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "description": schedule.theme,
        "start": schedule.days[0].date.isoformat(),
        "end": schedule.days[-1].date.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": BEAT,
        **({"time_zone_name": schedule.zone} if _NAMED_ZONE.match(schedule.zone) else {}),
        "url": schedule.url,
        "tracks": [{"name": track} for track in schedule.tracks],
        "rooms": [_place(place) for place in schedule.places],
        "days": [_day(index, day) for index, day in enumerate(schedule.days, 1)],
    }
    told = {"version": schedule.version, "base_url": schedule.base_url, "conference": conference}
    whole = {"$schema": SCHEMA, "generator": {"name": "Hallway"}, "schedule": told}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "guid": place.guid,
        "description": place.directions or None,
        "capacity": place.capacity,
    }


def _day(index: int, day: Day) -> dict[str, Any]:
    return {
        "index": index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {room: [_item(item) for item in items] for room, items in day.rooms.items()},
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "guid": item.guid,
        "date": item.starts_at.isoformat(),
        "start": f"{item.starts_at:%H:%M}",
        "duration": length(item),
        "room": item.room,
        "slug": item.slug,
        "url": item.url,
        "title": item.title,
        "subtitle": "",
        "track": item.track or None,
        "type": item.kind,
        "language": item.language,
        "abstract": item.abstract,
        "description": "",
        "persons": [{"name": person.name, "guid": person.guid} for person in item.persons],
        "links": [{"url": url, "title": title} for url, title in item.links],
    }


def length(item: Item) -> str:
    """Hours and minutes; over a night in which the clocks change it is what one sits there."""
    seconds = item.ends_at.timestamp() - item.starts_at.timestamp()
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def as_xml(schedule: Schedule) -> bytes:
    root = Xml.Element("schedule")
    _add(root, "version", schedule.version)
    conference = _add(root, "conference")
    _add(conference, "title", schedule.title)
    _add(conference, "acronym", schedule.acronym)
    _add(conference, "start", schedule.days[0].date.isoformat())
    _add(conference, "end", schedule.days[-1].date.isoformat())
    _add(conference, "days", str(len(schedule.days)))
    _add(conference, "timeslot_duration", BEAT)
    for index, day in enumerate(schedule.days, 1):
        _add_day(root, index, day)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_day(root: Xml.Element, index: int, day: Day) -> None:
    moments = {"start": day.starts_at.isoformat(), "end": day.ends_at.isoformat()}
    element = _add(root, "day", date=day.date.isoformat(), index=str(index), **moments)
    for name, items in day.rooms.items():
        room = _add(element, "room", name=name)
        for item in items:
            _add_item(room, item)


def _add_item(room: Xml.Element, item: Item) -> None:
    """It has no address in this format, so its page is the first of its links."""
    element = _add(room, "event", id=str(item.id), guid=item.guid)
    for name, value in (
        ("room", item.room),
        ("title", item.title),
        ("subtitle", ""),
        ("type", item.kind),
        ("date", item.starts_at.isoformat()),
        ("start", f"{item.starts_at:%H:%M}"),
        ("duration", length(item)),
        ("abstract", item.abstract),
        ("slug", item.slug),
        ("track", item.track),
        ("language", item.language),
        ("description", ""),
    ):
        _add(element, name, value)
    persons = _add(element, "persons")
    for person in item.persons:
        _add(persons, "person", person.name)
    links = _add(element, "links")
    for url, title in ((item.url, item.title), *item.links):
        _add(links, "link", title, href=url)


def _add(parent: Xml.Element, tag: str, words: str = "", /, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, tag, attributes)
    element.text = words or None
    return element
