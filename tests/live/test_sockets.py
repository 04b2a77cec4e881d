"""The event's socket on a real server: who may listen, what is heard and when, and that nobody spoils it for others."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing, suppress
from pathlib import Path

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession
from websockets.exceptions import ConnectionClosed

from app.events.queries import event_by_id
from app.kernel import outbox
from app.kernel.sockets import log as broken_off
from app.kernel.work import revision_of
from app.live import announcer, sockets
from tests.servers import Served, closing_of, heard, serving, told


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as served:
        yield served


async def propose(served: Served, title: str) -> None:
    answer = await served.post("/small-camp/topics", await served.visitor("Ada"), title=title)
    assert answer.status_code == 303, answer.text


async def refused(
    served: Served, query: str, slug: str = "small-camp", **options: object
) -> tuple[int | None, str | None]:
    async with served.listen(query, slug, **options) as client:
        return await closing_of(client)


async def test_a_card_is_heard_by_the_others_at_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer, "EVERY", 1000)
    revision = await served.revision()
    async with (
        served.listen(f"?page=wall&since={revision}") as wall,
        served.listen(f"?page=now&since={revision}") as now,
    ):
        assert await heard(wall) == {"revision": revision, "after": 0}
        await heard(now)
        await propose(served, "Containers 🎈 <script>")
        letters = [await heard(wall), await heard(now)]
    assert [(letter["revision"], letter["after"]) for letter in letters] == [(revision + 1, revision)] * 2
    assert "Containers 🎈 &lt;script&gt;" in letters[0]["content"]


async def test_whoever_comes_back_hears_what_it_missed(served: Served) -> None:
    revision = await served.revision()
    async with served.listen(f"?page=wall&since={revision}") as stays:
        await heard(stays)
        for title in ("one", "two", "three"):
            await propose(served, title)
            await heard(stays)
        async with served.listen(f"?page=wall&since={revision + 1}") as back:
            greeting, *letters = [await heard(back) for _ in range(3)]
    assert greeting == {"revision": revision + 3, "after": 0}
    assert [letter["revision"] for letter in letters] == [revision + 2, revision + 3]
    assert "three" in letters[-1]["content"]


async def test_each_page_hears_its_own_language_and_what_it_missed_too(served: Served) -> None:
    revision = await served.revision()
    by_browser = {"additional_headers": {"accept-language": "de"}}
    async with (
        served.listen(f"?page=wall&language=en&since={revision}", **by_browser) as english,
        served.listen(f"?page=wall&language=de&since={revision}") as german,
        served.listen(f"?page=wall&since={revision}", **by_browser) as old_page,
        served.listen(f"?page=wall&language=tlh&since={revision}") as unknown,
    ):
        for page in (english, german, old_page, unknown):
            await heard(page)
        await propose(served, "Containers")
        said = [(await told(page))["content"] for page in (english, german, old_page, unknown)]
        assert ["Karte 1 einen Stern geben" in each for each in said] == [False, True, True, False]
        assert ["Star card 1" in each for each in said] == [True, False, False, True]
        async with served.listen(f"?page=wall&language=de&since={revision}") as back:
            await heard(back)
            assert "Karte 1 einen Stern geben" in (await heard(back))["content"]


async def test_what_is_too_long_ago_is_fetched_whole(served: Served) -> None:
    await propose(served, "one")
    async with served.listen("?page=wall&since=0") as client:
        assert (await heard(client))["stale"] is True


async def test_a_page_listens_before_the_newest_revision_is_looked_up(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round, what is committed in between would pass it by."""
    listening = []

    async def noting(db: AsyncSession, event_id: int) -> int:
        listening.append(served.hallway.hub.sockets)
        return await revision_of(db, event_id)

    monkeypatch.setattr(sockets, "revision_of", noting)
    async with served.listen("?page=wall&since=0") as client:
        await heard(client)
    assert listening == [1]


async def test_what_nobody_foresaw_is_logged_and_the_page_may_come_back(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(db: AsyncSession, event_id: int) -> int:
        raise OSError("disk I/O error")

    logged: list[object] = []
    monkeypatch.setattr(sockets, "revision_of", failing)
    monkeypatch.setattr(broken_off, "error", lambda _event, exc_info: logged.append(exc_info))
    assert (await refused(served, "?page=wall&since=0"))[0] == 1011
    assert [str(error) for error in logged] == ["disk I/O error"]
    assert served.hallway.hub.sockets == 0


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}"])
async def test_sockets_of_foreign_pages_are_refused(served: Served, origin: str) -> None:
    foreign = origin.format(port=served.port)
    assert (await refused(served, "?page=wall&since=0", additional_headers={"origin": foreign}))[0] == 4403


