"""Cards that become one and come apart again: nothing is counted twice and nothing is lost, on both databases."""

from random import Random

import pytest
from sqlmodel import select

from app.board.actions import place_topic
from app.board.actions.merging import CannotMerge, merge_topics, split_topic
from app.board.actions.undoing import redo_step, undo_step
from app.board.forms import Move
from app.board.placements import placements_of
from app.kernel.errors import Conflict
from app.topics.actions import star_topic, unstar_topic
from app.topics.queries import facts_of_one, survivor_of, topic_by_number
from app.topics.tables import Star, Topic
from tests.samples import Camp
from tests.visitors import Gathering, text_of

HOME = "/small-camp"


async def merge(camp: Camp, number: int, into: int, by: int | None = None) -> None:
    async with camp.works.begin(by) as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        await merge_topics(work, camp.event, topic, await topic_by_number(work.db, camp.event_id, into))


async def split(camp: Camp, number: int) -> None:
    async with camp.works.begin() as work:
        await split_topic(work, camp.event, await topic_by_number(work.db, camp.event_id, number))


async def star(camp: Camp, number: int, attendee_id: int, off: bool = False) -> None:
    async with camp.works.begin() as work:
        topic = await survivor_of(work.db, await topic_by_number(work.db, camp.event_id, number))
        await (unstar_topic if off else star_topic)(work, topic, attendee_id)


async def card(camp: Camp, number: int) -> tuple[list[str], int, list[int]]:
    """Its hosts, its stars, and what is part of it."""
    async with camp.works.database.reading() as db:
        facts = await facts_of_one(db, await topic_by_number(db, camp.event_id, number))
        return facts.hosts, facts.stars, [topic.number for topic in facts.joined]


async def hung(camp: Camp) -> set[tuple[int, int, int | None]]:
    async with camp.works.database.reading() as db:
        return {(p.topic_id, p.timeslot_id, p.room_id) for p in await placements_of(db, camp.event_id)}


async def three(camp: Camp) -> None:
    """Cards 1, 2 and 3 of Ada, Ben and Ada; the attendees 1 to 3 wrote them."""
    for title, host in (("Rotas", "Ada"), ("On call", "Ben"), ("Sleep", "Cem")):
        await camp.topic(title, host)


async def test_stars_and_hosts_come_together_and_none_counts_twice(camp: Camp) -> None:
    await three(camp)
    for number, attendee in ((1, 1), (1, 2), (2, 2), (2, 3), (3, 3)):
        await star(camp, number, attendee)
    await merge(camp, 2, 1)
    assert await card(camp, 1) == (["Ada", "Ben"], 3, [2])
    await merge(camp, 3, 1)
    assert await card(camp, 1) == (["Ada", "Ben", "Cem"], 3, [2, 3])
    await split(camp, 2)
    assert await card(camp, 1) == (["Ada", "Cem"], 3, [3])
    assert await card(camp, 2) == (["Ben"], 2, [])


async def test_a_chain_comes_apart_in_the_middle(camp: Camp) -> None:
    await three(camp)
    await star(camp, 1, 1)
    await merge(camp, 1, 2)
    await merge(camp, 2, 3)
    assert await card(camp, 3) == (["Cem", "Ben", "Ada"], 1, [2, 1])
    await split(camp, 2)
    assert await card(camp, 2) == (["Ben", "Ada"], 1, [1])
    assert await card(camp, 3) == (["Cem"], 0, [])


async def test_a_star_taken_back_is_taken_from_all_parts(camp: Camp) -> None:
    await three(camp)
    await star(camp, 1, 1)
    await star(camp, 2, 1)
    await merge(camp, 2, 1)
    await star(camp, 2, 1, off=True)
    assert (await card(camp, 1))[1] == 0


async def test_the_survivor_takes_over_the_place_and_one_undo_brings_all_back(camp: Camp) -> None:
    await three(camp)
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, 2)
        await place_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))
    before = await hung(camp)
    await merge(camp, 2, 1)
    cell = camp.cell(1, 0)
    assert await hung(camp) == {(1, cell.timeslot_id, cell.room_id)}
    async with camp.works.begin() as work:
        await undo_step(work, camp.event)
    assert await hung(camp) == before
    assert await card(camp, 1) == (["Ada"], 0, [])
    async with camp.works.begin() as work:
        await redo_step(work, camp.event)
    assert await hung(camp) == {(1, cell.timeslot_id, cell.room_id)}
    assert (await card(camp, 1))[2] == [2]


async def test_what_cannot_be_joined_is_said(camp: Camp) -> None:
    await three(camp)
    with pytest.raises(CannotMerge, match="itself"):
        await merge(camp, 1, 1)
    await merge(camp, 1, 2)
    with pytest.raises(CannotMerge, match="Card 1 is not on the wall"):
        await merge(camp, 2, 1)
    with pytest.raises(CannotMerge, match="of its own already"):
        await split(camp, 2)


