"""Replies: sent by readers, read by who looks after the topic, shown under the page, taken back."""

import asyncio
import re
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlmodel import select

from app.kernel import limits
from app.kernel.markdown.remarks import remark
from app.kernel.security import Keys, VisitState
from app.kernel.work import ChangeRow
from app.people.actions import open_visit
from app.people.tables import Attendance
from app.topics.queries import topic_by_number
from app.topics.tables import Convener, Topic
from app.writeups.actions import withdraw_publication
from app.writeups.replying.rules import MOST_WAITING
from app.writeups.replying.stamps import stamp
from app.writeups.replying.tables import Reply
from tests.samples import NOON
from tests.writeups.conftest import Browser, Site

PAGE, MODERATED, ALL = "/small-camp/write-up/1-restores", "/small-camp/topics/1/replies", "/small-camp/replies"
WORDS = "We test ours every night.\n\nSee https://example.org/tests for how."


class Reader(Browser):
    """Somebody who takes no part, on a device of their own, with a form that was asked for a while ago."""

    def __init__(self, site: Site, key: str = "key-of-rita") -> None:
        super().__init__(site, key)
        self.site, self.key = site, key

    def since(self, seconds: int = 60) -> str:
        keys = Keys(self.site.hallway.settings.signing_secret, secure=False)
        return stamp(VisitState(keys, self.key), 1, NOON - timedelta(seconds=seconds))

    async def reply(self, words: str = WORDS, **fields: str) -> httpx.Response:
        return await self.post(f"{PAGE}/reply", {"name": "Rita", "words": words, "since": self.since(), **fields})


async def published(site: Site, policy: str = "open") -> Browser:
    """A facilitator, who has published a page and lets readers reply to it."""
    await site.attribute(policy)
    topic = await site.topic("Restores", host="Ada")
    await site.publish(topic, "We never tested a restore.")
    fay = await site.facilitator()
    assert (await fay.post(ALL, {"_method": "PUT", "replies": "1"})).status_code == 303
    return fay


async def replies(site: Site) -> list[Reply]:
    async with site.hallway.database.reading() as db:
        return list(await db.exec(select(Reply).order_by(Reply.id)))  # type: ignore[arg-type]


async def settled(browser: Browser, state: str, seen: str, reply_id: int = 1, **fields: str) -> httpx.Response:
    return await browser.post(f"{MODERATED}/{reply_id}", {"_method": "PUT", "state": state, "seen": seen, **fields})


async def test_the_whole_write_up_tells_how_many_replies_each_page_has(site: Site) -> None:
    fay, reader, ada = await published(site), await site.reader(), await _host(site)
    await site.publish(await site.topic("Rotas", host="Bob"), "Nobody is on call.")
    whole, link = "/small-camp/write-up/whole", f'<a href="{PAGE}#replies">'
    await Reader(site).reply()
    for host in (fay, ada):
        assert f'<a href="{MODERATED}">1 reply waits for you' in (await host.get(whole)).text
    for other in (reader, await site.attendee("Bob")):
        assert "replies-counted" not in (await other.get(whole)).text
    await settled(fay, "shown", "waiting")
    for anybody in (reader, fay):
        shown = (await anybody.get(whole)).text
        assert f"{link}1 reply<" in shown
        assert "waits for you" not in shown
    await Reader(site, "another").reply("Twice.", since=Reader(site, "another").since())
    await settled(fay, "shown", "waiting", 2)
    shown = (await reader.get(whole)).text
    assert f"{link}2 replies<" in shown
    assert "every night" not in shown
    assert shown.count("replies-counted") == 1
    await site.attribute("off_record")
    assert "replies-counted" not in (await reader.get(whole)).text


