"""What is known of a bundle before anything of it is written: looked through while others go on with their work.

Its pictures are kept, its notes and editions made anew from what they are made of; no HTML comes from elsewhere.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.day.bundling.archive import MIB, NoBundle, Reading
from app.day.bundling.logs import Log, Looked, moved_links, with_moved_links
from app.day.bundling.pictures import keep_pictures
from app.events.rules import SLUG, slug_is_free_of_routes, stricter
from app.events.tables import Event
from app.kernel.crew import Crew, GivenUp
from app.kernel.errors import Refusal
from app.kernel.markdown import MarkdownRenderer, Picture
from app.notes.photos.queries import lack_of, picture_of
from app.notes.photos.showing import names_in
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Photos
from app.topics.policy import policy_of
from app.topics.rules import REMOVED
from app.topics.tables import Topic
from app.writeups.compose import EditionDraft, compose
from app.writeups.importing.progress import Progress

#: Seconds for one note, and bytes of all its edits.
SECONDS, LONGEST_LOG = 30.0, 64 * MIB
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Written:
    """What a note's log comes to: its text, the number and the moment of its last edit, 0 without one, and an edit that
    leads its links to where things are now, empty where none has to."""

    text: str
    epoch: int
    last: int
    at: datetime | None
    edit: bytes


@dataclass
class Parcel:
    """A bundle that is about to become the event `slug`. `notes` and `drafts` of editions are by their numbers."""

    bundle: Reading
    slug: str
    topics: Mapping[int, Any] = field(default_factory=dict)
    photos: Sequence[Any] = ()
    notes: dict[int, Written] = field(default_factory=dict)
    drafts: dict[int, EditionDraft] = field(default_factory=dict)

    @cached_property
    def event(self) -> Any:
        """Its row. Raises NoBundle."""
        rows = list(self.bundle.rows("event"))
        if len(rows) != 1:
            raise NoBundle("A bundle holds one event.")
        return rows[0]

    @cached_property
    def moved(self) -> list[tuple[str, str]]:
        return moved_links(self.event.slug, self.slug)

    @property
    def moving(self) -> list[int]:
        """The notes whose links go elsewhere now."""
        return [number for number, note in self.notes.items() if note.edit]

    def text(self, said: str) -> str:
        """With links that lead where things are now."""
        return with_moved_links(said, self.moved)


def opened_parcel(bundle: Reading, slug: str) -> Parcel:
    """Under another address, or the one it had. Raises NoBundle, and Refusal for an address that no event can have."""
    parcel = Parcel(bundle, slug)
    parcel.slug = slug or parcel.event.slug
    if not SLUG.fullmatch(parcel.slug) or not slug_is_free_of_routes(parcel.slug):
        raise Refusal(f"No event can have the address “{parcel.slug[:60]}”. Choose another one with --slug.")
    _check_event(parcel.event)
    parcel.topics = {row.id: row for row in bundle.rows("topic")}
    parcel.photos = list(bundle.rows("photo"))
    if any(photo.topic_id not in parcel.topics for photo in parcel.photos):
        raise NoBundle("A photo of this bundle is of no card.")
    return parcel


async def look_through(parcel: Parcel, photos: Photos, renderer: MarkdownRenderer, progress: Progress) -> None:
    """Raises NoBundle, and what keeping pictures raises."""
    await keep_pictures(photos, parcel.bundle, list(parcel.photos), progress)
    crew = Crew("app.day.bundling.worker", workers=1, seconds=SECONDS)
    try:
        logs = _logs(parcel.bundle)
        while log := await asyncio.to_thread(next, logs, None):
            progress.step("Looking at note", log.note, parcel.bundle.manifest.rows("note"))
            looked = await _looked_at(crew, log, parcel.moved)
            parcel.notes[log.note] = Written(looked.text, log.epoch, log.last, log.at, looked.edit)
    finally:
        await crew.stop()
    editions = parcel.bundle.rows("edition")
    while row := await asyncio.to_thread(next, editions, None):
        progress.step("Rendering edition", len(parcel.drafts), parcel.bundle.manifest.rows("edition"))
        parcel.drafts[row.id] = await _drafted(parcel, renderer, row)


def _check_event(event: Any) -> None:
    try:
        ZoneInfo(event.time_zone)
    except (ValueError, OSError) as error:
        raise NoBundle(f"There is no time zone {event.time_zone[:60]!r}.") from error
    if not _EARLIEST <= event.starts_on <= event.ends_on <= _LATEST:
        raise NoBundle("The event of this bundle ends before it begins, or is of no time that we know.")


@dataclass(frozen=True)
class _Log:
    note: int
    epoch: int
    updates: Sequence[Any]
    snapshot: Any | None

    @property
    def last(self) -> int:
        return self.updates[-1].id if self.updates else 0

    @property
    def at(self) -> datetime | None:
        return self.updates[-1].at if self.updates else None


def _logs(bundle: Reading) -> Iterator[_Log]:
    """Of one note after another. Raises NoBundle for rows of a note that is not there, or in no order."""
    updates, snapshots = _Sorted(bundle.rows("note_update")), _Sorted(bundle.rows("note_snapshot"))
    for note in bundle.rows("note"):
        found, kept = list(updates.of(note.id)), list(snapshots.of(note.id))
        yield _Log(note.id, note.epoch, found, kept[0] if kept and kept[0].epoch == note.epoch else None)
    if not (updates.is_over and snapshots.is_over):
        raise NoBundle("The log of this bundle is of other notes than it has.")


class _Sorted:
    """Rows of notes, in the order of the notes."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, note: int) -> Iterator[Any]:
        size = 0
        while self._next is not None and self._next.note_id == note:
            size += len(self._next.data)
            if size > LONGEST_LOG:
                raise NoBundle(f"Note {note} of this bundle is larger than a note can be.")
            yield self._next
            self._next = next(self._rows, None)

    @property
    def is_over(self) -> bool:
        return self._next is None


