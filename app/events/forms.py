"""What may be posted about events."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

from app.events.rules import (
    ATTRIBUTIONS,
    KINDS,
    NOTE_CIRCLES,
    PHASES,
    SLUG,
    VISIBILITIES,
    slug_is_free_of_routes,
    wall_span,
)
from app.kernel.forms import Fields, read_date
from app.kernel.words import LANGUAGES, SOURCE_LANGUAGE, language
from app.kernel.words import gettext as _
from app.people.names import clean_name

_ROOM = re.compile(r"(?P<name>[^,]{1,60})(?:,\s*(?P<capacity>\d{1,5}))?(?:,\s*(?P<directions>.{1,200}))?")
_TIMESLOT = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)\s+)?(?P<starts>\d{1,2}:\d\d)\s*[-–]\s*(?P<ends>\d{1,2}:\d\d)"
    r"(?:\s+(?P<kind>\w+))?(?:\s+(?P<title>.{1,120}))?"
)
#: Stands in for a missing first day, so that mistakes in the times are told with all the others.
_ANY_DAY = date(2000, 1, 1)
MOST_ROOMS = 60
MOST_TIMESLOTS = 200
MOST_SEATS = 99_999
NOTICE_LIMIT = 140
SERIES_LIMIT = 100
NOTICE_MINUTES = ("10", "30", "60", "0")


@dataclass(frozen=True)
class RoomPlan:
    name: str
    capacity: int | None = None
    directions: str = ""
    equipment: str = ""


@dataclass(frozen=True)
class TimeslotPlan:
    """One row of the day in wall time; `ends` at or before `starts` means after midnight."""

    day: date
    starts: time
    ends: time
    kind: str = "open"
    title: str = ""


@dataclass(frozen=True)
class EventPlan:
    """A new event as somebody wrote it down; `series` is the name of one. Rooms and times may come later, on the page
    where the day is shaped."""

    name: str
    slug: str
    starts_on: date
    ends_on: date
    time_zone: str
    venue: str = ""
    theme: str = ""
    intro: str = ""
    closing: str = ""
    thanks: str = ""
    attribution: str = "open"
    language: str = SOURCE_LANGUAGE
    visibility: str = "public"
    series: str = ""
    rooms: tuple[RoomPlan, ...] = ()
    timeslots: tuple[TimeslotPlan, ...] = field(default=())


def read_event_plan(posted: Mapping[str, str]) -> EventPlan:
    """The steward's form. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("name", 100, required=_("The event needs a name."))
    slug = _slug(fields)
    starts_on = fields.date("starts_on", required=_("When does it begin?"))
    ends_on = fields.date("ends_on")
    zone = _time_zone(fields)
    venue, theme = fields.line("venue", 200), fields.line("theme", 200)
    attribution = fields.choice("attribution", ATTRIBUTIONS, "open")
    spoken = fields.choice("language", tuple(LANGUAGES), language())
    visibility = fields.choice("visibility", VISIBILITIES, "public")
    series = fields.line("series", SERIES_LIMIT)
    rooms = _rooms(fields)
    timeslots = _timeslots(fields, starts_on, zone)
    if starts_on and ends_on and ends_on < starts_on:
        fields.refuse("ends_on", _("It cannot end before it begins."))
    if starts_on:
        _within_days(fields, timeslots, starts_on, ends_on)
    fields.check()
    assert starts_on is not None
    ends_on = ends_on or max([starts_on, *(slot.day for slot in timeslots)])
    return EventPlan(
        name,
        slug,
        starts_on,
        ends_on,
        zone,
        venue,
        theme,
        attribution=attribution,
        language=spoken,
        visibility=visibility,
        series=series,
        rooms=rooms,
        timeslots=timeslots,
    )


def read_language(posted: Mapping[str, str]) -> str:
    """What an event shall speak. Raises Invalid."""
    fields = Fields(posted)
    spoken = fields.choice("language", tuple(LANGUAGES))
    fields.check()
    return spoken


