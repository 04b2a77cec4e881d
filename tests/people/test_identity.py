"""Who people are: named and marked, on several devices, gone, shut out."""

from datetime import timedelta

import pytest

from app.kernel.database import Database
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.work import Works
from app.people.actions import (
    ShutOut,
    close_visit,
    forget_attendee,
    give_name_back,
    join_event,
    let_in_again,
    make_link,
    offer_identity,
    revoke_link,
    shut_out,
    take_identity,
    take_name_away,
    take_role,
)
from app.people.queries import (
    attendee_by_id,
    attendees_called,
    devices_of,
    ended_since,
    link_by_token,
    names_of,
    viewer_of,
)
from app.people.rules import DEVICE_LINK_LIFE, FACILITATOR, STEWARD
from app.people.tables import Attendee
from app.people.viewers import READER, Viewer
from tests.people.test_actions import Clock
from tests.samples import NOON

HERE = 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def works(database: Database, clock: Clock) -> Works:
    return Works(database, clock=clock)


async def join(works: Works, key: str, name: str) -> int:
    async with works.begin() as work:
        return await join_event(work, key, HERE, name)


async def person(works: Works, attendee_id: int) -> Attendee:
    async with works.database.reading() as db:
        return await attendee_by_id(db, attendee_id)


async def facilitate(works: Works, key: str, role: str = FACILITATOR) -> str:
    """Takes the role with this device and keeps its key; returns the link's token."""
    async with works.begin() as work:
        token = await make_link(work, role, HERE if role == FACILITATOR else None, timedelta(days=1))
        await take_role(work, key, token, key)
    return token


async def viewer(works: Works, key: str) -> Viewer:
    async with works.database.reading() as db:
        return await viewer_of(db, key, HERE, works.clock())


async def offer(works: Works, attendee_id: int) -> str:
    async with works.begin() as work:
        return await offer_identity(work, attendee_id, HERE)


async def take(works: Works, key: str, token: str, new_key: str) -> None:
    async with works.begin() as work:
        await take_identity(work, key, token, new_key)


async def test_two_of_the_same_name_are_told_apart_and_stay_so(works: Works) -> None:
    names = {"a": "Kate", "b": "kate", "c": "Каtе"}
    first, second, third = [await join(works, key, name) for key, name in names.items()]
    assert [(await person(works, each)).shown for each in (first, second, third)] == ["Kate", "kate · 2", "Каtе · 3"]
    await join(works, "b", "Katja")
    await join(works, "b", "Kate")
    assert (await person(works, second)).shown == "Kate · 4"
    await join(works, "a", "Kate")
    assert (await person(works, first)).shown == "Kate"


@pytest.mark.parametrize("role", [FACILITATOR, STEWARD])
async def test_a_facilitator_is_marked_and_an_imitation_is_shown_as_what_it_is(works: Works, role: str) -> None:
    kate = await join(works, "a", "Kate")
    await facilitate(works, "a", role)
    eve = await join(works, "b", "Kаte")
    assert (await person(works, kate)).shown == "Kate · facilitator"
    assert (await person(works, eve)).shown == "Kаte · 2 · attendee"
    assert (await viewer(works, "a")).name == "Kate"
    assert (await viewer(works, "a")).shown == "Kate · facilitator"


async def test_an_imitation_that_was_there_before_is_found_out_when_the_role_is_taken(works: Works) -> None:
    eve, kate = await join(works, "b", "Kate"), await join(works, "a", "Kate")
    await facilitate(works, "a")
    assert (await person(works, eve)).shown == "Kate · attendee"
    assert (await person(works, kate)).shown == "Kate · 2 · facilitator"


async def test_who_loses_the_role_loses_the_mark(works: Works) -> None:
    kate = await join(works, "a", "Kate")
    token = await facilitate(works, "a")
    async with works.begin() as work:
        link = await link_by_token(work.db, token, NOON)
        assert link
        await revoke_link(work, link)
    assert (await person(works, kate)).shown == "Kate"


async def test_a_link_makes_one_more_device_the_same_person_once_and_soon(works: Works, clock: Clock) -> None:
    ada = await join(works, "phone", "Ada")
    token = await offer(works, ada)
    await take(works, "laptop", token, "laptop-2")
    assert (await viewer(works, "laptop-2")).attendee_id == ada
    assert await viewer(works, "laptop") == READER
    with pytest.raises(NotFound):
        await take(works, "eve", token, "eve-2")
    late = await offer(works, ada)
    clock.now += DEVICE_LINK_LIFE
    with pytest.raises(NotFound):
        await take(works, "eve", late, "eve-2")
    with pytest.raises(NotFound):
        await take(works, "eve", "unknown", "eve-2")
    assert not (await viewer(works, "eve-2")).takes_part


