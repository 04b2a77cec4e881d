"""Where pictures lie: in a folder beside the database, each under the hash of its content, so none is there twice."""

import asyncio
import os
import secrets
import shutil
import time
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from app.kernel.errors import Refusal
from app.kernel.logs import log
from app.kernel.words import gettext as _

#: So many bytes on the disk are for cards and notes; photos do not take them.
LEFT_FOR_NOTES = 100 * 1024**2


class NoRoom(Refusal):
    """The disk is full, or takes nothing. It may come again: whoever sends it keeps it until then."""

    status = HTTPStatus.INSUFFICIENT_STORAGE

    def __init__(self) -> None:
        super().__init__(_("The server has no room for photos right now; yours is kept on this device."))


class PhotoFiles:
    """Pictures under `folder`, which is made when the first comes; `left` bytes of the disk stay free."""

    def __init__(self, folder: Path, left: int = LEFT_FOR_NOTES) -> None:
        self._folder = folder
        self._left = left

    async def keep(self, picture: bytes, small: bytes) -> str:
        """The hash under which it is found. Once this returns, it is on the disk. Raises NoRoom."""
        try:
            return await asyncio.to_thread(self._keep, picture, small)
        except OSError as error:
            log.error("photo_not_kept", exc_info=error)
            raise NoRoom from None

    async def read(self, digest: str, *, small: bool) -> bytes:
        """Raises FileNotFoundError."""
        return await asyncio.to_thread(self._path(digest, small=small).read_bytes)

    async def has(self, digest: str, *, small: bool) -> bool:
        return await asyncio.to_thread(self._path(digest, small=small).exists)

    def path_of(self, digest: str) -> Path:
        """For those who read beside the event loop; the file may be missing."""
        return self._path(digest)

    async def delete(self, digest: str, older_than: timedelta) -> bool:
        """Unless it was kept lately: its row may be about to be written. Whether it is gone."""
        try:
            return await asyncio.to_thread(self._delete, digest, older_than)
        except OSError as error:
            log.error("photo_not_deleted", exc_info=error)
            return False

    async def kept_before(self, older_than: timedelta) -> set[str]:
        """The hashes of all that may be deleted, if nobody needs them."""
        return await asyncio.to_thread(self._kept_before, older_than)

    def _keep(self, picture: bytes, small: bytes) -> str:
        digest = sha256(picture).hexdigest()
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < self._left + len(picture) + len(small):
            raise OSError("what is left on the disk is for cards and notes")
        _write(self._path(digest, small=True), small)
        _write(path, picture)
        _to_disk(path.parent)
        return digest

    def _delete(self, digest: str, older_than: timedelta) -> bool:
        paths = (self._path(digest, small=True), self._path(digest))
        if not all(_is_older(path, older_than) for path in paths):
            return False
        for path in paths:
            path.unlink(missing_ok=True)
        return True

    def _kept_before(self, older_than: timedelta) -> set[str]:
        old = [path for path in self._folder.glob("??/*.webp") if _is_older(path, older_than)]
        return {path.stem.removesuffix("-small") for path in old}

    def _path(self, digest: str, *, small: bool = False) -> Path:
        return self._folder / digest[:2] / f"{digest}{'-small' if small else ''}.webp"


def _is_older(path: Path, age: timedelta) -> bool:
    """Also one that is not there any more."""
    try:
        return time.time() - path.stat().st_mtime >= age.total_seconds()
    except FileNotFoundError:
        return True


def _write(path: Path, content: bytes) -> None:
    """Aside, and moved into place: whoever reads finds all of it or none. One that is there is new again."""
    if path.exists():
        os.utime(path)
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _to_disk(folder: Path) -> None:
    """The folder's own entry of a file that was moved there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
