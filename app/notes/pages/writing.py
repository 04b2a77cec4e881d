"""Pages for writing and reading a note: the editor, which is a plain form first, its preview, and its Markdown."""

from typing import Any

from litestar import HttpMethod, Response, get, post, route
from litestar.di import NamedDependency

from app.events.addresses import address_of
from app.kernel.database import Database
from app.kernel.errors import Forbidden
from app.kernel.web import go, page, wants_page
from app.kernel.words import gettext as _
from app.notes.actions import begun_note
from app.notes.authors import authors_of
from app.notes.forms import read_markdown, read_note_form
from app.notes.live_notes import LiveNotes
from app.notes.mentions import spelled_out
from app.notes.pages.desk import DESK, PATH, AnyRequest, AtDesk, Desk
from app.notes.queries import note_of
from app.notes.refusals import UNWRITTEN, in_words
from app.settings import Settings


@get(PATH, **DESK)
async def show_note(request: AnyRequest, desk: AtDesk) -> Response[str]:
    if desk.may_write:
        return await desk.editor(request, await desk.stored(), saved="saved" in request.query_params)
    return await _without_pen(request, desk)


@route(PATH, http_method=[HttpMethod.POST, HttpMethod.PUT], **DESK)
async def write_note(
    request: AnyRequest,
    desk: AtDesk,
    form: NamedDependency[dict[str, str]],
    live_notes: NamedDependency[LiveNotes],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Takes the whole text and what it was started from; what others wrote meanwhile stays."""
    if not desk.may_read:
        return await desk.invitation(request)
    written = read_note_form(form)
    if not desk.may_write:
        return await desk.editor(
            request, written, _("You may not write in this note now. Copy what you want to keep."), 403
        )
    note = await begun_note(database, desk.event_id, desk.topic_id)
    try:
        await live_notes.write(note.id or 0, written.markdown, written.base, desk.writer, written.epoch)
    except UNWRITTEN as error:
        why, status = in_words(error)
        return await desk.editor(request, written, why, status)
    return go(f"{desk.address}?saved=1")


@post(f"{PATH}/preview", status_code=200, **DESK)
async def preview_note(request: AnyRequest, desk: AtDesk, form: NamedDependency[dict[str, str]]) -> Response[str]:
    """How a text will read: a fragment for the editor, the whole page for the plain form. Nothing is saved."""
    if not desk.may_write:
        raise Forbidden(_("Join this event first, then you can write here."))
    if wants_page(request):
        return await desk.editor(request, read_note_form(form))
    markdown = read_markdown(form)
    proof, lines = await desk.proof_with_lines(markdown)
    return page(request, "notes/_proof.html", proof=proof, lines=lines)


@get(f"{PATH}/proof", **DESK)
async def proof_of_note(request: AnyRequest, desk: AtDesk) -> Response[str]:
    """How the note reads at this moment, for those who follow it."""
    desk.check_reads()
    return page(request, "notes/_proof.html", proof=await desk.proof((await desk.stored()).markdown))


@get(f"{PATH}.md", **DESK)
async def note_as_markdown(request: AnyRequest, desk: AtDesk, settings: NamedDependency[Settings]) -> Response[str]:
    desk.check_reads()
    form = await desk.stored()
    name = f"{desk.event.slug}-{desk.topic.number}.md"
    return Response(
        spelled_out(form.markdown, f"/{desk.event.slug}", address_of(request, settings)),
        media_type="text/markdown",
        headers={"content-disposition": f'inline; filename="{name}"'},
    )


@get(f"{PATH}/authors", **DESK)
async def authors_of_note(desk: AtDesk) -> Response[dict[str, str]]:
    """Names by the ids of the Yjs clients that their texts come from. Raises Forbidden where it may not be told."""
    desk.check_reads()
    if not desk.names_told:
        raise Forbidden(_("At this event nobody is told who said what."))
    note = await note_of(desk.db, desk.topic_id)
    authors = await authors_of(desk.db, note.id or 0, note.epoch) if note else {}
    return Response({str(client): name for client, name in authors.items()}, media_type="application/json")


async def _without_pen(request: AnyRequest, desk: Desk) -> Response[str]:
    return await desk.reading(request) if desk.may_read else await desk.invitation(request)


HANDLERS = (show_note, write_note, preview_note, proof_of_note, note_as_markdown, authors_of_note)
