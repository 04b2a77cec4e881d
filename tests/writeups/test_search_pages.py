"""Searching over HTTP: what is found, where it leads, what narrows it, and what is never told."""

import re
from datetime import timedelta
from urllib.parse import urlencode

from sqlmodel import select

from app.events.tables import Event
from app.kernel.markdown import render_now
from app.writeups.actions import publish_topic, reindex
from app.writeups.compose import compose
from tests.writeups.conftest import Site
from tests.writeups.test_pages import NOTE, Page, set_event


async def test_hits_lead_to_the_place_and_are_marked(site: Site) -> None:
    await site.publish(await site.topic("DNS", place=(1, 1)), NOTE)
    page = await (await site.reader()).get("/search?q=quorum")
    assert "Consul lost <mark>quorum</mark>." in page.text
    (passage,) = [link for link in Page(page.text).find("a") if "#" in (link["href"] or "") and "1-dns" in link["href"]]
    address, _sign, anchor = (passage["href"] or "").partition("#")
    assert anchor.startswith("p-")
    assert f'<p id="{anchor}">Consul lost quorum.' in (await (await site.reader()).get(address)).text
    assert "Found in 1 write-up" in page.text
    assert Page(page.text).find("li", **{"class": "hit", "data-time": "1"})


async def test_narrowing_by_event_and_tag(site: Site) -> None:
    await site.publish(await site.topic("DNS", tags=("names", "two words")), NOTE)
    await site.publish(await site.topic("Quorum", tags=("raft",)), "Consul, once more.")
    reader = await site.reader()
    both = Page((await reader.get("/search?q=consul")).text)
    assert both.find("a", href="/search?q=consul&tag=raft")
    assert both.find("a", href="/search?q=consul&tag=two+words")
    assert both.find("a", href="/search?q=consul&event=small-camp")
    one = await reader.get("/search?q=consul&tag=two+words")
    assert "DNS" in one.text
    assert ">Quorum<" not in one.text
    assert Page(one.text).find("input", name="tag", value="two words", type="hidden")
    same = await reader.get('/search?q=consul+tag:"two words"')
    assert Page(same.text).find("input", name="q", value="consul")
    assert ">Quorum<" not in same.text
    assert "Nothing on" in (await reader.get("/search?q=consul&event=elsewhere")).text


async def test_a_paragraph_without_an_id_is_found_under_its_heading(site: Site) -> None:
    topic = await site.topic("DNS")
    draft = compose(topic.title, NOTE, render_now(NOTE))
    async with site.hallway.works.begin() as work:
        await publish_topic(work, site.camp.event, topic, draft)
    await reindex(site.hallway.works, site.hallway.markdown)
    page = await (await site.reader()).get("/search?q=quorum")
    assert Page(page.text).find("a", href="/small-camp/write-up/1-dns#h-tools-named")


async def test_a_mistyped_word_is_forgiven_and_that_is_said(site: Site) -> None:
    await site.publish(await site.topic("Terraform"), "Terraform, aaargh.")
    page = await (await site.reader()).get("/search?q=teraform")
    assert "Showing results for <mark>terraform</mark>, instead of <b>teraform</b>." in page.text
    assert "<mark>Terraform</mark>, aaargh." in page.text
    assert Page(page.text).find("a", href="/search?q=%22teraform%22")
    exact = await (await site.reader()).get('/search?q="teraform"')
    assert "Nothing on “teraform”." in exact.text
    assert "Showing results" not in exact.text


async def test_few_hits_are_widened_too(site: Site) -> None:
    for number in range(5):
        await site.publish(await site.topic(f"Card {number}"), "About terraform.")
    await site.publish(await site.topic("Odd"), "About terraforn.")
    page = await (await site.reader()).get("/search?q=terraforn")
    assert "Showing results for <mark>terraform</mark> too, beside <b>terraforn</b>." in page.text
    assert "Found in 6 write-ups" in page.text
    assert page.text.index(">Odd<") < page.text.index(">Card 0<")


async def test_words_of_hidden_events_are_never_told(site: Site) -> None:
    await site.publish(await site.topic("Xylophones", tags=("secretive",), host="Mata Hari"), "A xylophone.")
    await set_event(site.camp, visibility="attendees")
    reader = await site.reader()
    for asked in ("q=xilophone", "q=xylophone", "tag=secretive", "by=mata", "event=small", "tool=x", "before=2099"):
        for path in ("/search", "/search/found"):
            text = (await reader.get(f"{path}?{asked}")).text.replace(asked.partition("=")[2], "")
            assert not re.search("xylo|secretive|mata|small camp", text, re.IGNORECASE), (path, asked)