def read_series(posted: Mapping[str, str]) -> str:
    """The name of the series that an event belongs to; empty for none. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("series", SERIES_LIMIT)
    fields.check()
    return name


def read_phase(posted: Mapping[str, str]) -> str:
    fields = Fields(posted)
    phase = fields.choice("phase", PHASES)
    fields.check()
    return phase


@dataclass(frozen=True)
class NoticePlan:
    """What to tell everybody, and for how many minutes; 0 is the rest of the day."""

    words: str
    minutes: int


def read_notice(posted: Mapping[str, str]) -> NoticePlan:
    """`words` and `minutes`, one of a few. Raises Invalid."""
    fields = Fields(posted)
    words = fields.line("words", NOTICE_LIMIT, required=_("What shall everybody know?"))
    minutes = fields.choice("minutes", NOTICE_MINUTES, "30")
    fields.check()
    return NoticePlan(words, int(minutes))


@dataclass(frozen=True)
class Delay:
    """From which time on, and by how many minutes; minus brings forward."""

    timeslot_id: int
    minutes: int


def read_room(posted: Mapping[str, str]) -> RoomPlan:
    """`name`, `capacity` in seats, `equipment` in words separated by commas, `directions`. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("name", 60, required=_("The room needs a name."))
    capacity = fields.number("capacity")
    if capacity is not None and capacity > MOST_SEATS:
        fields.refuse("capacity", _("That is more seats than a room has."))
    words = [word.strip().lower() for word in fields.line("equipment", 200).split(",")]
    directions = fields.line("directions", 200)
    fields.check()
    return RoomPlan(name, capacity, directions, ", ".join(dict.fromkeys(word for word in words if word)))


def read_timeslot(posted: Mapping[str, str]) -> TimeslotPlan:
    """`day`, `starts` and `ends` in the event's wall time, `kind`, `title`. Raises Invalid."""
    fields = Fields(posted)
    day = fields.date("day", required=_("On which day?"))
    starts = _time(fields, "starts", _("When does it begin?"))
    ends = _time(fields, "ends", _("When does it end?"))
    kind, title = fields.choice("kind", KINDS, "open"), fields.line("title", 120)
    fields.check()
    assert day is not None
    assert starts is not None
    assert ends is not None
    return TimeslotPlan(day, starts, ends, kind, title)


def read_delay(posted: Mapping[str, str]) -> Delay:
    """`timeslot` and `minutes`, which may be negative. Raises Invalid."""
    fields = Fields(posted)
    timeslot_id = fields.number("timeslot", required=_("From which time on?"))
    written = fields.line("minutes", 8, required=_("By how many minutes?"))
    if written and not re.fullmatch(r"[-−]?[0-9]{1,3}", written):
        fields.refuse("minutes", _("This needs to be a number of minutes, such as 10 or -5."))
    fields.check()
    assert timeslot_id is not None
    return Delay(timeslot_id, int(written.replace("−", "-")))


def _time(fields: Fields, name: str, required: str) -> time | None:
    written = fields.line(name, 8, required=required)
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?", written)
    if written and not found:
        fields.refuse(name, _("This needs to be a time, such as 11:45."))
    return time(int(found[1]), int(found[2])) if found else None


def read_name(posted: Mapping[str, str]) -> str:
    """The name somebody goes by, cleaned of what cannot be seen."""
    fields = Fields({**posted, "name": clean_name(posted.get("name", ""))})
    name = fields.line("name", 60, required=_("What should the others call you?"))
    fields.check()
    return name


def read_star(number: str) -> int | None:
    """Of the card whose star somebody pressed before they had a name; None for what is no number."""
    return int(number) if re.fullmatch(r"[0-9]{1,9}", number) else None


@dataclass(frozen=True)
class DoorPlan:
    """Who may come in and read; `new_code` makes the old code worthless."""

    visibility: str
    needs_code: bool
    new_code: bool


def read_door(posted: Mapping[str, str]) -> DoorPlan:
    """Raises Invalid."""
    fields = Fields(posted)
    visibility = fields.choice("visibility", VISIBILITIES)
    fields.check()
    return DoorPlan(visibility, bool(posted.get("needs_code")), bool(posted.get("new_code")))


