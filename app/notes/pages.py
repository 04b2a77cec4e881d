"""Pages of a note: the editor, which is a plain form first, its preview, and its Markdown."""

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import HttpMethod, Request, Response, get, post, route
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import is_running, minutes_left, names_may_be_told
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Forbidden, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go, page, wants_page
from app.kernel.words import gettext as _
from app.notes.actions import begun_note
from app.notes.conversation import Refused
from app.notes.forms import NoteForm, read_markdown, read_note_form
from app.notes.live_notes import LiveNotes, NoteBegunAnew
from app.notes.log import NotSaved
from app.notes.photos.queries import photos_of
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT
from app.notes.photos.showing import pictured, pictures_for
from app.notes.queries import note_of, text_of
from app.notes.rules import may_read, may_write
from app.notes.shared import marks, name_beside_hand, starter
from app.notes.socket import note_socket
from app.people.viewers import Viewer
from app.topics.cards import Cards, PlaceView
from app.topics.queries import facts_of_one, topic_by_number
from app.topics.tables import Topic

AnyRequest = Request[Any, Any, Any]

PATH = "/{event_slug:str}/topics/{number:int}/note"


@dataclass(frozen=True)
class Desk:
    """One topic's note as the viewer has it before them."""

    db: AsyncSession
    event: Event
    topic: Topic
    viewer: Viewer
    cards: Cards
    clock: Clock
    markdown: MarkdownRenderer

    async def stored(self) -> NoteForm:
        """The note as a form begins with it; empty if nobody has written yet."""
        note = await note_of(self.db, self.topic.id or 0)
        if note is None:
            return NoteForm("", 0, None)
        text, base = await text_of(self.db, note.id or 0)
        return NoteForm(text, base, note.epoch)

    async def page(
        self, request: AnyRequest, form: NoteForm, trouble: str = "", status: int = 200, saved: bool = False
    ) -> Response[str]:
        """The editor, with what is wrong if anything is; `saved` says that the plain form was."""
        card = await self.cards.of_one(self.db, self.event, self.topic)
        request.scope["state"]["nonce"] = nonce = secrets.token_urlsafe(16)
        return page(
            request,
            "notes/note.html",
            status=status,
            event=self.event,
            viewer=self.viewer,
            active="wall",
            card=card,
            form=form,
            guid=self.topic.guid,
            proof=await self.proof(form.markdown),
            starter=starter(self.event),
            marks=marks(self.event),
            me=name_beside_hand(self.viewer, self.event),
            trouble=trouble,
            saved=saved,
            left=self._minutes_left(card.place),
            csp_nonce=nonce,
            photos=await photos_of(
                self.db, self.event, await facts_of_one(self.db, self.topic), self.viewer, self.clock()
            ),
            names_told=names_may_be_told(self.event.attribution),
            limits={"alt": ALT_LIMIT, "credit": CREDIT_LIMIT},
        )

    async def proof(self, markdown: str) -> Markup:
        """How the text will read; where it cannot be shown, the reason."""
        try:
            rendered = await self.markdown.render(markdown, await pictures_for(self.db, self.event, markdown))
            return Markup(await pictured(self.db, self.event, rendered.html, draft=True))  # noqa: S704 (sanitised)
        except Refusal as refusal:
            return Markup("<p>{}</p>").format(refusal.message)

    async def invitation(self, request: AnyRequest) -> Response[str]:
        """For those who do not take part: what this is, and how to join."""
        card = await self.cards.of_one(self.db, self.event, self.topic)
        return page(
            request, "notes/join.html", status=403, event=self.event, viewer=self.viewer, active="wall", card=card
        )

    def _minutes_left(self, place: PlaceView | None) -> int | None:
        now = self.clock()
        if place is None or not is_running(place.starts_at, place.ends_at, now):
            return None
        return minutes_left(place.ends_at, now)


async def provide_desk(
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    number: FromPath[int],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
    markdown: NamedDependency[MarkdownRenderer],
) -> Desk:
    return Desk(db, event, await topic_by_number(db, event.id or 0, number), viewer, cards, clock, markdown)


DESK = {"desk": Provide(provide_desk)}


@get(PATH, dependencies=DESK)
async def show_note(request: AnyRequest, desk: NamedDependency[Desk]) -> Response[str]:
    if not may_read(desk.viewer):
        return await desk.invitation(request)
    return await desk.page(request, await desk.stored(), saved="saved" in request.query_params)


@route(PATH, http_method=[HttpMethod.POST, HttpMethod.PUT], dependencies=DESK)
async def write_note(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    form: NamedDependency[dict[str, str]],
    live_notes: NamedDependency[LiveNotes],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Takes the whole text and what it was started from; what others wrote meanwhile stays."""
    if not may_write(desk.viewer):
        return await desk.invitation(request)
    written = read_note_form(form)
    note = await begun_note(database, desk.event.id or 0, desk.topic.id or 0)
    try:
        await live_notes.write(note.id or 0, written.markdown, written.base, desk.viewer.attendee_id, written.epoch)
    except (NoteBegunAnew, NotSaved, Refused) as error:
        why, status = _in_words(error)
        return await desk.page(request, written, why, status)
    return go(f"/{desk.event.slug}/topics/{desk.topic.number}/note?saved=1")


@post(f"{PATH}/preview", dependencies=DESK, status_code=200)
async def preview_note(
    request: AnyRequest, desk: NamedDependency[Desk], form: NamedDependency[dict[str, str]]
) -> Response[str]:
    """How a text will read: a fragment for the editor, the whole page for the plain form. Nothing is saved."""
    if not may_write(desk.viewer):
        raise Forbidden(_("Join this event first, then you can write here."))
    if wants_page(request):
        return await desk.page(request, read_note_form(form))
    return page(request, "notes/_proof.html", proof=await desk.proof(read_markdown(form)))


@get(f"{PATH}.md", dependencies=DESK)
async def note_as_markdown(request: AnyRequest, desk: NamedDependency[Desk]) -> Response[str]:
    if not may_read(desk.viewer):
        raise Forbidden(_("Until it is published, this note is for those who take part."))
    form = await desk.stored()
    name = f"{desk.event.slug}-{desk.topic.number}.md"
    return Response(
        form.markdown,
        media_type="text/markdown; charset=utf-8",
        headers={"content-disposition": f'inline; filename="{name}"'},
    )


def _in_words(error: Exception) -> tuple[str, int]:
    """Why a text was not taken, and the status. It stays in the form either way."""
    if isinstance(error, NoteBegunAnew):
        return _("This note was begun anew meanwhile. Your text is still here; copy what you want to keep."), 409
    if isinstance(error, Refused):
        return _("The note would become too long with this. Your text is still here; shorten it."), 413
    return _("The server cannot save notes right now. Your text is still here; try again in a moment."), 503


HANDLERS = (show_note, write_note, preview_note, note_as_markdown, note_socket)
