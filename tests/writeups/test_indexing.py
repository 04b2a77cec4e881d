"""What is found follows cards and people, and can be built anew while people search, on both databases."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from app.board.actions.merging import merge_topics, split_topic
from app.kernel.markdown import MarkdownRenderer, render_now
from app.kernel.search import clear, find, parse
from app.kernel.search.tables import SearchDocument, SearchTerm
from app.kernel.work import Works
from app.people.actions import forget_attendee
from app.people.actions.naming import give_name
from app.people.tables import Attendee
from app.topics.actions import reword_topic
from app.topics.forms import Proposal
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from app.writeups.actions import follow, publish_topic, reindex, withdraw_publication
from app.writeups.compose import compose
from app.writeups.tables import Publication
from tests.samples import FACILITATOR, NOON, Camp


@pytest.fixture(autouse=True)
def following(camp: Camp) -> None:
    camp.works = Works(camp.works.database, clock=lambda: NOON, followers=[follow])


@pytest.fixture
async def renderer() -> AsyncIterator[MarkdownRenderer]:
    made = MarkdownRenderer(workers=1)
    yield made
    await made.stop()


async def publish(camp: Camp, topic: Topic, text: str) -> None:
    async with camp.works.begin() as work:
        draft = compose(topic.title, text, render_now(text, anchored=True))
        await publish_topic(work, camp.event, topic, draft)


async def found(camp: Camp, words: str, **labels: str) -> list[str]:
    async with camp.works.database.reading() as db:
        asked = {name: [label] for name, label in labels.items()}
        return [hit.title for hit in (await find(db, parse(words), within=[camp.event.slug], labels=asked)).hits]


async def test_tags_are_those_of_the_card(camp: Camp) -> None:
    topic = await camp.topic("DNS", tags=("names",))
    await publish(camp, topic, "It is cached.")
    await publish(camp, await camp.topic("Later"), "It is cached.")
    async with camp.works.begin() as work:
        card = await topic_by_id(work.db, topic.id or 0)
        await reword_topic(work, card, Proposal("Quite another title", "", ("addresses",), "Ada"), FACILITATOR)
    assert await found(camp, "", tag="names") == []
    assert await found(camp, "cached", tag="addresses") == ["DNS"]
    assert await found(camp, "") == ["Later", "DNS"]


async def test_hosts_are_found_by_the_name_they_go_by(camp: Camp) -> None:
    await publish(camp, await camp.topic("DNS", host="Grace Hopper"), "It is cached.")
    async with camp.works.begin() as work:
        await give_name(work, (await work.db.exec(select(Attendee))).one(), "Amazing Grace")
    assert await found(camp, "hopper") == []
    assert await found(camp, "", by="Grace Hopper") == []
    assert await found(camp, "amazing", by="amazing grace") == ["DNS"]


async def test_of_whoever_leaves_nothing_is_found(camp: Camp) -> None:
    await publish(camp, await camp.topic("DNS", host="Grace Hopper"), "It is cached.")
    async with camp.works.begin() as work:
        await forget_attendee(work, (await work.db.exec(select(Attendee))).one())
    assert await found(camp, "hopper") == await found(camp, "", by="grace") == []
    assert await found(camp, "cached") == ["DNS"]
    async with camp.works.database.reading() as db:
        assert (await db.exec(select(SearchTerm).where(SearchTerm.word == "hopper"))).first() is None


async def test_what_is_merged_in_brings_its_tags(camp: Camp) -> None:
    one, other = await camp.topic("DNS"), await camp.topic("Other", tags=("names",))
    await publish(camp, one, "It is cached.")
    async with camp.works.begin() as work:
        cards = [await topic_by_id(work.db, topic.id or 0) for topic in (other, one)]
        await merge_topics(work, camp.event, *cards)
    assert await found(camp, "", tag="names") == ["DNS"]
    async with camp.works.begin() as work:
        await split_topic(work, camp.event, await topic_by_id(work.db, other.id or 0))
    assert await found(camp, "", tag="names") == []


async def test_what_fails_is_found_as_before(camp: Camp) -> None:
    topic = await camp.topic("DNS", tags=("names",))
    await publish(camp, topic, "It is cached.")

    async def reword_and_fail() -> None:
        async with camp.works.begin() as work:
            card = await topic_by_id(work.db, topic.id or 0)
            await reword_topic(work, card, Proposal("DNS", "", ("addresses",), "Ada"), FACILITATOR)
            await follow(work)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await reword_and_fail()
    assert await found(camp, "", tag="names") == ["DNS"]


async def test_the_index_can_be_built_anew(camp: Camp, renderer: MarkdownRenderer) -> None:
    first, second, third = [await camp.topic(title) for title in ("One", "Two", "Three")]
    for topic in (first, second, third):
        await publish(camp, topic, f"Cached {topic.title}")
    async with camp.works.begin() as work:
        await withdraw_publication(work, third)
        await clear(work.db)
    assert await found(camp, "cached") == []
    assert await reindex(camp.works, renderer) == 2
    assert await found(camp, "cached") == await found(camp, "") == ["Two", "One"]


async def test_while_it_is_built_anew_everything_is_found(camp: Camp, renderer: MarkdownRenderer) -> None:
    for title in ("One", "Two", "Three"):
        await publish(camp, await camp.topic(title), "Cached.")
    seen: list[list[str]] = []

    async def look(_work: object) -> None:
        seen.append(await found(camp, "cached"))

    await reindex(Works(camp.works.database, clock=lambda: NOON, followers=[look]), renderer)
    assert len(seen) > 3
    assert all(sorted(titles) == ["One", "Three", "Two"] for titles in seen)
    assert await found(camp, "cached") == ["Three", "Two", "One"]


async def test_what_is_not_published_any_more_goes_when_it_is_built_anew(
    camp: Camp, renderer: MarkdownRenderer
) -> None:
    await publish(camp, await camp.topic("One"), "Cached.")
    async with camp.works.begin() as work:
        (await work.db.exec(select(Publication))).one().state = "withdrawn"
        work.db.add(SearchTerm(word="ghost", scope=camp.event.slug, stem="ghost", documents=1))
    assert await reindex(camp.works, renderer) == 0
    async with camp.works.database.reading() as db:
        assert (await db.exec(select(SearchDocument))).all() == []
        assert (await db.exec(select(SearchTerm))).all() == []
