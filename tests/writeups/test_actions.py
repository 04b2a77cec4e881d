"""Publishing, correcting and withdrawing, on both databases."""

import asyncio

import pytest

from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.markdown import render_now
from app.kernel.search import find, parse
from app.kernel.work import Committed, Works
from app.topics.tables import Topic
from app.writeups.actions import publish_topic, withdraw_publication
from app.writeups.changes import EditionPublished, PublicationWithdrawn
from app.writeups.compose import EditionDraft, compose
from app.writeups.queries import edition_lines, latest_edition, publication_of
from app.writeups.rules import WITHDRAWN
from app.writeups.tables import Edition
from tests.samples import NOON, Camp


def drafted(title: str, text: str) -> EditionDraft:
    return compose(title, text, render_now(text, anchored=True))


async def publish(camp: Camp, topic: Topic, text: str, change_note: str = "") -> Edition:
    async with camp.works.begin() as work:
        return await publish_topic(work, camp.event, topic, drafted(topic.title, text), change_note=change_note)


async def withdraw(camp: Camp, topic: Topic) -> None:
    async with camp.works.begin() as work:
        await withdraw_publication(work, topic)


async def found(camp: Camp, words: str) -> list[str]:
    async with camp.works.database.reading() as db:
        return [hit.title for hit in (await find(db, parse(words), within=[camp.event.slug])).hits]


async def test_the_first_edition(camp: Camp) -> None:
    topic = await camp.topic("DNS for discovery", tags=("dns",))
    edition = await publish(camp, topic, "It is cached.\n\n## Tools\n\nConsul")
    assert (edition.number, edition.slug, edition.title) == (1, "dns-for-discovery", "DNS for discovery")
    assert edition.published_at == NOON
    async with camp.works.database.reading() as db:
        kept = await latest_edition(db, topic.id or 0)
    assert kept is not None
    assert kept.contents == [{"level": 2, "id": "h-tools", "text": "Tools"}]
    assert kept.html == edition.html
    assert await found(camp, "consul") == ["DNS for discovery"]
    assert await found(camp, "tag dns") == []


async def test_a_correction_is_the_next_edition(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await publish(camp, topic, "It is never cached.")
    second = await publish(camp, topic, "It is always cached.", "One word was put right")
    assert second.number == 2
    async with camp.works.database.reading() as db:
        lines = await edition_lines(db, topic.id or 0)
        publication = await publication_of(db, topic.id or 0)
    assert [(line.number, line.change_note) for line in lines] == [(2, "One word was put right"), (1, "")]
    assert publication is not None
    assert publication.edition_number == 2
    assert await found(camp, "never") == []
    assert await found(camp, "always") == ["DNS"]


async def test_nothing_new_is_no_edition(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await publish(camp, topic, "It is cached.")
    with pytest.raises(Conflict, match="edition 1"):
        await publish(camp, topic, "It is cached.")


async def test_an_empty_note_is_not_published(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    for text in ("", "   \n", "[x]: /y"):
        with pytest.raises(Invalid):
            await publish(camp, topic, text)


async def test_off_the_record_nothing_is_published(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await camp.attribute("off_record")
    with pytest.raises(Forbidden, match="off the record"):
        await publish(camp, topic, "It is cached.")
    assert await found(camp, "cached") == []


async def test_a_card_off_the_wall_is_not_published(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    topic.state = "withdrawn"
    with pytest.raises(Conflict):
        await publish(camp, topic, "It is cached.")


async def test_withdrawn_and_back_again(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await publish(camp, topic, "It is cached.")
    await withdraw(camp, topic)
    async with camp.works.database.reading() as db:
        publication = await publication_of(db, topic.id or 0)
    assert publication is not None
    assert publication.state == WITHDRAWN
    assert await found(camp, "cached") == []
    assert (await publish(camp, topic, "It is cached.")).number == 1
    assert await found(camp, "cached") == ["DNS"]
    await withdraw(camp, topic)
    assert (await publish(camp, topic, "It is cached at times.")).number == 2


async def test_what_is_not_published_cannot_be_withdrawn(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    with pytest.raises(NotFound):
        await withdraw(camp, topic)


async def test_two_facilitators_at_once_make_two_editions(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    editions = await asyncio.gather(*(publish(camp, topic, f"Text {n}") for n in range(5)))
    assert sorted(edition.number for edition in editions) == [1, 2, 3, 4, 5]


async def test_hosts_are_found_where_names_may_be_told(camp: Camp) -> None:
    await publish(camp, await camp.topic("DNS", host="Grace Hopper"), "It is cached.")
    assert await found(camp, "grace hopper") == ["DNS"]


async def test_hosts_are_not_found_under_the_chatham_house_rule(camp: Camp) -> None:
    await camp.attribute("chatham")
    await publish(camp, await camp.topic("DNS", host="Grace Hopper"), "It is cached.")
    assert await found(camp, "grace") == []
    assert await found(camp, "cached") == ["DNS"]


async def test_what_happened_is_told(camp: Camp) -> None:
    told: list[Committed] = []

    async def announce(committed: list[Committed]) -> None:
        told.extend(committed)

    topic = await camp.topic("DNS")
    camp.works = Works(camp.works.database, announce, lambda: NOON)
    await publish(camp, topic, "It is cached.")
    await withdraw(camp, topic)
    names = {"event_id": camp.event_id, "topic_id": topic.id or 0, "number": 1, "edition": 1}
    assert [committed.change for committed in told] == [
        EditionPublished(**names, title="DNS"),
        PublicationWithdrawn(**names),
    ]


async def test_publishing_that_fails_leaves_nothing(camp: Camp) -> None:
    topic = await camp.topic("DNS")

    async def publish_and_fail() -> None:
        async with camp.works.begin() as work:
            await publish_topic(work, camp.event, topic, drafted("DNS", "It is cached."))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await publish_and_fail()
    async with camp.works.database.reading() as db:
        assert await latest_edition(db, topic.id or 0) is None
    assert await found(camp, "cached") == []
