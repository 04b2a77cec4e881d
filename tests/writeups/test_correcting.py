"""The correction window: links, words put otherwise or withdrawn, and that nobody learns by it who else is quoted."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from sqlmodel import select

from app.kernel.logs import masked
from app.kernel.work import ChangeRow
from app.notes.queries import note_of, text_of
from app.people.actions import join_event
from app.topics.queries import topic_by_number
from app.topics.tables import Topic
from app.writeups.correcting.losing import Lost, lost_of
from app.writeups.correcting.quotations import carried_as_far, carried_over, own_words, reworded, without_quotations
from app.writeups.correcting.tables import Correction
from app.writeups.marks import Quotation
from app.writeups.tables import Edition
from tests.samples import NOON
from tests.writeups.conftest import Browser, Site

NOTE = """Well.

> We never tested
> a restore
>
> — Zora Quill

Somebody asked why.

> It was always green
> — Bo Tal

End.
"""
AT, PAGE, PRESS = (
    "/small-camp/topics/1/corrections",
    "/small-camp/write-up/1-restores",
    "/small-camp/topics/1/publication",
)
ZORA, BO = Quotation("We never tested a restore", "Zora Quill"), Quotation("It was always green", "Bo Tal")


# --- texts --------------------------------------------------------------------------------------------------


def test_a_quotation_is_left_out_with_whose_it_is_and_nothing_else() -> None:
    left = without_quotations(NOTE, [ZORA])
    assert left == "Well.\n\nSomebody asked why.\n\n> It was always green\n> — Bo Tal\n\nEnd."
    assert without_quotations(left, [ZORA]) == left
    assert without_quotations(NOTE, [Quotation(ZORA.words, "Bo Tal")]) == NOTE


def test_what_goes_on_below_a_quotation_belongs_to_it() -> None:
    assert without_quotations("> We never tested\na restore\n\nEnd.", [Quotation("We never tested")]) == "End."


def test_a_letter_put_right_since_gives_nothing_back() -> None:
    again = NOTE.replace("never tested", "never, tested").replace("restore", "restored")
    assert "tested" not in without_quotations(again, [ZORA])


def test_other_words_keep_whose_they_are() -> None:
    said = reworded(NOTE, ZORA, "We tested\nonce")
    assert said is not None
    assert "> We tested\n> once\n>\n> — Zora Quill\n\nSomebody" in said
    assert reworded(NOTE, Quotation("Nothing of it", "Zora Quill"), "x") is None


def test_where_nothing_says_whose_words_they_are_the_note_does() -> None:
    told = "> We never tested\n> a restore\n\n> It was always green"
    assert own_words("zora quill", told, NOTE) == [Quotation(ZORA.words)]
    assert own_words("Zora Quill", NOTE, NOTE) == [ZORA]
    assert own_words("Ada", told, NOTE) == []


def test_a_change_is_carried_over_to_a_text_that_says_more() -> None:
    before, after = "One\ntwo\nthree", "One\n2\nthree\nfour"
    assert carried_over("Zero\nOne\ntwo\nthree\nfive", before, after) == "Zero\nOne\n2\nthree\nfour\nfive"
    assert carried_over("One\nthree", before, after) is None


def test_what_has_no_place_any_more_keeps_back_nothing_else() -> None:
    before, after = "Top\n\nsomebody said\nlast\n\nend", "Top\n\nsomebody meant\nthe last\n\nthe end"
    carried, is_whole = carried_as_far("# Title\n\nTop\n\nZora said\nlast\n\nend\n", before, after)
    assert not is_whole
    assert carried == "# Title\n\nTop\n\nZora said\nthe last\n\nthe end\n"
    same, is_whole = carried_as_far("A\n\nB\n\nC", "A\n\nB\n\nC", "A\n\nnew\n\nB\n\nC")
    assert (same, is_whole) == ("A\n\nnew\n\nB\n\nC", True)
    assert carried_as_far("x\n\nA\n\nB", "A\n\nB", "A\n\nnew\n\nB") == ("x\n\nA\n\nnew\n\nB", True)


def test_what_the_next_edition_would_lose_is_found_until_nobody_reads_it_any_more() -> None:
    text = Correction(
        event_id=1, topic_id=1, link_id=1, kind="text", edition=1, before="A\nb\nc", after="A\nB", made_at=NOON
    )
    said = replace_of(text, kind="quotation", before="It was green", after="It was\nred")
    assert [(each.before, each.after) for each in lost_of([text], "A\nB", "A\nb\nc", str)] == [("b\nc", "B")]
    assert lost_of([text], "A\nB", "A\nB\nmore", str) == []
    assert lost_of([text], "A\nb", "A\nb\nc", str) == []
    assert lost_of([said], "> It was\n> red", "> It was green", str) == [Lost(0, "It was green", "It was red")]
    assert lost_of([said], "> It was\n> red", "> It was red\n>\n> — Bo", str) == []


def replace_of(correction: Correction, **other: str) -> Correction:
    return Correction(**{**correction.model_dump(), **other})


async def test_what_is_no_name_gets_no_link(site: Site) -> None:
    await site.publish(await site.topic("Restores", host="Ada"), NOTE + "\n> Fine\n>\n> — heard in the session\n")
    page = (await (await site.facilitator()).get(AT)).text
    assert '<b dir="auto">Zora Quill' in page
    assert '<b dir="auto">heard in the session' not in page


def test_tokens_are_no_matter_for_logs() -> None:
    assert masked("/small-camp/words/secret/withdrawals/abc") == "/small-camp/words/…/withdrawals/abc"


@pytest.fixture
async def open_notes(site: Site) -> AsyncIterator[None]:
    """What facilitators take over is written into the note."""
    await site.hallway.live_notes.start()
    yield
    await site.hallway.live_notes.stop()


# --- over HTTP ----------------------------------------------------------------------------------------------


def somebody(site: Site) -> Browser:
    """With a device of their own, who takes no part."""
    return Browser(site, "key-of-somebody")


async def published(site: Site, policy: str = "open") -> Browser:
    await site.attribute(policy)
    await site.topic("Restores", NOTE)
    fay = await site.facilitator()
    assert (await fay.post(PRESS, {"_method": "PUT"})).status_code == 303
    return fay


async def links(fay: Browser, **form: str) -> dict[str, str]:
    """By name."""
    opened = await fay.post(f"{AT}/window", {"_method": "PUT", "until": "2027-03-20"})
    assert opened.status_code == 303
    return links_in((await fay.post(f"{AT}/links", form)).text)


def links_in(page: str) -> dict[str, str]:
    found = re.findall(r'<h3 dir="auto">([^<]*)</h3>.*?<code data-address>http://[^/]*([^<]*)</code>', page, re.DOTALL)
    return dict(found)


def marks_in(page: str) -> list[str]:
    return re.findall(r"/withdrawals/(\w+)", page)


async def test_hosts_and_whoever_is_quoted_get_a_link_each(site: Site) -> None:
    fay = await published(site)
    made = await links(fay)
    assert set(made) == {"Ada", "Zora Quill", "Bo Tal"}
    assert all(re.fullmatch(r"/small-camp/words/[\w-]{32}", address) for address in made.values())
    shown = (await fay.get(AT)).text
    assert not any(address in shown for address in made.values())
    assert links_in((await fay.post(f"{AT}/links", {})).text) == {}
    again = links_in((await fay.post(f"{AT}/links", {"name": "Bo Tal"})).text)
    assert (await site_get(site, made["Bo Tal"])).status_code == 404
    assert (await site_get(site, again["Bo Tal"])).status_code == 200


async def site_get(site: Site, path: str) -> httpx.Response:
    return await somebody(site).get(path)


@pytest.mark.parametrize("policy", ["open", "chatham"])
async def test_a_link_shows_ones_own_words_and_nobody_elses_name(site: Site, policy: str) -> None:
    made = await links(await published(site, policy))
    page = (await site_get(site, made["Zora Quill"])).text
    assert len(set(marks_in(page))) == 1
    assert 'class="own"' in page
    assert "no-store" in (await site_get(site, made["Zora Quill"])).headers["cache-control"]
    assert page.count("It was always green") == 1
    if policy == "chatham":
        assert "Bo Tal" not in page
        assert "Zora" not in (await site_get(site, made["Bo Tal"])).text
        for name in ("Zora", "Bo Tal"):
            assert name not in (await site_get(site, made["Ada"])).text
            assert name not in (await site_get(site, PAGE)).text


async def test_what_does_not_work_is_answered_alike(site: Site) -> None:
    fay = await published(site)
    made = await links(fay)
    unknown = await site_get(site, "/small-camp/words/unknown")
    await fay.post(f"{AT}/links/1", {"_method": "DELETE"})
    revoked = await site_get(site, next(iter(made.values())))
    await fay.post(f"{AT}/window", {"_method": "DELETE"})
    over = await site_get(site, made["Bo Tal"])
    assert "Corrections closed on 17 March 2027 at" in unescape(over.text)
    await fay.post(f"{AT}/links/1", {"_method": "DELETE"})
    assert "Corrections closed" not in (await site_get(site, next(iter(made.values())))).text
    await fay.post(f"{AT}/window", {"_method": "PUT", "until": "2027-03-18"})
    await fay.post(PRESS, {"_method": "DELETE"})
    gone = await site_get(site, made["Bo Tal"])
    plain = [re.sub(r"[0-9a-f]{16,}", "", answer.text) for answer in (unknown, revoked, gone)]
    assert {answer.status_code for answer in (unknown, revoked, over, gone)} == {404}
    assert len({text.replace(address, "") for text in plain for address in made.values()} - {""}) >= 1
    said = [unescape(re.sub(r"<[^>]*>", " ", text)).split() for text in plain]
    assert said[0] == said[1] == said[2]


async def test_withdrawn_words_are_gone_at_once_everywhere_and_can_be_put_back(site: Site) -> None:
    fay = await published(site)
    topic_note = NOTE + "\nMore.\n"
    made, reader = await links(fay), somebody(site)
    own = made["Zora Quill"]
    [mark] = set(marks_in((await reader.get(own)).text))
    assert (await reader.get(f"{own}/withdrawals/{mark}")).status_code in (404, 405)
    assert "never tested" in (await reader.get(PAGE)).text
    done = await reader.post(f"{own}/withdrawals/{mark}", {"_method": "PUT"})
    assert done.status_code == 303
    again = await reader.post(f"{own}/withdrawals/{mark}", {"_method": "PUT"})
    assert (again.status_code, again.headers["location"]) == (303, done.headers["location"])
    assert "What differed was withdrawn" in (await reader.get(f"{PAGE}/difference")).text
    for address in (PAGE, f"{PAGE}?edition=1", f"{PAGE}/difference", "/small-camp/write-up/whole"):
        page = await reader.get(address)
        assert "never tested" not in page.text, address
        assert "Zora" not in page.text, address
    assert "A quotation was withdrawn" in (await reader.get(PAGE)).text
    assert PAGE not in (await reader.get("/search?q=tested")).text
    assert "1 quotation was withdrawn" in (await fay.get(PRESS)).text
    await site.write(await topic_of(site), topic_note)
    await fay.post(PRESS, {"_method": "PUT"})
    assert "More." in (await reader.get(PAGE)).text
    assert "never tested" not in (await reader.get(PAGE)).text
    back = await reader.post(f"{own}/corrections/1", {"_method": "DELETE"})
    assert back.status_code == 303
    page = (await reader.get(PAGE)).text
    assert "never tested" in page
    assert page.index("Well.") < page.index("never tested") < page.index("Somebody asked")
    assert "More." in page
    assert "A quotation was put back" in page
    assert "· put back" in (await reader.get(own)).text


async def test_what_the_note_does_not_say_any_more_is_not_put_back_and_that_is_told(site: Site) -> None:
    fay = await published(site)
    made, reader = await links(fay), somebody(site)
    own = made["Zora Quill"]
    [mark] = set(marks_in((await reader.get(own)).text))
    await reader.post(f"{own}/withdrawals/{mark}", {"_method": "PUT"})
    await site.write(await topic_of(site), "Another note.")
    await fay.post(PRESS, {"_method": "PUT"})
    assert (await reader.post(f"{own}/corrections/1", {"_method": "DELETE"})).status_code == 303
    assert "never tested" not in (await reader.get(PAGE)).text
    assert "comes back with the next edition" in (await reader.get(own)).text


async def news_of(fay: Browser) -> list[str]:
    return re.findall(r'<p><a href="([^"]*)">([^<]*)</a>', (await fay.get("/small-camp/news")).text)


async def joined(site: Site, key: str = "key-of-fay", name: str = "Fay") -> None:
    async with site.hallway.works.begin() as work:
        await join_event(work, key, site.camp.event_id, name)


async def test_facilitators_are_told_of_what_was_sent_in_one_line_until_they_saw_it(site: Site) -> None:
    fay = await published(site)
    await joined(site)
    made, reader = await links(fay), somebody(site)
    assert await news_of(fay) == []
    for name, words in (("Zora Quill", "We tested it once"), ("Bo Tal", "It was often green")):
        [mark] = set(marks_in((await reader.get(made[name])).text))
        await reader.post(made[name], {"quotation": mark, "words": words})
    assert await news_of(fay) == [(AT, "2 corrections wait for you.")]
    assert "<b>2 wait</b>" in (await fay.get("/small-camp/coverage")).text
    assert "<b>2 wait</b>" in (await fay.get("/small-camp/corrections")).text
    page = (await fay.get("/small-camp/now")).text
    assert "2 corrections wait" in page
    assert not re.search("Zora|Bo Tal|often green", page)
    ada = await site.attendee("Ada")
    assert "wait for you" not in (await ada.get("/small-camp/news")).text
    [keys] = re.findall(r'name="keys" value="(correction[^"]*)"', page)
    await fay.post("/small-camp/news/seen", {"_method": "PUT", "keys": keys})
    assert await news_of(fay) == []
    await reader.post(made["Bo Tal"], {"quotation": mark, "words": "It was never green"})
    assert await news_of(fay) == [(AT, "3 corrections wait for you.")]
    for number in (1, 2, 3):
        await fay.post(f"{AT}/{number}", {"_method": "PUT", "settlement": "decline"})
    assert await news_of(fay) == []


async def withdrawn_by_zora(site: Site) -> tuple[Browser, Browser, str]:
    """The facilitator, who joined, the reader who took Zora's words back, and the link by which that was done."""
    fay = await published(site)
    await joined(site)
    own, reader = (await links(fay))["Zora Quill"], somebody(site)
    [mark] = set(marks_in((await reader.get(own)).text))
    await reader.post(f"{own}/withdrawals/{mark}", {"_method": "PUT"})
    return fay, reader, own


