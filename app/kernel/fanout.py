"""Hints between the workers that serve one database: there is news in its log.

Only a hint: it may be lost, doubled or late, and whoever relies on it looks into the database now and then as well. One
Redis channel carries all of them. While Redis is away nobody waits for it, and the connection is sought again.
"""

import asyncio
import hashlib
import random
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import redis.asyncio as redis
from redis.exceptions import RedisError

from app.kernel.health import Check, Trouble
from app.kernel.logs import log
from app.kernel.words import gettext as _

#: Hints that may wait for Redis; the oldest give way.
MOST_WAITING = 1000
#: Hints sent together, when many wait.
TOGETHER = 100
#: Seconds before a lost connection is sought again: at first, and at most.
SOON, LATE = 0.1, 2.0
#: Seconds after which a Redis that does not answer counts as lost.
PATIENCE = 3.0

Hear = Callable[[bytes], None]


class Fanout:
    """Between workers of one process and no others: there is nobody to tell."""

    reaches_others = False
    trouble: str | None = None

    def __init__(self) -> None:
        self._ears: dict[str, Hear] = {}
        self._returns: list[Callable[[], None]] = []

    def hear(self, topic: str, ear: Hear) -> None:
        """`ear` gets what other workers tell about this topic. It must not wait for anything."""
        self._ears[topic] = ear

    def on_return(self, look: Callable[[], None]) -> None:
        """`look` is called when hints come again after they may have been lost."""
        self._returns.append(look)

    def tell(self, topic: str, said: bytes) -> None:
        """To all other workers, without waiting."""

    async def start(self) -> None:
        """Part of the application's lifespan, as is `stop`."""

    async def stop(self) -> None:
        """Nothing is told or heard any more."""

    def _heard(self, topic: str, said: bytes) -> None:
        if ear := self._ears.get(topic):
            ear(said)


class RedisFanout(Fanout):
    """Over Redis. `realm` is what all workers of one database share and no others: they hear only each other."""

    reaches_others = True

    def __init__(self, url: str, realm: str) -> None:
        super().__init__()
        self._redis = redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, health_check_interval=int(PATIENCE)
        )
        self._channel = f"hallway:{hashlib.sha256(realm.encode()).hexdigest()[:32]}"
        self._own = secrets.token_bytes(8)
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._sending: list[bytes] = []
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def tell(self, topic: str, said: bytes) -> None:
        self._waiting.append(self._own + topic.encode() + b"\0" + said)
        self._something.set()

    async def start(self) -> None:
        for lasting in (self._speak, self._listen):
            self._tasks.append(asyncio.create_task(self._again_and_again(lasting), name=f"fanout {lasting.__name__}"))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _again_and_again(self, lasting: Callable[[], Awaitable[None]]) -> None:
        pause = SOON
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await lasting()
            except (RedisError, OSError, asyncio.IncompleteReadError) as error:
                if self.trouble is None:
                    log.warning("fanout_lost", why=str(error))
                self.trouble = str(error) or type(error).__name__
            lasted = asyncio.get_running_loop().time() - began
            pause = SOON if lasted > LATE else min(2 * pause, LATE)
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311

    async def _speak(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            while self._sending or self._waiting:
                if not self._sending:
                    self._sending = [self._waiting.popleft() for _each in range(min(TOGETHER, len(self._waiting)))]
                await self._publish(self._sending)
                self._sending = []

    async def _publish(self, hints: list[bytes]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for hint in hints:
                pipeline.publish(self._channel, hint)
            await pipeline.execute()

    async def _listen(self) -> None:
        async with self._redis.pubsub() as wire:
            await wire.subscribe(self._channel)
            while True:
                message = await wire.get_message(timeout=PATIENCE / 2)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._returned()
                elif message["type"] == "message":
                    self._take(message["data"])

    def _returned(self) -> None:
        self.trouble = None
        self._something.set()
        for look in self._returns:
            look()

    def _take(self, data: bytes) -> None:
        if data.startswith(self._own):
            return
        topic, _separator, said = data[len(self._own) :].partition(b"\0")
        self._heard(topic.decode(), said)


def fanout_for(url: str, realm: str) -> Fanout:
    return RedisFanout(url, realm) if url else Fanout()


def fanout_check(fanout: Fanout) -> Check:
    """For /readyz: without hints pages still become right, a little later."""

    async def check() -> Trouble | None:
        cannot = _("Changes made through other workers are seen some seconds late")
        return Trouble(cannot, fanout.trouble, fatal=False) if fanout.trouble else None

    return check