async def _looked_at(crew: Crew, log: _Log, moved: list[tuple[str, str]]) -> Looked:
    upto = log.snapshot.upto_id if log.snapshot else 0
    request = Log(
        updates=[row.data for row in log.updates if row.epoch == log.epoch],
        snapshot=log.snapshot.data if log.snapshot else None,
        later=[row.data for row in log.updates if row.epoch == log.epoch and row.id > upto],
        old=[row.data for row in log.updates if row.epoch != log.epoch],
        moved=moved,
    )
    try:
        answer = await crew.ask(msgspec.msgpack.encode(request))
    except GivenUp as error:
        raise NoBundle(f"Note {log.note} of this bundle takes too long to look at.") from error
    looked = msgspec.msgpack.decode(answer, type=Looked)
    if looked.refusal:
        raise NoBundle(f"Note {log.note} of this bundle cannot be taken: {looked.refusal[:200]}.")
    return looked


async def _drafted(parcel: Parcel, renderer: MarkdownRenderer, row: Any) -> EditionDraft:
    """Rendered anew, with the pictures that it may show."""
    topic, markdown = parcel.topics.get(row.topic_id), parcel.text(row.markdown)
    if topic is None:
        raise NoBundle(f"Edition {row.number} of this bundle is of no card.")
    try:
        rendered = await renderer.render(markdown, _pictures(parcel, topic, markdown), anchored=True)
        return await asyncio.to_thread(compose, row.title, markdown, rendered)
    except Refusal as refusal:
        raise NoBundle(f"Edition {row.number} of card {topic.number} cannot be taken: {refusal.message}") from refusal


def _pictures(parcel: Parcel, row: Any, markdown: str) -> tuple[Picture, ...]:
    """As `pictures_to_publish` finds them, of what is in no database yet."""
    named, event = names_in(markdown), _as(Event, parcel.event, slug=parcel.slug)
    shown = []
    for photo in (_as(Photo, each) for each in parcel.photos if each.name in named and each.taken_away_at is None):
        topic = _as(Topic, parcel.topics[photo.topic_id])
        policy = stricter(policy_of(event, _as(Topic, row)), policy_of(event, topic))
        if topic.state != REMOVED and not lack_of(policy, photo):
            shown.append(picture_of(event, photo))
    return tuple(shown)


def _as(table: Any, row: Any, **more: Any) -> Any:
    """A row of a bundle as one that is in no database."""
    values = {**msgspec.structs.asdict(row), **more}
    return table(**{name: value for name, value in values.items() if name in table.model_fields})


def is_of_our_time(moment: datetime) -> bool:
    return _EARLIEST <= moment.date() <= _LATEST
