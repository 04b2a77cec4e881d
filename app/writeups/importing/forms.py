"""What `hallway import` hands over: content, checked as if it had been typed into forms. Never ids, owners or roles."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.events.forms import EventPlan, RoomPlan, TimeslotPlan, read_event_plan, read_room, read_timeslot
from app.kernel.errors import Invalid
from app.kernel.forms import Fields, clean
from app.notes.limits import Limits
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT
from app.notes.photos.taking import Kept
from app.topics.forms import Proposal, read_proposal

PATH_LIMIT = 1000
TEXT_PARTS = ("intro", "closing", "thanks")
TEXT_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Text:
    """A text of the event itself."""

    path: str
    mark: str
    text: str


@dataclass(frozen=True)
class Founding:
    """An event, new or there already, with what it needs so that its topics have places."""

    plan: EventPlan
    rooms: tuple[RoomPlan, ...]
    timeslots: tuple[TimeslotPlan, ...]
    texts: Mapping[str, Text]


@dataclass(frozen=True)
class PhotoPlan:
    """A picture of a note: `target` is its address in the text, `source` the hash of its file."""

    target: str
    source: str
    alt: str
    credit: str
    kept: Kept


@dataclass(frozen=True)
class Place:
    day: date
    starts: time
    room: str


@dataclass(frozen=True)
class Incoming:
    """One topic as its source has it. `missing` are pictures that its text names and that did not come."""

    path: str
    mark: str
    card: Proposal
    hosts: tuple[str, ...]
    text: str
    place: Place | None
    publish: bool
    photos: tuple[PhotoPlan, ...]
    missing: tuple[str, ...]


def read_founding(asked: Mapping[str, Any]) -> Founding:
    """Raises Invalid."""
    fields = {name: str(value) for name, value in asked.items() if isinstance(value, str)}
    return Founding(
        plan=read_event_plan(fields),
        rooms=tuple(read_room({"name": name}) for name in asked.get("rooms", ())),
        timeslots=tuple(read_timeslot(slot) for slot in asked.get("timeslots", ())),
        texts={part: _text(asked["texts"][part]) for part in TEXT_PARTS if part in asked.get("texts", {})},
    )


def read_incoming(asked: Mapping[str, Any]) -> Incoming:
    """Raises Invalid."""
    fields = Fields({"path": asked["path"], "mark": asked["mark"], "text": asked["text"]})
    path, mark = fields.line("path", PATH_LIMIT), fields.line("mark", 64)
    text = fields.text("text", Limits.text_bytes)
    fields.check()
    if len(text.encode()) > Limits.text_bytes:
        raise Invalid(TOO_LONG, {"text": TOO_LONG})
    tags = ", ".join(tag.replace(",", " ") for tag in asked["tags"])
    card = read_proposal({"title": asked["title"], "pitch": asked["pitch"], "tags": tags})
    return Incoming(
        path,
        mark,
        card,
        hosts=_hosts(asked["hosts"]),
        text=text,
        place=_place(asked.get("place")),
        publish=asked["publish"] is True,
        photos=tuple(_photo(each) for each in asked["photos"]),
        missing=tuple(str(each) for each in asked["missing"]),
    )


TOO_LONG = "it is longer than a note can be"


def read_photo(asked: Mapping[str, Any]) -> bytes:
    return b64decode(asked["data"])


def _hosts(names: Sequence[str]) -> tuple[str, ...]:
    """As add_topic takes them: no commas in them."""
    return tuple(name for each in names if (name := " ".join(clean(each).replace(",", " ").split())[:60]))


def _text(asked: Mapping[str, str]) -> Text:
    fields = Fields(asked)
    text = Text(fields.line("path", PATH_LIMIT), fields.line("mark", 64), fields.text("text", TEXT_LIMIT))
    fields.check()
    return text


def _place(asked: Mapping[str, str] | None) -> Place | None:
    if asked is None:
        return None
    return Place(date.fromisoformat(asked["day"]), time.fromisoformat(asked["starts"]), asked["room"])


def _photo(asked: Mapping[str, Any]) -> PhotoPlan:
    """What is said of it is cut off where a form would refuse it: it is a picture's caption, not the text."""
    alt = " ".join(clean(asked["alt"]).split())[:ALT_LIMIT]
    credit = " ".join(clean(asked["credit"]).split())[:CREDIT_LIMIT]
    return PhotoPlan(str(asked["target"]), str(asked["source"])[:64], alt, credit, Kept(**asked["kept"]))


def written(answer: Any) -> str:
    """An answer on its way through the socket."""
    return json.dumps(answer, ensure_ascii=False)
