"""Joining and taking roles: a name is enough, rights come by links and go to sleep."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.events.rules import link_life
from app.kernel.database import Database
from app.kernel.errors import NotFound
from app.kernel.work import Works
from app.people.actions import join_event, make_link, open_visit, renew_roles, revoke_link, take_role
from app.people.queries import hash_of, link_by_token, roles_need_renewal, viewer_of
from app.people.rules import AWAKE, FACILITATOR, RENEWAL, STEWARD
from app.people.tables import Attendee, RoleHeld, RoleLink, Visit
from app.people.viewers import READER, Viewer
from tests.samples import NOON

HERE, ELSEWHERE = 1, 2


class Clock:
    """Noon, until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self):  # type: ignore[no-untyped-def]
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def works(database: Database, clock: Clock) -> Works:
    return Works(database, clock=clock)


async def join(works: Works, key: str, name: str, event_id: int = HERE) -> int:
    async with works.begin() as work:
        return await join_event(work, key, event_id, name)


async def link(works: Works, role: str = FACILITATOR, event_id: int | None = HERE, days: int = 7) -> str:
    async with works.begin() as work:
        return await make_link(work, role, event_id, timedelta(days=days))


async def take(works: Works, key: str, token: str, new_key: str = "fresh") -> None:
    async with works.begin() as work:
        await take_role(work, key, token, new_key)


async def viewer(works: Works, key: str, event_id: int | None = HERE) -> Viewer:
    async with works.database.reading() as db:
        return await viewer_of(db, key, event_id, works.clock())


async def test_a_name_is_enough_to_take_part_at_one_event(works: Works) -> None:
    attendee_id = await join(works, "ada", "Ada")
    here = await viewer(works, "ada")
    assert (here.attendee_id, here.name, here.takes_part, here.is_facilitator) == (attendee_id, "Ada", True, False)
    assert not (await viewer(works, "ada", ELSEWHERE)).takes_part
    assert await viewer(works, "nobody") == READER


async def test_joining_again_only_renames(works: Works) -> None:
    first = await join(works, "ada", "Ada")
    assert await join(works, "ada", "Ada L.") == first
    assert (await viewer(works, "ada")).name == "Ada L."


async def test_a_double_tap_joins_once(works: Works) -> None:
    ids = await asyncio.gather(*(join(works, "ada", "Ada") for _ in range(6)))
    async with works.database.reading() as db:
        assert len((await db.exec(select(Attendee))).all()) == len((await db.exec(select(Visit))).all()) == 1
    assert len(set(ids)) == 1


async def test_a_link_gives_its_role_at_its_event_only(works: Works) -> None:
    await take(works, "ada", await link(works), "ada-2")
    assert (await viewer(works, "ada-2")).is_facilitator
    assert not (await viewer(works, "ada-2")).is_steward
    assert not (await viewer(works, "ada-2", ELSEWHERE)).is_facilitator
    assert not (await viewer(works, "ada-2", None)).is_facilitator


async def test_a_steward_may_arrange_every_event(works: Works) -> None:
    await take(works, "ada", await link(works, STEWARD, None), "ada-2")
    for event_id in (HERE, ELSEWHERE, None):
        assert (await viewer(works, "ada-2", event_id)).is_steward
        assert (await viewer(works, "ada-2", event_id)).is_facilitator


async def test_taking_a_role_changes_the_key_and_keeps_the_person(works: Works) -> None:
    """Whoever planted the old key, or read it, has nothing in hand."""
    attendee_id = await join(works, "planted", "Ada")
    await take(works, "planted", await link(works))
    assert await viewer(works, "planted") == READER
    assert (await viewer(works, "fresh")).attendee_id == attendee_id


async def test_the_same_link_serves_several_and_twice(works: Works) -> None:
    token = await link(works)
    await take(works, "ada", token, "ada-2")
    await take(works, "noor", token, "noor-2")
    await take(works, "ada-2", token, "ada-3")
    assert (await viewer(works, "ada-3")).is_facilitator
    assert (await viewer(works, "noor-2")).is_facilitator


