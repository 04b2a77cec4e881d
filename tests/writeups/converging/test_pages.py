"""The day's last hour: who gives how many dots, who joins what, and what readers see of it."""

import asyncio
import io
import zipfile

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.writeups.converging.rules import owners_in
from tests.visitors import text_of
from tests.writeups.conftest import Browser, Site

PAGE = "/small-camp/convergence"


async def put(browser: Browser, path: str, **fields: str) -> httpx.Response:
    return await browser.post(f"{PAGE}/{path}", {"_method": "PUT", **fields})


async def delete(browser: Browser, path: str) -> httpx.Response:
    return await browser.post(f"{PAGE}/{path}", {"_method": "DELETE"})


async def said(browser: Browser, path: str = PAGE) -> str:
    return text_of(await browser.get(path))


async def a_day(site: Site) -> Browser:
    """Three topics of Ada's are published; dots are handed out."""
    for title in ("Rotas", "Tests", "Naps"):
        await site.publish(await site.topic(title), f"We talked about {title}.")
    fay = await site.facilitator()
    assert (await put(fay, "stage", stage="dots")).status_code == 303
    return fay


async def test_before_dots_are_handed_out_nobody_gives_any(site: Site) -> None:
    await site.publish(await site.topic("Rotas"), "We talked.")
    ada = await site.attendee()
    assert "What comes of it" not in await said(ada, "/small-camp")
    assert "In the last hour everybody reads" in await said(ada)
    answer = await put(ada, "dots/1", dots="1")
    assert answer.status_code == 409
    assert "Dots are not being given now." in text_of(answer)


async def test_each_has_five_dots_which_may_lie_on_one_report(site: Site) -> None:
    await a_day(site)
    ada = await site.attendee()
    assert (await put(ada, "dots/1", dots="4")).status_code == 303
    assert (await put(ada, "dots/2", dots="1")).status_code == 303
    assert "You have 0 left" in await said(ada)
    answer = await put(ada, "dots/3", dots="1")
    assert answer.status_code == 409
    assert "All 5 dots are given" in text_of(answer)
    assert (await put(ada, "dots/1", dots="0")).status_code == 303
    assert "You have 4 left" in await said(ada)


@pytest.mark.parametrize("dots", ["-1", "6", "x", "", "99999999999"])
async def test_nonsense_is_no_number_of_dots(site: Site, dots: str) -> None:
    await a_day(site)
    ada = await site.attendee()
    assert (await put(ada, "dots/1", dots=dots)).status_code == 422
    assert "You have 5 left" in await said(ada)


