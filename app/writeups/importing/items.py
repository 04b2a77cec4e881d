"""What is understood of a source: one item for each session, and what is said of the event as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.writeups.importing.moments import UNKNOWN, When

OPEN, PLENARY, BREAK = "open", "plenary", "break"


@dataclass(frozen=True)
class Shot:
    """A picture that a text shows: by `target` in the text, with `source` for one whose bytes the text itself held."""

    target: str
    alt: str = ""
    source: bytes = b""


@dataclass(frozen=True)
class Item:
    """One session. `path` is what it is called in its source, `mark` changes with its content; `remarks` say what was
    not understood or is not as it was, `unused` are keys that say nothing to us. `credits` say whose pictures are, by
    file name, or under "" for all."""

    path: str
    mark: str
    title: str
    text: str = ""
    pitch: str = ""
    tags: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    when: When = UNKNOWN
    room: str = ""
    kind: str = OPEN
    is_private: bool = False
    order: tuple[Any, ...] = ()
    shots: tuple[Shot, ...] = ()
    credits: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """What a source says of the event itself; an empty word where it says nothing."""

    name: str = ""
    venue: str = ""
    theme: str = ""
    time_zone: str = ""
    language: str = ""
    first_day: date | None = None
    last_day: date | None = None
