"""Files that are made for one answer."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import IO

import pytest

from app.kernel.making import AT_ONCE, MOST_KEPT, PIECE, Making, pieces, size_of


async def test_it_is_made_beside_the_event_loop_and_sent_in_pieces() -> None:
    may_go_on = Event()

    def write(file: IO[bytes]) -> None:
        assert may_go_on.wait(5)
        file.write(b"x" * (PIECE + 1))

    making = asyncio.create_task(Making().made(write))
    await asyncio.sleep(0)
    may_go_on.set()  # were it made here, nobody would
    file = await making
    assert size_of(file) == PIECE + 1
    assert [len(piece) async for piece in pieces(file)] == [PIECE, 1]
    assert file.closed


async def test_it_is_gone_when_nobody_wants_the_rest() -> None:
    file = await Making().made(lambda file: file.write(b"x" * PIECE * 3) and None)
    sent = pieces(file)
    assert len(await anext(sent)) == PIECE
    await sent.aclose()  # type: ignore[attr-defined]
    assert file.closed


async def test_what_fails_leaves_nothing_and_gives_its_turn_back() -> None:
    making, files = Making(), list[IO[bytes]]()

    def fail(file: IO[bytes]) -> None:
        files.append(file)
        raise BufferError

    for _ in range(AT_ONCE + 1):
        with pytest.raises(BufferError):
            await making.made(fail)
    assert all(file.closed for file in files)


async def test_only_a_few_are_made_at_a_time() -> None:
    making, may_go_on, begun = Making(), Event(), list[int]()

    def write(file: IO[bytes]) -> None:
        begun.append(1)
        assert may_go_on.wait(5)

    asked = [asyncio.create_task(making.made(write)) for _ in range(AT_ONCE + 2)]
    while len(begun) < AT_ONCE:
        await asyncio.sleep(0)
    await asyncio.to_thread(len, begun)
    assert len(begun) == AT_ONCE
    may_go_on.set()
    for file in await asyncio.gather(*asked):
        file.close()
    assert len(begun) == AT_ONCE + 2


async def test_what_is_kept_is_made_once_for_all_who_ask_and_anew_when_it_changed() -> None:
    making, made = Making(), list[bytes]()

    def writing(words: bytes) -> Callable[[IO[bytes]], None]:
        def write(file: IO[bytes]) -> None:
            made.append(words)
            file.write(words)

        return write

    first, again = await asyncio.gather(*(making.kept(1, "book", 1, "1", writing(b"one")) for _ in range(2)))
    reading = first.pieces()
    assert again is first
    assert made == [b"one"]
    changed = await making.kept(1, "book", 2, "2", writing(b"two"))
    assert [piece async for piece in changed.pieces()] == [b"two"]
    assert [piece async for piece in reading] == [b"one"]
    assert changed.size == 3


async def test_only_so_many_are_kept() -> None:
    making, made = Making(), list[int]()
    for number in (*range(MOST_KEPT + 1), MOST_KEPT, 0):
        await making.kept(number, "", 1, "", lambda file, number=number: made.append(number))  # type: ignore[misc]
    assert made == [*range(MOST_KEPT + 1), 0]


async def test_what_was_dropped_is_made_anew_and_other_events_keep_theirs() -> None:
    making, made = Making(), list[int]()

    async def ask(event_id: int, revision: int) -> None:
        await making.kept(event_id, "book", revision, "", lambda _file: made.append(event_id))

    await ask(1, 4)
    await ask(2, 4)
    making.drop(1, 5)
    assert making.standing() == {2: 4}
    await ask(1, 5)
    await ask(2, 4)
    assert made == [1, 2, 1]
    making.drop(1, 5)
    assert making.standing() == {1: 5, 2: 4}


async def test_what_is_being_made_while_it_is_dropped_is_not_kept() -> None:
    making, begun, may_go_on = Making(), Event(), Event()

    def write(file: IO[bytes]) -> None:
        begun.set()
        assert may_go_on.wait(5)
        file.write(b"withdrawn")

    asked = [asyncio.create_task(making.kept(1, "book", 4, "4", write)) for _ in range(2)]
    await asyncio.to_thread(begun.wait, 5)
    making.drop(1, 5)
    may_go_on.set()
    for each in await asyncio.gather(*asked):
        assert [piece async for piece in each.pieces()] == [b"withdrawn"]
    assert making.standing() == {}


async def test_what_is_older_takes_no_newer_ones_place() -> None:
    making = Making()
    newer = await making.kept(1, "book", 5, "5", lambda _file: None)
    await making.kept(1, "book", 4, "4", lambda _file: None)
    assert await making.kept(1, "book", 5, "5", lambda _file: None) is newer


async def test_what_nobody_waits_for_any_more_is_made_to_its_end_and_kept() -> None:
    making, may_go_on, made = Making(), Event(), list[int]()

    def write(file: IO[bytes]) -> None:
        assert may_go_on.wait(5)
        made.append(file.write(b"pages"))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await making.kept(1, "book", 1, "1", write)
    may_go_on.set()
    assert (await making.kept(1, "book", 1, "1", write)).size == 5
    assert made == [5]


async def test_what_failed_is_tried_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    making, tried = Making(), list[int]()

    def write(_file: IO[bytes]) -> None:
        tried.append(1)
        raise BufferError

    for _ in range(2):
        with pytest.raises(BufferError):
            await making.kept(1, "book", 1, "1", write)
    assert len(tried) == 1
    monkeypatch.setattr("app.kernel.making.FAILED_FOR", 0)
    with pytest.raises(BufferError):
        await making.kept(1, "book", 2, "2", write)
    await asyncio.sleep(0.01)
    with pytest.raises(BufferError):
        await making.kept(1, "book", 2, "2", write)
    assert len(tried) == 3
