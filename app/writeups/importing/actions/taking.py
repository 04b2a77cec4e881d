"""One topic comes in, or comes again: card, place, note, photos and edition, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.database import Database
from app.kernel.markdown import MarkdownRenderer
from app.kernel.work import Work, Works
from app.notes.live_notes import LiveNotes
from app.notes.photos.taking import Photos
from app.topics.actions.proposing import add_topic
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from app.writeups.importing.actions.cards import (
    compare_place,
    mark_of_incoming,
    mark_of_topic,
    place_card,
    set_card,
)
from app.writeups.importing.actions.knowing import source_at
from app.writeups.importing.actions.notes import begin_note, note_now, rewrite_note
from app.writeups.importing.actions.photos import Album, add_photos, album_for
from app.writeups.importing.actions.publishing import Press
from app.writeups.importing.forms import Incoming
from app.writeups.importing.rules import mark_of_text
from app.writeups.importing.shots import with_addresses
from app.writeups.importing.tables import ImportSource

NEW, CHANGED, PUBLISHED, SAME, KEPT = "new", "changed", "published", "same", "kept"


@dataclass(frozen=True)
class Desk:
    """The parts of a Hallway that an import needs."""

    database: Database
    works: Works
    live_notes: LiveNotes
    markdown: MarkdownRenderer
    photos: Photos


@dataclass(frozen=True)
class Outcome:
    """What was done with one topic: new, changed, only published, the same, or kept as somebody changed it here.
    `edition` is the number of what was published now, 0 for nothing."""

    did: str
    number: int
    edition: int = 0
    remarks: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        return {"did": self.did, "number": self.number, "edition": self.edition, "remarks": list(self.remarks)}


async def take_topic(desk: Desk, slug: str, incoming: Incoming) -> Outcome:
    """Raises NotFound for an unknown event, and refusals for what cannot be."""
    async with desk.database.reading() as db:
        event = await event_by_slug(db, slug)
        source = await source_at(db, event.id or 0, incoming.path)
        album = await album_for(db, event, incoming, source)
    text = with_addresses(incoming.text, album.addresses(event, incoming.missing))
    arriving = _Arriving(desk, event, replace(incoming, text=text), album)
    return await arriving.again(source) if source and source.topic_id else await arriving.first()


@dataclass(frozen=True)
class _Arriving:
    """One topic on its way in. `incoming` has the addresses of its photos in its text already."""

    desk: Desk
    event: Event
    incoming: Incoming
    album: Album

    async def first(self) -> Outcome:
        incoming, press = self.incoming, self._press()
        await press.prepare(self.event, incoming, self.album)
        async with self.desk.works.begin() as work:
            card = replace(incoming.card, name=", ".join(incoming.hosts))
            topic = await add_topic(work, self.event, card, None)
            remarks = await place_card(work, self.event, topic, incoming.place)
            await add_photos(work, self.event, topic, self.album)
            await begin_note(work, topic, incoming.text, self.desk.database.dialect)
            edition = await press.publish(work, self.event, topic)
            work.db.add(self._source(topic))
        return Outcome(NEW, topic.number, edition, (*remarks, *self.album.remarks, *press.remarks))

    async def again(self, source: ImportSource) -> Outcome:
        """What somebody changed here stays: then the note, or the card, is not as its source has it."""
        incoming, press = self.incoming, self._press()
        async with self.desk.database.reading() as db:
            topic = await topic_by_id(db, source.topic_id or 0)
            now = await note_now(db, topic)
            theirs = await compare_place(db, self.event, topic, incoming.place)
        if why := self._why_kept(topic, now.text, now.is_locked, source):
            return Outcome(KEPT, topic.number, 0, (why,))
        await press.prepare(self.event, incoming, self.album)
        await self._keep_photos(topic)
        await rewrite_note(self.desk, topic, now, incoming.text)
        async with self.desk.works.begin() as work:
            topic = await topic_by_id(work.db, topic.id or 0)
            theirs += await self._card_again(work, topic, source)
            edition = await press.publish(work, self.event, topic)
            did = await self._note_down(work, edition)
        return Outcome(did, topic.number, edition, (*theirs, *self.album.remarks, *press.remarks))

    def _press(self) -> Press:
        return Press(self.desk.markdown, self.incoming.publish)

    def _why_kept(self, topic: Topic, text: str, is_locked: bool, source: ImportSource) -> str:
        now, wanted = mark_of_text(text), mark_of_text(self.incoming.text)
        if topic.state != "open":
            return "its card was taken off the wall here, and stays off"
        if now not in (source.text_mark, wanted):
            return "its note was changed here since, and stays as it is; the file has another text"
        if is_locked and now != wanted:
            return "its note is locked here, and stays as it is; the file has another text"
        return ""

    async def _keep_photos(self, topic: Topic) -> None:
        """Before the text that names them, so that what is begun again goes on with the same names."""
        if not self.album.new:
            return
        async with self.desk.works.begin() as work:
            await add_photos(work, self.event, topic, self.album)
            source = await source_at(work.db, self.event.id or 0, self.incoming.path)
            if source:
                source.photos = self.album.names
                work.db.add(source)

    async def _card_again(self, work: Work, topic: Topic, source: ImportSource) -> list[str]:
        now, wanted = await mark_of_topic(work.db, topic), mark_of_incoming(self.incoming)
        if now == wanted or wanted == source.card_mark:
            return []
        if now != source.card_mark:
            return ["its card was changed here since, and stays; the file says another title, host or tag"]
        await set_card(work, topic, self.incoming)
        return []

    async def _note_down(self, work: Work, edition: int) -> str:
        kept = await source_at(work.db, self.event.id or 0, self.incoming.path)
        assert kept is not None, "nobody deletes what was brought in"
        did = CHANGED if kept.mark != self.incoming.mark else PUBLISHED if edition else SAME
        for name, value in self._marks().items():
            setattr(kept, name, value)
        work.db.add(kept)
        return did

    def _source(self, topic: Topic) -> ImportSource:
        return ImportSource(event_id=topic.event_id, path=self.incoming.path, topic_id=topic.id, **self._marks())

    def _marks(self) -> Mapping[str, Any]:
        return {
            "mark": self.incoming.mark,
            "text_mark": mark_of_text(self.incoming.text),
            "card_mark": mark_of_incoming(self.incoming),
            "photos": self.album.names,
        }
