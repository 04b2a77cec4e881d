"""Who I am here: my name, my devices, and the ways from one to another and away."""

import re

import pytest

from tests.conftest import Watch
from tests.visitors import Gathering, Visitor, has_error, text_of

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


async def new_link(visitor: Visitor) -> str:
    page = await visitor.submit("/small-camp/me/links", seen_on="/small-camp/me")
    assert page.status_code == 201
    assert page.headers["cache-control"] == "no-store"
    found = re.search(r"/devices/[\w-]{32}", page.text)
    assert found
    return found[0]


async def move(gathered: Gathering, visitor: Visitor) -> Visitor:
    """Another device of the same person."""
    other, path = gathered.reader(), await new_link(visitor)
    assert (await other.submit(path, seen_on=path)).status_code == 303
    return other


async def device_ids(visitor: Visitor) -> list[str]:
    return re.findall(r"me/devices/(\d+)", (await visitor.get("/small-camp/me")).text)


async def test_without_a_name_one_is_led_to_join(gathered: Gathering) -> None:
    answer = await gathered.reader().get("/small-camp/me")
    assert (answer.status_code, answer.headers["location"]) == (303, "/small-camp/join")


async def test_another_name_is_on_all_cards_and_one_that_is_none_is_not(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title="Containers")
    answer = await ada.submit("/small-camp/me/name", "PUT", seen_on="/small-camp/me", name=" ")
    assert answer.status_code == 422
    assert has_error(answer, "name")
    assert (await ada.submit("/small-camp/me/name", "PUT", name="Ada\u200b L.")).status_code == 303
    for path in ("topics", "topics/1", "board", "now"):
        assert "Ada L." in text_of(await gathered.reader().get(f"/small-camp/{path}")) or path == "now"


async def test_a_link_moves_me_to_another_device_once(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    path = await new_link(ada)
    laptop, eve = gathered.reader(), gathered.reader()
    for _ in range(3):
        page = await laptop.get(path)
    assert "Are you Ada?" in text_of(page)
    assert page.headers["x-robots-tag"] == "noindex"
    before = dict(laptop.cookies)
    assert (await laptop.submit(path, seen_on=path)).headers["location"] == "/small-camp/mine"
    assert dict(laptop.cookies) != before
    assert "Ada" in text_of(await laptop.get("/small-camp/me"))
    assert (await eve.get(path)).status_code == 404
    assert (await eve.submit(path)).status_code == 404


async def test_a_link_that_was_used_or_is_too_old_or_never_was_says_how_to_get_another(
    watched: Gathering, watch: Watch
) -> None:
    ada, eve = await watched.attendee("Ada"), watched.reader()
    used, old = await new_link(ada), await new_link(ada)
    await watched.reader().submit(used, seen_on=used)
    watch.shows(12, 25)
    for ask in (eve.get, eve.submit):
        told = [await ask(path) for path in (used, old, "/devices/unknown")]
        assert {page.status_code for page in told} == {404}
        (words,) = {text_of(page) for page in told}
        assert "It was used, or it is too old." in words
        assert "press “Mine”, then “Your name and devices”, then “Add another device”" in words
        assert "Ada" not in words


async def test_devices_are_listed_by_what_they_are_and_when_they_were_used(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    other, path = gathered.reader(), await new_link(ada)
    other.headers["user-agent"] = FIREFOX
    await other.submit(path, seen_on=path)
    await other.get("/small-camp/now")
    page = await ada.get("/small-camp/me")
    assert "Firefox, Android here since 12:10 · last used 12:10" in text_of(page)
    assert page.text.count('class="you-mark">this device<') == 1


async def test_devices_of_one_kind_are_told_apart_and_keep_their_names(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    for _ in range(2):
        other, path = gathered.reader(), await new_link(ada)
        other.headers["user-agent"] = FIREFOX
        await other.submit(path, seen_on=path)
        await other.get("/small-camp/now")
    page = text_of(await ada.get("/small-camp/me"))
    assert page.count("Cut it off : Firefox, Android ") == 2
    assert page.count("Cut it off : Firefox, Android · 2 ") == 1
    first = min(await device_ids(other), key=int)
    second = sorted(await device_ids(other), key=int)[1]
    assert first != second
    answer = await ada.submit(f"/small-camp/me/devices/{second}", "DELETE", seen_on="/small-camp/me")
    page = text_of(await ada.get(answer.headers["location"]))
    assert "Firefox, Android is cut off: nobody acts as you with it any more." in page
    assert "Cut it off : Firefox, Android · 2 " in page


async def test_only_a_device_of_ones_own_that_was_cut_off_is_said_to_be(gathered: Gathering) -> None:
    ada, eve = await gathered.attendee("Ada"), await gathered.attendee("Eve")
    phone = await move(gathered, ada)
    own = (await device_ids(phone))[-1]
    assert "is cut off" not in text_of(await ada.get(f"/small-camp/me?cut-off={own}"))
    answer = await ada.submit(f"/small-camp/me/devices/{own}", "DELETE", seen_on="/small-camp/me")
    assert "is cut off" in text_of(await ada.get(answer.headers["location"]))
    assert "is cut off" not in text_of(await eve.get(answer.headers["location"]))


async def test_a_lost_phone_is_cut_off(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    phone = await move(gathered, ada)
    assert "Ada" in text_of(await phone.get("/small-camp/topics"))
    own = (await device_ids(phone))[-1]
    answer = await ada.submit(f"/small-camp/me/devices/{own}", "DELETE", seen_on="/small-camp/me")
    assert answer.status_code == 303
    assert "Ada" not in text_of(await phone.get("/small-camp/topics"))
    assert (await phone.get("/small-camp/me")).status_code == 303
    assert "Ada" in text_of(await ada.get("/small-camp/me"))


async def test_a_phone_that_was_cut_off_can_join_anew_as_somebody_else(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    phone = await move(gathered, ada)
    await ada.submit(f"/small-camp/me/devices/{(await device_ids(phone))[-1]}", "DELETE", seen_on="/small-camp/me")
    await phone.get("/small-camp/topics")
    await phone.join("Noor")
    assert "Noor" in text_of(await phone.get("/small-camp/me"))


async def test_nobody_cuts_off_a_device_of_somebody_else(gathered: Gathering) -> None:
    ada, eve = await gathered.attendee("Ada"), await gathered.attendee("Eve")
    own = (await device_ids(ada))[-1]
    answer = await eve.submit(f"/small-camp/me/devices/{own}", "DELETE", seen_on="/small-camp/me")
    assert answer.status_code == 404
    assert "Ada" in text_of(await ada.get("/small-camp/me"))


@pytest.mark.parametrize("role", ["attendee", "facilitator"])
async def test_leaving_a_device_leaves_nothing_of_the_visit_on_it(gathered: Gathering, role: str) -> None:
    ada = await getattr(gathered, role)("Ada")
    await ada.submit("/small-camp/topics", title="Containers")
    old = dict(ada.cookies)
    answer = await ada.submit(
        f"/small-camp/me/devices/{(await device_ids(ada))[-1]}", "DELETE", seen_on="/small-camp/me"
    )
    assert answer.status_code == 200
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert dict(ada.cookies) != old
    again = gathered.reader()
    again.cookies.update(old)
    for visitor in (ada, again):
        page = await visitor.get("/small-camp/topics/1")
        assert 'class="you" href="/small-camp/me"' in page.text
        assert "Join" in page.text
        assert "data-role" not in page.text
    assert "Ada" in text_of(await ada.get("/small-camp/topics/1"))
    assert (await again.submit("/small-camp/topics/1", "PUT", title="Mine now")).status_code == 403