async def test_two_taps_at_once_do_not_both_find_the_last_dot(site: Site) -> None:
    await a_day(site)
    ada = await site.attendee()
    await put(ada, "dots/1", dots="4")
    answers = await asyncio.gather(*(put(ada, f"dots/{number}", dots="1") for number in (2, 3)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "You have 0 left" in await said(ada)


async def test_who_has_not_joined_is_asked_to(site: Site) -> None:
    await a_day(site)
    reader = await site.reader()
    assert "What comes of it" in await said(reader, "/small-camp")
    assert "Join first" in await said(reader)


async def test_dots_are_counted_with_those_on_paper(site: Site) -> None:
    fay = await a_day(site)
    for name, number in (("Ada", "2"), ("Bob", "3")):
        await put(await site.attendee(name), f"dots/{number}", dots="3")
    assert (await put(fay, "paper/2", dots="7")).status_code == 303
    assert (await put(fay, "paper/2", dots="many")).status_code == 422
    assert "6 by 2 people so far" in await said(fay)
    await put(fay, "stage", stage="groups")
    shown = await said(fay)
    assert "13 dots were given." in shown
    assert shown.index("Tests") < shown.index("Naps") < shown.index("Rotas")


async def test_facilitators_join_any_reports_and_hosts_their_own(site: Site) -> None:
    fay = await a_day(site)
    await put(fay, "stage", stage="groups")
    bob, ada = await site.attendee("Bob"), await site.attendee("Ada")
    joined = {"title": "Sleep more", "topic-1": "1", "topic-3": "1"}
    assert (await bob.post(f"{PAGE}/groups", joined)).status_code == 403
    assert (await fay.post(f"{PAGE}/groups", joined)).status_code == 303
    assert (await fay.post(f"{PAGE}/groups", {"topic-2": "1", "title": " "})).status_code == 422
    assert (await fay.post(f"{PAGE}/groups", {"topic-2": "1", "group": "1"})).status_code == 303
    shown = await said(ada)
    assert "Groups that act Sleep more" in shown
    assert "Reports by their dots" not in shown
    await delete(fay, "groups/1/topics/2")
    assert "Reports by their dots Tests" in await said(ada)


async def test_a_group_that_was_taken_apart_comes_back(site: Site) -> None:
    fay = await a_day(site)
    await put(fay, "stage", stage="groups")
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1", "topic-3": "1"})
    answer = await delete(fay, "groups/1")
    assert "“Sleep more” was taken apart. Undo" in await said(fay, answer.headers["location"])
    assert "Groups that act" not in await said(fay)
    await fay.post(f"{PAGE}/groups", {"title": "Nap", "topic-3": "1"})
    await delete(fay, "groups/1/parting")
    shown = await said(fay)
    assert "Sleep more" in shown
    assert "Nap" in shown


async def test_of_two_who_change_a_group_the_second_sees_it(site: Site) -> None:
    fay = await a_day(site)
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1"})
    plan = {"title": "Sleep more", "aim": "Nobody is paged at night.", "owners": "Ada; Bob, Ada", "edits": "0"}
    assert (await put(fay, "groups/1", **plan, due_on="2017-06-01")).status_code == 303
    answer = await put(fay, "groups/1", **{**plan, "aim": "Otherwise."})
    assert answer.status_code == 409
    assert "Otherwise." in answer.text
    assert (await put(fay, "groups/1", title="", edits="1")).status_code == 422
    assert (await put(fay, "groups/1", title="a", edits="1", due_on="soon")).status_code == 422
    shown = await said(fay)
    assert "Nobody is paged at night. Who Ada, Bob By when 1 June 2017" in shown


async def test_the_groups_are_the_write_up_s_last_chapter_once_facilitators_say_so(site: Site) -> None:
    fay = await a_day(site)
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1"})
    await put(fay, "groups/1", title="Sleep more", owners="Ada", edits="0")
    reader = await site.reader()
    for page in ("write-up", "write-up/whole"):
        assert "What comes of it" not in await said(reader, f"/small-camp/{page}")
    assert (await put(await site.attendee("Bob"), "chapter", told="1")).status_code == 403
    await put(fay, "chapter", told="1")
    for page in ("write-up", "write-up/whole"):
        shown = await said(reader, f"/small-camp/{page}")
        assert "What comes of it Sleep more Who Ada From Rotas" in shown
    await put(fay, "chapter", told="0")
    assert "Sleep more" not in await said(reader, "/small-camp/write-up")


async def test_dots_of_what_is_off_the_record_count_nowhere(site: Site) -> None:
    fay = await a_day(site)
    ada = await site.attendee("Ada")
    for number, dots in ((1, "3"), (3, "2")):
        await put(ada, f"dots/{number}", dots=dots)
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1", "topic-3": "1"})
    await put(fay, "chapter", told="1")
    reader = await site.reader()
    assert "From Rotas · Naps Dots 5" in await said(reader, "/small-camp/write-up")
    await fay.post("/small-camp/topics/1/attribution", {"_method": "PUT", "attribution": "off_record"})
    assert "From Naps Dots 2" in await said(reader, "/small-camp/write-up")


async def test_where_names_are_not_told_the_chapter_tells_none(site: Site) -> None:
    fay = await a_day(site)
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1"})
    await fay.post(f"{PAGE}/groups", {"title": "Tests", "topic-2": "1"})
    await put(fay, "groups/1", title="Sleep more", owners="Ada", edits="0")
    await put(fay, "groups/2", title="Tests", aim="Ada Okafor teaches us.", owners="Ada", edits="0")
    await site.attendee("Ada Okafor")
    await put(fay, "chapter", told="1")
    await site.attribute("chatham")
    reader = await site.reader()
    shown = await said(reader, "/small-camp/write-up")
    assert "Sleep more" in shown
    assert "teaches us" not in shown
    assert "Ada" not in shown
    assert "One text waits for a word about names in it." in await said(fay)
    await fay.post("/small-camp/attribution/names", {"_method": "PUT", "words": "Ada Okafor", "decision": "leave_out"})
    assert "teaches us" in await said(reader, "/small-camp/write-up")
    await put(fay, "chapter", told="1", owners_told="1")
    assert "Who Ada" in await said(reader, "/small-camp/write-up")
    await site.attribute("off_record")
    assert "What comes of it" not in await said(reader, "/small-camp/write-up")


async def test_the_sheet_for_the_closing_circle(site: Site) -> None:
    fay = await a_day(site)
    assert "Nobody has given dots yet." in await said(fay, "/small-camp/print/convergence")
    await put(fay, "paper/2", dots="3")
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1"})
    shown = await said(fay, "/small-camp/print/convergence")
    assert "Sleep more" in shown
    assert "In no group 2 Tests 3 dots" in shown
    assert (await (await site.attendee()).get("/small-camp/print/convergence")).status_code == 403


@given(some.text(alphabet="aB ,;é", max_size=40))
def test_owners_are_names_each_once(line: str) -> None:
    owners = owners_in(line)
    assert len(owners) == len(set(owners))
    assert all(owner and owner == owner.strip() and not set(owner) & set(",;") for owner in owners)
    assert owners_in(", ".join(owners)) == owners


async def test_who_leaves_takes_their_dots_along_and_their_name_out_of_the_groups(site: Site) -> None:
    fay = await a_day(site)
    zora = await site.attendee("Zora Quill")
    await put(zora, "dots/1", dots="3")
    await put(await site.attendee("Bob"), "dots/1", dots="1")
    await fay.post(f"{PAGE}/groups", {"title": "Sleep more", "topic-1": "1"})
    await put(fay, "groups/1", title="Sleep more", owners="Zora Quill, Bob", edits="0")
    assert (await zora.post("/small-camp/me", {"_method": "DELETE"})).status_code == 200
    shown = await said(fay)
    assert "Sleep more 1 dot " in shown
    assert "Zora" not in shown
    assert "Bob" in shown


async def test_dots_on_a_card_that_was_taken_down_are_free_again(site: Site) -> None:
    fay = await a_day(site)
    ada = await site.attendee()
    await put(ada, "dots/1", dots="5")
    removed = {"_method": "PUT", "reason": "Twice."}
    assert (await fay.post("/small-camp/topics/1/removal", removed)).status_code == 303
    assert "You have 5 left" in await said(ada)
    assert (await put(ada, "dots/2", dots="5")).status_code == 303


async def test_formats_carry_the_groups_along(site: Site) -> None:
    fay = await a_day(site)
    await fay.post(f"{PAGE}/groups", {"title": "Sleep *more*", "topic-1": "1"})
    await put(fay, "groups/1", title="Sleep *more*", owners="Ada", edits="0", due_on="2017-06-01")
    reader = await site.reader()
    assert "groups" not in (await reader.get("/small-camp/write-up.json")).json()["texts"]
    await put(fay, "chapter", told="1")
    text = (await reader.get("/small-camp/write-up.json")).json()["texts"]["groups"]
    assert "### Sleep \\*more\\*\n\n- Who: Ada\n- By when: 1 June 2017\n- From: [Rotas](" in text["markdown"]
    assert "Sleep *more*" in text["html"]
    assert "What comes of it Sleep *more*" in await said(reader, "/small-camp/write-up/book")
    for file, name in (("write-up.zip", "small-camp-write-up/index.md"), ("write-up.epub", "EPUB/groups.xhtml")):
        archive = zipfile.ZipFile(io.BytesIO((await reader.get(f"/small-camp/{file}")).content))
        assert "Sleep" in archive.read(name).decode()


async def test_now_and_mine_lead_to_it_once_dots_are_handed_out(site: Site) -> None:
    await site.publish(await site.topic("Rotas"), "We talked.")
    fay, ada = await site.facilitator(), await site.attendee()
    for stage, words in (("", ""), ("dots", "Put your dots"), ("groups", "groups that act")):
        if stage:
            await put(fay, "stage", stage=stage)
        for page in ("/small-camp/now", "/small-camp/mine"):
            shown = await said(ada, page)
            assert words in shown
            assert ("What comes of it" in shown or "what comes of it" in shown) == bool(stage)
