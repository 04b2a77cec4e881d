"""What a phone needs to open Hallway without network: manifest, service worker, a page in words, and a fresh token."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from app.kernel.security import VisitState
from app.kernel.templates import asset, built
from app.kernel.web import FormToken, page
from app.kernel.words import direction, language
from app.kernel.words import gettext as _
from app.topics.pages import AtEvent

#: The ground that a page stands on (css/tokens.css, light).
BOARD = "#efefec"


@get("/service-worker.js", media_type="text/javascript")
async def service_worker() -> Response[str]:
    """Asked for anew by every page: it names all other files by their hashes."""
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return Response(built("worker.js").read_text(), headers=headers, media_type="text/javascript")


@get("/offline")
async def offline(request: Request[Any, Any, Any]) -> Response[str]:
    """What is shown in the place of a page that was never seen. It is kept by browsers: nothing in it is of a visit."""
    return page(request, "day/offline.html")


@get("/offline/visit")
async def visit_now(request: Request[Any, Any, Any], visit: NamedDependency[VisitState]) -> Response[dict[str, str]]:
    """Whose browser this is by now, and the token that a form which waited must carry."""
    token = FormToken(request)
    return Response({"visit": token.visit, "csrf": str(token)}, headers={"Cache-Control": "no-store"})


@get("/{event_slug:str}/manifest.webmanifest")
async def manifest(here: AtEvent) -> Response[str]:
    """The event as an app on a phone's home screen."""
    told = {
        "id": here.home,
        "name": here.event.name,
        "short_name": here.event.name,
        "description": here.event.theme or _("Unconferences from the first index card to the published write-up."),
        "lang": language(),
        "dir": direction(),
        "start_url": f"{here.home}/now",
        "scope": "/",
        "display": "standalone",
        "background_color": BOARD,
        "theme_color": BOARD,
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            _shortcut(_("Now"), f"{here.home}/now"),
            _shortcut(_("Wall"), f"{here.home}/topics"),
            _shortcut(_("Write a card"), f"{here.home}/topics/new"),
        ],
    }
    return Response(json.dumps(told, ensure_ascii=False), media_type="application/manifest+json")


def _icon(name: str, pixels: int, purpose: str) -> dict[str, str]:
    return {"src": asset(name), "sizes": f"{pixels}x{pixels}", "type": "image/png", "purpose": purpose}


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon("icon-192.png", 192, "any")]}


HANDLERS: list[Any] = [service_worker, offline, visit_now, manifest]