async def test_what_narrows_is_shown_and_can_be_taken_away(site: Site) -> None:
    note = NOTE + "\n\n- **Tool:** Consul\n\n> It hurts.\n> — Zora Hurston\n"
    await site.publish(await site.topic("DNS", tags=("names",), host="Grace Hopper"), note)
    await site.publish(await site.topic("Quorum"), "Consul, once more.")
    reader = await site.reader()
    words = 'consul tag:names tool:consul by:hopper by:"zora hurston" before:2028 event:"small camp"'
    page = await reader.get("/search?" + urlencode({"q": words}))
    assert ">DNS<" in page.text
    assert ">Quorum<" not in page.text
    assert Page(page.text).find("input", name="q", value="consul")
    rest = "event=small+camp&tag=names&tool=consul&by=hopper&by=zora+hurston"
    assert Page(page.text).find("a", href=f"/search?q=consul&{rest}")
    assert Page(page.text).find("input", type="hidden", name="before", value="2028")
    assert Page(page.text).find("a", href=f"/search?q=consul&{rest.replace('tag=names&', '')}&before=2028")
    assert ">DNS<" not in (await reader.get("/search?before=2027")).text
    assert ">DNS<" not in (await reader.get("/search?by=Turing")).text


async def test_who_was_there_is_not_asked_where_it_may_not_be_told(site: Site) -> None:
    await site.publish(await site.topic("DNS", host="Grace Hopper"), NOTE + "\n\n> Sleep.\n> — Zora\n")
    reader = await site.reader()
    for name in ("grace", "zora"):
        assert ">DNS<" in (await reader.get(f"/search?by={name}")).text
    fay = await site.facilitator()
    await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    for name in ("grace", "zora", "Grace+Hopper"):
        assert ">DNS<" not in (await reader.get(f"/search?by={name}")).text


async def test_tools_are_facets(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE + "\n\n- **Tool:** Consul, for discovery\n")
    page = Page((await (await site.reader()).get("/search?q=quorum")).text)
    assert page.find("h2", id="facet-tool")
    assert page.find("a", href="/search?q=quorum&tool=Consul")
    chosen = Page((await (await site.reader()).get("/search?q=quorum&tool=consul")).text)
    assert chosen.find("a", href="/search?q=quorum", **{"aria-current": "true"})


async def test_whoever_types_gets_the_answer_alone(site: Site) -> None:
    await site.publish(await site.topic("Terraform", tags=("x",)), "Terraform, aaargh.")
    reader = await site.reader()
    found = await reader.get("/search/found?q=terr")
    assert found.status_code == 200
    assert "<mark>Terraform</mark>" in found.text
    assert "<html" not in found.text
    assert "set-cookie" not in found.headers
    assert "Nothing on" in (await reader.get("/search?q=terr")).text
    assert "instead of <b>teraform</b>" in (await reader.get("/search/found?q=teraform")).text


async def test_on_several_days_a_hit_says_its_day(site: Site) -> None:
    await site.publish(await site.topic("DNS", place=(1, 1)), NOTE)
    assert ">11:00</time>" in (await (await site.reader()).get("/search?q=consul")).text
    async with site.hallway.works.begin() as work:
        event = (await work.db.exec(select(Event))).one()
        event.ends_on = event.starts_on + timedelta(days=1)
    assert ">Wed 11:00</time>" in (await (await site.reader()).get("/search?q=consul")).text


async def test_a_facilitator_who_never_joined_searches_what_they_arrange(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE)
    await set_event(site.camp, visibility="attendees")
    assert ">DNS<" in (await (await site.facilitator()).get("/search?q=consul")).text


async def test_pages_of_hits(site: Site) -> None:
    for number in range(12):
        await site.publish(await site.topic(f"Card {number}"), "About consul.")
    reader = await site.reader()
    first, second = await reader.get("/search?q=consul"), await reader.get("/search?q=consul&page=2")
    assert first.text.count('class="hit"') == 10
    assert second.text.count('class="hit"') == 2
    assert Page(first.text).find("a", href="/search?q=consul&page=2", rel="next")
    assert Page(second.text).find("a", href="/search?q=consul", rel="prev")
    for page in ("0", "-1", "x", "99", "²", "9" * 40):
        assert (await reader.get(f"/search?q=consul&page={page}")).status_code == 200


STRANGE = ["", "q=", "q=%00", "q=%FF", "q=%22", "q=tag:", "tag=%00", "event=%00&page=%00", "q=" + "a" * 9000]
STRANGE += ["tool=%00&by=%00", "before=%00", "before=9999-99-99", "by=%22&tool=%27", "q=" + "%22a+" * 2000, "page=0"]


async def test_strange_questions_are_answered(site: Site) -> None:
    await site.publish(await site.topic("DNS", tags=("x",)), NOTE)
    reader = await site.reader()
    for query in STRANGE:
        for path in ("/search", "/search/found"):
            assert (await reader.get(f"{path}?{query}")).status_code == 200, query
