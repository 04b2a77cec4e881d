"""A post with an `Idempotency-Key` does one thing, however often a shaky network makes a browser send it.

The key is claimed in the transaction of the Work that does it: both are committed or neither. A second post with the
same key waits for the first at that claim, changes nothing, and gets the first one's answer, which is kept for a day.
The answer itself is written down right after the deed. A server that dies in between has done the deed and forgotten
what it said; the key then gets an answer that says just that. What is done without a Work (the text of a note, which
may come twice) has its answer kept, but no claim.
"""

import asyncio
import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, bindparam, delete, text
from sqlmodel import Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.asgi import App, Message, Receive, Scope, Send
from app.kernel.clock import Clock
from app.kernel.columns import UtcDateTime
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.logs import log
from app.kernel.security import SAFE_METHODS, VisitState, header
from app.kernel.words import gettext as _
from app.kernel.work import current_claim

KEPT = timedelta(hours=25)
#: Between two rounds of tidying.
TIDY_EVERY = timedelta(hours=1)
#: Longer answers are not kept: a page of that size is asked for again.
LONGEST = 256 * 1024
#: For so long, in seconds, the second waits for what the first was told; and how often it looks.
PATIENCE, PAUSE = 3.0, 0.05

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: Refused for the moment, not for good: the same post may come again.
_NOT_YET = {408, 425, 429}
_KEPT_HEADERS = {b"content-type", b"location", b"content-encoding", b"vary", b"retry-after"}
_CLAIM = text(
    "INSERT INTO answer (visit, key, request, attempt, at) VALUES (:visit, :key, :request, :attempt, :at)"
    " ON CONFLICT (visit, key) DO NOTHING"
).bindparams(bindparam("at", type_=UtcDateTime()))


class Answer(SQLModel, table=True):
    """What a visit was told under a key. Without `status` it is still being worked on, or was cut off by a crash."""

    __table_args__ = (Index("answer_by_age", "at"),)

    visit: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
    attempt: str
    at: datetime = Field(sa_type=UtcDateTime)
    status: int | None = None
    headers: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})
    body: bytes = Field(default=b"", sa_column_kwargs={"server_default": ""})


class DoneAlready(Refusal):
    """Another attempt of the same post has done it; this one must not."""

    status = 409


class Attempt:
    """One of the times that a post arrives."""

    def __init__(self, visit: str, key: str, request: str) -> None:
        self.visit, self.key, self.request = visit, key, request
        self.id = secrets.token_hex(8)

    async def claim(self, db: AsyncSession, now: datetime) -> None:
        """Waits for another one that holds the key in a transaction. Raises DoneAlready when that was committed."""
        row = {"visit": self.visit, "key": self.key, "request": self.request, "attempt": self.id, "at": now}
        await (await db.connection()).execute(_CLAIM, row)
        holder = await answer_to(db, self)
        if holder is None or holder.attempt != self.id:
            raise DoneAlready(_("This was done already."))


