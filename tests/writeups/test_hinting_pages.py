"""Somebody who publishes sees what may be a name of people who never joined, and decides about it, or not."""

import re

import pytest

from tests.writeups.conftest import Browser, Site

PAGE = "/small-camp/topics/1/publication"
NOTE = """Oksana: nobody has timed it

Marek said that it takes a day, and Nomad said nothing. Marek knows.

- **Tool:** Nomad
"""


def asked(page: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", page)


async def decide(fay: Browser, words: str, decision: str) -> None:
    done = await fay.post(f"{PAGE}/names", {"_method": "PUT", "words": words, "decision": decision})
    assert done.status_code == 303


@pytest.fixture
async def fay(site: Site) -> Browser:
    await site.attribute("chatham")
    await site.topic("Restores", NOTE, place=(1, 1))
    return await site.facilitator()


async def test_hints_are_shown_and_keep_nothing_back(site: Site, fay: Browser) -> None:
    page = (await fay.get(PAGE)).text
    assert asked(page) == ["Oksana", "Marek"]
    assert "2 more may be names" in page
    assert 'name="seen"' in page
    assert (await fay.post(PAGE, {"_method": "PUT"})).status_code == 303
    assert "Marek said" in (await (await site.reader()).get("/small-camp/write-up/1-restores")).text


async def test_what_is_left_out_is_left_out_wherever_it_stands(site: Site, fay: Browser) -> None:
    await decide(fay, "Marek", "leave_out")
    assert asked((await fay.get(PAGE)).text) == ["Oksana"]
    await fay.post(PAGE, {"_method": "PUT"})
    page = (await (await site.reader()).get("/small-camp/write-up/1-restores")).text
    assert "Marek" not in page
    assert "Somebody said that it takes a day" in page


async def test_one_tap_keeps_all_and_is_remembered(fay: Browser) -> None:
    assert "None of these is a person" in (await fay.get(PAGE)).text
    await decide(fay, "Oksana\nMarek", "keep_all")
    page = (await fay.get(PAGE)).text
    assert asked(page) == []
    assert "2 names are decided" in page
    await decide(fay, "Marek", "reopen")
    assert asked((await fay.get(PAGE)).text) == ["Marek"]


async def test_who_joined_is_no_hint_but_a_name(site: Site, fay: Browser) -> None:
    await site.attendee("Marek")
    page = (await fay.get(PAGE)).text
    assert "1 name stands in the text" in page
    assert asked(page) == ["Marek", "Oksana"]


async def test_where_names_are_told_there_are_no_hints(site: Site, fay: Browser) -> None:
    await site.attribute("open")
    assert asked((await fay.get(PAGE)).text) == []


@pytest.mark.parametrize("words", ["", "Marek\n\nOksana", "Ma\x00rek"])
async def test_nothing_is_kept_of_a_list_with_nothing_in_it(fay: Browser, words: str) -> None:
    refused = await fay.post(f"{PAGE}/names", {"_method": "PUT", "words": words, "decision": "keep_all"})
    assert refused.status_code == 422
    assert asked((await fay.get(PAGE)).text) == ["Oksana", "Marek"]


async def test_who_publishes_several_is_told_where_to_look(site: Site, fay: Browser) -> None:
    several = "/small-camp/publications"
    assert "may name somebody" in (await fay.get(several)).text
    await decide(fay, "Oksana\nMarek", "keep_all")
    page = (await fay.get(several)).text
    assert "may name somebody" in page  # Nomad: what only this note calls a tool is known when it is published.
    await fay.post(PAGE, {"_method": "PUT"})
    assert "may name somebody" not in (await fay.get(several)).text


async def test_at_an_open_event_names_are_no_question(site: Site) -> None:
    await site.topic("Restores", NOTE, place=(1, 1))
    assert "may name somebody" not in (await (await site.facilitator()).get("/small-camp/publications")).text
