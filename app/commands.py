"""What commands do, in a process of their own or asked of a running server: the same functions either way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.backups.making import make_backup, name_at
from app.control import teller
from app.day.bundling.unpacking import Desk, unpack_event
from app.events.actions import create_event
from app.events.forms import read_event_plan
from app.events.queries import event_by_slug
from app.events.rules import link_life
from app.kernel.errors import Refusal
from app.kernel.work import Works
from app.kernel.writing import counted, size
from app.main import Hallway
from app.people.actions import make_link
from app.people.rules import FACILITATOR, STEWARD, STEWARD_LINK_LIFE
from app.writeups.actions import reindex as reindex_editions
from app.writeups.exporting.folders import check_folder, put_in_folder
from app.writeups.importing.actions import Desk as ImportDesk
from app.writeups.importing.actions import end_import, found_event, take_topic, what_is_known
from app.writeups.importing.forms import read_founding, read_incoming, read_photo, written
from app.writeups.importing.progress import Progress
from seeds.loading import load_seed

Command = Callable[[Hallway, dict[str, Any]], Awaitable[str]]


async def new_event(hallway: Hallway, plan: dict[str, Any]) -> str:
    """`plan` holds the fields of the steward's form. Says the addresses of the event and its facilitators."""
    async with hallway.works.begin() as work:
        event = await create_event(work, read_event_plan(plan))
        token = await make_link(work, FACILITATOR, event.id, link_life(event.ends_on, work.now))
    address = hallway.settings.address
    return f"The event:        {address}/{event.slug}\nFor facilitators: {address}/links/{token}"


async def link(hallway: Hallway, asked: dict[str, Any]) -> str:
    """A new link: `role` facilitator with the event's slug, or steward."""
    return f"{hallway.settings.address}/links/{await make_role_link(hallway.works, asked['role'], asked.get('event'))}"


async def make_role_link(works: Works, role: str, slug: str | None) -> str:
    async with works.begin() as work:
        event = await event_by_slug(work.db, slug) if slug else None
        if role == FACILITATOR and event is None:
            raise Refusal("A facilitator's link is for one event: hallway link EVENT facilitator")
        lasts: timedelta = STEWARD_LINK_LIFE if role == STEWARD or not event else link_life(event.ends_on, work.now)
        return await make_link(work, role, event.id if event else None, lasts)


async def seed(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Loads a seed by name; events that are there already stay as they are."""
    loaded = await load_seed(asked["name"], hallway.works)
    return "\n".join(f"Loaded {hallway.settings.address}/{slug}" for slug in loaded) or "It is loaded already."


async def reindex(hallway: Hallway, _asked: dict[str, Any]) -> str:
    """Builds the search index anew from what is published."""
    count = await reindex_editions(hallway.works, hallway.markdown)
    return f"{counted(count, 'write-up')} can be searched."


async def backup(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Into `file`, an absolute path, or the next one in the folder of backups."""
    settings, now = hallway.settings, hallway.clock()
    file = Path(asked["file"]) if asked["file"] else settings.backups / name_at(now)
    manifest = await asyncio.to_thread(make_backup, settings, file, now)
    return f"{file} ({size(manifest.size)}, {counted(len(manifest.files), 'file')})"


async def export(hallway: Hallway, asked: dict[str, Any]) -> str:
    """The write-up of `event` as plain files in `folder`, an absolute path."""
    folder = Path(asked["folder"])
    await asyncio.to_thread(check_folder, folder, asked["event"])
    copy = await hallway.press.copy(asked["event"])
    await put_in_folder(copy, folder)
    pages, beside = counted(len(copy.pages), "page"), counted(len(copy.beside), "file")
    return f"{folder / 'index.html'} ({pages}, {beside} beside them)"


async def unbundle(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Of `file`, an absolute path; under the address `slug`, or the one that it had."""
    desk = Desk(hallway.works, hallway.photos, hallway.markdown, hallway.redactions)
    done = await unpack_event(desk, Path(asked["file"]), asked["slug"], Progress(teller.get()))
    unpacked = ", ".join(
        counted(many, word) for word, many in (("card", done.topics), ("note", done.notes), ("photo", done.photos))
    )
    said = [
        f"{hallway.settings.address}/{done.slug}",
        f"{unpacked}; its content is {done.content}",
        f"For whoever shall arrange there: hallway link {done.slug} facilitator",
    ]
    if done.echoes:
        said.append(f"Echoes that lead to cards that are not here were left out: {done.echoes}.")
    return "\n".join(said)


async def import_known(hallway: Hallway, asked: dict[str, Any]) -> str:
    """What was brought into the event `slug` before, as JSON; see what_is_known."""
    async with hallway.database.reading() as db:
        return written(await what_is_known(db, asked["slug"]))


async def import_event(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Makes the event if there is none, and what it lacks. JSON: its `address`, and `remarks`."""
    async with hallway.works.begin() as work:
        event, remarks = await found_event(work, read_founding(asked))
    return written({"address": f"{hallway.settings.address}/{event.slug}", "remarks": remarks})


async def import_photo(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Keeps the picture in `data`, in Base64, for a topic that comes next. JSON: a Kept."""
    return written(asdict(await hallway.photos.keep(read_photo(asked))))


async def import_topic(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Takes one topic into the event `slug`. JSON: an Outcome."""
    desk = ImportDesk(hallway.database, hallway.works, hallway.live_notes, hallway.markdown, hallway.photos)
    return written((await take_topic(desk, asked["slug"], read_incoming(asked))).plain())


async def import_end(hallway: Hallway, asked: dict[str, Any]) -> str:
    """Says that all topics came. JSON: the event's `address` and `phase`."""
    async with hallway.works.begin() as work:
        event = await event_by_slug(work.db, asked["slug"])
        phase = await end_import(work, event)
    return written({"address": f"{hallway.settings.address}/{event.slug}", "phase": phase})


COMMANDS: dict[str, Command] = {
    "backup": backup,
    "export": export,
    "reindex": reindex,
    "event new": new_event,
    "link": link,
    "seed": seed,
    "unbundle": unbundle,
    "import known": import_known,
    "import event": import_event,
    "import photo": import_photo,
    "import topic": import_topic,
    "import end": import_end,
}


async def perform(hallway: Hallway, command: str, arguments: dict[str, Any]) -> str:
    """Raises Refusal for an unknown command or one that cannot be done."""
    if command not in COMMANDS:
        raise Refusal(f"There is no command “{command}”.")
    return await COMMANDS[command](hallway, arguments)