async def test_our_own_page_may_listen(served: Served) -> None:
    async with served.listen("?page=wall&since=0", additional_headers={"origin": served.address}) as client:
        assert "revision" in await heard(client)


async def test_there_is_nothing_to_hear_at_an_unknown_event(served: Served) -> None:
    assert await refused(served, "?page=wall&since=0", "no-such-camp") == (4404, "there is no such event")


async def test_an_event_for_attendees_looks_like_none_to_others(served: Served) -> None:
    async with served.hallway.works.begin() as work:
        event = await event_by_id(work.db, served.camp.event_id)
        event.visibility = "attendees"
        work.db.add(event)
    ada = await served.visitor("Ada")
    assert await refused(served, "?page=wall&since=0") == (4404, "there is no such event")
    async with served.listen("?page=wall&since=0", additional_headers={"cookie": ada.cookie}) as client:
        assert "revision" in await heard(client)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?page=wall",
        "?since=1",
        "?page=nobody&since=1",
        "?page=wall&since=-1",
        "?page=wall&since=x",
        "?page=wall&since=" + "9" * 40,
        "?page=<script>&since=0",
    ],
)
async def test_a_socket_that_asks_nonsense_is_told_so(served: Served, query: str) -> None:
    assert await refused(served, query) == (4400, "which page, since when?")


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (["x" * (64 * 1024 + 1)], 4413),
        ([b"\x00\x01"], 4400),
        (["x"] * 21, 4400),
        (["x" * (5 * 1024 * 1024)], 1009),
    ],
)
async def test_a_socket_that_misbehaves_is_closed_and_the_others_go_on(
    served: Served, frames: list[str | bytes], code: int
) -> None:
    query = f"?page=wall&since={await served.revision()}"
    async with served.listen(query) as other, served.listen(query) as bad:
        await heard(other)
        await heard(bad)
        with suppress(ConnectionClosed):
            for frame in frames:
                await bad.send(frame)
        closed_with, reason = await closing_of(bad)
        await propose(served, "Still here")
        assert "Still here" in (await heard(other))["content"]
    assert closed_with == code
    assert reason


async def test_a_few_words_are_put_up_with(served: Served) -> None:
    async with served.listen(f"?page=wall&since={await served.revision()}") as client:
        await heard(client)
        await client.send("hello?")
        await propose(served, "Containers")
        assert "Containers" in (await heard(client))["content"]


async def test_closed_sockets_leave_nothing_behind(served: Served) -> None:
    for _ in range(5):
        async with served.listen("?page=wall&since=0") as client:
            await heard(client)
    await until(lambda: served.hallway.hub.sockets == 0)
    assert served.hallway.hub.listened(served.camp.event_id) == set()


HANDSHAKE = """GET /small-camp/live{query} HTTP/1.1
Host: 127.0.0.1:{port}
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

"""


def stalled_phone(served: Served, query: str) -> socket.socket:
    """A phone that opens the socket and does not read, with little room for what arrives."""
    phone = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    phone.connect(("127.0.0.1", served.port))
    phone.sendall(HANDSHAKE.format(query=query, port=served.port).replace("\n", "\r\n").encode())
    return phone


def read_until(told: bytes, phone: socket.socket) -> None:
    phone.settimeout(10)
    read = b""
    while told not in read:
        chunk = phone.recv(1 << 20)
        assert chunk, "the connection ended without a reason"
        read = read[-100:] + chunk


async def test_one_of_fifty_that_never_reads_delays_no_other_and_is_sent_away(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 6.0)  # longer than `heard` waits: nobody may have to wait for the phone
    hub, event_id = served.hallway.hub, served.camp.event_id
    query = f"?page=wall&since={await served.revision()}"
    async with AsyncExitStack() as stack:
        reading = [await stack.enter_async_context(served.listen(query)) for _ in range(49)]
        phone = stack.enter_context(closing(await asyncio.to_thread(stalled_phone, served, query)))
        await until(lambda: hub.sockets == 50)
        for client in reading:
            await heard(client)
        for revision in range(10_001, 10_041):
            hub.send(event_id, "wall", revision, lambda after: json.dumps({"content": "x" * 8_000}))
            await asyncio.gather(*(heard(client) for client in reading))
        [channel] = hub._channels.values()
        await until(lambda: [listener.closed for listener in channel.listeners].count(True) == 1)
        await asyncio.to_thread(read_until, b"not reading", phone)
        phone.close()
        await until(lambda: hub.sockets == 49)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
