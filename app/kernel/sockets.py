"""What every socket needs: whatever is unforeseen is logged, and its client is asked to come back."""

import asyncio
from contextlib import suppress
from typing import Any

from litestar import WebSocket

from app.kernel.logs import log

AnySocket = WebSocket[Any, Any, Any]

#: Clients come back after this one; Litestar's own 4500, which it logs nowhere, would keep them away for good.
BROKEN = 1011
PATIENCE = 4.0


async def break_off(socket: AnySocket, error: Exception) -> None:
    log.error("socket_crash", exc_info=error)
    with suppress(Exception):
        async with asyncio.timeout(PATIENCE):
            await socket.close(BROKEN, "something broke on our side; come back")
