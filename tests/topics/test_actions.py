"""Cards: numbered in their order whoever is first, reworded by their hosts, starred once by each."""

import asyncio

import pytest
from sqlmodel import col, func, select

from app.events.actions import change_phase
from app.events.queries import event_by_id
from app.kernel.errors import Forbidden, NotFound
from app.kernel.work import ChangeRow
from app.people.actions import add_attendee
from app.people.viewers import Viewer
from app.topics.actions import WallClosed, propose_topic, reword_topic, star_topic, unstar_topic
from app.topics.cards import CardFacts, Cards
from app.topics.forms import Proposal
from app.topics.own import called_by, starred_by
from app.topics.queries import TopicFacts, facts_of_one, topic_by_id, topic_by_number, topics_of
from app.topics.tables import Star, Topic
from tests.samples import FACILITATOR, Camp


async def attendee(camp: Camp, name: str = "Noor") -> int:
    async with camp.works.begin() as work:
        return (await add_attendee(work, camp.event_id, name)).id or 0


async def star(camp: Camp, topic: Topic, who: int) -> None:
    async with camp.works.begin() as work:
        await star_topic(work, await topic_by_id(work.db, topic.id or 0), who)


async def unstar(camp: Camp, topic: Topic, who: int) -> None:
    async with camp.works.begin() as work:
        await unstar_topic(work, await topic_by_id(work.db, topic.id or 0), who)


async def reword(camp: Camp, topic: Topic, proposal: Proposal, viewer: Viewer = FACILITATOR) -> None:
    async with camp.works.begin() as work:
        await reword_topic(work, await topic_by_id(work.db, topic.id or 0), proposal, viewer)


async def facts(camp: Camp, topic: Topic) -> TopicFacts:
    async with camp.works.database.reading() as db:
        return await facts_of_one(db, await topic_by_id(db, topic.id or 0))


async def logged(camp: Camp, name: str) -> int:
    async with camp.works.database.reading() as db:
        return (await db.exec(select(func.count(col(ChangeRow.id))).where(ChangeRow.name == name))).one()


async def test_a_card_carries_what_was_written_and_who_called_it(camp: Camp) -> None:
    topic = await camp.topic("Containers 🎈", "Ada", "why?\n\nbecause", ("ops", "dns"))
    found = await facts(camp, topic)
    assert (found.topic.title, found.topic.pitch, found.hosts) == ("Containers 🎈", "why?\n\nbecause", ["Ada"])
    assert (found.tags, found.stars, found.topic.state) == (("dns", "ops"), 0, "open")


async def test_names_on_paper_are_hosts_without_a_visit(camp: Camp) -> None:
    async with camp.works.begin() as work:
        topic = await propose_topic(work, camp.event, Proposal("Paper", name="Ada, Noor ,"), None)
    found = await facts(camp, topic)
    assert found.hosts == ["Ada", "Noor"]
    assert [host.attendee_id for host in found.conveners] == [None, None]


async def test_an_attendees_name_is_one_name_whatever_is_in_it(camp: Camp) -> None:
    assert (await facts(camp, await camp.topic("DNS", "Lovelace, Ada"))).hosts == ["Lovelace, Ada"]


async def test_numbers_follow_each_other_however_many_post_at_once(camp: Camp) -> None:
    topics = await asyncio.gather(*(camp.topic(f"Topic {n}") for n in range(15)))
    assert sorted(topic.number for topic in topics) == list(range(1, 16))
    assert len({topic.guid for topic in topics}) == 15


async def test_the_newest_card_is_first_on_the_wall(camp: Camp) -> None:
    for title in ("one", "two", "three"):
        await camp.topic(title)
    async with camp.works.database.reading() as db:
        assert [topic.title for topic in await topics_of(db, camp.event_id)] == ["three", "two", "one"]


@pytest.mark.parametrize("phase", ["announced", "closed", "published"])
async def test_a_closed_wall_takes_no_card(camp: Camp, phase: str) -> None:
    async with camp.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, camp.event_id), phase)
        camp.event.phase = phase
    with pytest.raises(WallClosed, match="facilitator"):
        await camp.topic("Too late")
    async with camp.works.database.reading() as db:
        assert await topics_of(db, camp.event_id) == []