async def test_a_reply_waits_is_shown_and_can_be_hidden_again(site: Site) -> None:
    fay, reader = await published(site), await site.reader()
    assert "none yet" in (await fay.get(ALL)).text
    assert "Nobody has replied yet." in (await reader.get(PAGE)).text
    sent = await Reader(site).reply()
    assert sent.headers["location"] == f"{PAGE}/reply?sent=1#reply-1"
    assert "every night" not in (await reader.get(PAGE)).text
    assert "1 reply waits for you" in (await fay.get(PAGE)).text
    assert "none yet" not in (await fay.get(ALL)).text
    assert "every night" in (await fay.get(MODERATED)).text
    assert (await settled(fay, "shown", "waiting")).status_code == 303
    page = (await reader.get(PAGE)).text
    assert "1 reply</h2>" in page
    assert '<li id="reply-1">' in page
    assert '<a href="https://example.org/tests" rel="nofollow ugc noopener noreferrer">' in page
    assert (await settled(fay, "waiting", "shown")).status_code == 303
    assert "every night" not in (await reader.get(PAGE)).text
    assert (await settled(fay, "declined", "waiting")).status_code == 303
    assert "declined" in (await Reader(site).get(f"{PAGE}/reply")).text
    assert (await settled(fay, "waiting", "declined")).status_code == 303


async def test_what_is_kept_of_a_page_is_anew_at_once_and_carries_nobody_s_token(site: Site) -> None:
    fay, reader = await published(site), await site.reader()
    await Reader(site).reply()
    before = await reader.get(PAGE)
    again = await reader.get(PAGE, if_none_match=before.headers["etag"])
    assert again.status_code == 304
    await settled(fay, "shown", "waiting")
    after = await reader.get(PAGE, if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert "every night" in after.text
    assert "csrf" not in after.text
    assert "set-cookie" not in after.headers
    assert f'href="{PAGE}/reply"' in after.text


async def test_nobody_can_reply_unless_the_event_wants_it(site: Site) -> None:
    topic = await site.topic("Restores", host="Ada")
    await site.publish(topic, "We never tested a restore.")
    reader = Reader(site)
    assert "replies" not in (await reader.get(PAGE)).text
    assert (await reader.get(f"{PAGE}/reply")).status_code == 404
    assert (await reader.reply()).status_code == 404
    assert await replies(site) == []
    fay = await site.facilitator()
    for ticks, shown in (({"replies": "1"}, 200), ({}, 404)):
        await fay.post(ALL, {"_method": "PUT", **ticks})
        assert (await reader.get(f"{PAGE}/reply")).status_code == shown


async def test_what_was_shown_stays_when_no_more_are_wanted(site: Site) -> None:
    fay, rita = await published(site), Reader(site)
    await rita.reply()
    await settled(fay, "shown", "waiting")
    await fay.post(ALL, {"_method": "PUT"})
    page = (await (await site.reader()).get(PAGE)).text
    assert "every night" in page
    assert "Write a reply" not in page
    own = (await rita.get(f"{PAGE}/reply")).text
    assert "takes no replies any more" in own
    assert "Take it back" in own


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"name": "\u202e \u0000"}, 422, "Say who you are"),
        ({"words": " \n\x07 "}, 422, "Write what you want to say."),
        ({"words": "x" * 2001}, 422, "1 character too long"),
        ({"name": "x" * 62}, 422, "2 characters too long"),
        ({"website": "https://casino.example"}, 422, "a field that is not for people"),
        ({"since": ""}, 422, "This form has grown old."),
        ({"since": "1.abc"}, 422, "This form has grown old."),
    ],
)
async def test_what_cannot_be_taken_comes_back_with_its_words(
    site: Site, fields: dict[str, str], status: int, said: str
) -> None:
    await published(site)
    refused = await Reader(site).reply(**{"words": "Kept & whole", **fields})
    assert refused.status_code == status
    text = unescape(refused.text)
    assert said in text
    assert ("Kept & whole" in text) == ("words" not in fields)
    assert "casino" not in text
    assert await replies(site) == []


async def test_faster_than_hands_and_older_than_a_form_are_refused(site: Site) -> None:
    await published(site)
    rita = Reader(site)
    soon = await rita.reply(since=rita.since(1))
    assert soon.status_code == 429
    assert soon.headers["retry-after"] == "2"
    assert rita.since(1) in soon.text
    assert (await rita.reply(since=rita.since(3 * 24 * 3600))).status_code == 422
    assert (await rita.reply(since=Reader(site, "another").since())).status_code == 422
    assert await replies(site) == []
    assert (await rita.reply(since=rita.since(4))).status_code == 303


