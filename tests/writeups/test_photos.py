"""Photos on the published page: with their credit, for everybody, as long as they stand there."""

from app.kernel.markdown import MarkdownRenderer, render_now
from app.kernel.search import find, parse
from app.notes.photos.actions import add_photo
from app.notes.photos.queries import address_of, photo_by_name
from app.notes.photos.showing import pictures_to_publish
from app.notes.photos.taking import Kept
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from app.writeups.actions import is_unchanged, publish_topic, reindex, withdraw_publication
from app.writeups.compose import EditionDraft, compose
from app.writeups.photos import photo_is_public, photos_published
from app.writeups.queries import latest_edition
from tests.samples import Camp

NAME = "1" * 32


async def photographed(camp: Camp, credit: str) -> Topic:
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        await add_photo(work, camp.event, topic, NAME, Kept("f" * 64, 1, 20, 10, 20, 10), None)
        (await photo_by_name(work.db, camp.event_id, NAME)).credit = credit
    return topic


async def draft(camp: Camp, topic: Topic) -> EditionDraft:
    text = f"Words.\n\n![A board]({address_of(camp.event, NAME)})"
    async with camp.works.begin() as work:
        pictures, _left_out = await pictures_to_publish(work.db, camp.event, text, camp.event.attribution)
    return compose(topic.title, text, render_now(text, pictures))


async def publish(camp: Camp, topic: Topic) -> None:
    edition = await draft(camp, topic)
    async with camp.works.begin() as work:
        await publish_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), edition)


async def beside_the_write_up(camp: Camp) -> list[tuple[str, str]]:
    async with camp.works.begin() as work:
        return [(photo.url, photo.credit) for photo in await photos_published(work.db, camp.event)]


async def is_public(camp: Camp) -> bool:
    async with camp.works.begin() as work:
        return await photo_is_public(work.db, camp.event, await photo_by_name(work.db, camp.event_id, NAME))


async def test_everybody_sees_it_as_long_as_it_is_published(camp: Camp) -> None:
    topic = await photographed(camp, "Ada")
    assert not await is_public(camp)
    assert await beside_the_write_up(camp) == []
    await publish(camp, topic)
    assert await is_public(camp)
    assert await beside_the_write_up(camp) == [("/small-camp/write-up/1-containers", "Photo: Ada")]
    async with camp.works.begin() as work:
        await withdraw_publication(work, await topic_by_id(work.db, topic.id or 0))
    assert not await is_public(camp)
    assert await beside_the_write_up(camp) == []


async def test_without_a_credit_it_is_not_even_when_the_text_is(camp: Camp) -> None:
    topic = await photographed(camp, "")
    await publish(camp, topic)
    assert not await is_public(camp)
    assert await beside_the_write_up(camp) == []


async def test_a_credit_that_is_taken_back_takes_it_along(camp: Camp) -> None:
    topic = await photographed(camp, "Ada")
    await publish(camp, topic)
    async with camp.works.begin() as work:
        (await photo_by_name(work.db, camp.event_id, NAME)).credit = ""
    assert not await is_public(camp)


async def test_one_that_got_its_credit_is_something_new_to_publish(camp: Camp) -> None:
    topic = await photographed(camp, "")
    await publish(camp, topic)
    without = await draft(camp, topic)
    async with camp.works.begin() as work:
        latest = await latest_edition(work.db, topic.id or 0)
        (await photo_by_name(work.db, camp.event_id, NAME)).credit = "Ada"
    assert latest
    assert is_unchanged(latest, without)
    assert not is_unchanged(latest, await draft(camp, topic))


async def test_it_is_found_by_what_can_be_seen_also_when_the_index_was_built_anew(camp: Camp) -> None:
    topic = await photographed(camp, "Ada")
    async with camp.works.begin() as work:
        (await photo_by_name(work.db, camp.event_id, NAME)).alt = "A zeppelin"
    text = f"Words.\n\n![]({address_of(camp.event, NAME)})"
    async with camp.works.begin() as work:
        pictures, _left_out = await pictures_to_publish(work.db, camp.event, text, camp.event.attribution)
        edition = compose(topic.title, text, render_now(text, pictures, anchored=True))
        await publish_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), edition)
    renderer = MarkdownRenderer(workers=1)
    await reindex(camp.works, renderer)
    await renderer.stop()
    async with camp.works.database.reading() as db:
        assert (await find(db, parse("zeppelin"), within=[camp.event.slug])).total == 1
