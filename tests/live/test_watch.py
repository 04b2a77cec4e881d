"""Rights that are lost: the sockets that lived on them are closed, on every worker, and nobody else's."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from app.events.queries import event_by_id
from app.live import watch
from app.people.actions import close_visit, revoke_link, shut_out
from app.people.links import link_by_id
from app.people.queries import attendee_here, viewer_of
from app.people.rules import FACILITATOR
from app.people.tables import Attendance
from tests.pairs import Pair
from tests.servers import Served, Visitor, closing_of, heard, told


@pytest.fixture
def thorough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "THOROUGH", 1)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks twice a second, and none of them at all pages."""
    monkeypatch.setattr(watch, "THOROUGH", 1_000)


async def opened(stack: AsyncExitStack, served: Served, page: str, visitor: Visitor) -> ClientConnection:
    query = f"?page={page}&since={await served.revision()}"
    headers = {"cookie": visitor.cookie}
    client: ClientConnection = await stack.enter_async_context(served.listen(query, additional_headers=headers))
    await heard(client)
    return client


async def revoke(served: Served, link_id: int) -> None:
    async with served.hallway.works.begin() as work:
        await revoke_link(work, await link_by_id(work.db, FACILITATOR, served.camp.event_id, link_id))


async def test_a_revoked_facilitator_is_sent_away_on_every_worker_at_the_next_look(pair: Pair, hasty: None) -> None:
    (ada, link), (eve, _link) = await pair.one.facilitator_with_link("Ada"), await pair.one.facilitator_with_link("Eve")
    async with AsyncExitStack() as stack:
        adas = [await opened(stack, served, "arranging", ada) for served in (pair.one, pair.other)]
        eves = await opened(stack, pair.other, "arranging", eve)
        boards = [await opened(stack, pair.one, "board", ada), await opened(stack, pair.one, "board", eve)]
        await revoke(pair.one, link)
        closed = await asyncio.gather(*(closing_of(client) for client in adas))
        assert closed == [(4403, "this is for facilitators")] * 2
        await pair.propose("Still here")
        for client in (eves, *boards):
            while "Still here" not in (await told(client))["content"]:
                pass  # who has no role any more goes by a name without a mark, and that is told too


async def test_whoever_takes_no_part_any_more_hears_no_more_of_what_is_said_on_cards(pair: Pair) -> None:
    ada, eve = await pair.one.visitor("Ada"), await pair.one.visitor("Eve")
    async with AsyncExitStack() as stack:
        adas, eves = [await opened(stack, pair.other, "talk", visitor) for visitor in (ada, eve)]
        async with pair.one.hallway.works.begin() as work:
            attendance = await work.db.get(Attendance, 1)
            assert attendance
            await work.db.delete(attendance)
        assert await closing_of(adas) == (4403, "this is for those who take part")
        await pair.one.post("/small-camp/topics", eve, title="Among us")
        await pair.one.post("/small-camp/topics/1/comments", eve, words="Still here")
        letters = [await told(eves), await told(eves)]
        assert "Still here" in letters[-1]["content"]


async def test_a_card_in_the_hand_of_somebody_whose_role_was_taken_stays_and_it_is_said(pair: Pair) -> None:
    ada, link = await pair.one.facilitator_with_link("Ada")
    await pair.propose("Containers")
    await revoke(pair.other, link)
    cell = str(pair.one.camp.cell(1, 0))
    headers = {"cookie": ada.cookie, "x-csrf": ada.token, "accept": "application/json"}
    async with httpx.AsyncClient(base_url=pair.one.address, headers=headers) as client:
        answer = await client.post("/small-camp/topics/1/placements", data={"cell": cell})
    assert answer.status_code == 403
    assert answer.json()["message"] == "Only facilitators arrange the board. Ask one of them."


async def test_whoever_takes_no_part_any_more_hears_no_more_of_an_event_for_attendees(
    pair: Pair, thorough: None
) -> None:
    ada, eve = await pair.one.visitor("Ada"), await pair.one.visitor("Eve")
    async with AsyncExitStack() as stack:
        adas, eves = [await opened(stack, pair.other, "wall", visitor) for visitor in (ada, eve)]
        async with pair.one.hallway.works.begin() as work:
            event = await event_by_id(work.db, pair.one.camp.event_id)
            event.visibility = "attendees"
            work.db.add(event)
            attendance = await work.db.get(Attendance, 1)
            assert attendance
            await work.db.delete(attendance)
        assert await closing_of(adas) == (4404, "there is no such event")
        await pair.one.post("/small-camp/topics", eve, title="Among us")
        assert "Among us" in (await told(eves))["content"]


async def test_a_device_that_was_cut_off_hears_nothing_more_on_any_worker_after_a_look(pair: Pair, hasty: None) -> None:
    ada, eve = await pair.one.visitor("Ada"), await pair.one.visitor("Eve")
    async with AsyncExitStack() as stack:
        adas = [await opened(stack, served, page, ada) for served, page in ((pair.one, "wall"), (pair.other, "now"))]
        eves = await opened(stack, pair.other, "wall", eve)
        async with pair.one.hallway.works.begin() as work:
            await close_visit(work, (await viewer_of(work.db, "key-of-Ada", None, work.now)).visit_id or 0)
        closed = await asyncio.gather(*(closing_of(client) for client in adas))
        assert closed == [(4401, "this device takes no part any more")] * 2
        await pair.one.post("/small-camp/topics", eve, title="Still here")
        assert "Still here" in (await told(eves))["content"]


async def test_whoever_was_shut_out_is_sent_away_from_that_event(pair: Pair) -> None:
    eve, noor = await pair.one.visitor("Eve"), await pair.one.visitor("Noor")
    async with AsyncExitStack() as stack:
        eves, noors = [await opened(stack, pair.other, "wall", visitor) for visitor in (eve, noor)]
        async with pair.one.hallway.works.begin() as work:
            await shut_out(work, await attendee_here(work.db, pair.one.camp.event_id, 1))
        assert (await closing_of(eves))[0] == 4401
        await pair.one.post("/small-camp/topics", noor, title="Still here")
        assert "Still here" in (await told(noors))["content"]


async def test_another_name_is_one_message_on_each_page(pair: Pair) -> None:
    ada, noor = await pair.one.visitor("Ada"), await pair.one.visitor("Noor")
    for title in ("One", "Two"):
        await pair.one.post("/small-camp/topics", ada, title=title)
    async with AsyncExitStack() as stack:
        noors = await opened(stack, pair.other, "wall", noor)
        await pair.one.post("/small-camp/me/name", ada, name="Ada Lovelace", _method="PUT")
        letter = await told(noors)
        assert letter["content"].count("Ada Lovelace") == 2
        await pair.one.post("/small-camp/topics", noor, title="Next")
        assert (await told(noors))["after"] == letter["revision"]