async def test_facilitators_are_told_that_words_come_back_only_with_a_new_edition(site: Site) -> None:
    fay, reader, own = await withdrawn_by_zora(site)
    await site.write(await topic_of(site), "Another note.")
    await fay.post(PRESS, {"_method": "PUT"})
    await site.write(await topic_of(site), "Quite new.\n\n> We never tested\n> a restore\n>\n> — Zora Quill\n")
    await reader.post(f"{own}/corrections/1", {"_method": "DELETE"})
    assert "never tested" not in (await reader.get(PAGE)).text
    assert await news_of(fay) == [(AT, "Words that were withdrawn may be told again: publish “Restores” anew.")]
    assert "Publish it anew" in (await fay.get("/small-camp/corrections")).text
    assert "The note still says them" in (await fay.get(AT)).text
    await fay.post(PRESS, {"_method": "PUT"})
    assert "never tested" in (await reader.get(PAGE)).text
    assert await news_of(fay) == []
    assert "The note still says them" not in (await fay.get(AT)).text


async def test_words_that_come_back_at_once_ask_nothing_of_facilitators(site: Site) -> None:
    fay, reader, own = await withdrawn_by_zora(site)
    assert await news_of(fay) == [(AT, "1 correction waits for you.")]
    await reader.post(f"{own}/corrections/1", {"_method": "DELETE"})
    assert await news_of(fay) == []
    assert "The note still says them" not in (await fay.get(AT)).text


