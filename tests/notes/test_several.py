"""One note on two real workers: what is written through one is read on the other, without Redis a little later."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.notes import live_notes
from tests.notes.circles import Circle
from tests.notes.pens import logged_text
from tests.pairs import Pair, serving_pair

WRITERS, WORDS = 8, 40


@pytest.fixture
def no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only hints bring news."""
    monkeypatch.setattr(live_notes, "ROUND", 1000)


@pytest.fixture
async def pair(tmp_path: Path, on_postgresql: str) -> AsyncIterator[Pair]:
    async with serving_pair(tmp_path, on_postgresql) as pair:
        await pair.one.camp.topic("Note-taking")
        yield pair


async def circle(pair: Pair, writers: int) -> Circle:
    addresses = [f"ws://127.0.0.1:{one.port}/small-camp/topics/1/note/live?ack=1" for one in pair.both]
    return Circle(addresses, [(await pair.one.visitor(f"Writer {number}")).cookie for number in range(writers)])


@pytest.mark.usefixtures("no_rounds")
async def test_with_hints_alone_everybody_has_every_word(pair: Pair) -> None:
    async with await circle(pair, WRITERS) as writing:
        await writing.write(WORDS, cut=False)
        await writing.agree()
        writing.check(await logged_text(pair.one.hallway.database))


async def test_while_the_network_of_some_breaks_again_and_again(pair: Pair) -> None:
    async with await circle(pair, WRITERS) as writing:
        await writing.write(WORDS)
        await writing.agree()
        writing.check(await logged_text(pair.one.hallway.database))
        assert sum(writer.connections for writer in writing.writers) > WRITERS


async def test_without_redis_they_agree_within_ten_seconds_and_again_when_it_is_back(pair: Pair) -> None:
    async with await circle(pair, 4) as writing:
        await writing.write(5, cut=False)
        pair.redis.kill()
        await writing.write(10)
        await writing.agree()
        pair.redis.start()
        await writing.write(10)
        await writing.agree()
        writing.check(await logged_text(pair.one.hallway.database))
