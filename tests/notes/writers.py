"""Writers over real sockets that remember what the server said is stored."""

import asyncio
from collections import deque

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.notes import protocol
from app.notes.live_note import TEXT


class Writer:
    """Types one word after another, a few ahead of the acknowledgements, until the line breaks."""

    def __init__(self, name: str, address: str, cookie: str, ahead: int = 4) -> None:
        self.name = name
        self.stored: list[str] = []
        self._address = address
        self._cookie = cookie
        self._ahead = asyncio.Semaphore(ahead)
        self._flying: deque[str] = deque()
        self._doc: Doc[Text] = Doc()
        self._text = self._doc.get(TEXT, type=Text)

    async def write_until_cut_off(self) -> None:
        try:
            async with connect(self._address, additional_headers={"cookie": self._cookie}) as wire:
                await asyncio.gather(self._hear(wire), self._type(wire))
        except (ConnectionClosed, OSError):
            return

    async def _type(self, wire: ClientConnection) -> None:
        number = 0
        while True:
            await self._ahead.acquire()
            number += 1
            word = f"{self.name}-{number}"
            state = self._doc.get_state()
            self._text.insert(len(self._text), word + " ")
            self._flying.append(word)
            await wire.send(protocol.edit(self._doc.get_update(state)))

    async def _hear(self, wire: ClientConnection) -> None:
        async for frame in wire:
            assert isinstance(frame, bytes)
            if frame[0] == protocol.ACK:
                for _ in range(protocol.read_number(frame, 1)[0]):
                    self.stored.append(self._flying.popleft())
                    self._ahead.release()
            elif frame[0] == protocol.SYNC and frame[1] != protocol.STEP1:
                self._doc.apply_update(protocol.read_message(frame)[2])


async def until_it_serves(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _reader, answer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                answer.close()
                return