async def test_a_device_that_was_somebody_else_here_becomes_the_one_who_moved_to_it(works: Works) -> None:
    ada, _eve = await join(works, "phone", "Ada"), await join(works, "laptop", "Eve")
    await take(works, "laptop", await offer(works, ada), "laptop-2")
    assert (await viewer(works, "laptop-2")).attendee_id == ada


async def test_a_lost_phone_speaks_for_nobody_and_holds_no_role(works: Works, clock: Clock) -> None:
    ada = await join(works, "phone", "Ada")
    await facilitate(works, "phone")
    await take(works, "laptop", await offer(works, ada), "laptop-2")
    phone = (await viewer(works, "phone")).visit_id or 0
    before = clock.now
    clock.now += timedelta(seconds=1)
    async with works.begin() as work:
        await close_visit(work, phone)
    assert await viewer(works, "phone") == READER
    assert (await viewer(works, "laptop-2")).attendee_id == ada
    async with works.database.reading() as db:
        assert [device.key for device in await devices_of(db, ada)] == ["laptop-2"]
        assert await ended_since(db, before) == {(phone, None)}
        assert await ended_since(db, clock.now) == set()
        assert await names_of(db, [phone], HERE) == {phone: "Ada"}


async def test_whoever_left_has_no_name_and_no_device_anywhere(works: Works) -> None:
    ada = await join(works, "phone", "Ada")
    visit = (await viewer(works, "phone")).visit_id or 0
    token = await offer(works, ada)
    async with works.begin() as work:
        await forget_attendee(work, await attendee_by_id(work.db, ada))
    left = await person(works, ada)
    assert (left.name, left.look, left.shown) == ("", "", "somebody who left")
    assert not (await viewer(works, "phone")).takes_part
    with pytest.raises(NotFound):
        await take(works, "laptop", token, "laptop-2")
    async with works.database.reading() as db:
        assert await names_of(db, [visit], HERE) == {}
        assert await attendees_called(db, HERE, "Ada") == []
    assert await join(works, "phone", "Ada") != ada


async def test_a_name_that_was_taken_away_cannot_be_taken_again_but_given_back(works: Works) -> None:
    eve = await join(works, "eve", "Bad Word")
    async with works.begin() as work:
        await take_name_away(work, await attendee_by_id(work.db, eve))
    assert (await person(works, eve)).shown == "somebody unnamed"
    with pytest.raises(Invalid):
        await join(works, "eve", "B4d word".replace("4", "a"))
    async with works.begin() as work:
        await give_name_back(work, await attendee_by_id(work.db, eve))
    assert (await person(works, eve)).shown == "Bad Word"
    async with works.begin() as work:
        await take_name_away(work, await attendee_by_id(work.db, eve))
    await join(works, "eve", "Eve")
    with pytest.raises(Conflict):
        async with works.begin() as work:
            await give_name_back(work, await attendee_by_id(work.db, eve))
    assert (await person(works, eve)).shown == "Eve"


async def test_whoever_is_shut_out_takes_no_part_on_any_device_until_let_in_again(works: Works, clock: Clock) -> None:
    eve = await join(works, "phone", "Eve")
    await take(works, "laptop", await offer(works, eve), "laptop-2")
    before = clock.now - timedelta(seconds=1)
    async with works.begin() as work:
        await shut_out(work, await attendee_by_id(work.db, eve))
    for key in ("phone", "laptop-2"):
        assert (await viewer(works, key)).is_shut_out
        assert not (await viewer(works, key)).takes_part
        with pytest.raises(ShutOut):
            await join(works, key, "Somebody else")
    async with works.database.reading() as db:
        assert {event_id for _visit, event_id in await ended_since(db, before)} == {HERE}
        assert len(await ended_since(db, before)) == 2
    async with works.begin() as work:
        await let_in_again(work, await attendee_by_id(work.db, eve))
    assert (await viewer(works, "phone")).name == "Eve"


async def test_who_holds_the_space_is_not_shut_out(works: Works) -> None:
    kate = await join(works, "a", "Kate")
    await facilitate(works, "a")
    with pytest.raises(Conflict):
        async with works.begin() as work:
            await shut_out(work, await attendee_by_id(work.db, kate))
    assert (await viewer(works, "a")).takes_part


async def test_people_are_found_by_what_is_shown_or_by_a_part_of_it(works: Works) -> None:
    first, second = await join(works, "a", "Kate Miller"), await join(works, "b", "Kate Miller")
    async with works.database.reading() as db:
        assert [each.id for each in await attendees_called(db, HERE, "Kate Miller · 2")] == [second]
        assert [each.id for each in await attendees_called(db, HERE, "Kate Miller")] == [first]
        assert [each.id for each in await attendees_called(db, HERE, "kate")] == [first, second]