async def test_controls_are_gone_and_no_mark_means_anything(site: Site) -> None:
    await published(site)
    await Reader(site).reply(
        "a\x00b\x1b[31m\r\n<script>x</script> **b** ![p](https://e.org/p.png)", name="R\u200bita · x"
    )
    [reply] = await replies(site)
    assert reply.words == "ab[31m\n<script>x</script> **b** ![p](https://e.org/p.png)"
    assert reply.name == "Rita - x"
    html = remark(reply.words)
    assert "<script" not in html
    assert "<img" not in html
    assert "**b**" in html


@pytest.mark.parametrize("hostile", ["javascript:alert(1)", "[x](javascript:a)", "//evil.example", "data:text/html,x"])
def test_only_harmless_addresses_become_links(hostile: str) -> None:
    assert "<a" not in remark(hostile)


async def test_one_device_has_few_waiting_also_when_it_sends_them_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(site)
    rita = Reader(site)
    for number in range(4):
        assert (await rita.reply(f"Number {number}")).status_code == 303
    answers = await asyncio.gather(rita.reply("One more"), rita.reply("And one more"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await replies(site)) == MOST_WAITING
    assert (await Reader(site, "key-of-another").reply()).status_code == 303


async def test_many_at_once_are_too_fast_and_other_devices_are_not_meant(site: Site) -> None:
    fay, rita = await published(site), Reader(site)
    for number in range(1, int(limits.REPLIES.burst) + 1):
        assert (await rita.reply(f"Number {number}")).status_code == 303
        await settled(fay, "declined", "waiting", number)
    refused = await rita.reply("Kept all the same")
    assert refused.status_code == 429
    assert "Kept all the same" in refused.text
    assert (await Reader(site, "key-of-another").reply()).status_code == 303


async def test_only_hosts_and_facilitators_decide(site: Site) -> None:
    await published(site)
    await Reader(site).reply()
    bo = await site.attendee("Bo")
    assert (await bo.get(MODERATED)).status_code == 403
    assert (await bo.get(ALL)).status_code == 403
    assert (await settled(bo, "shown", "waiting")).status_code == 403
    host = await _host(site)
    assert "every night" in (await host.get(MODERATED)).text
    assert "Restores" in (await host.get(ALL)).text
    assert 'name="replies"' not in (await host.get(ALL)).text
    assert (await settled(host, "shown", "waiting")).status_code == 303
    assert [reply.state for reply in await replies(site)] == ["shown"]


async def _host(site: Site) -> Browser:
    """A device of whoever hosts the first card."""
    async with site.hallway.works.begin() as work:
        visit_id = await open_visit(work, "key-of-host")
        host = (await work.db.exec(select(Convener.attendee_id).where(Convener.topic_id == 1))).one()
        work.db.add(Attendance(visit_id=visit_id, event_id=site.camp.event_id, attendee_id=host or 0))
    return Browser(site, "key-of-host")


async def test_of_two_who_decide_at_once_the_second_is_told(site: Site) -> None:
    fay = await published(site)
    await Reader(site).reply()
    await settled(fay, "declined", "waiting")
    late = await settled(fay, "shown", "waiting")
    assert late.status_code == 409
    assert "Somebody settled this meanwhile" in late.text
    assert [reply.state for reply in await replies(site)] == ["declined"]


async def test_the_device_that_sent_a_reply_takes_it_back_and_nobody_else(site: Site) -> None:
    fay, rita = await published(site), Reader(site)
    await rita.reply()
    await settled(fay, "shown", "waiting")
    own = f"{PAGE}/reply/1"
    assert (await Reader(site, "key-of-another").post(own, {"_method": "DELETE"})).status_code == 403
    assert (await fay.post(own, {"_method": "DELETE"})).status_code == 403
    assert (await rita.post(own, {"_method": "DELETE"})).status_code == 303
    assert "every night" not in (await (await site.reader()).get(PAGE)).text
    assert "every night" not in (await fay.get(MODERATED)).text
    assert (await settled(fay, "waiting", "shown")).status_code == 409
    assert (await settled(fay, "shown", "taken_back")).status_code == 422
    assert (await rita.post(own, {"_method": "PUT"})).status_code == 303
    assert [reply.state for reply in await replies(site)] == ["waiting"]


async def test_a_withdrawn_page_has_no_replies(site: Site) -> None:
    fay, rita = await published(site), Reader(site)
    await rita.reply()
    await settled(fay, "shown", "waiting")
    async with site.hallway.works.begin() as work:
        await withdraw_publication(work, await topic_by_number(work.db, site.camp.event_id, 1))
    for address in (PAGE, f"{PAGE}/reply"):
        gone = await rita.get(address)
        assert gone.status_code == 410
        assert "every night" not in gone.text
    assert (await rita.reply("More")).status_code == 410
    assert (await rita.post(f"{PAGE}/reply/1", {"_method": "DELETE"})).status_code == 303


async def test_no_log_says_what_was_written(site: Site) -> None:
    fay = await published(site)
    await Reader(site).reply()
    await settled(fay, "shown", "waiting")
    async with site.hallway.database.reading() as db:
        payloads = "".join(row.payload for row in await db.exec(select(ChangeRow)))
    assert "night" not in payloads
    assert "Rita" not in payloads
    told = (await fay.get("/small-camp/history")).text
    assert "lets readers reply" in told


async def test_an_old_slug_leads_to_the_form(site: Site) -> None:
    await published(site)
    moved = await Reader(site).get("/small-camp/write-up/1-old/reply")
    assert moved.headers["location"] == f"{PAGE}/reply"


async def test_an_earlier_edition_shows_none(site: Site) -> None:
    fay = await published(site)
    await site.publish(await topic(site), "We tested one.")
    await Reader(site).reply()
    await settled(fay, "shown", "waiting")
    assert "every night" not in (await (await site.reader()).get(f"{PAGE}?edition=1")).text


async def topic(site: Site) -> Topic:
    async with site.hallway.database.reading() as db:
        return await topic_by_number(db, site.camp.event_id, 1)


async def test_words_that_are_taken_out_go_from_replies_too(site: Site) -> None:
    fay = await published(site)
    await Reader(site).reply("They say the vendor lied.")
    await settled(fay, "shown", "waiting")
    at, words = "/small-camp/topics/1/redaction", {"words": "the vendor lied"}
    looked = (await fay.post(at, words)).text
    assert "Reply" in looked
    done = await fay.post(at, {"_method": "PUT", **words, "marked": "1"})
    assert done.status_code in (200, 303)
    assert [reply.words for reply in await replies(site)] == ["They say [withdrawn]."]
    page = (await (await site.reader()).get(PAGE)).text
    assert "the vendor lied" not in page
    assert "They say [withdrawn]." in page


async def test_news_are_on_no_sheet_of_paper_and_not_on_the_wall(site: Site) -> None:
    fay = await published(site)
    await fay.post("/small-camp/join", {"name": "Fay"})
    await Reader(site).reply()
    assert "1 reply waits for you." in (await fay.get("/small-camp/print")).text
    for seen_by_all in ("print/cards", "print/board", "print/doors", "print/join", "projector"):
        assert "for you." not in (await fay.get(f"/small-camp/{seen_by_all}")).text, seen_by_all


async def test_hosts_and_facilitators_hear_of_what_waits_until_they_have_seen_it(site: Site) -> None:
    await published(site)
    host = await _host(site)
    await site.topic("Calm", host="Bo")
    other = await site.attendee("Cleo")
    assert "replies wait" not in (await host.get("/small-camp/news")).text
    await Reader(site).reply()
    await Reader(site).reply("Once more.")
    news = (await host.get("/small-camp/news")).text
    assert "2 replies wait for you." in news
    assert f'href="{MODERATED}"' in news
    assert "for you." not in (await other.get("/small-camp/news")).text
    keys = re.findall(r'name="keys" value="([^"]*)"', news)
    revision = re.findall(r'name="revision" value="([^"]*)"', news)
    await host.post("/small-camp/news/seen", {"_method": "PUT", "keys": keys[0], "revision": revision[0]})
    assert "replies wait" not in (await host.get("/small-camp/news")).text
    await Reader(site).reply("And again.")
    assert "3 replies wait for you." in (await host.get("/small-camp/news")).text


async def test_a_facilitator_who_takes_part_hears_of_every_topic_s(site: Site) -> None:
    fay = await published(site)
    await fay.post("/small-camp/join", {"name": "Fay"})
    await Reader(site).reply()
    assert "1 reply waits for you." in (await fay.get("/small-camp/news")).text
    await settled(fay, "shown", "waiting")
    assert "reply waits" not in (await fay.get("/small-camp/news")).text