class Once:
    """ASGI: behind Forms, so that what was refused there claims nothing."""

    def __init__(self, app: App, database: Database, clock: Clock) -> None:
        self.app = app
        self.database = database
        self.clock = clock
        self._tidied: datetime | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not header(scope, "idempotency-key") or not _may_change(scope):
            await self.app(scope, receive, send)
            return
        body = await receive()
        attempt = _attempt(scope, body.get("body", b""))
        if attempt is None:
            await _send(send, _said(422, _("An Idempotency-Key has 8 to 64 letters and digits.")))
            return
        messages = await self._kept(attempt) or await self._try(attempt, scope, body)
        await _send(send, messages)

    async def _try(self, attempt: Attempt, scope: Scope, body: Message) -> list[Message]:
        messages: list[Message] = []

        async def note(message: Message) -> None:
            messages.append(message)

        token = current_claim.set(attempt.claim)
        try:
            await self.app(scope, _replay(body), note)
        finally:
            current_claim.reset(token)
        try:
            return await self._settle(attempt, messages)
        except Exception as error:  # the deed is done, and its answer is here
            log.error("answer_not_kept", exc_info=error)
            return messages

    async def _settle(self, attempt: Attempt, messages: list[Message]) -> list[Message]:
        """Keeps the answer; or takes another attempt's, if that one was faster."""
        if messages[0]["status"] >= 500 or messages[0]["status"] in _NOT_YET:
            return messages
        answer = _answer(attempt, messages, self.clock())
        async with self.database.writing() as db:
            await (await db.connection()).execute(_CLAIM, answer.model_dump(include=_CLAIMED))
            kept = {"status": answer.status, "headers": answer.headers, "body": answer.body}
            await db.exec(
                update(Answer)
                .where(
                    col(Answer.visit) == attempt.visit,
                    col(Answer.key) == attempt.key,
                    col(Answer.attempt) == attempt.id,
                )
                .values(**kept)
            )
            holder = await answer_to(db, attempt)
            await self._tidy(db)
        if holder is not None and holder.attempt != attempt.id:
            return await self._kept(attempt) or messages
        return messages

    async def _kept(self, attempt: Attempt) -> list[Message] | None:
        """What was answered to the same post before; None when it is new."""
        for _look in range(int(PATIENCE / PAUSE)):
            async with self.database.reading() as db:
                answer = await answer_to(db, attempt)
            if answer is None:
                return None
            if answer.request != attempt.request:
                return _said(422, _("This Idempotency-Key was used for something else."))
            if answer.status is not None:
                return _messages(answer)
            await asyncio.sleep(PAUSE)
        return _said(200, _("This was done already; what was answered then is lost."))

    async def _tidy(self, db: AsyncSession) -> None:
        now = self.clock()
        if self._tidied is None or now - self._tidied > TIDY_EVERY:
            self._tidied = now
            await db.exec(delete(Answer).where(col(Answer.at) < now - KEPT))


async def answer_to(db: AsyncSession, attempt: Attempt) -> Answer | None:
    found = await db.exec(select(Answer).where(Answer.visit == attempt.visit, Answer.key == attempt.key))
    return found.first()


def _may_change(scope: Scope) -> bool:
    return scope["method"] not in SAFE_METHODS and scope["state"].get("refusal") is None


def _attempt(scope: Scope, body: bytes) -> Attempt | None:
    """None for a key that is none."""
    key, visit = header(scope, "idempotency-key"), scope["state"]["visit"]
    assert isinstance(visit, VisitState)
    if not _KEY.fullmatch(key):
        return None
    parts = (scope["method"].encode(), scope["path"].encode(), scope.get("query_string", b""), body)
    request = hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()
    return Attempt(hashlib.sha256(visit.key.encode()).hexdigest(), key, request)


_CLAIMED = {"visit", "key", "request", "attempt", "at"}


def _answer(attempt: Attempt, messages: list[Message], now: datetime) -> Answer:
    body = b"".join(message.get("body", b"") for message in messages[1:])
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in messages[0]["headers"]
        if name.lower() in _KEPT_HEADERS
    ]
    return Answer(
        visit=attempt.visit,
        key=attempt.key,
        request=attempt.request,
        attempt=attempt.id,
        at=now,
        status=messages[0]["status"] if len(body) <= LONGEST else None,
        headers=json.dumps(headers),
        body=body if len(body) <= LONGEST else b"",
    )


def _messages(answer: Answer) -> list[Message]:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in json.loads(answer.headers)]
    if answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return [
        {"type": "http.response.start", "status": answer.status, "headers": headers},
        {"type": "http.response.body", "body": answer.body, "more_body": False},
    ]


def _said(status: int, words: str) -> list[Message]:
    body = json.dumps({"message": words, "fields": {}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    return [
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]


async def _send(send: Send, messages: list[Message]) -> None:
    for message in messages:
        await send(message)


def _replay(body: Message) -> Receive:
    waiting = [body]

    async def receive() -> Any:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