async def test_unknown_expired_and_revoked_links_are_the_same_to_whoever_tries(works: Works, clock: Clock) -> None:
    expired, revoked = await link(works, days=1), await link(works)
    async with works.begin() as work:
        await work.db.exec(
            update(RoleLink).where(col(RoleLink.token_hash) == hash_of(revoked)).values(revoked_at=clock.now)
        )
    clock.now += timedelta(days=2)
    said = set()
    for token in ("unknown", expired, revoked):
        with pytest.raises(NotFound) as refused:
            await take(works, "ada", token)
        said.add(refused.value.message)
    assert len(said) == 1


async def test_revoking_a_link_ends_the_roles_taken_with_it(works: Works, clock: Clock) -> None:
    token = await link(works)
    await take(works, "ada", token)
    async with works.begin() as work:
        await work.db.exec(update(RoleLink).values(revoked_at=clock.now))
    assert not (await viewer(works, "fresh")).is_facilitator


async def test_a_token_is_kept_as_a_hash_only_and_is_no_guess(works: Works) -> None:
    tokens = {await link(works) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) == 32 for token in tokens)
    async with works.database.reading() as db:
        kept = {row.token_hash for row in await db.exec(select(RoleLink))}
        assert kept == {hash_of(token) for token in tokens}
        assert await link_by_token(db, hash_of(tokens.pop()), NOON) is None


async def test_a_role_sleeps_when_idle_and_the_link_wakes_it(works: Works, clock: Clock) -> None:
    token = await link(works)
    await take(works, "ada", token)
    clock.now += AWAKE
    assert not (await viewer(works, "fresh")).is_facilitator
    await take(works, "fresh", token, "fresher")
    assert (await viewer(works, "fresher")).is_facilitator


async def test_a_role_in_use_stays_awake(works: Works, clock: Clock) -> None:
    await take(works, "ada", await link(works))
    async with works.begin() as work:
        visit_id = await open_visit(work, "fresh")
    clock.now += RENEWAL / 2
    assert not await needs_renewal(works, visit_id)
    clock.now += AWAKE - RENEWAL
    assert await needs_renewal(works, visit_id)
    async with works.begin() as work:
        await renew_roles(work, visit_id)
    assert not await needs_renewal(works, visit_id)
    clock.now += AWAKE - RENEWAL
    async with works.database.reading() as db:
        assert (await viewer_of(db, "fresh", HERE, clock.now)).is_facilitator


async def needs_renewal(works: Works, visit_id: int) -> bool:
    async with works.database.reading() as db:
        return await roles_need_renewal(db, visit_id, works.clock())


async def test_a_sleeping_role_is_not_renewed_by_looking(works: Works, clock: Clock) -> None:
    await take(works, "ada", await link(works))
    clock.now += AWAKE + RENEWAL
    async with works.begin() as work:
        await renew_roles(work, await open_visit(work, "fresh"))
    assert not (await viewer(works, "fresh")).is_facilitator
    async with works.database.reading() as db:
        assert (await db.exec(select(RoleHeld))).one().used_at == NOON


def test_a_facilitators_link_outlives_the_event_by_a_week() -> None:
    assert NOON + link_life(NOON.date(), NOON) > NOON + timedelta(days=7)
    assert link_life(NOON.date() - timedelta(days=400), NOON) == timedelta(days=7)


async def test_a_revoked_link_gives_no_role_and_takes_it_from_those_who_have_it(works: Works) -> None:
    token, other = await link(works), await link(works)
    await take(works, "one", token, "holder")
    await take(works, "two", other, "bystander")
    async with works.begin() as work:
        found = await link_by_token(work.db, token, works.clock())
        assert found
        await revoke_link(work, found)
    assert not (await viewer(works, "holder")).is_facilitator
    assert (await viewer(works, "bystander")).is_facilitator
    with pytest.raises(NotFound):
        await take(works, "three", token, "late")
