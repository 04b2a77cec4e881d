"""What stands under a photo in a page: as it is now, however old the page is."""

import pytest

from app.board.actions import remove_topic
from app.kernel.markdown import render_now
from app.notes.photos.actions import add_photo
from app.notes.photos.queries import address_of, photo_by_name
from app.notes.photos.showing import LeftOut, names_in, pictured, pictures_for, pictures_to_publish
from app.notes.photos.taking import Kept
from app.topics.queries import topic_by_id
from tests.samples import FACILITATOR, Camp

ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture
async def photos(camp: Camp) -> Camp:
    """Two in one note; the first has its credit."""
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        for name in (ONE, TWO):
            await add_photo(work, camp.event, topic, name, Kept("f" * 64, 1, 2000, 1000, 640, 320), None)
        (await photo_by_name(work.db, camp.event_id, ONE)).credit = "Ada <b>"
    return camp


def text(camp: Camp) -> str:
    return f"![]({address_of(camp.event, ONE)})\n\n- in a list ![Two]({address_of(camp.event, TWO)})\n"


async def test_what_has_no_credit_is_not_published(photos: Camp) -> None:
    async with photos.works.begin() as work:
        pictures, left_out = await pictures_to_publish(work.db, photos.event, text(photos), photos.event.attribution)
        assert [picture.address for picture in pictures] == [address_of(photos.event, ONE)]
        assert left_out == LeftOut(without_credit=1, without_alt=1)
        html = await pictured(work.db, photos.event, render_now(text(photos), pictures).html, photos.event.attribution)
    assert names_in(html) == {ONE}
    assert '<figcaption class="credit">Photo: Ada &lt;b&gt;</figcaption></figure>' in html


async def test_those_at_the_note_see_all_and_what_is_lacking(photos: Camp) -> None:
    async with photos.works.begin() as work:
        pictures = await pictures_for(work.db, photos.event, text(photos))
        html = render_now(text(photos), pictures).html
        draft = await pictured(work.db, photos.event, html, photos.event.attribution, draft=True)
        published = await pictured(work.db, photos.event, html, photos.event.attribution)
    assert '<span class="credit">Not published without a credit</span></span>' in draft
    assert names_in(draft) == {ONE, TWO}
    assert names_in(published) == {ONE}


async def test_an_old_page_shows_what_may_be_told_now(photos: Camp) -> None:
    async with photos.works.begin() as work:
        pictures, _left_out = await pictures_to_publish(work.db, photos.event, text(photos), photos.event.attribution)
        html = render_now(text(photos), pictures).html
        photo = await photo_by_name(work.db, photos.event_id, ONE)
        photo.credit = "Ada Lovelace"
        assert "Photo: Ada Lovelace" in await pictured(work.db, photos.event, html, photos.event.attribution)
        photo.taken_away_at = work.now
        await work.db.flush()
        gone = await pictured(work.db, photos.event, html, photos.event.attribution)
    assert (names_in(gone), "<img" in gone) == (set(), False)


async def test_photos_of_a_card_that_was_taken_away_are_shown_nowhere(photos: Camp) -> None:
    async with photos.works.begin() as work:
        pictures, _left_out = await pictures_to_publish(work.db, photos.event, text(photos), photos.event.attribution)
        html = render_now(text(photos), pictures).html
        photo = await photo_by_name(work.db, photos.event_id, ONE)
        await remove_topic(work, await topic_by_id(work.db, photo.topic_id), FACILITATOR, "insults people")
        assert await pictures_for(work.db, photos.event, text(photos)) == ()
        assert "<img" not in await pictured(work.db, photos.event, html, photos.event.attribution, draft=True)


async def test_photos_of_another_event_are_never_shown(photos: Camp) -> None:
    stolen = text(photos).replace(photos.event.slug, "other")
    async with photos.works.begin() as work:
        pictures = await pictures_for(work.db, photos.event, stolen)
        assert "<img" not in render_now(stolen, pictures).html
