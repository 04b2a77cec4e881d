"""Reading what is published, on both databases."""

from datetime import timedelta

import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.board.queries import card_facts
from app.kernel.errors import Gone, NotFound
from app.kernel.markdown import render_now
from app.people.actions import join_event, make_link, open_visit, take_role
from app.people.rules import FACILITATOR
from app.people.viewers import Viewer
from app.topics.cards import Cards
from app.topics.tables import Topic
from app.writeups.actions import publish_topic, withdraw_publication
from app.writeups.compose import compose
from app.writeups.queries import (
    ContentsView,
    contents_of,
    entries_of,
    published_topic,
    readable_events,
    reading_of,
)
from tests.samples import NOON, Camp

CARDS = Cards(card_facts)


async def publish(camp: Camp, topic: Topic, text: str = "Text.") -> None:
    async with camp.works.begin() as work:
        await publish_topic(work, camp.event, topic, compose(topic.title, text, render_now(text)))


async def placed(camp: Camp, title: str, slot: int, room: int | None) -> Topic:
    topic = await camp.topic(title)
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(slot, room), None, None))
    return topic


async def contents(camp: Camp) -> ContentsView:
    async with camp.works.database.reading() as db:
        return await contents_of(db, camp.event, CARDS)


async def test_contents_follow_the_day(camp: Camp) -> None:
    for title, slot, room in (("Late", 4, 0), ("Keynote", 0, None), ("Early", 1, 0), ("Beside", 1, 1)):
        await publish(camp, await placed(camp, title, slot, room))
    await publish(camp, await camp.topic("Nowhere"))
    await placed(camp, "Unwritten late", 4, 1)
    await placed(camp, "Unwritten", 2, 0)
    await camp.topic("On the wall")
    found = await contents(camp)
    assert [[entry.title for entry in slot.entries] for slot in found.slots] == [
        ["Keynote"],
        ["Early", "Beside"],
        ["Late"],
        ["Nowhere"],
    ]
    assert [slot.place.ink if slot.place else None for slot in found.slots] == ["all", 1, 8, None]
    assert [card.title for card in found.unwritten] == ["Unwritten", "Unwritten late"]


async def test_only_what_has_begun_was_talked_about(camp: Camp) -> None:
    await placed(camp, "Early", 1, 0)
    await placed(camp, "Late", 4, 0)
    found = await contents(camp)
    early, late = (camp.slots[slot].starts_at for slot in (1, 4))
    assert found.talked_about(early - timedelta(seconds=1)) == []
    assert [card.title for card in found.talked_about(late - timedelta(seconds=1))] == ["Early"]
    assert [card.title for card in found.talked_about(late)] == ["Early", "Late"]


async def test_what_is_withdrawn_is_not_in_the_contents(camp: Camp) -> None:
    topic = await placed(camp, "DNS", 1, 0)
    await publish(camp, topic)
    async with camp.works.begin() as work:
        await withdraw_publication(work, topic)
    found = await contents(camp)
    assert found.entries == []
    assert [card.title for card in found.unwritten] == ["DNS"]
    async with camp.works.database.reading() as db:
        with pytest.raises(Gone, match="DNS"):
            await published_topic(db, camp.event, 1)


async def test_what_was_never_published_is_not_found(camp: Camp) -> None:
    await camp.topic("DNS")
    async with camp.works.database.reading() as db:
        for number in (1, 2, None):
            with pytest.raises(NotFound):
                await published_topic(db, camp.event, number)


async def test_a_page_knows_its_editions_and_neighbours(camp: Camp) -> None:
    first, second = await placed(camp, "First", 1, 0), await placed(camp, "Second", 2, 0)
    await publish(camp, first)
    await publish(camp, second, "One.")
    await publish(camp, second, "Two.")
    async with camp.works.database.reading() as db:
        topic, standing = await published_topic(db, camp.event, second.number)
        reading = await reading_of(db, topic, standing, standing, await entries_of(db, camp.event, CARDS))
    assert standing.number == 2
    assert reading.is_standing
    assert [line.number for line in reading.editions] == [2, 1]
    assert reading.before is not None
    assert (reading.before.title, reading.after) == ("First", None)


async def test_whose_write_ups_a_visit_may_search(camp: Camp) -> None:
    async with camp.works.begin() as work:
        stranger = await open_visit(work, "stranger")
        await join_event(work, "guest", camp.event_id, "Bea")
        guest = await open_visit(work, "guest")

    async def slugs(visit_id: int | None, named: str = "") -> list[str]:
        async with camp.works.database.reading() as db:
            return [event.slug for event in await readable_events(db, Viewer(visit_id=visit_id), NOON, named)]

    for visibility, by_stranger, by_name in (
        ("public", True, True),
        ("link", False, True),
        ("attendees", False, False),
    ):
        async with camp.works.begin() as work:
            camp.event.visibility = visibility
            await work.db.merge(camp.event)
        assert bool(await slugs(None)) is by_stranger
        assert bool(await slugs(stranger)) is by_stranger
        assert bool(await slugs(stranger, "small-camp")) is by_name
        assert await slugs(guest) == ["small-camp"]


async def test_who_arranges_an_event_may_search_it_without_having_joined(camp: Camp) -> None:
    async with camp.works.begin() as work:
        camp.event.visibility = "attendees"
        await work.db.merge(camp.event)
        token = await make_link(work, FACILITATOR, camp.event_id, timedelta(days=1))
        await take_role(work, "key", token, "fay")
        fay = await open_visit(work, "fay")

    async def slugs(viewer: Viewer, later: timedelta = timedelta()) -> list[str]:
        async with camp.works.database.reading() as db:
            return [event.slug for event in await readable_events(db, viewer, NOON + later)]

    assert await slugs(Viewer(visit_id=fay)) == ["small-camp"]
    assert await slugs(Viewer(visit_id=fay), timedelta(hours=13)) == []
    assert await slugs(Viewer(visit_id=None)) == []
    assert await slugs(Viewer(visit_id=None, is_steward=True)) == ["small-camp"]
