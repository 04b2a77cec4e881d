"""Answers that are the same for every reader nobody knows, kept as the bytes that went out.

A page says that it may be kept, and as of which revision of its event it was made. It is answered with again for as
long as the event stands there, which is looked up once a second; what was changed through this worker is
never answered with again. Whoever has a visit is answered anew each time: what they see may be their own.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from app.kernel.alike import Alike
from app.kernel.asgi import App, Message, Receive, Scope, Send
from app.kernel.database import Database
from app.kernel.languages import asked_for
from app.kernel.security import COOKIE, cookie, header

#: Bytes of all answers that are kept, and of one; the least used give way.
MOST, LONGEST = 64 * 1024**2, 4 * 1024**2
#: Seconds for which an event's revision is not looked up again.
STANDS = 1.0
#: Seconds after which it is made anew all the same: what other events say beside it may have changed.
LASTS = 60.0
#: Codings of bodies that we speak.
_CODINGS = ("br", "gzip")

_KEEP = "keep"


#: The revision of each event that a page shows something of.
AsOf = Mapping[int, int]


@dataclass(frozen=True)
class Answer:
    as_of: AsOf
    at: float
    start: Message
    body: bytes
    etag: bytes


def keep(state: MutableMapping[str, Any], as_of: AsOf) -> None:
    """What answers the request of this state may be kept: it depends on its address, the language and these events, and
    on nothing else."""
    state[_KEEP] = as_of


class Answers:
    """Those that this worker keeps."""

    def __init__(self, database: Database, shared: Alike, timer: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._shared = shared
        self.now = timer
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._size = 0
        self._stands: dict[int, tuple[int, float]] = {}
        self._changes = 0

    def forget(self, event_ids: Iterable[int]) -> None:
        """Something has changed at these events: what is kept of them is no answer until it is known to be right."""
        self._changes += 1
        for event_id in event_ids:
            self._stands.pop(event_id, None)

    async def right(self, key: Hashable) -> Answer | None:
        answer = self._kept.get(key)
        if answer is None or self.now() - answer.at >= LASTS or not await self._is_right(answer.as_of):
            return None
        if key in self._kept:
            self._kept.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        if before := self._kept.pop(key, None):
            self._size -= len(before.body)
        self._kept[key] = answer
        self._size += len(answer.body)
        while self._size > MOST:
            self._size -= len(self._kept.popitem(last=False)[1].body)

    async def _is_right(self, as_of: AsOf) -> bool:
        for event_id, revision in as_of.items():
            if await self._revision(event_id) != revision:
                return False
        return True

    async def _revision(self, event_id: int) -> int:
        revision, since = self._stands.get(event_id, (-1, -STANDS))
        if revision >= 0 and self.now() - since < STANDS:
            return revision
        asked_at, changes = self.now(), self._changes
        async with self._database.looking() as db:
            revision = await self._shared.revision(db, event_id, "")
        if changes == self._changes:
            self._stands[event_id] = (revision, asked_at)
        return revision


class Kept:
    """ASGI: behind Gate, and before all that finds out who asks: a kept answer costs none of it."""

    def __init__(self, app: App, answers: Answers) -> None:
        self.app = app
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_anybody_s(scope):
            await self.app(scope, receive, send)
            return
        key = _key(scope)
        if answer := await self.answers.right(key):
            await _send(scope, answer, send)
        else:
            await self._make(key, scope, receive, send)

    async def _make(self, key: Hashable, scope: Scope, receive: Receive, send: Send) -> None:
        parts: list[Message] = []
        at = self.answers.now()

        async def note(message: Message) -> None:
            if scope["state"].get(_KEEP):  # anything else may be longer than all that is kept
                parts.append({**message})
            await send(message)

        await self.app(scope, receive, note)
        as_of = scope["state"].get(_KEEP)
        if as_of and parts and parts[0]["status"] == 200 and not _value(parts[0], b"set-cookie"):
            body = b"".join(part.get("body", b"") for part in parts[1:])
            if len(body) <= LONGEST:
                self.answers.put(key, Answer(as_of, at, parts[0], body, _value(parts[0], b"etag")))


def _is_anybody_s(scope: Scope) -> bool:
    """Whether nobody's visit comes along, as far as one can tell without reading it."""
    looks = scope["type"] == "http" and scope["method"] == "GET"
    return looks and not cookie(scope, COOKIE) and "no-cache" not in header(scope, "cache-control")


def _key(scope: Scope) -> Hashable:
    """Whoever asks for no language that we speak is answered in the event's."""
    accepted = header(scope, "accept-encoding")
    codings = tuple(coding for coding in _CODINGS if coding in accepted)
    return scope["path"], scope["query_string"], asked_for(scope), codings


async def _send(scope: Scope, answer: Answer, send: Send) -> None:
    """Headers are added to on the way out, so each answer has its own."""
    if answer.etag and answer.etag in header(scope, "if-none-match").encode():
        about = [pair for pair in answer.start["headers"] if pair[0].lower() in _OF_304]
        await send({"type": "http.response.start", "status": 304, "headers": about})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await send({**answer.start})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


_OF_304 = {b"etag", b"cache-control", b"vary", b"access-control-allow-origin", b"access-control-expose-headers"}


def _value(start: Message, name: bytes) -> bytes:
    return next((value for key, value in start["headers"] if key.lower() == name), b"")
