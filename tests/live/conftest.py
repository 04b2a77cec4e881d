"""Two workers that serve one event."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.redises import OwnRedis, own_redis
from tests.servers import Served, serving


class Pair:
    """Two servers beside each other, and their Redis."""

    def __init__(self, one: Served, other: Served, redis: OwnRedis) -> None:
        self.one, self.other, self.redis = one, other, redis

    async def propose(self, title: str) -> None:
        answer = await self.one.post("/small-camp/topics", await self.one.visitor("Ada"), title=title)
        assert answer.status_code == 303, answer.text


@pytest.fixture
async def pair(tmp_path: Path, on_postgresql: str) -> AsyncIterator[Pair]:
    with own_redis(tmp_path) as redis:
        chosen = {"database_url": on_postgresql, "redis_url": redis.url}
        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(serving(tmp_path, **chosen))
            other = await stack.enter_async_context(serving(tmp_path, beside=one, **chosen))
            yield Pair(one, other, redis)
