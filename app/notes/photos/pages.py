"""Photos over HTTP: sent into a note, listed, described, taken away, put back, and looked at."""

import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import may_read as may_read_event
from app.events.tables import Event
from app.events.visiting import AT_THE_DOOR, Here
from app.kernel.database import Database
from app.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from app.kernel.files import PostedFile
from app.kernel.web import go, posted_files
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.notes.actions import begun_note
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.photos.actions import add_photo, check_room, describe_photo, put_photo_back, same_photo, take_photo_away
from app.notes.photos.forms import Description, read_description
from app.notes.photos.queries import address_of, photo_by_name, photo_called, photos_of, topic_of
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT, NAME
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Photos
from app.notes.photos.writing import NotWritten, add_to_note, say_in_note
from app.notes.rules import LINK, Terms, author_of, may_read, may_write, writer_of
from app.notes.terms import terms_of_one
from app.people.viewers import Viewer
from app.topics.cards import Cards
from app.topics.policy import names_told
from app.topics.queries import facts_of_one, topic_by_number
from app.topics.tables import Topic

#: Whether everybody may see a photo, which a later package knows; `create_app` joins it in.
IsPublic = Callable[[AsyncSession, Event, Photo], Awaitable[bool]]

#: Pages of later packages that ask for what is missing, and want to be gone back to.
ASKING = ("publication", "review")

IN_NOTE = "/{event_slug:str}/topics/{number:int}/note/photos"
ONE = "/{event_slug:str}/photos/{name:str}"


