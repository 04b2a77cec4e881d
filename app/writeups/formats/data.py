"""The write-up as JSON: all that its pages say, for programs. Pure.

What there is may grow; what a field means stays as long as `version` is the same.
"""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app.board.queries import local_iso
from app.topics.cards import PlaceView
from app.writeups.attendance import Attendance
from app.writeups.extracting import ACTION, DECISION, DONE, QUESTION, QUOTATION, RESOURCE, TOOL
from app.writeups.formats.elsewhere import Shown, absolute, led_back
from app.writeups.formats.volume import Chapter, Figure, Mark, Volume

FORMAT, VERSION = "hallway-write-up", 1
_NAMES = {
    "tools": (TOOL,),
    "links": (RESOURCE,),
    "quotations": (QUOTATION,),
    "decisions": (DECISION,),
    "actions": (ACTION, DONE),
    "questions": (QUESTION,),
}

Data = dict[str, Any]


def as_json(volume: Volume) -> bytes:
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "generator": "Hallway",
        "changed": volume.changed_at.isoformat(),
        "event": _event(volume),
        "texts": {
            name: {"markdown": text.markdown, "html": absolute(text.html, volume.address, volume.url)}
            for name, text in volume.texts.items()
        },
        "rooms": [
            {"name": room.name, "capacity": room.capacity, "directions": room.directions} for room in volume.rooms
        ],
        "days": _days(volume),
        "sessions": [_session(volume, chapter) for chapter in volume.chapters],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _event(volume: Volume) -> Data:
    event = volume.event
    return {
        "slug": event.slug,
        "name": event.name,
        "theme": event.theme,
        "venue": event.venue,
        "language": event.language,
        "time_zone": event.time_zone,
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "url": f"{volume.address}/{event.slug}",
        "write_up": volume.url,
    }


def _days(volume: Volume) -> list[Data]:
    """The numbers of the sessions that were held on each, in their order."""
    held = [(c.entry.place.day, c.entry.number) for c in volume.chapters if c.entry.place]
    days = groupby(held, key=lambda each: each[0])
    return [{"date": day, "sessions": [number for _day, number in numbers]} for day, numbers in days]


def _session(volume: Volume, chapter: Chapter) -> Data:
    entry, url = chapter.entry, volume.address + chapter.entry.url
    pictures = {figure.name: Shown(volume.address + figure.address, figure.alt) for figure in chapter.figures}
    return {
        "number": entry.number,
        "guid": chapter.guid,
        "title": entry.title,
        "url": url,
        "summary": entry.summary,
        "hosts": list(entry.hosts),
        "tags": list(entry.tags),
        "place": _place(volume, entry.place) if entry.place else None,
        "people": _people(chapter.attendance) if chapter.attendance else None,
        "edition": {
            "number": chapter.edition.number,
            "published": chapter.edition.published_at.isoformat(),
            "first_published": chapter.first_at.isoformat(),
            "change_note": chapter.edition.change_note,
        },
        "markdown": led_back(chapter.markdown, volume.address, pictures),
        "html": absolute(chapter.html, volume.address, url),
        **{name: _marked(chapter.marks, kinds, url) for name, kinds in _NAMES.items()},
        "photos": [_photo(volume, figure) for figure in chapter.figures],
    }


def _place(volume: Volume, place: PlaceView) -> Data:
    return {
        "starts": place.iso,
        "ends": local_iso(volume.event, place.ends_at),
        "room": place.room,
    }


def _people(attendance: Attendance) -> Data:
    """How many were there; `about` where nobody counted."""
    return {"count": attendance.count, "about": attendance.is_about}


def _marked(marks: Sequence[Mark], kinds: tuple[str, ...], page: str) -> list[Data]:
    return [_mark(mark, page) for mark in marks if mark.kind in kinds]


def _mark(mark: Mark, page: str) -> Data:
    """With where it stands; who said or does it is left out where that is not told."""
    said: Data = {"text": mark.text, "url": f"{page}#{mark.anchor}" if mark.anchor else page}
    said |= {"who": mark.who} if mark.who else {}
    said |= {"address": mark.address} if mark.address else {}
    return said | ({"done": mark.kind == DONE} if mark.kind in (ACTION, DONE) else {})


def _photo(volume: Volume, figure: Figure) -> Data:
    return {
        "url": volume.address + figure.address,
        "width": figure.width,
        "height": figure.height,
        "alt": figure.alt,
        "credit": figure.credit,
    }