async def topic_of(site: Site) -> Topic:
    async with site.hallway.database.reading() as db:
        return await topic_by_number(db, site.camp.event_id, 1)


async def test_what_was_withdrawn_by_mistake_is_back_at_once(site: Site) -> None:
    made, reader = await links(await published(site)), somebody(site)
    own = made["Zora Quill"]
    [mark] = set(marks_in((await reader.get(own)).text))
    await reader.post(f"{own}/withdrawals/{mark}", {"_method": "PUT"})
    await reader.post(f"{own}/corrections/1", {"_method": "DELETE"})
    assert "never tested" in (await reader.get(PAGE)).text


@pytest.mark.usefixtures("open_notes")
async def test_taking_a_withdrawal_over_clears_the_note_and_every_edition(site: Site) -> None:
    fay = await published(site)
    made, reader = await links(fay), somebody(site)
    [mark] = set(marks_in((await reader.get(made["Zora Quill"])).text))
    await reader.post(f"{made['Zora Quill']}/withdrawals/{mark}", {"_method": "PUT"})
    assert (await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "decline"})).status_code == 409
    assert (await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take"})).headers[
        "location"
    ] == f"{AT}#correction-1"
    async with site.hallway.database.reading() as db:
        editions = (await db.exec(select(Edition))).all()
        note = await note_of(db, 1)
        text, _base = await text_of(db, note.id or 0) if note else ("", 0)
    assert len(editions) == 2
    assert not any("never tested" in f"{each.markdown}{each.html}{each.summary}" for each in editions)
    assert "never tested" not in text
    assert "always green" in text


