"""Who arranges and what they hold, over real sockets: heard by the others, never twice, and gone with who is gone."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update
from websockets.asyncio.client import ClientConnection

from app.kernel.work import ChangeRow
from app.live import presence as presence_module
from app.live.hub import Hub
from app.live.presence import Held, Person, Presence
from app.live.saying import BURST, Bucket, Nonsense, read_hand
from app.people.tables import RoleLink
from tests.pairs import Pair
from tests.servers import Served, closing_of, serving

SEVEN, EIGHT = {"number": 7, "placement": None}, {"number": 8, "placement": 3}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as served:
        yield served


@dataclass
class Board:
    """A facilitator's open board: what it knows of the others."""

    client: ClientConnection
    heard: list[Any] = field(default_factory=list)

    async def hold(self, held: dict[str, int | None] | None) -> None:
        await self.client.send(json.dumps({"held": held}))

    async def sees(self, **hands: dict[str, int | None] | None) -> None:
        """Listens until it is told of exactly these people and hands."""
        async with asyncio.timeout(5):
            while True:
                self.heard.append(letter := json.loads(await self.client.recv()))
                people = letter.get("people")
                if people is not None and {person["name"]: person["held"] for person in people} == hands:
                    return


@asynccontextmanager
async def board(served: Served, name: str, language: str = "en") -> AsyncIterator[Board]:
    visitor = await served.facilitator(name)
    query = f"?page=arranging&language={language}&since={await served.revision()}"
    async with served.listen(query, additional_headers={"cookie": visitor.cookie}) as client:
        yield Board(client)


def listening(served: Served, query: str, cookie: str) -> AbstractAsyncContextManager[ClientConnection]:
    opened: AbstractAsyncContextManager[ClientConnection] = served.listen(query, additional_headers={"cookie": cookie})
    return opened


async def test_what_one_holds_the_other_hears_until_it_is_let_go(served: Served) -> None:
    async with board(served, "Jo") as jo, board(served, "Sam") as sam:
        await sam.sees(Jo=None, Sam=None)
        await jo.hold(EIGHT)
        await sam.sees(Jo=EIGHT, Sam=None)
        await jo.hold(None)
        await sam.sees(Jo=None, Sam=None)
        assert [letter for letter in sam.heard if "you" in letter]


async def test_a_second_hand_does_not_get_the_card(served: Served) -> None:
    async with board(served, "Jo") as jo, board(served, "Sam") as sam:
        await jo.hold(SEVEN)
        await sam.sees(Jo=SEVEN, Sam=None)
        await sam.hold(SEVEN)
        await sam.sees(Jo=SEVEN, Sam=None)
        await jo.hold(EIGHT)
        await sam.sees(Jo=EIGHT, Sam=None)
        await sam.hold(SEVEN)
        await jo.sees(Jo=EIGHT, Sam=SEVEN)


async def test_people_are_seen_whatever_language_their_boards_are_in(served: Served) -> None:
    async with board(served, "Jo") as jo, board(served, "Sam", "de") as sam, board(served, "") as nameless:
        await jo.hold(SEVEN)
        await sam.sees(Jo=SEVEN, Sam=None, **{"": None})
        await sam.hold(EIGHT)
        await jo.sees(Jo=SEVEN, Sam=EIGHT, **{"": None})
        await nameless.sees(Jo=SEVEN, Sam=EIGHT, **{"": None})


async def test_a_cut_socket_lets_go(served: Served) -> None:
    async with board(served, "Sam") as sam:
        async with board(served, "Jo") as jo:
            await jo.hold(SEVEN)
            await sam.sees(Jo=SEVEN, Sam=None)
            jo.client.transport.abort()
            await sam.sees(Sam=None)
        await sam.hold(SEVEN)
        await sam.sees(Sam=SEVEN)


async def test_a_hand_that_says_nothing_for_long_has_let_go(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "HOLD_LASTS", 0.3)
    async with board(served, "Jo") as jo, board(served, "Sam") as sam:
        await jo.hold(SEVEN)
        await sam.sees(Jo=SEVEN, Sam=None)
        await sam.sees(Jo=None, Sam=None)


async def test_attendees_neither_hear_nor_say_it(served: Served) -> None:
    noor, since = await served.visitor("Noor"), await served.revision()
    async with listening(served, f"?page=arranging&since={since}", noor.cookie) as refused:
        assert (await closing_of(refused))[0] == 4403
    async with listening(served, f"?page=board&since={since}", noor.cookie) as other, board(served, "Jo") as jo:
        assert json.loads(await other.recv()) == {"revision": since, "after": 0}
        await other.send(json.dumps({"held": SEVEN}))
        await jo.sees(Jo=None)
        await jo.hold(EIGHT)
        await jo.sees(Jo=EIGHT)
        await served.post("/small-camp/topics", noor, title="Containers")
        assert "content" in json.loads(await other.recv())  # and nothing of a hand before it


