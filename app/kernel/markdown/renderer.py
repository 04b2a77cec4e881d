"""Rendering off the event loop: in worker processes that are killed when a text takes too long."""

import asyncio
from collections import OrderedDict
from hashlib import sha256
from http import HTTPStatus
from time import monotonic

import msgspec

from app.kernel.crew import Crew, GivenUp, Killed
from app.kernel.errors import Refusal, TooLarge
from app.kernel.markdown.pictures import Picture
from app.kernel.markdown.rendering import Rendered, Source
from app.kernel.words import gettext as _

LONGEST = 2 * 1024**2
SECONDS = 4.0
WORKERS = 3
CACHE = 32 * 1024**2
#: For so many seconds a text that was too hard is not tried again; the machine may just have been busy.
REFUSED_FOR = 60.0
MOST_REFUSED = 1000


class TooHard(Refusal):
    """A text that cannot be rendered in reasonable time."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__(
            _("This text is too tangled to show as a page. Your words are safe; look for long rows of brackets.")
        )


class TooLong(TooLarge):
    def __init__(self) -> None:
        super().__init__(_("This text is too long to show as a page."))


class MarkdownRenderer:
    """Hands texts to up to `workers` processes, each for `seconds` at most. The last `cache` bytes of renderings are
    remembered by what they are of."""

    def __init__(self, *, workers: int = WORKERS, seconds: float = SECONDS, cache: int = CACHE) -> None:
        self.crew = Crew("app.kernel.markdown.worker", workers=workers, seconds=seconds)
        self._under_way: dict[bytes, asyncio.Task[Rendered]] = {}
        self._kept = _Kept(cache)
        self._too_hard: dict[bytes, float] = {}

    async def start(self) -> None:
        """Optional: has one worker ready before the first text comes."""
        await self.crew.start()

    async def stop(self) -> None:
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        await self.crew.stop()

    async def render(self, text: str, pictures: tuple[Picture, ...] = (), *, anchored: bool = False) -> Rendered:
        """`pictures` are those of ours that the text may show; `anchored` as in `render_now`. Raises TooLong or
        TooHard."""
        written = text.encode(errors="replace")
        if len(written) > LONGEST:
            raise TooLong
        source = msgspec.json.encode(Source(written.decode(), pictures, anchored))
        key = sha256(source).digest()
        if self._too_hard.get(key, 0) > monotonic():
            raise TooHard
        kept = self._kept.get(key)
        return kept if kept is not None else await asyncio.shield(self._task(key, source))

    def _task(self, key: bytes, source: bytes) -> asyncio.Task[Rendered]:
        """The same text asked for twice at once is rendered once."""
        if key not in self._under_way:
            task = asyncio.create_task(self._render(key, source))
            task.add_done_callback(lambda done: self._finish(key, done))
            self._under_way[key] = task
        return self._under_way[key]

    def _finish(self, key: bytes, done: asyncio.Task[Rendered]) -> None:
        del self._under_way[key]
        if not done.cancelled():
            done.exception()  # whoever asked may have left; then nobody else looks at it

    async def _render(self, key: bytes, source: bytes) -> Rendered:
        try:
            answer = await self.crew.ask(source)
        except Killed:
            raise TooHard from None
        except GivenUp:
            self._remember_as_too_hard(key)
            raise TooHard from None
        rendered = msgspec.json.decode(answer, type=Rendered)
        self._kept.put(key, rendered, len(answer))
        return rendered

    def _remember_as_too_hard(self, key: bytes) -> None:
        if len(self._too_hard) >= MOST_REFUSED:
            self._too_hard.clear()
        self._too_hard[key] = monotonic() + REFUSED_FOR


class _Kept:
    """What was used last, up to so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[bytes, tuple[Rendered, int]] = OrderedDict()

    def get(self, key: bytes) -> Rendered | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        rendered, _size = self._kept[key]
        return rendered

    def put(self, key: bytes, rendered: Rendered, size: int) -> None:
        self._kept[key] = (rendered, size)
        self._size += size
        while self._size > self._limit:
            _key, (_rendered, freed) = self._kept.popitem(last=False)
            self._size -= freed
