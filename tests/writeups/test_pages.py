"""The write-up over HTTP: reading, publishing, searching, and what is refused."""

import json
import re
from html.parser import HTMLParser

import pytest

from tests.samples import Camp
from tests.writeups.conftest import Site

NOTE = "DNS was never made for this.\n\n## Tools named\n\nConsul lost quorum.\n\n## What next\n\nSleep."
HOSTILE = "</script><script>alert('x')</script><img src=x onerror=alert(1)> & \" '"


class Page(HTMLParser):
    """What stands in a page: its elements with their attributes, and the linked data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_data = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]


# --- publishing ---------------------------------------------------------------------------------------------


async def test_a_facilitator_publishes_and_readers_read(site: Site) -> None:
    await site.topic("DNS for discovery", NOTE, place=(1, 1), tags=("dns",))
    fay, reader = await site.facilitator(), await site.reader()
    shown = await fay.get("/small-camp/topics/1/publication")
    assert shown.status_code == 200
    assert "Consul lost quorum" in shown.text
    seen = Page(shown.text).find("input", name="seen")[0]["value"] or ""
    done = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT", "seen": seen})
    assert done.status_code == 303
    assert done.headers["location"] == "/small-camp/write-up/1-dns-for-discovery"
    page = await reader.get("/small-camp/write-up/1-dns-for-discovery")
    assert page.status_code == 200
    for expected in ("Consul lost quorum", "Hosted by", "Ada", "11:00", "Library", 'href="/search?tag=dns"'):
        assert expected in page.text


MARKED = "Well.\n\n- **Agreed:** We try it\n- **Tool:** [Consul](https://x)\n- [x] **Zora:** asks\n"


async def test_what_was_agreed_and_who_does_what_stand_beside_the_text(site: Site) -> None:
    await site.publish(await site.topic("DNS"), MARKED)
    page = (await (await site.reader()).get("/small-camp/write-up/1-dns")).text.partition("<article")[0]
    for expected in ("What was agreed", "<li>We try it</li>", ">Consul</a></li>", "Who does what", "<b>Zora</b> asks"):
        assert expected in page
    await site.attribute("chatham")
    page = (await (await site.reader()).get("/small-camp/write-up/1-dns")).text.partition("<article")[0]
    assert "What is to be done" in page
    assert "Zora" not in page


async def test_a_correction_says_what_changed_and_keeps_the_old_edition(site: Site) -> None:
    topic = await site.topic("DNS", "It is never cached.")
    fay = await site.facilitator()
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    await site.write(topic, "It is always cached.")
    form = await fay.get("/small-camp/topics/1/publication")
    assert "Publish edition 2" in form.text
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT", "change_note": "One word <b>put</b> right"})
    now = await fay.get("/small-camp/write-up/1-dns")
    assert "always cached" in now.text
    assert "One word &lt;b&gt;put&lt;/b&gt; right" in now.text
    before = await fay.get("/small-camp/write-up/1-dns?edition=1")
    assert "never cached" in before.text
    assert "This is edition 1" in before.text
    assert (
        Page(before.text).find("link", rel="canonical")[0]["href"]
        == "http://testserver.local/small-camp/write-up/1-dns"
    )
    assert Page(before.text).find("meta", name="robots", content="noindex")


async def test_the_text_that_was_seen_is_the_text_that_is_published(site: Site) -> None:
    topic = await site.topic("DNS", "It is cached.")
    fay = await site.facilitator()
    seen = Page((await fay.get("/small-camp/topics/1/publication")).text).find("input", name="seen")[0]["value"] or ""
    await site.write(topic, "It is cached. Ada said so.")
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT", "seen": seen})
    assert refused.status_code == 409
    assert "written on since you looked" in refused.text
    assert "Ada said so" in refused.text
    assert (await fay.get("/small-camp/write-up/1-dns")).status_code == 404


async def test_an_empty_note_is_not_published(site: Site) -> None:
    await site.topic("DNS")
    fay = await site.facilitator()
    assert "nothing to publish yet" in (await fay.get("/small-camp/topics/1/publication")).text
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    assert refused.status_code == 422
    assert "nothing to publish yet" in refused.text


async def test_a_change_note_that_is_too_long_comes_back(site: Site) -> None:
    topic = await site.topic("DNS", "It is never cached.")
    fay = await site.facilitator()
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    await site.write(topic, "It is always cached.")
    long = "x" * 201
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT", "change_note": long})
    assert refused.status_code == 422
    assert "1 character too long" in refused.text
    assert Page(refused.text).find("input", name="change_note")[0]["value"] == long


async def test_publishing_the_same_again_is_refused(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    fay = await site.facilitator()
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 409


async def test_only_facilitators_publish(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    for browser in (await site.attendee(), await site.reader()):
        assert (await browser.get("/small-camp/topics/1/publication")).status_code == 403
        for method in ("PUT", "DELETE"):
            refused = await browser.post("/small-camp/topics/1/publication", {"_method": method})
            assert refused.status_code == 403
    assert (await (await site.reader()).get("/small-camp/write-up/1-dns")).status_code == 404


async def test_no_publishing_without_the_form_token(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    fay = await site.facilitator()
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"}, token=False)
    assert refused.status_code == 403


async def test_off_the_record(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    await site.camp.attribute("off_record")
    fay = await site.facilitator()
    assert "Off the record" in (await fay.get("/small-camp/topics/1/publication")).text
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 403


async def test_a_withdrawn_page_says_so(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    fay, reader = await site.facilitator(), await site.reader()
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "DELETE"})).status_code == 303
    for path in ("1-dns", "1-dns?edition=1", "1-old-slug"):
        gone = await reader.get(f"/small-camp/write-up/{path}")
        assert gone.status_code == 410
        assert "has been withdrawn" in gone.text
        assert "cached" not in gone.text
    assert "DNS" not in (await reader.get("/search?q=cached")).text


# --- reading ------------------------------------------------------------------------------------------------


async def test_a_stale_address_leads_to_the_right_one(site: Site) -> None:
    await site.publish(await site.topic("DNS for discovery"), NOTE)
    reader = await site.reader()
    for page in ("1", "1-", "1-old-title", "01-dns-for-discovery", "1-DNS-for-discovery"):
        moved = await reader.get(f"/small-camp/write-up/{page}?edition=1")
        assert moved.status_code == 301
        assert moved.headers["location"] == "/small-camp/write-up/1-dns-for-discovery?edition=1"


async def test_an_unknown_page_helps(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE)
    reader = await site.reader()
    for page in ("2-dns", "dns", "0", "1-dns?edition=7", "99999999999999999999-x", "-1"):
        unknown = await reader.get(f"/small-camp/write-up/{page}")
        assert unknown.status_code == 404
        assert Page(unknown.text).find("a", href="/search")


async def test_a_strange_edition_is_the_one_that_stands(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE)
    reader = await site.reader()
    for edition in ("", "x", "1", "-1", "²", "9" * 30):
        assert (await reader.get(f"/small-camp/write-up/1-dns?edition={edition}")).status_code == 200


async def test_headings_can_be_linked_to(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE)
    page = Page((await (await site.reader()).get("/small-camp/write-up/1-dns")).text)
    assert page.find("h2", id="h-tools-named")
    (permalink,) = page.find("a", **{"class": "perma", "href": "#h-tools-named"})
    assert permalink["aria-label"] == "Link to “Tools named”"
    assert len(page.find("a", href="#h-tools-named")) == 2


async def test_the_neighbours_in_the_day(site: Site) -> None:
    for title, place in (("Late", (4, 0)), ("Early", (1, 0)), ("Keynote", (0, None)), ("Nowhere", None)):
        await site.publish(await site.topic(title, place=place), "Text.")
    page = Page((await (await site.reader()).get("/small-camp/write-up/2-early")).text)
    assert [link["href"] for link in page.find("a", rel="prev")] == ["/small-camp/write-up/3-keynote"]
    assert [link["href"] for link in page.find("a", rel="next")] == ["/small-camp/write-up/1-late"]


async def test_a_browser_that_has_the_page_gets_no_second_copy(site: Site) -> None:
    topic = await site.topic("DNS")
    await site.publish(topic, NOTE)
    reader = await site.reader()
    first = await reader.get("/small-camp/write-up/1-dns")
    again = await reader.get("/small-camp/write-up/1-dns", if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    await site.publish(topic, NOTE + " More.")
    assert (await reader.get("/small-camp/write-up/1-dns", if_none_match=first.headers["etag"])).status_code == 200


async def test_reading_sets_no_cookie_and_needs_no_script(site: Site) -> None:
    await site.publish(await site.topic("DNS"), NOTE)
    reader = await site.reader()
    for path in ("/small-camp/write-up", "/small-camp/write-up/1-dns", "/search", "/search?q=dns"):
        answer = await reader.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert_no_foreign_script(Page(answer.text))
        assert ("/search" in path) or not Page(answer.text).find("script", type="module")


async def test_hostile_words_are_only_words(site: Site) -> None:
    topic = await site.topic(HOSTILE[:119], host=HOSTILE[:59], tags=("<b>tag",))
    await site.publish(topic, f"{HOSTILE}\n\n## {HOSTILE}\n\n## Two")
    reader = await site.reader()
    url = (await reader.get("/small-camp/write-up/1")).headers["location"]
    for path in (url, "/small-camp/write-up", "/search?q=alert", f"/search?q={HOSTILE}&tag={HOSTILE}&event={HOSTILE}"):
        page = Page((await reader.get(path)).text)
        assert not page.find("img")
        assert not page.find("b", src="x")
        for _tag, attributes in page.elements:
            assert not any(name.startswith("on") for name in attributes)
        assert_no_foreign_script(page)
    data = json.loads(Page((await reader.get(url)).text).data)
    assert data["headline"] == HOSTILE[:119]
    assert data["contributor"] == [{"@type": "Person", "name": HOSTILE[:59].strip()}]


async def test_what_machines_read(site: Site) -> None:
    await site.publish(await site.topic("DNS", place=(1, 1), tags=("dns",)), NOTE)
    html = (await (await site.reader()).get("/small-camp/write-up/1-dns")).text
    page, url = Page(html), "http://testserver.local/small-camp/write-up/1-dns"
    assert page.find("link", rel="canonical") == [{"rel": "canonical", "href": url}]
    assert page.find("meta", name="description")[0]["content"] == "DNS was never made for this."
    assert page.find("meta", property="og:url")[0]["content"] == url
    data = json.loads(page.data)
    assert (data["@type"], data["version"], data["url"]) == ("Article", 1, url)
    assert data["about"]["startDate"] == "2027-03-17T11:00:00+00:00"
    assert data["keywords"] == ["dns"]
    assert not page.find("meta", name="robots")


async def test_under_the_chatham_house_rule_nobody_is_named(site: Site) -> None:
    await site.camp.attribute("chatham")
    await site.publish(await site.topic("DNS", host="Grace Hopper", place=(1, 1)), NOTE)
    reader = await site.reader()
    for path in ("/small-camp/write-up/1-dns", "/small-camp/write-up", "/search?q=consul", "/search?q=grace+hopper"):
        assert "Grace Hopper" not in (await reader.get(path)).text
    page = await reader.get("/small-camp/write-up/1-dns")
    assert "Chatham House Rule" in page.text
    assert json.loads(Page(page.text).data)["contributor"] == []


async def test_an_event_by_link_is_not_for_search_engines(site: Site) -> None:
    await set_event(site.camp, visibility="link")
    await site.publish(await site.topic("DNS"), NOTE)
    reader = await site.reader()
    for path in ("/small-camp/write-up", "/small-camp/write-up/1-dns"):
        assert Page((await reader.get(path)).text).find("meta", name="robots", content="noindex")
    assert "DNS" not in (await reader.get("/search?q=consul")).text
    assert "DNS" in (await reader.get("/search?q=consul&event=small-camp")).text


async def test_an_event_for_attendees_is_read_and_found_by_them_alone(site: Site) -> None:
    await set_event(site.camp, visibility="attendees")
    await site.publish(await site.topic("DNS"), NOTE)
    reader, ada = await site.reader(), await site.attendee("Bea")
    assert (await reader.get("/small-camp/write-up/1-dns")).status_code == 403
    assert (await ada.get("/small-camp/write-up/1-dns")).status_code == 200
    for words in ("/search?q=consul", "/search?q=consul&event=small-camp", "/search", "/search?q=konsul"):
        found = await reader.get(words)
        assert found.status_code == 200
        assert "DNS" not in found.text
        assert "Small Camp" not in found.text
    assert "DNS" in (await ada.get("/search?q=consul")).text


# --- the event's write-up -----------------------------------------------------------------------------------


async def test_the_write_up_of_an_event(site: Site) -> None:
    await set_event(site.camp, intro="A *small* camp.", closing="Goodbye.", thanks="Photos: Kim <script>")
    for title, place in (("Late", (4, 0)), ("Keynote", (0, None)), ("Early", (1, 0)), ("Beside", (1, 1))):
        await site.publish(await site.topic(title, place=place), f"About {title}.")
    await site.topic("Unwritten", place=(2, 0))
    await site.topic("Never held")
    page = await (await site.reader()).get("/small-camp/write-up")
    text = re.sub(r"\s+", " ", page.text)
    order = ["A <em>small</em> camp.", ">Keynote<", ">Early<", ">Beside<", ">Late<", ">Unwritten<", "Goodbye."]
    places = [text.index(words) for words in [*order, "Photos: Kim &lt;script&gt;"]]
    assert places == sorted(places)
    assert "Never held" not in text
    assert "About Early." in text
    assert text.count('class="slot"') == 3


async def test_an_event_without_write_ups_invites(site: Site) -> None:
    page = await (await site.reader()).get("/small-camp/write-up")
    assert page.status_code == 200
    assert "Nothing is written up yet" in page.text
    assert Page(page.text).find("meta", name="robots", content="noindex")


async def test_an_unknown_event(site: Site) -> None:
    assert (await (await site.reader()).get("/nowhere/write-up")).status_code == 404


def assert_no_foreign_script(page: Page) -> None:
    for script in page.find("script"):
        ours = re.fullmatch(r"/static/(search|chunk)-[0-9A-Z]{8}\.js", script.get("src") or "")
        assert ours or script["type"] == "application/ld+json"


async def set_event(camp: Camp, **values: str) -> None:
    for name, value in values.items():
        setattr(camp.event, name, value)
    async with camp.works.begin() as work:
        await work.db.merge(camp.event)


# --- all of it on one page ------------------------------------------------------------------------------------


async def test_the_whole_write_up_stands_on_one_page_in_the_order_of_the_day(site: Site) -> None:
    await site.publish(await site.topic("Late", place=(2, 1)), "## Said\n\nOne.[^1]\n\n[^1]: A note")
    await site.publish(await site.topic("Early", place=(1, 1)), "## Said\n\nTwo.[^1]\n\n[^1]: A note")
    await site.publish(await site.topic("Never placed"), "Three.")
    reader = await site.reader()
    assert 'href="/small-camp/write-up/whole"' in (await reader.get("/small-camp/write-up")).text
    page = (await reader.get("/small-camp/write-up/whole")).text
    assert re.findall(r"Two|One|Three", page.partition("<article")[2]) == ["Two", "One", "Three"]
    parsed = Page(page)
    ids = [attrs["id"] for _tag, attrs in parsed.elements if attrs.get("id")]
    assert len(ids) == len(set(ids))
    inner = {(href or "")[1:] for href in (a.get("href") for a in parsed.find("a")) if (href or "").startswith("#")}
    assert {"t1-h-said", "t1-fn1", "t1-fnref1", "t2-fn1"} <= inner | set(ids)
    assert inner <= set(ids)
    assert '<h3 id="t1-h-said">Said</h3>' in page
    assert parsed.find("meta", name="robots")[0]["content"] == "noindex"
    assert parsed.find("link", rel="canonical")[0]["href"] == "http://testserver.local/small-camp/write-up"


async def test_what_is_too_long_for_one_page_is_read_on_its_own(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.writeups.queries.LONGEST_WHOLE", 200)
    await site.publish(await site.topic("Long"), "word " * 100)
    await site.publish(await site.topic("Short"), "Little.")
    page = (await (await site.reader()).get("/small-camp/write-up/whole")).text
    assert "Little." in page
    assert 'href="/small-camp/write-up/1-long">This is long' in page
    assert page.count("word ") < 100


async def test_an_empty_write_up_has_an_empty_whole(site: Site) -> None:
    page = await (await site.reader()).get("/small-camp/write-up/whole")
    assert page.status_code == 200
    assert "Nothing is written up yet." in page.text


# --- several at once --------------------------------------------------------------------------------------------


async def test_several_are_published_at_once_and_one_that_cannot_be_keeps_back_no_other(site: Site) -> None:
    for title in ("Ready", "Not chosen", "Named"):
        await site.topic(title, "Something." if title != "Named" else "Ada said it.", place=None)
    await site.topic("Empty")
    published = await site.topic("Published", "Something.")
    await site.publish(published, "Something.")
    fay = await site.facilitator()
    await site.attribute("chatham")
    shown = await fay.get("/small-camp/publications")
    assert shown.status_code == 200, shown.text
    page = Page(shown.text)
    chosen = {box["name"] for box in page.find("input", type="checkbox") if "checked" in box}
    assert chosen == set(), "what is not in review is chosen by hand, or all at once"
    page = Page((await fay.get("/small-camp/publications?choose=all")).text)
    chosen = {box["name"] for box in page.find("input", type="checkbox") if "checked" in box}
    assert chosen == {"topic-1", "topic-2", "topic-3"}
    assert [box["name"] for box in page.find("input", type="checkbox") if "disabled" in box] == ["topic-5"]
    fields = {"_method": "PUT", "topic-1": "on", "topic-3": "on", "topic-99": "on", "topic-x": "on"}
    done = await fay.post("/small-camp/publications", fields)
    assert done.status_code == 200
    assert "1 is published." in done.text
    assert "1 name stands in the text." in done.text
    contents = (await (await site.reader()).get("/small-camp/write-up")).text
    assert "/write-up/1-ready" in contents
    assert "/write-up/2-" not in contents
    assert "/write-up/3-" not in contents


async def test_a_script_that_publishes_is_told_what_became_of_each(site: Site) -> None:
    await site.topic("Ready", "Something.")
    fay = await site.facilitator()
    fields = {"_method": "PUT", "topic-1": "on", "topic-7": "on"}
    done = await fay.post("/small-camp/publications", fields, accept="application/json")
    [one, other] = done.json()
    assert one == {"number": 1, "url": "/small-camp/write-up/1-ready", "why": ""}
    assert (other["number"], other["url"]) == (7, "")
    assert other["why"]


async def test_only_facilitators_see_what_can_be_published(site: Site) -> None:
    assert (await (await site.attendee()).get("/small-camp/publications")).status_code == 403
    page = await (await site.facilitator()).get("/small-camp/publications")
    assert "Nothing is written yet" in page.text
