"""The command line: `hallway serve`, and what there is to do beside it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.backups.restoring import restore_backup
from app.commands import perform
from app.control import AlreadyServed, Perform, ServerStopped, ask, asked, is_served, sole_server, teller
from app.day.bundling.packing import pack_event
from app.events.rules import ATTRIBUTIONS
from app.kernel.clock import utc_now
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.logs import set_up_logs
from app.kernel.words import LANGUAGES, SOURCE_LANGUAGE
from app.kernel.writing import counted, size
from app.notes.photos.files import PhotoFiles
from app.people.rules import ROLES, STEWARD
from app.serving import serve as serve_until_stopped
from app.serving import standing_alone
from app.settings import Settings
from app.writeups.importing.bringing import Wishes, bring_in
from app.writeups.importing.progress import Progress
from app.writeups.importing.reading import source_at


@click.group()
def main() -> None:
    """Hallway runs unconferences, from the first index card to the published write-up."""


@main.command()
@click.option("--seed", default="", help="Load this seed when the database is empty.")
@click.option("--welcome", is_flag=True, help="Print a QR code for phones and fresh links for steward and facilitator.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Processes; several need PostgreSQL and Redis.")
def serve(seed: str, welcome: bool, workers: int) -> None:
    """Serve this Hallway; settings are environment variables HALLWAY_…"""
    settings = _settings()
    set_up_logs(settings.log_level)
    _run(serve_until_stopped(settings, seed, welcome, workers))


@main.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    _run(_migrate(_settings()))


@main.command()
@click.argument("name")
def seed(name: str) -> None:
    """Load events to look at: scale_summit_2017 or made_up."""
    _run(_do(_settings(), "seed", {"name": name}))


@main.command()
def reindex() -> None:
    """Build the search index anew from what is published."""
    _run(_do(_settings(), "reindex", {}))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Copy the database, the photos and the secret into one file, while people go on.

    FILE is hallway-….tar in the folder of backups unless given.
    """
    _run(_do(_settings(), "backup", {"file": str(file.resolve()) if file else ""}))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup back, while no server runs. What was there before is moved aside."""
    _run(_restore(_settings(), file))


@main.command()
@click.argument("slug", metavar="EVENT")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def export(slug: str, folder: Path) -> None:
    """Copy an event's write-up as a web site of plain files, which needs no server.

    DIR is new or empty, or holds an earlier copy of the same event, which is replaced once the new one is whole. Open
    index.html in it, or put it on any web host.
    """
    _run(_do(_settings(), "export", {"event": slug, "folder": str(folder.resolve())}))


@main.command()
@click.argument("slug", metavar="EVENT")
@click.argument("file", type=click.Path(path_type=Path))
def bundle(slug: str, file: Path) -> None:
    """Put a whole event into one file, to move it to another Hallway: everything of it, and nobody's rights."""
    _run(_bundle(_settings(), slug, file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--slug", default="", help="Another address than the event had.")
def unbundle(file: Path, slug: str) -> None:
    """Bring in an event that another Hallway put into one file: all of it, or nothing.

    Whoever took part there is a name here. Nobody has a right to anything until you hand out links.
    """
    teller.set(partial(click.echo, err=True))
    _run(_do(_settings(), "unbundle", {"file": str(file.resolve()), "slug": slug}))


_DAY = click.DateTime(["%Y-%m-%d"])


@main.command("import")
@click.argument("slug", metavar="EVENT")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Else what the introduction, the list or the slug says.")
@click.option("--starts-on", type=_DAY, help="2017-03-24; else the first day that a file names.")
@click.option("--ends-on", type=_DAY, help="Else the last day that a file names.")
@click.option("--time-zone", default="", help="Europe/London; of the times in the files.")
@click.option("--venue", default="")
@click.option("--theme", default="")
@click.option("--series", default="", help='"Scale Summit": what links the years.')
@click.option(
    "--attribution", type=click.Choice(ATTRIBUTIONS), default="open", help="Who may be named, and whether at all."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=None, help="What it prints in.")
@click.option("--encoding", default="", help="Of the files, such as windows-1251, where Hallway guesses wrong.")
@click.option("--draft", is_flag=True, help="Bring in notes without publishing them.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_(slug: str, path: Path, encoding: str, draft: bool, dry_run: bool, **said: Any) -> None:
    """Bring in an event of the past: a folder of Markdown notes, or a CSV or JSON file with sessions.

    Run it again after a change: what is the same is left alone, what changed becomes a new edition. What somebody
    changed in Hallway since stays. Says of every file what became of it; ends with status 1 if one could not be read.
    """
    said |= {name: _date(said[name]) for name in ("starts_on", "ends_on")}
    _run(_import(_settings(), path, encoding, Wishes(slug, publish=not draft, dry=dry_run, **said)))


def _date(told: datetime | None) -> date | None:
    return told.date() if told else None


@main.group()
def event() -> None:
    """Events."""


@event.command("new")
@click.option("--name", required=True)
@click.option("--slug", required=True, help="The event's part of the address, such as scale-summit-2017.")
@click.option("--starts-on", required=True, help="2027-03-17")
@click.option("--ends-on", default="", help="The day of the last timeslot unless given.")
@click.option("--time-zone", default="UTC", show_default=True, help="Europe/London")
@click.option("--venue", default="")
@click.option("--theme", default="")
@click.option("--series", default="", help='"Scale Summit": what links the years; a new one is made.')
@click.option(
    "--attribution", type=click.Choice(ATTRIBUTIONS), default="open", help="Who may be named, and whether at all."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=SOURCE_LANGUAGE, help="What it prints in.")
@click.option("--room", "rooms", multiple=True, help='"Main hall, 120"; once for each room.')
@click.option("--timeslot", "timeslots", multiple=True, help='"11:00-11:45 open"; once for each timeslot.')
def new(**given: Any) -> None:
    """Create an event; prints its address and its facilitators' link."""
    plan = {**given, "rooms": "\n".join(given["rooms"]), "timeslots": "\n".join(given["timeslots"])}
    _run(_do(_settings(), "event new", plan))


@main.command()
@click.argument("words", nargs=-1, required=True)
def link(words: tuple[str, ...]) -> None:
    """Print a new link: `hallway link steward`, or `hallway link EVENT facilitator`."""
    slug, role = ("", *words)[-2:]
    if len(words) > 2 or role not in ROLES or (role == STEWARD) != (slug == ""):
        raise click.UsageError("hallway link steward, or hallway link EVENT facilitator")
    _run(_do(_settings(), "link", {"role": role, "event": slug}))


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        sys.exit("\n".join(f"HALLWAY_{str(wrong['loc'][0]).upper()}: {wrong['msg']}" for wrong in error.errors()))


async def _migrate(settings: Settings) -> None:
    async with standing_alone(settings):
        click.echo("The database has this release's schema.")


async def _restore(settings: Settings, file: Path) -> None:
    with sole_server(settings.data):
        restored = restore_backup(settings, file, utc_now())
    async with standing_alone(settings):
        pass  # whose schema is this release's from now on
    when, photos = f"{restored.made_at:%Y-%m-%d at %H:%M}", counted(restored.photos, "photo")
    click.echo(f"Here is what was copied on {when} UTC, with {photos}.")
    if restored.before:
        click.echo(f"What was here before is in {restored.before}.")


async def _do(settings: Settings, command: str, arguments: dict[str, Any]) -> None:
    """Asks the running server, or does it here when none runs."""
    said = await ask(settings.data, command, arguments)
    if said is None:
        async with standing_alone(settings) as hallway:
            said = await perform(hallway, command, arguments)
    click.echo(said)


async def _import(settings: Settings, path: Path, encoding: str, wishes: Wishes) -> None:
    source = source_at(path, encoding)
    async with _hand(settings) as perform_there:
        report = await bring_in(source, wishes, perform_there, Progress(partial(click.echo, err=True)))
    click.echo(str(report))
    if report.has_failures:
        sys.exit(1)


async def _bundle(settings: Settings, slug: str, file: Path) -> None:
    """Only reads, so it needs no server, and no server stands in its way."""
    async with _database(settings) as database:
        photos = PhotoFiles(settings.data / "media")
        packed = await pack_event(database, photos, slug, file, Progress(partial(click.echo, err=True)))
    click.echo(f"{file} ({size(file.stat().st_size)}, {counted(len(packed.manifest.pictures) // 2, 'photo')})")
    click.echo(f"Its content is {packed.manifest.content}")
    if packed.lost:
        click.echo(f"{counted(packed.lost, 'photo')} had no file any more.")


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    """With this release's schema: a running server has seen to it, or this process does."""
    if await is_served(settings.data):
        database = Database(settings.database)
        try:
            yield database
        finally:
            await database.close()
        return
    async with standing_alone(settings) as hallway:
        yield hallway.database


@asynccontextmanager
async def _hand(settings: Settings) -> AsyncIterator[Perform]:
    """For commands that are many steps: the running server, or this process when none runs."""
    if await is_served(settings.data):
        yield partial(asked, settings.data)
        return
    async with standing_alone(settings) as hallway:
        yield partial(perform, hallway)


def _run(doing: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(doing)
    except Refusal as refusal:
        reasons = getattr(refusal, "fields", None) or {"": refusal.message}
        sys.exit("\n".join(f"{name}: {why}" if name else why for name, why in reasons.items()))
    except (AlreadyServed, ServerStopped) as error:
        sys.exit(str(error))
