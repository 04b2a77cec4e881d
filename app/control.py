"""Commands beside a running server: SQLite has one writer, so they ask it, through a socket in the data folder."""

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from app.kernel.errors import Invalid, Refusal
from app.kernel.logs import log

#: The question whether a server runs, which it answers itself.
ANYBODY = "anybody there"
Perform = Callable[[str, dict[str, Any]], Awaitable[str]]
Tell = Callable[[str], None]
#: To whom a command says how far it is: whoever asked for it.
teller: ContextVar[Tell] = ContextVar("teller", default=lambda _words: None)
#: A photo of an import with its letters in Base64, or a note as long as one can be.
LINE_LIMIT = 32 * 1024 * 1024


class AlreadyServed(Exception):
    """Another process serves this data folder."""


class ServerStopped(Exception):
    """It was there a moment ago, and did not answer to the end."""


STOPPED = "The server stopped in between. Run this again; what was done stays."


@contextmanager
def sole_server(data: Path) -> Iterator[None]:
    """Holds the data folder for one process. Raises AlreadyServed; the kernel lets go when the process dies."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServed(f"another Hallway serves {data}") from error
        yield


@asynccontextmanager
async def listening(data: Path, perform: Perform) -> AsyncIterator[None]:
    """Answers commands while the server runs. Only the server's own user can reach the socket."""
    address = _address(data)
    Path(address).unlink(missing_ok=True)
    server = await asyncio.start_unix_server(_answering(perform), address, limit=LINE_LIMIT)
    Path(address).chmod(0o600)
    try:
        yield
    finally:
        server.close()
        Path(address).unlink(missing_ok=True)


async def ask(data: Path, command: str, arguments: dict[str, Any]) -> str | None:
    """The running server's answer; None when no server runs. How far it is goes to our own teller. Raises Refusal with
    its words, and ServerStopped."""
    try:
        reader, writer = await asyncio.open_unix_connection(_address(data), limit=LINE_LIMIT)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    said = json.dumps({"command": command, "arguments": arguments}, ensure_ascii=False).encode() + b"\n"
    answer = await _answer(reader, writer, said)
    if answer.get("fields"):
        raise Invalid(answer["refusal"], answer["fields"])
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    return str(answer["said"])


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: bytes) -> dict[str, Any]:
    try:
        writer.write(said)
        await writer.drain()
        while (answer := json.loads(await reader.readline() or "{}")) and "progress" in answer:
            teller.get()(answer["progress"])
        writer.close()
        await writer.wait_closed()
    except ConnectionError as error:
        raise ServerStopped(STOPPED) from error
    if not answer:
        raise ServerStopped(STOPPED)
    return dict(answer)


async def asked(data: Path, command: str, arguments: dict[str, Any]) -> str:
    """The running server's answer. Raises Refusal with its words, and ServerStopped."""
    answer = await ask(data, command, arguments)
    if answer is None:
        raise ServerStopped(STOPPED)
    return answer


async def is_served(data: Path) -> bool:
    return await ask(data, ANYBODY, {}) is not None


def _answering(perform: Perform) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer: dict[str, Any]
        teller.set(lambda words: writer.write(json.dumps({"progress": words}).encode() + b"\n"))
        try:
            heard = json.loads(await reader.readline())
            command, arguments = heard["command"], heard["arguments"]
            answer = {"said": "" if command == ANYBODY else await perform(command, arguments)}
        except Refusal as refusal:
            answer = {"refusal": refusal.message, "fields": getattr(refusal, "fields", {})}
        except Exception as error:
            log.error("command", exc_info=error)
            answer = {"refusal": f"{type(error).__name__}: {error}"}
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()

    return answer


def _address(data: Path) -> str:
    """A socket's path may hold some hundred letters; the shorter way of writing it is taken."""
    file = data.resolve() / "hallway.sock"
    return min(str(file), os.path.relpath(file), key=len)
