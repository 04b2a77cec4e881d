"""Downloading a copy of a write-up."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Stream

from app.events.visiting import Here
from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.writeups.exporting.archives import WITH_PROGRESS, with_progress, zipped
from app.writeups.exporting.gathering import Press
from app.writeups.rules import may_publish


@get("/{event_slug:str}/site.zip")
async def download_site(here: NamedDependency[Here], press: NamedDependency[Press]) -> Response[Any]:
    """A script may ask to be told how far it is. Whatever refuses it is said before anything is sent."""
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators take a copy of the write-up along."))
    slug, now = here.event.slug, here.clock()
    await press.check(slug)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{slug}.zip"'}
    if WITH_PROGRESS in here.request.headers.get("accept", ""):
        return Stream(with_progress(press, slug, now), headers=headers, media_type=WITH_PROGRESS)
    return Stream(zipped(await press.copy(slug), now), headers=headers, media_type="application/zip")


HANDLERS: list[Any] = [download_site]
