"""Commands beside a running server: SQLite has one writer, so they ask it, through a socket in the data folder."""

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from app.kernel.errors import Invalid, Refusal
from app.kernel.logs import log

Perform = Callable[[str, dict[str, Any]], Awaitable[str]]
LINE_LIMIT = 1024 * 1024


class AlreadyServed(Exception):
    """Another process serves this data folder."""


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
    """The running server's answer; None when no server runs. Raises Refusal with its words."""
    try:
        reader, writer = await asyncio.open_unix_connection(_address(data), limit=LINE_LIMIT)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    writer.write(json.dumps({"command": command, "arguments": arguments}).encode() + b"\n")
    answer = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    if answer.get("fields"):
        raise Invalid(answer["refusal"], answer["fields"])
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    return str(answer["said"])


def _answering(perform: Perform) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer: dict[str, Any]
        try:
            asked = json.loads(await reader.readline())
            answer = {"said": await perform(asked["command"], asked["arguments"])}
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