@pytest.mark.usefixtures("open_notes")
async def test_other_words_are_read_first_and_then_stand_on_the_page_and_in_the_note(site: Site) -> None:
    fay = await published(site)
    made, reader = await links(fay), somebody(site)
    own = made["Bo Tal"]
    [mark] = set(marks_in((await reader.get(own)).text))
    same = await reader.post(own, {"quotation": mark, "words": "It was always green"})
    assert same.status_code == 422
    foreign = await reader.post(made["Zora Quill"], {"quotation": mark, "words": "x"})
    assert foreign.status_code == 404
    whole = await reader.post(own, {"words": "All mine now"})
    assert whole.status_code == 404
    await reader.post(own, {"quotation": mark, "words": "It was mostly <b>green</b>", "said": "I was wrong"})
    assert "always green" in (await reader.get(PAGE)).text
    shown = (await fay.get(AT)).text
    assert "I was wrong" in shown
    assert "<ins>" in shown
    assert "1 waits" in (await fay.get("/small-camp/corrections")).text
    await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take", "answer": "Thank you"})
    page = (await reader.get(PAGE)).text
    assert "It was mostly" in page
    assert "<b>green</b>" not in page
    assert "Corrected by those whose words they are" in page
    assert "Thank you" in (await reader.get(own)).text
    async with site.hallway.database.reading() as db:
        note = await note_of(db, 1)
        text, _base = await text_of(db, note.id or 0) if note else ("", 0)
    assert "> It was mostly" in text
    assert "Nothing has changed in the note since" in (await fay.get(PRESS)).text


