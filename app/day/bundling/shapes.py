"""What a row may look like in a bundle: read from the tables, and narrower where only certain words make sense.

A row of a table whose rows others may name has its number there as `id`. An event has its `series` by name.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import Meta
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Integer, LargeBinary

from app.day.bundling.inventory import UP_TO, columns_of, has_numbers, table_called, target_of
from app.events.forms import SERIES_LIMIT
from app.events.rules import ATTRIBUTIONS, INKS, KINDS, NOTE_CIRCLES, PHASES, SLUG, VISIBILITIES
from app.kernel.columns import GREATEST, UtcDateTime
from app.kernel.words import LANGUAGES
from app.notes.limits import Limits
from app.notes.photos.rules import MOST_PIXELS, NAME
from app.topics.wishes import EQUIPMENT, NOT_BEFORE, NOT_BESIDE, OVER_BY
from app.writeups.correcting import rules as correcting
from app.writeups.rules import HELD, PUBLISHED, WAITING, WITHDRAWN

#: Letters of a text that is a page, and of any other.
LONGEST_TEXT, LONGEST_WORDS = 2 * 1024**2, 20_000

_PAGES = {
    "event.intro", "event.closing", "event.thanks", "note_version.text", "edition.markdown", "correction.before",
    "correction.after", "change.payload",
}  # fmt: skip
_NUMBER = Annotated[int, Meta(ge=1, le=GREATEST)]
_COUNT = Annotated[int, Meta(ge=0, le=GREATEST)]
_SIDE = Annotated[int, Meta(ge=0, le=MOST_PIXELS)]


def _one_of(*words: str) -> Any:
    return Literal[words]


def _like(pattern: str) -> Any:
    return Annotated[str, Meta(pattern=rf"^(?:{pattern})\Z")]


#: Where a table says less than there is to know.
_NARROWER: Mapping[str, Any] = {
    "event.slug": _like(SLUG.pattern),
    "event.phase": _one_of(*PHASES),
    "event.visibility": _one_of(*VISIBILITIES),
    "event.attribution": _one_of(*ATTRIBUTIONS),
    "event.language": _one_of(*LANGUAGES),
    "event.notes_readers": _one_of(*NOTE_CIRCLES),
    "event.notes_writers": _one_of(*NOTE_CIRCLES),
    "timeslot.kind": _one_of(*KINDS),
    "timeslot.ink": Annotated[int, Meta(ge=1, le=INKS)] | None,
    "topic.number": _NUMBER,
    "topic.state": _one_of("open", "merged", "withdrawn", "removed"),
    "topic.attribution": _one_of("", *ATTRIBUTIONS),
    "topic_wish.kind": _one_of(NOT_BEFORE, OVER_BY, EQUIPMENT, NOT_BESIDE),
    "echo.of_id": Annotated[str, Meta(min_length=1, max_length=200)],
    "photo.name": _like(NAME.pattern),
    "photo.hash": _like("[0-9a-f]{64}|"),
    "photo.size": _COUNT,
    "photo.width": _SIDE,
    "photo.height": _SIDE,
    "photo.small_width": _SIDE,
    "photo.small_height": _SIDE,
    "note.epoch": _NUMBER,
    "note.annotated": _COUNT,
    "note_update.epoch": _NUMBER,
    "note_snapshot.epoch": _NUMBER,
    "note_version.epoch": _NUMBER,
    "hand.epoch": _NUMBER,
    "hand.client": Annotated[int, Meta(ge=0)],
    "edition.number": _NUMBER,
    "edition.slug": _like("[a-z0-9-]{1,100}"),
    "publication.edition_number": _NUMBER,
    "publication.state": _one_of(PUBLISHED, WITHDRAWN, WAITING, HELD),
    "correction.kind": _one_of(*correcting.KINDS),
    "correction.state": _one_of(*correcting.STATES),
    "correction.edition": _COUNT,
    "correction.became": _COUNT,
    "import_source.photos": dict[str, str],
    "change.revision": _NUMBER,
}


@cache
def shape_of(name: str) -> type[msgspec.Struct]:
    """The rows of this table, strictly: what is not in it is refused."""
    number = [("id", _NUMBER)] if has_numbers(name) else []
    series = [("series", Annotated[str, Meta(max_length=SERIES_LIMIT)])] if name == "event" else []
    fields = [*number, *series, *((column, kind_of(name, column)) for column in columns_of(name))]
    return msgspec.defstruct(name, fields, forbid_unknown_fields=True, kw_only=True, frozen=True)


def kind_of(name: str, column: str) -> Any:
    key = f"{name}.{column}"
    if key in _NARROWER:
        return _NARROWER[key]
    if target_of(name, column):
        kind = _COUNT if key in UP_TO else _NUMBER
    else:
        kind = _plain(table_called(name).columns[column], LONGEST_TEXT if key in _PAGES else LONGEST_WORDS)
    return Union[kind, None] if table_called(name).columns[column].nullable else kind  # noqa: UP007


def _plain(column: Column[Any], longest: int) -> Any:
    for sort, kind in _KINDS.items():
        if isinstance(column.type, sort):
            return kind
    return Annotated[str, Meta(max_length=longest)]


#: The narrower sort comes first.
_KINDS: Mapping[type, Any] = {
    UtcDateTime: Annotated[datetime, Meta(tz=True)],
    Date: date,
    Boolean: bool,
    BigInteger: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)],
    Integer: Annotated[int, Meta(ge=-GREATEST, le=GREATEST)],
    Float: float,
    JSON: Any,
    LargeBinary: Annotated[bytes, Meta(max_length=Limits.document_bytes)],
}
