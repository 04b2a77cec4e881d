"""The lifespan: begun before it is said so, ended before it is said so, and what fails is said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.kernel import asgi


async def lived(*, beginning: Exception | None = None, ending: Exception | None = None) -> list[str]:
    told: list[str] = []

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        if beginning:
            raise beginning
        told.append("begun")
        yield
        told.append("ended")
        if ending:
            raise ending

    async def receive() -> dict[str, Any]:
        return {}

    async def send(message: asgi.Message) -> None:
        told.append(message["type"])

    if beginning or ending:
        with pytest.raises(OSError, match="no room"):
            await asgi.serve_lifespan(running(), receive, send)
    else:
        await asgi.serve_lifespan(running(), receive, send)
    return told


async def test_a_server_hears_of_each_step_when_it_is_done() -> None:
    assert await lived() == ["begun", "lifespan.startup.complete", "ended", "lifespan.shutdown.complete"]


async def test_and_of_what_could_not_begin_or_end() -> None:
    trouble = OSError("no room")
    assert await lived(beginning=trouble) == ["lifespan.startup.failed"]
    assert (await lived(ending=trouble))[-1] == "lifespan.shutdown.failed"
