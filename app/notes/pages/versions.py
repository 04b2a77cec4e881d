"""Earlier versions of a note: what it said, what changed, and bringing one back."""

import asyncio
from typing import Any

from litestar import Response, get, post, put
from litestar.di import NamedDependency

from app.events.addresses import address_of
from app.kernel.errors import NotFound
from app.kernel.forms import Fields
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.actions import begun_note
from app.notes.comparing import side_by_side
from app.notes.mentions import spelled_out
from app.notes.pages.desk import DESK, DESK_HERE, PATH, AnyRequest, AtDesk, AtEvent, Desk, Id, TheNotes
from app.notes.queries import note_of
from app.notes.refusals import UNWRITTEN, in_words
from app.notes.tables import NoteVersion
from app.notes.versions import NAME_LIMIT, VersionView, name_version, version_before, version_of, versions_of
from app.settings import Settings

VERSIONS = f"{PATH}/versions"
VERSION = f"{VERSIONS}/{{version_id:int}}"


@get(VERSIONS, **DESK)
async def show_versions(request: AnyRequest, desk: AtDesk) -> Response[str]:
    """`?back=` names the version that holds what the note said before something was brought back."""
    desk.check_reads()
    return await _list(request, desk)


@post(VERSIONS, status_code=303, **DESK_HERE)
async def post_version(here: AtEvent, desk: AtDesk, live_notes: TheNotes) -> Response[Any]:
    """The note as it is now, under a name."""
    desk.check_writes()
    name = _name(here.form)
    note = await begun_note(here.works.database, desk.event_id, desk.topic_id)
    await live_notes.keep_version(note.id or 0, name)
    return go(f"{desk.address}/versions")


@get(VERSION, **DESK)
async def show_version(request: AnyRequest, desk: AtDesk, version_id: Id) -> Response[str]:
    """What changed since the version before; `?to=now`, what has changed since."""
    desk.check_reads()
    version, view = await _version(desk, version_id)
    to_now = request.query_params.get("to") == "now"
    if to_now:
        before, after = version.text, (await desk.stored()).markdown
    else:
        earlier = await version_before(desk.db, version)
        before, after = earlier.text if earlier else "", version.text
    return await desk.page(
        request,
        "notes/version.html",
        version=view,
        rows=await asyncio.to_thread(side_by_side, before, after),
        to_now=to_now,
        proof=await desk.proof(version.text),
        **_telling(desk),
    )


@get(f"{VERSION}/markdown", **DESK)
async def version_as_markdown(
    request: AnyRequest, desk: AtDesk, version_id: Id, settings: NamedDependency[Settings]
) -> Response[str]:
    desk.check_reads()
    version, _view = await _version(desk, version_id)
    name = f"{desk.event.slug}-{desk.topic.number}-{version.at:%Y%m%d-%H%M}.md"
    return Response(
        spelled_out(version.text, f"/{desk.event.slug}", address_of(request, settings)),
        media_type="text/markdown",
        headers={"content-disposition": f'inline; filename="{name}"'},
    )


@put(f"{VERSION}/name", status_code=303, **DESK_HERE)
async def put_name(here: AtEvent, desk: AtDesk, version_id: Id) -> Response[Any]:
    desk.check_writes()
    name = _name(here.form)
    await _version(desk, version_id)
    async with here.begin() as work:
        await name_version(work.db, version_id, name)
    return go(f"{desk.address}/versions/{version_id}")


@post(f"{VERSION}/restoration", status_code=303, **DESK)
async def bring_back(request: AnyRequest, desk: AtDesk, live_notes: TheNotes, version_id: Id) -> Response[Any]:
    """As a new edit; what the note said is a version of its own, so that it can be brought back in turn."""
    desk.check_writes()
    version, _view = await _version(desk, version_id)
    try:
        kept = await live_notes.bring_back(version.note_id, version.text, desk.writer)
    except UNWRITTEN as error:
        why, status = in_words(error)
        return await _list(request, desk, why, status)
    return go(f"{desk.address}/versions?back={kept.id}")


async def _list(request: AnyRequest, desk: Desk, trouble: str = "", status: int = 200) -> Response[str]:
    note = await note_of(desk.db, desk.topic_id)
    versions = await versions_of(desk.db, note.id or 0) if note else []
    back = request.query_params.get("back", "")
    brought_back = next((version for version in versions if str(version.id) == back), None)
    return await desk.page(
        request,
        "notes/versions.html",
        status,
        versions=versions,
        brought_back=brought_back,
        trouble=trouble,
        **_telling(desk),
    )


async def _version(desk: Desk, version_id: int) -> tuple[NoteVersion, VersionView]:
    note = await note_of(desk.db, desk.topic_id)
    if note is None:
        raise NotFound(_("There is no such version of this note."))
    return await version_of(desk.db, note.id or 0, version_id)


def _telling(desk: Desk) -> dict[str, Any]:
    """How moments are told, and whether it may be told who wrote."""
    return {"desk": desk.moments, "names_told": desk.names_told, "may_write": desk.may_write}


def _name(form: dict[str, str]) -> str:
    fields = Fields(form)
    name = fields.line("name", NAME_LIMIT, required=_("Which name? Such as: before the break."))
    fields.check()
    return name


HANDLERS = (show_versions, post_version, show_version, version_as_markdown, put_name, bring_back)