@pytest.mark.usefixtures("open_notes")
async def test_a_host_proposes_another_text_and_it_is_declined_with_a_word(site: Site) -> None:
    fay = await published(site)
    made, reader = await links(fay), somebody(site)
    await reader.post(made["Ada"], {"words": NOTE.strip().replace("End.", "That was it."), "said": ""})
    assert "That was it" in (await fay.get(AT)).text
    await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "decline", "answer": "It was not"})
    assert "It was not" in (await reader.get(made["Ada"])).text
    assert "That was it." not in (await reader.get(PAGE)).text
    await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "reopen"})
    await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take"})
    page = (await reader.get(PAGE)).text
    assert "That was it." in page
    assert "Corrected by who hosted it" in page


@pytest.mark.usefixtures("open_notes")
async def test_what_of_a_correction_has_no_place_in_the_note_is_told_before_publishing_loses_it(site: Site) -> None:
    await site.attribute("chatham")
    topic = await site.topic("Restores", "First.\n\nAda never tested.\n\nLast.\n")
    fay, reader = await site.facilitator(), somebody(site)
    await fay.post(f"{PRESS}/names", {"_method": "PUT", "words": "Ada", "decision": "leave_out"})
    assert (await fay.post(PRESS, {"_method": "PUT"})).status_code == 303
    made = await links(fay)
    wanted = "The first.\n\nsomebody tested once.\n\nThe last."
    await reader.post(made["Ada"], {"words": wanted})
    await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take"})
    assert "somebody tested once." in (await reader.get(PAGE)).text
    async with site.hallway.database.reading() as db:
        note = await note_of(db, topic.id or 0)
        text, _base = await text_of(db, note.id or 0) if note else ("", 0)
    assert text == "The first.\n\nAda never tested.\n\nThe last.\n"
    for address in (AT, PRESS, "/small-camp/publications"):
        page = (await fay.get(address)).text
        assert "does not say what a correction put right" in page, address
        assert "<del>Somebody never tested.</del>" in page, address
        assert "<ins>somebody tested once.</ins>" in page, address
        if address != "/small-camp/publications":  # which reads what is kept of notes, a second or two old
            assert "<ins>The last.</ins>" not in page, address
    await fay.post(PRESS, {"_method": "PUT"})
    for address in (AT, PRESS):
        assert "does not say what a correction put right" not in (await fay.get(address)).text, address
    async with asyncio.timeout(30):
        while "does not say what a correction put right" in (await fay.get("/small-camp/publications")).text:
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("open_notes")
async def test_a_name_in_other_words_is_asked_about_before_it_is_told(site: Site) -> None:
    fay = await published(site, "chatham")
    made, reader = await links(fay), somebody(site)
    [mark] = set(marks_in((await reader.get(made["Bo Tal"])).text))
    await reader.post(made["Bo Tal"], {"quotation": mark, "words": "It was Ada who said so"})
    refused = await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take"})
    assert refused.status_code == 409
    assert 'href="#correction-1"' in refused.text
    assert "Ada who said" not in (await reader.get(PAGE)).text
    shown = (await fay.get(AT)).text
    assert "1 name stands in it" in shown
    assert 'value="take"' not in shown
    decided = await fay.post(
        f"{PRESS}/names", {"_method": "PUT", "words": "Ada", "decision": "leave_out", "back": "correction-1"}
    )
    assert decided.headers["location"] == f"{AT}#correction-1"
    assert 'value="take"' in (await fay.get(AT)).text
    assert (await fay.post(f"{AT}/1", {"_method": "PUT", "settlement": "take"})).status_code == 303
    page = (await reader.get(PAGE)).text
    assert "It was somebody who said so" in page
    assert "Ada" not in page


