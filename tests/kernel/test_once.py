"""One key, one deed: replayed, doubled, in the wrong hands, cut off by a crash, and forgotten after a day."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.kernel import limits
from app.kernel.asgi import Receive, Scope, Send
from app.kernel.database import Database
from app.kernel.once import Answer, Once
from app.kernel.security import Keys
from app.main import create_app
from app.settings import Settings
from app.topics.tables import Topic
from tests.kernel.asking import client, stack
from tests.samples import NOON
from tests.servers import Served, Visitor, serving
from tests.visitors import Gathering, token_in
from tests.visitors import Visitor as Guest

WALL = "/small-camp/topics"


async def write_card(guest: Guest, title: str, key: str, path: str = WALL) -> httpx.Response:
    token = token_in(await guest.get("/small-camp/join"))
    return await guest.post(path, data={"title": title, "csrf": token, "anyway": "1"}, headers={"idempotency-key": key})


async def titles(gathered: Gathering) -> Counter[str]:
    async with gathered.hallway.database.reading() as db:
        return Counter(await db.exec(select(Topic.title)))


async def answers(gathered: Gathering) -> list[Answer]:
    async with gathered.hallway.database.reading() as db:
        return list(await db.exec(select(Answer)))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One visit may send as many as it likes. To be asked for before what it holds for."""
    monkeypatch.setattr(limits, "CHANGING", limits.Rate(burst=10_000, each_second=1_000))


async def test_a_thousand_random_replays_make_one_row_each(unhurried: None, gathered: Gathering) -> None:
    guest = await gathered.attendee()
    token = token_in(await guest.get("/small-camp/join"))
    keys = [f"card-{number:04}" for number in range(40)]
    first: dict[str, tuple[int, str]] = {}
    for key in [*keys, *random.choices(keys, k=960)]:
        form = {"title": f"Card of {key}", "csrf": token, "anyway": "1"}
        answer = await guest.post(WALL, data=form, headers={"idempotency-key": key})
        told = (answer.status_code, answer.headers["location"])
        assert first.setdefault(key, told) == told
    assert await titles(gathered) == {f"Card of {key}": 1 for key in keys}
    assert len({location for _status, location in first.values()}) == len(keys)
    assert len(await answers(gathered)) == len(keys)


async def test_the_same_key_with_other_words_is_refused(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    await write_card(guest, "First", "same-key-1")
    for path, title in ((WALL, "Second"), (f"{WALL}?x=1", "First"), (f"{WALL}/1", "First")):
        answer = await write_card(guest, title, "same-key-1", path)
        assert answer.status_code == 422, path
        assert "used for something else" in answer.json()["message"]
    assert await titles(gathered) == {"First": 1}


async def test_a_key_belongs_to_its_visit(gathered: Gathering) -> None:
    for name in ("Ada", "Eve"):
        assert (await write_card(await gathered.attendee(name), "Same title", "same-key-1")).status_code == 303
    assert await titles(gathered) == {"Same title": 2}


async def test_without_a_key_twice_is_twice(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    for _time in range(2):
        await guest.submit(WALL, title="Again", anyway="1")
    assert await titles(gathered) == {"Again": 2}
    assert await answers(gathered) == []


@pytest.mark.parametrize("key", ["short", "x" * 65, "with blanks in it", "ключ-ключ-ключ".encode()])
async def test_a_key_that_is_none_is_refused(gathered: Gathering, key: str) -> None:
    assert (await write_card(await gathered.attendee(), "First", key)).status_code == 422
    assert await titles(gathered) == {}


async def test_a_refusal_is_the_same_refusal_again_and_a_forged_form_keeps_nothing(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    told = [await write_card(guest, "", "empty-title-1") for _time in range(2)]
    assert [answer.status_code for answer in told] == [422, 422]
    assert told[0].text == told[1].text
    forged = await guest.post(WALL, data={"title": "x"}, headers={"idempotency-key": "forged-form-1"})
    assert forged.status_code == 403
    assert [answer.key for answer in await answers(gathered)] == ["empty-title-1"]


async def test_after_a_crash_between_deed_and_answer_the_deed_is_not_done_again(
    gathered: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.kernel.once.PATIENCE", 0.1)
    guest = await gathered.attendee()
    await write_card(guest, "First", "crashed-key-1")
    async with gathered.hallway.database.writing() as db:
        await db.exec(update(Answer).values(status=None, body=b"", headers="[]"))
    answer = await write_card(guest, "First", "crashed-key-1")
    assert answer.status_code == 200
    assert "done already" in answer.json()["message"]
    assert await titles(gathered) == {"First": 1}


async def test_what_was_not_committed_claims_nothing(gathered: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = await gathered.attendee()

    async def breaking(*_asked: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("app.topics.pages.proposing.propose_topic", breaking)
        assert (await write_card(guest, "First", "broken-key-1")).status_code == 500
    assert await answers(gathered) == []
    assert (await write_card(guest, "First", "broken-key-1")).status_code == 303
    assert await titles(gathered) == {"First": 1}


async def test_answers_are_forgotten_after_a_day_and_not_before(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    for key, age in (("kept-key-1", 24), ("old-key-12", 26)):
        await write_card(guest, key, key)
        async with gathered.hallway.database.writing() as db:
            then = update(Answer).where(col(Answer.key) == key).values(at=NOON - timedelta(hours=age))
            await db.exec(then)
    restarted = create_app(Settings(data=gathered.hallway.settings.data, secret="s" * 32), lambda: NOON)
    transport = httpx.ASGITransport(app=restarted)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=guest.cookies) as later:
        token = token_in(await later.get("/small-camp/join"))
        form = {"title": "New", "csrf": token}
        assert (await later.post(WALL, data=form, headers={"idempotency-key": "new-key-12"})).status_code == 303
    await restarted.database.close()
    assert {answer.key for answer in await answers(gathered)} == {"kept-key-1", "new-key-12"}


async def many_at_once(served: Served, ada: Visitor) -> list[tuple[int, str]]:
    headers = {"cookie": ada.cookie, "idempotency-key": "many-at-once", "accept": "text/html"}
    async with httpx.AsyncClient(base_url=served.address, headers=headers) as client:
        form = {"csrf": ada.token, "title": "Once"}
        told = await asyncio.gather(*(client.post(WALL, data=form) for _time in range(8)))
    return [(answer.status_code, answer.headers["location"]) for answer in told]


async def test_doubled_at_the_same_moment_it_is_done_once_and_all_hear_the_same(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await check_doubled(served)


async def test_on_postgresql_as_well(tmp_path: Path, on_postgresql: str) -> None:
    async with serving(tmp_path, database_url=on_postgresql) as served:
        await check_doubled(served)


async def check_doubled(served: Served) -> None:
    told = await many_at_once(served, await served.visitor("Ada"))
    async with served.hallway.database.reading() as db:
        assert list(await db.exec(select(Topic.title))) == ["Once"]
    assert len(set(told)) == 1


async def test_not_now_is_no_answer_to_keep(database: Database) -> None:
    """A post that was slowed down comes again with its key, and is done then; only that answer is kept."""
    told = iter([429, 503, 201])

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": next(told), "headers": []})
        await send({"type": "http.response.body", "body": b""})

    keys = Keys("s" * 32, secure=False)
    cookie = keys.cookie("ada").partition(";")[0]
    headers = {"cookie": cookie, "x-csrf": keys.token("ada"), "idempotency-key": "slow-0001"}
    async with client(stack(Once(busy, database, lambda: NOON))) as asking:
        answers = [(await asking.post("/cards", headers=headers)).status_code for _ in range(4)]
    assert answers == [429, 503, 201, 201]