@dataclass(frozen=True)
class NoteCircles:
    """Whose notes are until they are published."""

    readers: str
    writers: str


def read_note_circles(posted: Mapping[str, str]) -> NoteCircles:
    """Raises Invalid. Whoever writes reads as well."""
    fields = Fields(posted)
    readers, writers = fields.choice("readers", NOTE_CIRCLES), fields.choice("writers", NOTE_CIRCLES)
    fields.check()
    return NoteCircles(max(readers, writers, key=NOTE_CIRCLES.index), writers)


def _slug(fields: Fields) -> str:
    slug = fields.line("slug", 60, required=_("The address needs a short name, such as scale-summit-2017.")).lower()
    if slug and not SLUG.fullmatch(slug):
        fields.refuse("slug", _("Small letters, digits and hyphens only, such as scale-summit-2017."))
    if not slug_is_free_of_routes(slug):
        fields.refuse("slug", _("Hallway needs this address itself. Choose another one."))
    return slug


def _time_zone(fields: Fields) -> str:
    zone = fields.line("time_zone", 60, required=_("In which time zone is it?"))
    if zone and zone not in available_timezones():
        fields.refuse("time_zone", _("This time zone is unknown. Write it like Europe/London."))
        return "UTC"
    return zone or "UTC"


def _rooms(fields: Fields) -> tuple[RoomPlan, ...]:
    lines = _lines(fields.text("rooms", 10_000))
    rooms = tuple(room for line in lines if (room := _room(fields, line)))
    names = [room.name.casefold() for room in rooms]
    if len(set(names)) < len(names):
        fields.refuse("rooms", _("Two rooms have the same name."))
    if len(rooms) > MOST_ROOMS:
        fields.refuse("rooms", _("That is more rooms than a board can show."))
    return rooms


def _room(fields: Fields, line: str) -> RoomPlan | None:
    found = _ROOM.fullmatch(line)
    if not found:
        fields.refuse("rooms", _("“%s” is not a room. Write a name, a comma and the number of seats.") % line)
        return None
    seats = found["capacity"]
    return RoomPlan(found["name"].strip(), int(seats) if seats else None, (found["directions"] or "").strip())


def _timeslots(fields: Fields, starts_on: date | None, zone: str) -> tuple[TimeslotPlan, ...]:
    lines = _lines(fields.text("timeslots", 20_000))
    first_day = starts_on or _ANY_DAY
    slots = tuple(slot for line in lines if (slot := _timeslot(fields, line, first_day, ZoneInfo(zone))))
    if len(slots) > MOST_TIMESLOTS:
        fields.refuse("timeslots", _("That is more timeslots than a board can show."))
    return slots


def _within_days(fields: Fields, slots: tuple[TimeslotPlan, ...], starts_on: date, ends_on: date | None) -> None:
    """An event without a last day lasts as long as its times."""
    for slot in slots:
        if slot.day < starts_on or (ends_on and slot.day > ends_on):
            fields.refuse("timeslots", _("%s is not a day of this event.") % slot.day)


def _timeslot(fields: Fields, line: str, first_day: date, zone: ZoneInfo) -> TimeslotPlan | None:
    found = _TIMESLOT.fullmatch(line)
    kind = (found["kind"] or "open").lower() if found else ""
    try:
        if not found or kind not in KINDS:
            raise ValueError(line)
        day = read_date(found["day"]) if found["day"] else first_day
        starts, ends = _clock(found["starts"]), _clock(found["ends"])
    except ValueError:
        fields.refuse("timeslots", _("“%s” is not a timeslot. Write it like 11:00-11:45 open.") % line)
        return None
    try:
        wall_span(day, starts, ends, zone)
    except ValueError:
        fields.refuse("timeslots", _("“%s” does not happen exactly once: clocks are changed that night.") % line)
        return None
    return TimeslotPlan(day, starts, ends, kind, (found["title"] or "").strip())


def _clock(written: str) -> time:
    hours, minutes = written.split(":")
    return time(int(hours), int(minutes))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