async def test_no_history_says_who_withdrew_their_words(site: Site) -> None:
    fay = await published(site, "chatham")
    made, zora = await links(fay), await site.attendee("Zora Quill")
    [mark] = set(marks_in((await zora.get(made["Zora Quill"])).text))
    await zora.post(f"{made['Zora Quill']}/withdrawals/{mark}", {"_method": "PUT"})
    assert "never tested" not in (await zora.get(PAGE)).text
    async with site.hallway.database.reading() as db:
        rows = (await db.exec(select(ChangeRow).where(ChangeRow.name == "CorrectionSent"))).all()
        [second] = (await db.exec(select(Edition).where(Edition.number == 2))).all()
    assert [row.actor for row in rows] == [None]
    assert second.published_by is None
    assert "Zora" not in (await fay.get("/small-camp/history")).text


async def test_a_page_of_one_quotation_is_gone_when_that_is_withdrawn(site: Site) -> None:
    await site.topic("Restores", "> We never tested a restore\n> — Zora Quill")
    fay, reader = await site.facilitator(), somebody(site)
    await fay.post(PRESS, {"_method": "PUT"})
    made = await links(fay)
    [mark] = set(marks_in((await reader.get(made["Zora Quill"])).text))
    done = await reader.post(f"{made['Zora Quill']}/withdrawals/{mark}", {"_method": "PUT"})
    assert done.headers["location"] == PAGE
    again = await reader.post(f"{made['Zora Quill']}/withdrawals/{mark}", {"_method": "PUT"})
    assert again.headers["location"] == PAGE
    assert (await reader.get(PAGE)).status_code == 410


