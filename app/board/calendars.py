"""The schedule as iCalendar (RFC 5545): what an entry is, and how a calendar of them is written. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone

from app.kernel.plain import plain

PRODUCT = "-//Hallway//Schedule//EN"
#: How often programs are asked to look again.
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Entry:
    """Something with a time. `uid` stays through moves; `sequence` grows with everything that changes it, and `changed`
    is when that was last."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed: datetime
    place: str = ""
    words: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    cancelled: bool = False


def written(name: str, zone: str, entries: Iterable[Entry]) -> bytes:
    """The same entries make the same bytes. A calendar is not allowed to hold nothing (RFC 5545, 3.6): one without
    entries says what time it is there."""
    calendar = Calendar()
    for key, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", plain(name)),
        ("x-wr-calname", plain(name)),
        ("x-wr-timezone", zone),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{FRESH // timedelta(minutes=1)}M")
    in_order = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    for entry in in_order:
        calendar.add_component(_written(entry))
    if not in_order:
        calendar.add_component(Timezone.from_tzid(zone))
    lines: bytes = calendar.to_ical()
    return lines


def _written(entry: Entry) -> Event:
    """Times are in UTC, so that no program needs to know the event's zone."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", plain(entry.title))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    if entry.place:
        event.add("location", plain(entry.place))
    if entry.words:
        event.add("description", plain(entry.words))
    if entry.url:
        event.add("url", entry.url)
    if entry.tags:
        event.add("categories", [plain(tag) for tag in entry.tags])
    return event
