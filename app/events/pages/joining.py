"""Coming in: with a name, and with the code where there is one, said or scanned."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.actions import CodeNeeded, come_in, open_door
from app.events.forms import read_name, read_star
from app.events.queries import event_by_code, event_by_id, event_by_name
from app.events.rules import is_door, may_join
from app.events.visiting import AT_THE_DOOR, Here, StarAfterJoining, device_of
from app.kernel.errors import Invalid
from app.kernel.limits import Guesses, TooFast
from app.kernel.security import VisitState
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.people.actions import note_device
from app.people.queries import viewer_of

AtEvent = NamedDependency[Here]
ThenStar = NamedDependency[StarAfterJoining]
TheGuesses = NamedDependency[Guesses]
OPEN = {AT_THE_DOOR: True}


@get("/join")
async def ask_for_code(request: Request[Any, Any, Any]) -> Response[str]:
    """The short address: whoever was told a code finds the event by it."""
    return page(request, "events/code.html", code="", error="")


@post("/join")
async def find_by_code(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    form: NamedDependency[dict[str, str]],
    visit: NamedDependency[VisitState],
    guesses: TheGuesses,
) -> Response[Any]:
    """By its code, or by the short name of one that anybody may find."""
    code, address = form.get("code", "")[:90], _address(request)
    guesses.check(visit.key, address)
    if event := await event_by_code(db, code):
        return go(f"/{event.slug}/join/{event.door}")
    if event := await event_by_name(db, code):
        return go(f"/{event.slug}/join")
    guesses.wrong(visit.key, address)
    why = _("No event here has this code. It is on the wall and on the projector.")
    return page(request, "events/code.html", status=422, code=code, error=why)


@get("/{event_slug:str}/join", opt=OPEN)
async def show_join(here: AtEvent) -> Response[str]:
    return _join_page(here, {}, {}, 200)


@get("/{event_slug:str}/join/{door:str}", opt=OPEN)
async def show_scanned(here: AtEvent, door: FromPath[str]) -> Response[str]:
    """Where the code on the wall leads. Looking changes nothing: chat previews look too."""
    if here.event.code and not is_door(door, here.event.door):
        return _join_page(here, {}, {"code": _("This code is an old one. The one on the wall is newer.")}, 200)
    return _join_page(here, {"code": door}, {}, 200)


@post("/{event_slug:str}/join", opt=OPEN)
async def join(here: AtEvent, guesses: TheGuesses, star_after_joining: ThenStar) -> Response[Any]:
    """With a name, or only to look, where the event lets those look who know its code."""
    try:
        asked = await _enter(here, guesses, star_after_joining)
    except Invalid as refusal:
        return _join_page(here, here.form, refusal.fields, refusal.status)
    except (CodeNeeded, TooFast) as refusal:
        headers = {"Retry-After": str(refusal.wait)} if isinstance(refusal, TooFast) else {}
        return _join_page(here, here.form, {"code": refusal.message}, refusal.status, headers)
    return go(f"{here.home}{asked}" if asked else _next(here))


async def _enter(here: Here, guesses: Guesses, star_after_joining: StarAfterJoining) -> str:
    """Where to go on when the star that led here has to be asked about; else empty."""
    code = here.form.get("code", "").strip()
    name, asked = "" if here.form.get("look") else read_name(here.form), ""
    said = bool(code) and asks_for_code(here) and not is_door(code, here.event.door)
    if said:
        guesses.check(here.visit.key, _address(here.request))
    try:
        async with here.begin() as work:
            event, viewer = await event_by_id(work.db, here.event_id), here.viewer
            if code and not may_join(event.code, viewer):
                await open_door(work, event, here.visit.key, code)
                viewer = await viewer_of(work.db, here.visit.key, here.event_id, work.now)
            if name:
                attendee_id = await come_in(work, event, viewer, here.visit.key, name)
                await note_device(work, here.visit.key, device_of(here.request))
                if star := read_star(here.form.get("star", "")):
                    asked = await star_after_joining(work, event, attendee_id, star)
    except CodeNeeded:
        if said:
            guesses.wrong(here.visit.key, _address(here.request))
        raise
    return asked


def asks_for_code(here: Here) -> bool:
    return bool(here.event.code) and not may_join(here.event.code, here.viewer) and not here.viewer.is_shut_out


def _join_page(
    here: Here,
    form: dict[str, str],
    errors: dict[str, str],
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    values = {name: form.get(name, "") for name in ("name", "code")}
    return here.page(
        "events/join.html",
        status=status,
        headers={"X-Robots-Tag": "noindex", **(headers or {})},
        values={**values, "next": form.get("next", "") or here.asked("next")},
        star=read_star(form.get("star", "") or here.asked("star")),
        errors=errors,
        asks_code=asks_for_code(here),
        scanned=is_door(values["code"], here.event.door),
        posting=here.event.phase in ("open", "running"),
    )


def _next(here: Here) -> str:
    """Back to where the visitor wanted to go, if that is a page of this event."""
    wanted = here.form.get("next", "")
    steps = re.split(r"[/?#]", unquote(wanted))
    inside = wanted == here.home or wanted.startswith((f"{here.home}/", f"{here.home}?"))
    plain = wanted.isprintable() and "\\" not in wanted and not {".", ".."} & set(steps)
    return wanted if inside and plain else f"{here.home}/topics"


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else ""


HANDLERS: list[Any] = [ask_for_code, find_by_code, show_join, show_scanned, join]
