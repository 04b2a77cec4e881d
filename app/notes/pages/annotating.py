"""Comments on passages of a note: a page, and the same as a fragment for the editor."""

from typing import Any

from litestar import Response, delete, get, post, put

from app.events.visiting import Here
from app.kernel.errors import Invalid, NotFound
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.actions import begun_note
from app.notes.annotations.actions import annotate, remove, settle
from app.notes.annotations.forms import read_annotation
from app.notes.annotations.queries import AnnotationView, annotations_of
from app.notes.annotations.rules import WORDS_LIMIT, may_remove
from app.notes.live_notes import LiveNotes
from app.notes.pages.desk import DESK_HERE, PATH, AtDesk, AtEvent, Desk, Id, TheNotes
from app.notes.queries import note_of

COMMENTS = f"{PATH}/comments"
COMMENT = f"{COMMENTS}/{{annotation_id:int}}"


@get(COMMENTS, **DESK_HERE)
async def show_annotations(here: AtEvent, desk: AtDesk) -> Response[str]:
    desk.check_reads()
    return await _list(here, desk)


@post(COMMENTS, status_code=303, **DESK_HERE)
async def post_annotation(here: AtEvent, desk: AtDesk, live_notes: TheNotes) -> Response[Any]:
    desk.check_writes()
    try:
        said = read_annotation(here.form)
        note = await begun_note(here.works.database, desk.event_id, desk.topic_id)
        async with here.begin() as work:
            await annotate(work, note.id or 0, said, desk.author_id)
    except Invalid as invalid:
        if not here.wants_page:
            raise
        return await _list(here, desk, invalid)
    return await _done(here, desk, live_notes, note.id or 0)


@put(f"{COMMENT}/settlement", status_code=303, **DESK_HERE)
async def settle_annotation(here: AtEvent, desk: AtDesk, live_notes: TheNotes, annotation_id: Id) -> Response[Any]:
    """It is put aside, with its answers."""
    desk.check_writes()
    note_id = await _note_id(desk)
    async with here.begin() as work:
        await settle(work, note_id, annotation_id, work.now)
    return await _done(here, desk, live_notes, note_id)


@delete(f"{COMMENT}/settlement", status_code=303, **DESK_HERE)
async def take_up_annotation(here: AtEvent, desk: AtDesk, live_notes: TheNotes, annotation_id: Id) -> Response[Any]:
    desk.check_writes()
    note_id = await _note_id(desk)
    async with here.begin() as work:
        await settle(work, note_id, annotation_id, None)
    return await _done(here, desk, live_notes, note_id)


@delete(COMMENT, status_code=303, **DESK_HERE)
async def remove_annotation(here: AtEvent, desk: AtDesk, live_notes: TheNotes, annotation_id: Id) -> Response[Any]:
    desk.check_reads()
    note_id = await _note_id(desk)
    async with here.begin() as work:
        await remove(work, note_id, annotation_id, desk.viewer, desk.terms, desk.author_id)
    return await _done(here, desk, live_notes, note_id)


async def _note_id(desk: Desk) -> int:
    note = await note_of(desk.db, desk.topic_id)
    if note is None:
        raise NotFound(_("This comment was taken away."))
    return note.id or 0


async def _done(here: Here, desk: Desk, live_notes: LiveNotes, note_id: int) -> Response[Any]:
    await live_notes.tell_annotated(note_id)
    if here.wants_page:
        return go(f"{desk.address}/comments")
    await here.look_again()
    return await _list(here, desk)


async def _list(here: Here, desk: Desk, invalid: Invalid | None = None) -> Response[str]:
    note = await note_of(desk.db, desk.topic_id)
    said = await annotations_of(desk.db, note.id or 0) if note else []
    return await desk.page(
        here.request,
        "notes/annotations.html" if here.wants_page else "notes/_annotations.html",
        422 if invalid else 200,
        annotations=said,
        desk=desk.moments,
        name_of=lambda one: _name(desk, one),
        may_remove=lambda one: may_remove(desk.viewer, desk.terms, desk.author_id, one.author_id),
        may_write=desk.may_write,
        words_limit=WORDS_LIMIT,
        form=here.form,
        errors=invalid.fields if invalid else {},
    )


def _name(desk: Desk, one: AnnotationView) -> str:
    """Empty where it may not be told."""
    if one.author_id is None:
        return _("Facilitator")
    if one.author_id == desk.author_id:
        return _("You")
    return (one.name or "") if desk.names_told else ""


HANDLERS = (show_annotations, post_annotation, settle_annotation, take_up_annotation, remove_annotation)
