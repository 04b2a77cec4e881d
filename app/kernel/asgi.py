"""The shapes of ASGI, loosely typed: our middleware wraps the whole application and looks at raw messages."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def serve_lifespan(running: AbstractAsyncContextManager[None], receive: Receive, send: Send) -> None:
    """The lifespan of an application, as its server tells of it. Where it cannot begin, the server says why and ends.

    Format: https://asgi.readthedocs.io/en/latest/specs/lifespan.html
    """
    await receive()
    step = "startup"
    try:
        async with running:
            await send({"type": "lifespan.startup.complete"})
            step = "shutdown"
            await receive()
    except Exception as error:
        await send({"type": f"lifespan.{step}.failed", "message": repr(error)})
        raise
    await send({"type": "lifespan.shutdown.complete"})