async def test_a_window_ends_on_a_day_that_makes_sense(site: Site) -> None:
    fay = await published(site)
    for until in ("2027-03-16", "2028-01-01", "soon"):
        refused = await fay.post(f"{AT}/window", {"_method": "PUT", "until": until})
        assert refused.status_code == 422
        assert f'value="{until}"' in refused.text
    assert (await fay.post("/small-camp/corrections/window", {"_method": "PUT"})).status_code == 303
    made = links_in((await fay.post("/small-camp/corrections/links", {})).text)
    assert set(made) == {"Ada", "Zora Quill", "Bo Tal"}


async def test_publishing_can_open_the_window_with_it(site: Site) -> None:
    await site.topic("Restores", NOTE)
    fay = await site.facilitator()
    done = await fay.post(PRESS, {"_method": "PUT", "window": "1", "until": "2027-03-18"})
    assert done.headers["location"] == f"{AT}?published=1"
    page = (await fay.get(done.headers["location"])).text
    assert "Open until" in page
    assert "Published: readers see edition 1" in page
    assert f'href="{PAGE}"' in page
    assert 'value="2027-03-18"' in page
    assert "Published: readers" not in (await fay.get(AT)).text


# --- what changed between editions --------------------------------------------------------------------------


async def test_two_editions_are_compared(site: Site) -> None:
    fay = await published(site)
    await site.write(await topic_of(site), NOTE.replace("End.", "The <b>end</b>."))
    await fay.post(PRESS, {"_method": "PUT", "change_note": "A better end"})
    reader = somebody(site)
    assert f"{PAGE}/difference?edition=2&amp;against=1" in (await reader.get(PAGE)).text
    page = await reader.get(f"{PAGE}/difference?edition=2&against=1")
    assert page.status_code == 200
    assert "A better end" in page.text
    assert "[added: " in page.text
    assert "&lt;b&gt;" in page.text
    assert page.text == (await reader.get(f"{PAGE}/difference")).text
    for query in ("?edition=3", "?edition=1&against=1", "?edition=1", "?edition=2&against=99999999"):
        assert (await reader.get(f"{PAGE}/difference{query}")).status_code == 404


async def test_under_the_rule_neither_differences_nor_earlier_editions_tell_names(site: Site) -> None:
    fay = await published(site)
    await site.write(await topic_of(site), NOTE.replace("End.", "The end."))
    await fay.post(PRESS, {"_method": "PUT", "change_note": "A better end"})
    await site.attribute("chatham")
    reader = somebody(site)
    for address in (f"{PAGE}?edition=1", f"{PAGE}/difference"):
        page = await reader.get(address)
        assert page.status_code == 200
        assert "end" in page.text
        assert not re.search("Zora|Quill|Bo Tal", page.text), address
    async with site.hallway.works.begin() as work:
        (await work.db.exec(select(Edition).where(Edition.number == 2))).one().change_note = "As Zora wished"
    await site.attendee("Zora Quill")
    assert "Zora" not in (await reader.get(f"{PAGE}/difference")).text
    await site.attendee("Green")
    for address in (f"{PAGE}?edition=1", f"{PAGE}/difference"):
        refused = await reader.get(address)
        assert refused.status_code == 410
        assert "always green" not in refused.text
    await site.attribute("off_record")
    assert (await reader.get(f"{PAGE}/difference")).status_code == 410