@dataclass(frozen=True)
class Album:
    """The photos of one event, for whoever takes part in it."""

    here: Here
    photos: Photos
    live_notes: LiveNotes
    database: Database
    cards: Cards

    async def note(self, number: int) -> Topic:
        """The topic at whose note this is. Raises Forbidden for those who may not write there, or only look at it."""
        topic = await topic_by_number(self.here.db, self.here.event_id, number)
        await self._check(self.here.db, topic)
        return topic

    async def page(self, topic: Topic, trouble: list[str] | None = None, status: int = 200) -> Response[str]:
        """Of one note: its photos, and a form to add some."""
        here, facts = self.here, await facts_of_one(self.here.db, topic)
        return here.page(
            "notes/photos.html" if here.wants_page else "notes/_photo_list.html",
            status=status,
            active="wall",
            card=await self.cards.of_one(here.db, here.event, topic),
            photos=await photos_of(here.db, here.event, facts, here.viewer, here.clock()),
            trouble=trouble or [],
            names_told=names_told(here.event, topic),
            may_write=may_write(here.viewer, await terms_of_one(here.db, here.event, topic)),
            limits={"alt": ALT_LIMIT, "credit": CREDIT_LIMIT},
        )

    async def add(self, topic: Topic, name: str, content: bytes) -> Photo:
        """Raises what the refusals of photos say."""
        by = author_of(self.here.viewer, await terms_of_one(self.here.db, self.here.event, topic))
        there = await photo_called(self.here.db, name)
        if there is not None:
            return same_photo(there, topic, by)
        self.photos.check_pace(self.here.visit.key)
        await check_room(self.here.db, topic)
        await self.here.db.commit()
        kept = await self.photos.keep(content)
        async with self.here.begin() as work:
            return await add_photo(work, self.here.event, topic, name, kept, by)

    async def add_all(self, topic: Topic, files: list[PostedFile]) -> tuple[list[str], list[str]]:
        """One after the other; what one is refused for keeps no other. The addresses, and what is wrong."""
        added, trouble = [], []
        for file in files:
            try:
                photo = await self.add(topic, secrets.token_hex(16), file.content)
                added.append(address_of(self.here.event, photo.name))
            except Refusal as refusal:
                trouble.append(f"{file.name}: {refusal.message}")
        return added, trouble

    async def put_in(self, topic: Topic, added: list[str]) -> None:
        """At the end of the text. Raises NotWritten."""
        await begun_note(self.database, topic.event_id, topic.id or 0)
        writer = await self._writer(topic)
        await add_to_note(self.live_notes, self.database, topic.id or 0, added, writer)

    async def described(self, name: str, described: Description) -> Photo:
        """First in the text, where it said the old words: what that does not take is not said at all, and can be sent
        again."""
        photo = await photo_by_name(self.here.db, self.here.event_id, name)
        writer = await self._writer(await topic_of(self.here.db, photo))
        address = address_of(self.here.event, photo.name)
        await say_in_note(self.live_notes, self.database, photo.topic_id, address, described.alt, writer)
        async with self.here.begin() as work:
            photo = await photo_by_name(work.db, self.here.event_id, name)
            await describe_photo(work, photo, described, *await self._hands(work.db, photo))
        return photo

    async def taken_away(self, name: str) -> Photo:
        async with self.here.begin() as work:
            photo = await photo_by_name(work.db, self.here.event_id, name, even_gone=True)
            await take_photo_away(work, photo, *await self._hands(work.db, photo))
        return photo

    async def put_back(self, name: str) -> Photo:
        async with self.here.begin() as work:
            photo = await photo_by_name(work.db, self.here.event_id, name, even_gone=True)
            await put_photo_back(work, photo, *await self._hands(work.db, photo))
        return photo

    async def _writer(self, topic: Topic) -> Writer:
        """Who writes in its note now; this request waits for that without a connection. Raises Forbidden."""
        writer = writer_of(self.here.viewer, await self._check(self.here.db, topic))
        await self.here.db.commit()
        return writer

    async def _hands(self, db: AsyncSession, photo: Photo) -> tuple[Viewer, list[int | None]]:
        """Who does it, as whom they write there, and the caretakers of the card at whose note it is."""
        topic = await topic_of(db, photo)
        terms = await self._check(db, topic)
        viewer = replace(self.here.viewer, attendee_id=author_of(self.here.viewer, terms))
        return viewer, (await facts_of_one(db, topic)).caretakers

    async def _check(self, db: AsyncSession, topic: Topic) -> Terms:
        terms = await terms_of_one(db, self.here.event, topic)
        looks = self.here.request.method == "GET"
        if not (may_read(self.here.viewer, terms) if looks else may_write(self.here.viewer, terms)):
            raise Forbidden(_("You may not write in this note now."))
        return terms

    async def done(self, photo: Photo) -> Response[Any]:
        topic = await topic_of(self.here.db, photo)
        back = self.here.form.get("back", "")
        page = f"{back}#photos" if back in ASKING else f"note/photos#photo-{photo.name}"
        path = f"{self.here.home}/topics/{topic.number}/{page}"
        return go(path) if self.here.wants_page else Response(None, status_code=204)


async def provide_album(
    here: NamedDependency[Here],
    photos: NamedDependency[Photos],
    live_notes: NamedDependency[LiveNotes],
    database: NamedDependency[Database],
    cards: NamedDependency[Cards],
) -> Album:
    """Raises Forbidden for those for whom no note of this event can be."""
    for_others = LINK in (here.event.notes_readers, here.event.notes_writers)
    if not (here.viewer.takes_part or here.viewer.is_facilitator or here.viewer.pens or for_others):
        raise Forbidden(_("Join this event first, then you can write here."))
    return Album(here, photos, live_notes, database, cards)


#: Its methods look themselves who may come.
ALBUM: dict[str, Any] = {"dependencies": {"album": Provide(provide_album)}, AT_THE_DOOR: True}
TheAlbum = NamedDependency[Album]


@get(IN_NOTE, **ALBUM)
async def show_photos(album: TheAlbum, number: FromPath[int]) -> Response[str]:
    """A page, or for the editor only the list."""
    return await album.page(await album.note(number))


@post(IN_NOTE, **ALBUM)
async def add_by_form(album: TheAlbum, number: FromPath[int]) -> Response[Any]:
    """Several at once, for those without a script; what is taken stands at the end of the text."""
    topic = await album.note(number)
    files = posted_files(album.here.request)
    if not files:
        empty = _("Choose a photo first.")
        if not album.here.wants_page:
            raise Invalid(empty, {"photo": empty})
        return await album.page(topic, [empty], 422)
    added, trouble = await album.add_all(topic, files)
    status = 422
    if added:
        try:
            await album.put_in(topic, added)
        except NotWritten as unwritten:
            trouble.append(unwritten.message)
            status = unwritten.status
    if trouble:
        await album.here.look_again()
        return await album.page(await album.note(number), [*_counted(added), *trouble], status)
    return go(f"{album.here.home}/topics/{topic.number}/note/photos")


