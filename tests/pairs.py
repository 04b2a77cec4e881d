"""Two workers that serve one event, on PostgreSQL with a Redis of their own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.redises import OwnRedis, own_redis
from tests.servers import Served, serving


class Pair:
    """Two servers beside each other, and their Redis."""

    def __init__(self, one: Served, other: Served, redis: OwnRedis) -> None:
        self.one, self.other, self.redis = one, other, redis

    @property
    def both(self) -> tuple[Served, Served]:
        return self.one, self.other

    async def propose(self, title: str) -> None:
        answer = await self.one.post("/small-camp/topics", await self.one.visitor("Ada"), title=title)
        assert answer.status_code == 303, answer.text


@asynccontextmanager
async def serving_pair(folder: Path, database_url: str) -> AsyncIterator[Pair]:
    with own_redis(folder) as redis:
        chosen = {"database_url": database_url, "redis_url": redis.url}
        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(serving(folder, **chosen))
            other = await stack.enter_async_context(serving(folder, beside=one, **chosen))
            yield Pair(one, other, redis)
