"""Lists of sessions as other programs export them in JSON: frab and c3voc, pretalx, sessionize, or any plain list.
Pure.

The formats: https://github.com/voc/schedule (schedule.json), https://docs.pretalx.org/api/resources/submissions/,
https://sessionize.com/playbook/api.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.writeups.importing.lists import words_in
from app.writeups.importing.sheets import NoTable
from app.writeups.importing.vocabulary import meaning_of

_LISTS = ("sessions", "results", "talks", "submissions", "events", "items", "data", "topics", "program", "schedule")


@dataclass(frozen=True)
class Schedule:
    """The sessions, each by its own keys, and what is said of the event as a whole."""

    rows: tuple[Mapping[str, Any], ...]
    head: Mapping[str, Any] = field(default_factory=dict)


def read_schedule(text: str) -> Schedule:
    """Raises NoTable."""
    found = _parsed(text)
    if isinstance(found, dict) and isinstance(found.get("schedule"), dict):
        return _frab(found["schedule"])
    if isinstance(found, dict) and isinstance(found.get("sessions"), list) and "speakers" in found:
        return Schedule(tuple(_sessionize(found)))
    rows = tuple(_rows(found))
    if not any(map(_has_title, rows)):
        raise NoTable("no list of sessions with titles is in it")
    head = {k: v for k, v in found.items() if not isinstance(v, list | dict)} if isinstance(found, dict) else {}
    return Schedule(rows, head)


def _parsed(text: str) -> Any:
    """One value, or one on each line."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise NoTable("it is nested too deep") from error
    except ValueError as error:
        if lines := _by_line(text):
            return lines
        raise NoTable(f"it is no JSON: {error}") from error


def _by_line(text: str) -> list[Any]:
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return []


def _rows(found: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Of a list its objects; of an object its list of sessions. Sessionize groups them by day and by room."""
    if depth > 4:
        return
    if isinstance(found, dict):
        inner = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
        yield from _rows(inner, depth + 1) if inner is not None else ([found] if depth else [])
    elif isinstance(found, list):
        for each in found:
            if isinstance(each, dict) and any(isinstance(each.get(n), list) for n in ("rooms", *_LISTS)):
                yield from _rows(each.get("rooms") or each, depth + 1)
            elif isinstance(each, dict):
                yield _with_slot(each)


def _with_slot(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """pretalx keeps room and time of a talk in an object, or a list of them."""
    slots = row.get("slot") or row.get("slots")
    slot = slots[0] if isinstance(slots, list) and slots else slots
    if not isinstance(slot, dict):
        return row
    named = {name: slot[name] for name in ("room", "start", "end", "begin") if slot.get(name)}
    return {**{key: value for key, value in row.items() if key not in ("slot", "slots")}, **named}


def _has_title(row: Mapping[str, Any]) -> bool:
    return any(meaning_of(key) == "title" and words_in(value).strip() for key, value in row.items())


def _frab(schedule: Mapping[str, Any]) -> Schedule:
    conference = schedule.get("conference")
    if not isinstance(conference, dict) or not isinstance(conference.get("days"), list):
        raise NoTable("it looks like a schedule.json, but has no days")
    names = {"title": "title", "start": "first-day", "end": "last-day", "time_zone_name": "time-zone"}
    head = {name: str(conference[key]) for key, name in names.items() if conference.get(key)}
    return Schedule(tuple(_frab_rows(conference["days"])), head)


def _frab_rows(days: list[Any]) -> Iterator[Mapping[str, Any]]:
    for day in days:
        rooms = day.get("rooms") if isinstance(day, dict) else None
        for room, talks in rooms.items() if isinstance(rooms, dict) else ():
            for talk in talks if isinstance(talks, list) else ():
                if isinstance(talk, dict):
                    yield _frab_row(talk, str(day.get("date") or ""), room)


def _frab_row(talk: Mapping[str, Any], day: str, room: str) -> Mapping[str, Any]:
    """`date` is the very moment where it is there, else the day and `start` the clock on the wall."""
    moment = str(talk.get("date") or "")
    when = {"date": "", "start": moment} if "T" in moment else {"date": moment or day, "start": talk.get("start")}
    subtitle = str(talk.get("subtitle") or "").strip()
    title = f"{talk.get('title') or ''}{f': {subtitle}' if subtitle else ''}"
    known = {k: v for k, v in talk.items() if k not in _FRAB_ONLY}
    own = {"title": title, "room": talk.get("room") or room, "code": talk.get("guid") or talk.get("id")}
    return {**known, **when, **own}


_FRAB_ONLY = {"subtitle", "guid", "id", "slug", "url", "logo", "recording_license", "do_not_record", "date", "start"}


def _sessionize(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Its speakers, rooms and tags are numbers that lists of their own explain."""
    names = _by_id(found.get("speakers"), "fullName")
    rooms = _by_id(found.get("rooms"), "name")
    groups = _listed(found.get("categories"))
    items = [item for group in groups if isinstance(group, dict) for item in _listed(group.get("items"))]
    tags = _by_id(items, "name")
    for session in _listed(found["sessions"]):
        if isinstance(session, dict):
            yield _sessionize_row(session, names, rooms, tags)


def _sessionize_row(
    session: Mapping[str, Any], names: dict[str, str], rooms: dict[str, str], tags: dict[str, str]
) -> Mapping[str, Any]:
    known = ("title", "description", "startsAt", "endsAt", "id", "status", "kind")
    service = "break" if session.get("isServiceSession") else "plenary" if session.get("isPlenumSession") else ""
    speakers = _listed(session.get("speakers"))
    return {
        **{key: session[key] for key in known if session.get(key) is not None},
        "speakers": [each if isinstance(each, dict) else names.get(str(each), "") for each in speakers],
        "room": session.get("room") or rooms.get(str(session.get("roomId")), ""),
        "tags": [tags.get(str(each), "") for each in _listed(session.get("categoryItems"))],
        **({"kind": service} if service else {}),
    }


def _by_id(things: Any, name: str) -> dict[str, str]:
    return {str(each.get("id")): str(each.get(name) or "") for each in _listed(things) if isinstance(each, dict)}


def _listed(things: Any) -> list[Any]:
    return things if isinstance(things, list) else []
