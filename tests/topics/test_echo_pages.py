"""Linking echoes on pages: by hosts and facilitators, in one tap, with and without a card that is there already."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from app.events.actions import change_phase, create_event
from app.topics.actions import propose_topic
from app.topics.forms import Proposal
from tests.samples import DAY, PLAN
from tests.visitors import Gathering, Visitor, link_to, text_of

LAST_YEAR = DAY - timedelta(days=365)
ECHO = "/small-camp/topics/1/echoes/last-year/1"


@pytest.fixture
async def with_earlier(gathered: Gathering) -> Gathering:
    """Last year there was a topic on monorepos; this year Ada hosts another."""
    await earlier(gathered, "last-year", "Monorepos for everybody")
    return gathered


async def earlier(gathered: Gathering, slug: str, title: str, **settings: str) -> None:
    plan = replace(PLAN, slug=slug, name=slug, starts_on=LAST_YEAR, ends_on=LAST_YEAR, timeslots=())
    async with gathered.works.begin() as work:
        event = await create_event(work, plan)
        await change_phase(work, event, "open")
        await propose_topic(work, event, Proposal(title, name="Zora"), None)
        for name, value in settings.items():
            setattr(event, name, value)
        work.db.add(event)


async def host(gathered: Gathering, title: str = "Monorepos, again", **ticked: str) -> Visitor:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title=title, anyway="1", **ticked)
    return ada


def years(page: str) -> list[str]:
    return re.findall(r'<span class="year">(\d+)</span>', page.partition('class="chain"')[2].partition("</ol>")[0])


async def test_a_host_links_what_is_suggested_and_takes_it_back(with_earlier: Gathering) -> None:
    ada = await host(with_earlier)
    card = await ada.get("/small-camp/topics/1")
    assert f'action="{ECHO}"' in card.text
    assert years(card.text) == []
    linked = await ada.submit(ECHO, "PUT")
    assert linked.headers["location"] == "/small-camp/topics/1#echoes"
    card = await ada.get("/small-camp/topics/1")
    assert years(card.text) == ["2026", "2027"]
    assert "Unlink" in text_of(card)
    assert "Zora" in text_of(card)
    assert years((await ada.get("/last-year/topics/1")).text) == ["2026", "2027"]
    await ada.submit(ECHO, "DELETE")
    card = await ada.get("/small-camp/topics/1")
    assert (years(card.text), f'action="{ECHO}"' in card.text) == ([], True)


async def test_whoever_does_not_host_it_reads_the_chain_and_links_nothing(with_earlier: Gathering) -> None:
    ada = await host(with_earlier)
    noor, reader = await with_earlier.attendee("Noor"), with_earlier.reader()
    assert (await noor.submit_as_script(ECHO, "PUT")).status_code == 403
    await ada.submit(ECHO, "PUT")
    for visitor in (noor, reader):
        card = await visitor.get("/small-camp/topics/1")
        assert years(card.text) == ["2026", "2027"]
        assert "/echoes/" not in card.text
    assert (await noor.submit_as_script(ECHO, "DELETE")).status_code == 403


async def test_what_is_ticked_while_a_card_is_written_is_linked_with_it(with_earlier: Gathering) -> None:
    similar = await with_earlier.reader().get("/small-camp/topics/similar?title=Monorepos")
    assert 'name="echo-1-last-year"' in similar.text
    ada = await host(with_earlier, **{"echo-1-last-year": "1", "echo-7-last-year": "1", "echo-1-nowhere": "1"})
    assert years((await ada.get("/small-camp/topics/1")).text) == ["2026", "2027"]


async def test_a_form_that_comes_back_keeps_what_was_ticked(with_earlier: Gathering) -> None:
    ada = await with_earlier.attendee("Ada")
    page = await ada.submit("/small-camp/topics", title="", **{"echo-1-last-year": "1"})
    assert page.status_code == 422
    assert '<input type="hidden" name="echo-1-last-year" value="1">' in page.text


async def test_a_facilitator_links_where_the_note_is_published(with_earlier: Gathering) -> None:
    await host(with_earlier)
    facilitator = await with_earlier.facilitator()
    assert f'action="{ECHO}"' in (await facilitator.get("/small-camp/topics/1/publication")).text
    linked = await facilitator.submit(ECHO, "PUT", back="publication")
    assert linked.headers["location"] == "/small-camp/topics/1/publication#echoes"
    assert years((await facilitator.get("/small-camp/topics/1/publication")).text) == ["2026", "2027"]


async def test_what_somebody_may_not_see_is_neither_suggested_nor_linked(gathered: Gathering) -> None:
    await earlier(gathered, "guests", "Monorepos among us", visibility="attendees")
    await earlier(gathered, "secret", "Monorepos off the record", attribution="off_record")
    ada = await host(gathered)
    assert "/echoes/" not in (await ada.get("/small-camp/topics/1")).text
    assert (await ada.submit("/small-camp/topics/1/echoes/guests/1", "PUT")).status_code == 404
    assert (await ada.submit("/small-camp/topics/1/echoes/secret/1", "PUT")).status_code == 409
    assert (await ada.submit("/small-camp/topics/1/echoes/nowhere/1", "PUT")).status_code == 404


async def test_under_chatham_house_the_chain_tells_no_names(with_earlier: Gathering) -> None:
    await earlier(with_earlier, "chatham", "Monorepos in a house", attribution="chatham")
    ada = await host(with_earlier)
    await ada.submit("/small-camp/topics/1/echoes/chatham/1", "PUT")
    card = await ada.get("/small-camp/topics/1")
    assert link_to("/chatham/topics/1", card)
    assert "Zora" not in text_of(card).partition("Over the years")[2].partition("Talked about before")[0]


CHOOSE = "/small-camp/topics/1/echoes"


async def test_any_earlier_topic_is_found_by_its_words_and_by_its_address(with_earlier: Gathering) -> None:
    await earlier(with_earlier, "long-ago", "How we keep all of our code in one place")
    ada = await host(with_earlier)
    assert link_to(CHOOSE, await ada.get("/small-camp/topics/1"))
    of = "/small-camp/topics/1/echoes/long-ago/1"
    asked = ("code place", "pla COD", "/long-ago/topics/1", "http://a.example/long-ago/write-up/1-how?edition=1#h-x")
    for words in asked:
        assert f'action="{of}"' in (await ada.get(f"{CHOOSE}?q={quote(words)}")).text, words
    assert f'action="{ECHO}"' in (await ada.get(f"{CHOOSE}?q=monorepo")).text
    await ada.submit(of, "PUT")
    for number, event in ((1, "small-camp"), (1, "long-ago")):
        assert years((await ada.get(f"/{event}/topics/{number}")).text) == ["2026", "2027"]
    page = await ada.get(f"{CHOOSE}?q=code")
    assert ("No earlier topic is called so" in page.text, years(page.text)) == (True, ["2026", "2027"])
    await ada.submit(of, "DELETE")
    assert years((await ada.get(CHOOSE)).text) == []


async def test_what_is_not_earlier_or_may_not_be_seen_is_not_found(with_earlier: Gathering) -> None:
    await earlier(with_earlier, "guests", "Monorepos among us", visibility="attendees")
    await earlier(with_earlier, "secret", "Monorepos off the record", attribution="off_record")
    ada = await host(with_earlier)
    await ada.submit("/small-camp/topics", title="Something else", anyway="1")
    own = ("/small-camp/topics/1", "/small-camp/topics/2")
    for words in (
        *own,
        "/guests/topics/1",
        "/secret/topics/1",
        "/nowhere/topics/1",
        "/last-year/topics/9",
        "us",
        "%00",
    ):
        page = await ada.get(f"{CHOOSE}?q={words}")
        assert (page.status_code, f'action="{CHOOSE}/' in page.text) == (200, False), words
    found = (await ada.get(f"{CHOOSE}?q=monorepos")).text
    assert re.findall(rf'action="{CHOOSE}/([^"]+)"', found) == ["last-year/1"]


async def test_only_hosts_and_facilitators_look_for_one(with_earlier: Gathering) -> None:
    await host(with_earlier)
    for visitor in (await with_earlier.attendee("Noor"), with_earlier.reader()):
        assert (await visitor.get(CHOOSE)).status_code == 403
    facilitator = await with_earlier.facilitator()
    assert link_to(f"{CHOOSE}?back=publication", await facilitator.get("/small-camp/topics/1/publication"))
    page = (await facilitator.get(f"{CHOOSE}?q=monorepos&back=publication")).text
    assert '<input type="hidden" name="back" value="publication"><button' in page
