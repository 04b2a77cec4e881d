"""Takes photos in: from bytes that somebody sends to files on the disk."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import msgspec

from app.kernel.crew import Crew, GivenUp, Killed
from app.kernel.errors import Refusal, TooLarge
from app.kernel.limits import Buckets, Rate, TooFast
from app.kernel.words import gettext as _
from app.notes.photos.encoding import MOVES, TOO_MANY_PIXELS, Encoded
from app.notes.photos.files import PhotoFiles
from app.notes.photos.rules import LARGEST, MIB, MOST_PIXELS
from app.notes.photos.worker import ENCODE, MEASURE

#: Of one visit: a handful of pockets full at once, and then one every other second.
SENDING = Rate(burst=60, each_second=0.5)
WORKERS, SECONDS = 2, 20.0
MOST_SUSPECTS = 1000


class NoPicture(Refusal):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class NotNow(Refusal):
    """It may come again."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True)
class Kept:
    """A picture whose files are on the disk."""

    hash: str
    size: int
    width: int
    height: int
    small_width: int
    small_height: int


class Photos:
    """Decodes in other processes, which are killed when a file takes too long, and keeps what comes out."""

    def __init__(self, folder: Path, now: Callable[[], float] = monotonic) -> None:
        self.files = PhotoFiles(folder)
        self._crew = Crew("app.notes.photos.worker", workers=WORKERS, seconds=SECONDS)
        self._sent = Buckets(SENDING, now)
        self._suspects: set[bytes] = set()

    async def stop(self) -> None:
        await self._crew.stop()

    def check_pace(self, visit: str) -> None:
        """Raises TooFast."""
        wait = self._sent.take(visit)
        if wait:
            raise TooFast(_("Those were many photos at once. The rest goes up in a moment."), wait)

    async def keep(self, source: bytes) -> Kept:
        """Raises NoPicture, TooLarge, NotNow, NoRoom."""
        encoded = await self._answer(ENCODE, source)
        digest = await self.files.keep(encoded.picture, encoded.small)
        size = len(encoded.picture) + len(encoded.small)
        sides = (encoded.width, encoded.height, encoded.small_width, encoded.small_height)
        return Kept(digest, size, *sides)

    async def look_at(self, picture: bytes) -> Encoded:
        """The sizes of a picture that Hallway made, all of which is decoded. Raises NoPicture, TooLarge, NotNow."""
        return await self._answer(MEASURE, picture)

    async def _answer(self, asked: bytes, source: bytes) -> Encoded:
        if len(source) > LARGEST:
            raise TooLarge(_("This photo is larger than %d MB. A smaller copy of it will do.") % (LARGEST // MIB))
        encoded = await self._looked_at(asked, source)
        if encoded.refusal:
            raise _in_words(encoded.refusal)
        return encoded

    async def _looked_at(self, asked: bytes, source: bytes) -> Encoded:
        try:
            return msgspec.msgpack.decode(await self._crew.ask(asked + source), type=Encoded)
        except Killed:
            self._suspect(source)
            return Encoded(refusal=TOO_MANY_PIXELS)
        except GivenUp:
            return Encoded(refusal=TOO_MANY_PIXELS)

    def _suspect(self, source: bytes) -> None:
        """The first time that a worker is killed over a photo, it need not be the photo. Raises NotNow."""
        digest = sha256(source).digest()
        if digest in self._suspects:
            return
        if len(self._suspects) >= MOST_SUSPECTS:
            self._suspects.clear()
        self._suspects.add(digest)
        raise NotNow(_("The server could not look at this photo just now. Try again in a moment."))


def _in_words(refusal: str) -> Refusal:
    if refusal == TOO_MANY_PIXELS:
        most = MOST_PIXELS // 1_000_000
        return TooLarge(_("This photo has more than %d megapixels. A smaller copy of it will do.") % most)
    if refusal == MOVES:
        return NoPicture(_("This picture moves. Photos stand still here."))
    return NoPicture(_("This is no photo that we can read. JPEG, PNG and WebP are what we take."))