async def test_hosts_and_facilitators_reword_a_card(camp: Camp) -> None:
    topic = await camp.topic("Contaners", tags=("ops", "dns"))
    [host] = (await facts(camp, topic)).conveners
    await reword(camp, topic, Proposal("Containers", "now with a pitch", ("ops", "cloud")), Viewer(1, host.attendee_id))
    found = await facts(camp, topic)
    assert (found.topic.title, found.topic.pitch, found.tags) == ("Containers", "now with a pitch", ("cloud", "ops"))
    assert (found.topic.number, found.topic.guid, found.hosts) == (topic.number, topic.guid, ["Ada"])
    await reword(camp, topic, Proposal("Containers!"))
    assert (await facts(camp, topic)).topic.title == "Containers!"


@pytest.mark.parametrize("stranger", [Viewer(), Viewer(visit_id=7), Viewer(visit_id=7, attendee_id=999)])
async def test_nobody_else_rewords_it(camp: Camp, stranger: Viewer) -> None:
    topic = await camp.topic("Containers", tags=("ops",))
    with pytest.raises(Forbidden):
        await reword(camp, topic, Proposal("Mine now"), stranger)
    found = await facts(camp, topic)
    assert (found.topic.title, found.tags) == ("Containers", ("ops",))


async def test_a_star_counts_once_for_each_person(camp: Camp) -> None:
    topic, noor, mae = await camp.topic("Containers"), await attendee(camp), await attendee(camp, "Mae")
    for who in (noor, noor, mae):
        await star(camp, topic, who)
    assert (await facts(camp, topic)).stars == 2
    await unstar(camp, topic, noor)
    await unstar(camp, topic, noor)
    assert (await facts(camp, topic)).stars == 1
    async with camp.works.database.reading() as db:
        assert await starred_by(db, camp.event_id, noor) == []
        assert await starred_by(db, camp.event_id, mae) == [topic.number]
    assert await logged(camp, "StarsCounted") == 3


async def test_a_double_tap_on_a_star_is_one_star(camp: Camp) -> None:
    topic, noor = await camp.topic("Containers"), await attendee(camp)
    await asyncio.gather(*(star(camp, topic, noor) for _ in range(6)))
    assert (await facts(camp, topic)).stars == 1
    await asyncio.gather(*(unstar(camp, topic, noor) for _ in range(6)))
    assert (await facts(camp, topic)).stars == 0


async def test_many_stars_at_once_are_all_counted(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    people = [await attendee(camp, f"P{n}") for n in range(10)]
    await asyncio.gather(*(star(camp, topic, who) for who in people))
    assert (await facts(camp, topic)).stars == 10
    async with camp.works.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Star))).one() == 10


async def test_the_log_never_says_who_starred(camp: Camp) -> None:
    topic, noor = await camp.topic("Containers"), await attendee(camp)
    await star(camp, topic, noor)
    async with camp.works.database.reading() as db:
        [row] = await db.exec(select(ChangeRow).where(ChangeRow.name == "StarsCounted"))
    assert "attendee" not in row.payload
    assert '"stars": 1' in row.payload


async def test_my_cards_are_those_i_called(camp: Camp) -> None:
    mine = await camp.topic("Containers", "Ada")
    await camp.topic("Another", "Noor")
    [host] = (await facts(camp, mine)).conveners
    async with camp.works.database.reading() as db:
        assert [topic.number for topic in await called_by(db, camp.event_id, host.attendee_id or 0)] == [mine.number]


async def test_a_number_is_looked_up_at_its_own_event(camp: Camp) -> None:
    await camp.topic("Containers")
    async with camp.works.database.reading() as db:
        for event_id, number in ((camp.event_id, 2), (camp.event_id + 1, 1), (camp.event_id, 0), (camp.event_id, -1)):
            with pytest.raises(NotFound):
                await topic_by_number(db, event_id, number)


async def test_a_number_beyond_the_database_is_no_card(camp: Camp) -> None:
    async with camp.works.database.reading() as db:
        for number in (2**31, 2**63, 10**40):
            with pytest.raises(NotFound):
                await topic_by_number(db, camp.event_id, number)


async def test_cards_ask_once_for_all_topics(camp: Camp) -> None:
    asked = []

    async def places(_db, _event, topic_ids):  # type: ignore[no-untyped-def]
        asked.append(list(topic_ids))
        return CardFacts({}, [topic_ids[0]])

    for title in ("one", "two", "three"):
        await camp.topic(title)
    async with camp.works.database.reading() as db:
        cards = await Cards(places).of(db, camp.event, await topics_of(db, camp.event_id))
    assert len(asked) == 1
    assert [(card.title, card.parked, card.url) for card in cards] == [
        ("three", True, "/small-camp/topics/3"),
        ("two", False, "/small-camp/topics/2"),
        ("one", False, "/small-camp/topics/1"),
    ]
