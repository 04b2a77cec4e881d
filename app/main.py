"""Joins the parts: the one place where an application is made out of packages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from litestar import Litestar, MediaType, Response, get
from litestar.config.compression import CompressionConfig
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Scope as LitestarScope
from servestatic import ServeStaticASGI
from sqlmodel.ext.asyncio.session import AsyncSession

import app.board.pages
import app.day.coverage
import app.day.export
import app.day.inbox_pages
import app.day.offline
import app.day.pages
import app.day.places_pages
import app.day.printing
import app.day.replay
import app.day.reports
import app.day.widget
import app.events.languages
import app.events.links
import app.events.pages
import app.notes.pages
import app.notes.photos.pages
import app.topics.pages
import app.writeups.pages
from app.backups.schedule import Backups, backup_check
from app.board.queries import card_facts
from app.board.suggesting import Suggesters
from app.day.inbox import inbox_with
from app.events.visiting import provide_event, provide_here, provide_viewer, provide_visit
from app.kernel import asgi
from app.kernel.alike import Alike
from app.kernel.clock import Clock, utc_now
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.fanout import Fanout, fanout_check, fanout_for
from app.kernel.health import Check, database_check, disk_check, sqlite_check, troubles
from app.kernel.kept import Answers, Kept
from app.kernel.languages import Languages
from app.kernel.limits import Guesses, Limits, Replies
from app.kernel.logs import Trace
from app.kernel.making import Making
from app.kernel.markdown import MarkdownRenderer
from app.kernel.once import Once
from app.kernel.purging import Purging
from app.kernel.security import SAFE_METHODS, Gate, Keys, VisitCookie
from app.kernel.templates import BUILT
from app.kernel.web import (
    AnyRequest,
    Forms,
    Heads,
    Opened,
    crash_page,
    http_error_page,
    opened,
    posted,
    refusal_page,
    stop_refused_forms,
)
from app.kernel.work import Announce, Committed, Works
from app.live.announcer import Announcer
from app.live.hub import Hub
from app.live.presence import presence_between_workers
from app.live.sockets import live
from app.live.watch import Watch
from app.notes.live_notes import LiveNotes, saving_check
from app.notes.photos.taking import Photos
from app.notes.photos.tidying import Tidying
from app.notes.queries import is_written
from app.settings import Settings
from app.topics.actions import star_after_joining
from app.topics.cards import Cards
from app.topics.neighbours import Neighbours
from app.writeups.actions import follow
from app.writeups.exporting.gathering import Press
from app.writeups.photos import photo_is_public
from app.writeups.queries import write_ups_of
from app.writeups.redacting.anonymising import Names
from app.writeups.redacting.runs import Redactions
from app.writeups.reviews import sent_at

#: Where a request has the parts of the Hallway that it came to.
PARTS = "hallway"


@dataclass(frozen=True)
class Hallway:
    """The parts of one running Hallway. Calling it serves a request (ASGI); `parts` is what pages ask for by name."""

    settings: Settings
    database: Database
    works: Works
    hub: Hub
    fanout: Fanout
    announcer: Announcer
    purging: Purging
    watch: Watch
    live_notes: LiveNotes
    markdown: MarkdownRenderer
    photos: Photos
    press: Press
    suggesters: Suggesters
    redactions: Redactions
    tidying: Tidying
    backups: Backups
    cards: Cards
    clock: Clock
    parts: Mapping[str, Any]
    pages: asgi.App

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.serve_lifespan(self.running(), receive, send)
            return
        scope[PARTS] = self.parts
        await self.pages(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self.fanout.start()
        await self.announcer.start()
        await self.purging.start()
        await self.watch.start()
        await self.live_notes.start()
        await self.tidying.start()
        await self.backups.start()
        await self.redactions.start()
        try:
            yield
        finally:
            await self.backups.stop()
            await self.suggesters.stop()
            await self.redactions.stop()
            await self.tidying.stop()
            await self.live_notes.stop()
            await self.watch.stop()
            await self.purging.stop()
            await self.announcer.stop()
            await self.fanout.stop()
            await self.photos.stop()
            await self.markdown.stop()
            await self.database.close()


def create_app(settings: Settings, clock: Clock = utc_now) -> Hallway:
    """A Hallway on the database of its settings, which must have been migrated."""
    database = Database(settings.database)
    hub, cards = Hub(), Cards(card_facts, write_ups_of, clock, reviews=sent_at, noted=is_written)
    fanout = fanout_for(settings.redis_url, settings.signing_secret)
    announcer = Announcer(database, hub, cards, clock, fanout)
    shared = Alike(clock)
    answers = Answers(database, shared)
    making = Making()
    purging = Purging(database, making, fanout)
    works = Works(database, announcing(answers, purging, announcer), clock, [follow])
    live_notes, markdown = LiveNotes(database, clock, fanout=fanout), MarkdownRenderer()
    photos = Photos(settings.data / "media")
    press = Press(database, cards, markdown, photos.files, clock, settings.address, settings.public_url.rstrip("/"))
    redactions = Redactions(works, markdown, live_notes)
    suggesters, presence = Suggesters(works), presence_between_workers(hub, fanout)
    backups = Backups(settings, database, clock)
    checks = [
        database_check(database),
        saving_check(live_notes),
        disk_check(settings.data),
        sqlite_check(database),
        fanout_check(fanout),
        backup_check(backups),
    ]
    parts = {
        "settings": settings,
        "database": database,
        "works": works,
        "hub": hub,
        "presence": presence,
        "who_holds": presence.who_holds,
        "announcer": announcer,
        "live_notes": live_notes,
        "markdown": markdown,
        "photos": photos,
        "press": press,
        "making": making,
        "photo_is_public": photo_is_public,
        "cards": cards,
        "shared": shared,
        "neighbours": Neighbours(cards),
        "inbox_of": inbox_with(cards),
        "star_after_joining": star_after_joining,
        "suggesters": suggesters,
        "redactions": redactions,
        "names": Names(database, markdown, live_notes),
        "guesses": Guesses(),
        "replies": Replies(),
        "clock": clock,
        "scheme": settings.scheme,
        "checks": checks,
    }
    return Hallway(
        settings=settings,
        database=database,
        works=works,
        hub=hub,
        fanout=fanout,
        announcer=announcer,
        purging=purging,
        watch=Watch(database, hub, clock),
        live_notes=live_notes,
        markdown=markdown,
        photos=photos,
        press=press,
        suggesters=suggesters,
        redactions=redactions,
        tidying=Tidying(works, photos.files),
        backups=backups,
        cards=cards,
        clock=clock,
        parts=parts,
        pages=_wrap(all_pages(tuple(parts)), settings, database, clock, answers),
    )


def announcing(answers: Answers, purging: Purging, announcer: Announcer) -> Announce:
    """What was committed is not answered with as it was before nor kept, and then told."""

    async def announce(committed: list[Committed]) -> None:
        answers.forget({each.change.event_id for each in committed})
        purging.purge(committed)
        await announcer.announce(committed)

    return announce


@cache
def all_pages(parts: tuple[str, ...]) -> Litestar:
    """Every address, once for a process: they find the parts of the Hallway that is asked in the request."""
    return Litestar(
        route_handlers=[
            healthz,
            readyz,
            live,
            *app.events.languages.HANDLERS,
            *app.events.pages.HANDLERS,
            *app.events.links.HANDLERS,
            *app.topics.pages.HANDLERS,
            *app.board.pages.HANDLERS,
            *app.notes.pages.HANDLERS,
            *app.notes.photos.pages.HANDLERS,
            *app.writeups.pages.HANDLERS,
            *app.day.pages.HANDLERS,
            *app.day.offline.HANDLERS,
            *app.day.inbox_pages.HANDLERS,
            *app.day.places_pages.HANDLERS,
            *app.day.printing.HANDLERS,
            *app.day.coverage.HANDLERS,
            *app.day.replay.HANDLERS,
            *app.day.reports.HANDLERS,
            *app.day.export.HANDLERS,
            *app.day.widget.HANDLERS,
        ],
        dependencies={
            **{name: _part(name) for name in parts},
            "db": Provide(provide_db),
            "visit": Provide(provide_visit),
            "form": Provide(posted, sync_to_thread=False),
            "event": Provide(provide_event),
            "viewer": Provide(provide_viewer),
            "here": Provide(provide_here),
        },
        before_request=stop_refused_forms,
        exception_handlers={
            Refusal: refusal_page,
            HTTPException: http_error_page,
            Exception: crash_page,
        },
        openapi_config=OpenAPIConfig(
            title="Hallway", version="0.1.0", path="/schema", render_plugins=[JsonRenderPlugin(path="/")]
        ),
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=5, gzip_compress_level=5, exclude=["/media/", r"\.(zip|epub)$"]
        ),
        request_max_body_size=None,
        logging_config=None,
    )


def _part(name: str) -> Provide:
    def provide_part(scope: LitestarScope) -> Any:
        return scope[PARTS][name]  # type: ignore[literal-required]

    return Provide(provide_part, sync_to_thread=False)


async def provide_db(request: AnyRequest) -> AsyncSession:
    """Whoever changes something does not stand in line with those who look."""
    database: Database = request.scope[PARTS]["database"]  # type: ignore[literal-required]
    looks = request.method in SAFE_METHODS
    return await opened(request).enter_async_context(database.looking() if looks else database.reading())


@get("/healthz", media_type=MediaType.JSON)
async def healthz() -> dict[str, str]:
    """Alive: the process answers."""
    return {"status": "ok"}


@get("/readyz", media_type=MediaType.JSON)
async def readyz(checks: NamedDependency[list[Check]]) -> Response[dict[str, Any]]:
    """Ready: what people cannot do at the moment, and why; 503 when something of weight is among it."""
    found = await troubles(checks)
    broken = any(trouble.fatal for trouble in found)
    body = {
        "status": "broken" if broken else "ok",
        "cannot": [{"what": t.cannot, "why": t.why, "fatal": t.fatal} for t in found],
    }
    return Response(body, status_code=503 if broken else 200)


def _wrap(litestar: Litestar, settings: Settings, database: Database, clock: Clock, answers: Answers) -> asgi.App:
    """From the outside in: trace, gate, heads, kept answers, visit, languages, forms, limits, once, pages."""
    keys = Keys(settings.signing_secret, secure=settings.scheme == "https")
    pages = cast("asgi.App", _with_built_files(litestar))
    speaking = Forms(Limits(Once(Opened(pages), database, clock)))
    return Trace(Gate(Heads(Kept(VisitCookie(Languages(speaking), keys), answers)), settings.public_url))


def _with_built_files(litestar: Litestar) -> ServeStaticASGI:
    """Built files carry their hash in their name, and lie there compressed already."""
    return ServeStaticASGI(
        litestar, root=BUILT, prefix="static", immutable_file_test=r"-[0-9A-Z]{8}\.", allow_all_origins=False
    )