async def test_whatever_is_joined_and_split_nothing_is_lost_or_doubled(camp: Camp) -> None:
    chance = Random(11)
    for title in "abcdef":
        await camp.topic(title, f"Host of {title}")
    for _step in range(90):
        one, other, person = chance.randint(1, 6), chance.randint(1, 6), chance.randint(1, 6)
        try:
            match chance.randrange(6):
                case 0 | 1:
                    await merge(camp, one, other)
                case 2:
                    await split(camp, one)
                case 3:
                    await star(camp, one, person)
                case 4:
                    await star(camp, one, person, off=True)
                case _:
                    async with camp.works.begin() as work:
                        await undo_step(work, camp.event)
        except Conflict:
            pass
        await check(camp)


async def check(camp: Camp) -> None:
    """Every card is open or part of an open one; stars are the union of what the parts hold."""
    async with camp.works.database.reading() as db:
        topics = (await db.exec(select(Topic).where(Topic.event_id == camp.event_id))).all()
        stars = (await db.exec(select(Star))).all()
        parts: dict[int, set[int]] = {}
        for topic in topics:
            survivor = await survivor_of(db, topic)
            assert (topic.state == "merged") == (topic.merged_into is not None)
            assert survivor.state == "open"
            parts.setdefault(survivor.number, set()).add(topic.id or 0)
        for number, ids in parts.items():
            facts = await facts_of_one(db, await topic_by_number(db, camp.event_id, number))
            assert facts.stars == len({star.attendee_id for star in stars if star.topic_id in ids})
            assert {facts.topic.id, *(topic.id for topic in facts.joined)} == ids
            assert len(facts.conveners) == len(ids)


async def test_facilitators_join_cards_on_their_page_and_all_are_told(gathered: Gathering) -> None:
    ben = await gathered.attendee("Ben")
    await ben.submit(f"{HOME}/topics", title="Rotas", pitch="Who sleeps?")
    noor = await gathered.attendee("Noor")
    await noor.submit(f"{HOME}/topics", title="On call")
    await noor.submit(f"{HOME}/topics/1/star", "PUT", seen_on=f"{HOME}/topics")
    helper = await gathered.facilitator("Jo")
    assert "Join it with another card" in text_of(await helper.get(f"{HOME}/topics/1"))
    joined = await helper.submit(f"{HOME}/topics/1/merger", "PUT", into="2")
    assert joined.headers["location"] == f"{HOME}/topics/2#joined-1"
    led = await ben.get(f"{HOME}/topics/1")
    assert (led.status_code, led.headers["location"]) == (302, f"{HOME}/topics/2#joined-1")
    page = text_of(await ben.get(f"{HOME}/topics/2"))
    assert "Noor, Ben" in page
    assert "Part of it 1 Rotas Who sleeps? Its note" in page
    assert "Split it out" not in page
    assert "1 Rotas is part of 2 now : On call" in text_of(await ben.get(f"{HOME}/mine"))
    assert "1 Rotas is part of 2 now" in text_of(await noor.get(f"{HOME}/mine"))
    assert (await ben.get(f"{HOME}/topics/1/note")).status_code == 200
    assert "joined 1 to 2" in text_of(await helper.get(f"{HOME}/history"))
    wall = text_of(await ben.get(f"{HOME}/topics"))
    assert "with 1 Rotas" in wall
    assert (await helper.get(f"{HOME}/topics/1/placements")).headers["location"] == f"{HOME}/topics/2/placements"


async def test_posts_to_a_merged_card_reach_what_it_is_part_of(gathered: Gathering) -> None:
    camp = gathered.camp
    await three(camp)
    helper = await gathered.facilitator("Jo")
    await helper.submit(f"{HOME}/topics/1/merger", "PUT", into="2")
    noor = await gathered.attendee("Noor")
    await noor.submit(f"{HOME}/topics/1/star", "PUT", seen_on=f"{HOME}/topics")
    assert (await card(camp, 2))[1] == 1
    assert (await helper.submit(f"{HOME}/topics/1/merger", "PUT", into="3")).status_code == 409
    assert (await helper.submit(f"{HOME}/topics/2/merger", "PUT", into="")).status_code == 422
    assert (await helper.submit(f"{HOME}/topics/2/merger", "PUT", into="99")).status_code == 404
    assert (await helper.submit(f"{HOME}/topics/1", "DELETE")).status_code == 409
    assert (await helper.submit(f"{HOME}/topics/1/merger", "DELETE")).status_code == 303
    assert (await helper.get(f"{HOME}/topics/1")).status_code == 200