@put(IN_NOTE + "/{name:str}", **ALBUM, status_code=201)
async def add_one(album: TheAlbum, number: FromPath[int], name: FromPath[str]) -> Response[Any]:
    """One picture as it is. Its sender names it, with 128 random bits, so that the same one sent twice is there once
    and its address is known before there is a network. The sender puts it into the text."""
    if not NAME.fullmatch(name):
        raise NotFound(_("There is no such photo."))
    topic = await album.note(number)
    photo = await album.add(topic, name, await album.here.request.body())
    return Response({"location": address_of(album.here.event, photo.name)}, status_code=201)


@put(ONE, **ALBUM, status_code=303)
async def describe(album: TheAlbum, name: FromPath[str]) -> Response[Any]:
    return await album.done(await album.described(name, read_description(album.here.form)))


@put(f"{ONE}/removal", **ALBUM, status_code=303)
async def take_away(album: TheAlbum, name: FromPath[str]) -> Response[Any]:
    return await album.done(await album.taken_away(name))


@delete(f"{ONE}/removal", **ALBUM, status_code=303)
async def put_back(album: TheAlbum, name: FromPath[str]) -> Response[Any]:
    return await album.done(await album.put_back(name))


@get("/{event_slug:str}/media/{file:str}", opt={AT_THE_DOOR: True})
async def show_photo(
    request: Request[Any, Any, Any],
    here: NamedDependency[Here],
    photos: NamedDependency[Photos],
    photo_is_public: NamedDependency[IsPublic],
    file: FromPath[str],
) -> Response[Any]:
    """`{name}.webp` or `{name}-small.webp`. For everybody once it is published, until then for those at the note."""
    name, small = _asked_for(file)
    photo = await photo_by_name(here.db, here.event_id, name)
    terms = await terms_of_one(here.db, here.event, await topic_of(here.db, photo))
    is_public = await photo_is_public(here.db, here.event, photo)
    if not may_read(here.viewer, terms) and not (is_public and may_read_event(here.event.visibility, here.viewer)):
        raise Forbidden(_("Until it is published, this photo is for those who take part."))
    headers = dict(_headers(here.event, photo, file, small, is_public))
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    try:
        content = await photos.files.read(photo.hash, small=small)
    except FileNotFoundError:
        raise NotFound(_("The file of this photo is missing on the server.")) from None
    return Response(content, media_type="image/webp", headers=headers)


def _asked_for(file: str) -> tuple[str, bool]:
    """The photo's name, and whether the small one is meant."""
    name, dot, kind = file.partition(".")
    plain = name.removesuffix("-small")
    return (plain if (dot, kind) == (".", "webp") else "", plain != name)


def _headers(event: Event, photo: Photo, file: str, small: bool, is_public: bool) -> Iterator[tuple[str, str]]:
    """What is published and for everybody is kept by any cache, for a day: what is taken away is gone after that."""
    for_everybody = is_public and event.visibility == "public"
    yield "cache-control", "public, max-age=86400, immutable" if for_everybody else "private, no-cache"
    yield "etag", f'"{photo.hash[:32]}{"-small" if small else ""}"'
    yield "content-disposition", f'inline; filename="{file}"'
    yield "content-security-policy", "sandbox; default-src 'none'"
    if not for_everybody:
        yield "vary", "Cookie"


def _counted(added: list[str]) -> list[str]:
    """What of a batch went through, said before what did not."""
    if not added:
        return []
    return [ngettext("%d photo was taken.", "%d photos were taken.", len(added)) % len(added)]


HANDLERS: list[Any] = [show_photos, add_by_form, add_one, describe, take_away, put_back, show_photo]
