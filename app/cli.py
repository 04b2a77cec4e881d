"""The command line: `hallway serve`, `event new`, `link`, `migrate`, `seed`, `reindex`."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

import click
from pydantic import ValidationError

from app.commands import perform
from app.control import AlreadyServed, ask
from app.events.rules import ATTRIBUTIONS
from app.kernel.errors import Refusal
from app.kernel.logs import set_up_logs
from app.kernel.words import LANGUAGES, SOURCE_LANGUAGE
from app.people.rules import ROLES, STEWARD
from app.serving import serve as serve_until_stopped
from app.serving import standing_alone
from app.settings import Settings


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


async def _do(settings: Settings, command: str, arguments: dict[str, Any]) -> None:
    """Asks the running server, or does it here when none runs."""
    said = await ask(settings.data, command, arguments)
    if said is None:
        async with standing_alone(settings) as hallway:
            said = await perform(hallway, command, arguments)
    click.echo(said)


def _run(doing: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(doing)
    except Refusal as refusal:
        reasons = getattr(refusal, "fields", None) or {"": refusal.message}
        sys.exit("\n".join(f"{name}: {why}" if name else why for name, why in reasons.items()))
    except AlreadyServed as error:
        sys.exit(str(error))
