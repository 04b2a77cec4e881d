"""Who I am here: my name, my devices, and the ways from one to another and away."""

import re

import pytest

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
    used, unknown = [text_of(await eve.get(each)).rpartition("log:")[0] for each in (path, "/devices/unknown")]
    assert used == unknown


async def test_devices_are_listed_by_what_they_are_and_when_they_were_used(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    other, path = gathered.reader(), await new_link(ada)
    other.headers["user-agent"] = FIREFOX
    await other.submit(path, seen_on=path)
    await other.get("/small-camp/now")
    page = text_of(await ada.get("/small-camp/me"))
    assert "Firefox, Android" in page
    assert "last used 12:10" in page


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
