"""Two workers serve one board: what is done through one is seen on the other, with Redis at once, without it soon."""

import pytest

from app.live import announcer
from tests.pairs import Pair
from tests.servers import heard


async def test_what_is_done_through_one_is_seen_on_the_other_at_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "EVERY", 1000)
    revision = await pair.one.revision()
    async with pair.other.listen(f"?page=wall&since={revision}") as wall:
        await heard(wall)
        for number in range(5):
            await pair.propose(f"Topic {number}")
            letter = await heard(wall)
            assert (letter["revision"], letter["after"]) == (revision + 1 + number, revision + number)
            assert f"Topic {number}" in letter["content"]


async def test_without_redis_it_is_seen_within_ten_seconds_and_at_once_again_when_it_is_back(pair: Pair) -> None:
    async with pair.other.listen(f"?page=wall&since={await pair.one.revision()}") as wall:
        await heard(wall)
        pair.redis.kill()
        await pair.propose("While Redis is away")
        assert "While Redis is away" in (await heard(wall, 10))["content"]
        pair.redis.start()
        await pair.propose("When it is back")
        assert "When it is back" in (await heard(wall, 10))["content"]