async def test_whoever_may_not_any_more_is_sent_away_when_they_reach(served: Served) -> None:
    async with board(served, "Jo") as jo, board(served, "Sam") as sam:
        await sam.sees(Jo=None, Sam=None)
        async with served.hallway.works.begin() as work:
            newest = (await work.db.exec(select(RoleLink.id).order_by(col(RoleLink.id)))).first()
            await work.db.exec(update(RoleLink).where(col(RoleLink.id) == newest).values(revoked_at=work.now))
        await jo.hold(SEVEN)
        assert (await closing_of(jo.client))[0] == 4403
        await sam.sees(Sam=None)


@pytest.mark.parametrize(
    "said",
    [
        "hello?",
        "[" * 5000,
        "[]",
        "{}",
        '{"held": 7}',
        '{"held": {"number": 7}}',
        '{"held": {"number": "7", "placement": null}}',
        '{"held": {"number": true, "placement": null}}',
        '{"held": {"number": 0, "placement": null}}',
        '{"held": {"number": 99999999999, "placement": null}}',
        '{"held": null, "more": 1}',
    ],
)
async def test_nonsense_is_refused(served: Served, said: str) -> None:
    with pytest.raises(Nonsense):
        read_hand(said)
    async with board(served, "Jo") as jo:
        await jo.client.send(said)
        assert (await closing_of(jo.client))[0] == 4400


async def test_too_much_and_too_large_end_the_socket(served: Served) -> None:
    async with board(served, "Jo") as jo:
        await jo.client.send("x" * (64 * 1024 + 1))
        assert (await closing_of(jo.client))[0] == 4413
    async with board(served, "Jo") as jo:
        for _ in range(BURST * 3):
            await jo.client.send(json.dumps({"held": None}))
        assert (await closing_of(jo.client))[0] == 4400


async def test_nothing_of_it_is_in_the_log(served: Served) -> None:
    async with board(served, "Jo") as jo:
        before = await served.revision()
        await jo.hold(SEVEN)
        await jo.sees(Jo=SEVEN)
        async with served.hallway.database.reading() as db:
            names = set((await db.exec(select(ChangeRow.name))).all())
    assert await served.revision() == before
    assert not [name for name in names if "Hold" in name or "Held" in name]


def test_tokens_come_back_with_time() -> None:
    bucket = Bucket(0.0)
    assert [bucket.take(0.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert bucket.take(0.5)
    assert [bucket.take(1e6) for _ in range(BURST + 1)].count(True) == BURST


async def test_other_workers_are_told_and_heard() -> None:
    told: list[tuple[int, Sequence[Person]]] = []
    here = Presence(Hub(), lambda event_id, people: told.append((event_id, people)), "a-")
    jo = here.seat("Jo")
    here.enter(1, jo)
    here.hold(1, jo, Held(7, None))
    assert told[-1] == (1, [Person("a-1", "Jo", Held(7, None))])
    here.receive(1, "b", [Person("b-1", "Sam", Held(8, 3))])
    here.hold(1, jo, Held(8, 3))
    assert [(person.name, person.held) for person in here.people(1)] == [("Jo", None), ("Sam", Held(8, 3))]
    assert told[-1] == (1, [Person("a-1", "Jo")])
    here.receive(1, "b", [])
    here.leave(1, jo)
    assert (here.people(1), told[-1]) == ([], (1, []))


async def test_who_arranges_through_one_worker_is_seen_on_the_other(pair: Pair) -> None:
    async with board(pair.one, "Jo") as jo, board(pair.other, "Sam") as sam:
        await sam.sees(Jo=None, Sam=None)
        await jo.hold(EIGHT)
        await sam.sees(Jo=EIGHT, Sam=None)
        await sam.hold(EIGHT)
        await sam.sees(Jo=EIGHT, Sam=None)
        await jo.hold(None)
        await sam.sees(Jo=None, Sam=None)


async def test_a_worker_that_falls_silent_has_nobody(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "SILENCE", 0.05)
    here = Presence(Hub())
    here.receive(1, "dead", [Person("d1", "Jo")])
    assert [person.name for person in here.people(1)] == ["Jo"]
    async with asyncio.timeout(5):
        while here.people(1):
            await asyncio.sleep(0.01)


async def test_who_is_there_is_said_again_for_workers_that_did_not_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "BEAT", 0.02)
    told: list[Sequence[Person]] = []
    here = Presence(Hub(), lambda _event_id, people: told.append(people))
    seat = here.seat("Jo")
    here.enter(1, seat)
    async with asyncio.timeout(5):
        while len(told) < 3:
            await asyncio.sleep(0.01)
    here.leave(1, seat)
    assert told[-1] == []
    assert not here._beats
