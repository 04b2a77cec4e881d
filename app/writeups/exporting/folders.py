"""Putting a copy where somebody wants it: a folder on a disk, whole or not at all."""

import asyncio
import errno
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernel.errors import Refusal
from app.kernel.words import gettext as _
from app.writeups.exporting.gathering import Copy, Made

#: Tells a folder that we made from one of somebody else, and whose write-up is in it.
MARKER = "hallway-export.json"


class NotThere(Refusal):
    """The copy cannot be put there; what was there before is as it was."""


async def put_in_folder(copy: Copy, folder: Path) -> None:
    """Takes the place of an earlier copy of the same event. Raises NotThere."""
    with _in_words(folder):
        await asyncio.to_thread(check_folder, folder, copy.slug)
        draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}.new")
        try:
            await _write(draft, _marked(copy))
            await asyncio.to_thread(_move_into_place, draft, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)


def check_folder(folder: Path, slug: str) -> None:
    """Raises NotThere for one that holds anything but an earlier copy of this event."""
    if folder.exists() and not folder.is_dir():
        raise NotThere(_("%s is no folder.") % folder)
    if not folder.exists() or not any(folder.iterdir()):
        return
    whose = _whose(folder / MARKER)
    if whose is None:
        raise NotThere(_("%s holds other files, which stay as they are. Choose a new or an empty folder.") % folder)
    if whose != slug:
        raise NotThere(_("%(folder)s holds the write-up of %(event)s.") % {"folder": folder, "event": whose})


def _whose(marker: Path) -> str | None:
    try:
        return str(json.loads(marker.read_text())["event"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _marked(copy: Copy) -> AsyncIterator[Made]:
    """With the marker last: nothing that lacks it is whole."""
    async for made in copy.files():
        yield made
    yield MARKER, json.dumps({"event": copy.slug, "made_with": "Hallway"}).encode()


async def _write(folder: Path, files: AsyncIterator[Made]) -> None:
    await asyncio.to_thread(folder.mkdir, parents=True)
    async for name, content in files:
        await asyncio.to_thread(_write_one, folder / name, content)


def _write_one(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _move_into_place(draft: Path, folder: Path) -> None:
    """What was there goes only once the new one stands."""
    before = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}.old")
    had_one = folder.exists()
    if had_one:
        folder.rename(before)
    try:
        draft.rename(folder)
    except OSError:
        if had_one:
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NotThere(_("The disk is full: nothing was written to %s.") % folder) from error
        raise NotThere(
            _("Nothing could be written to %(folder)s: %(why)s") % {"folder": folder, "why": error.strerror or error}
        ) from error
