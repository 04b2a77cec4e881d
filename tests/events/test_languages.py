"""Everybody is answered in their language; an event has one of its own for what all see together."""

import re

import httpx
import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.events.queries import event_by_id
from tests.events.test_pages import PLAN
from tests.visitors import Gathering, Visitor, text_of

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
FRENCH = {"accept-language": "fr"}


def spoken(page: httpx.Response) -> str:
    found = re.search(r'<html lang="(\w+)" dir="ltr"', page.text)
    assert found
    return found[1]


async def speaking(gathered: Gathering, language: str) -> Visitor:
    helper = await gathered.facilitator("Jo")
    assert (await helper.submit("/small-camp/language", "PUT", language=language)).status_code == 303
    return helper


async def test_a_page_is_in_the_language_that_the_browser_asks_for(gathered: Gathering) -> None:
    reader = gathered.reader()
    german = await reader.get("/small-camp/topics", headers=GERMAN)
    assert spoken(german) == "de"
    assert "Noch keine Karten" in text_of(german)
    english = await reader.get("/small-camp/topics", headers={"accept-language": "en-GB,de;q=0.3"})
    assert spoken(english) == "en"
    assert "No cards yet" in text_of(english)


async def test_a_chosen_language_stays_and_leads_back_to_the_page(gathered: Gathering) -> None:
    reader = gathered.reader()
    came_from = {"referer": "http://localhost/small-camp/topics?show=waiting"}
    chosen = await reader.get("/language?to=de", headers=came_from)
    assert chosen.status_code == 303
    assert chosen.headers["location"] == "/small-camp/topics?show=waiting"
    assert spoken(await reader.get("/small-camp/now", headers={"accept-language": "en"})) == "de"
    assert "HttpOnly; SameSite=Lax" in chosen.headers["set-cookie"]
    await reader.get("/language?to=en")
    assert spoken(await reader.get("/small-camp/now", headers=GERMAN)) == "en"


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/x", "http://localhost//elsewhere.example", "http://[", "not an address"]
)
async def test_nobody_is_led_away_by_it(gathered: Gathering, referer: str) -> None:
    chosen = await gathered.reader().get("/language?to=de", headers={"referer": referer})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")


async def test_a_language_that_we_do_not_speak_changes_nothing(gathered: Gathering) -> None:
    refused = await gathered.reader().get("/language?to=tlh")
    assert refused.status_code == 404
    assert "hallway_language" not in refused.headers.get("set-cookie", "")


async def test_the_choice_stands_on_pages_but_not_where_typed_text_would_be_lost(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    shown = 'class="languages"'
    for path in ("/", "/search", "/small-camp", "/small-camp/topics", "/small-camp/mine", "/small-camp/topics/99"):
        assert shown in (await guest.get(path)).text, path
    assert shown not in (await guest.get("/small-camp/topics/new")).text
    refused = await guest.submit("/small-camp/topics", title="")
    assert refused.status_code == 422
    assert shown not in refused.text


async def test_refusals_are_in_the_askers_language(gathered: Gathering) -> None:
    guest = await gathered.attendee()
    guest.headers["accept-language"] = "de"
    refused = await guest.submit("/small-camp/topics", title="")
    assert "Ein Titel genügt, aber den braucht es." in text_of(refused)
    as_script = await guest.submit_as_script("/small-camp/phase", "PUT", phase="open")
    assert as_script.json()["message"] == "Das Treffen öffnet und schließt nur die Moderation."
    assert "Diese Seite gibt es nicht." in text_of(await guest.get("/nowhere/at/all"))
    stale = await guest.post("/small-camp/topics", data={"csrf": "old", "title": "x"})
    assert "Dieses Formular stammt von einem anderen Besuch" in text_of(stale)


async def test_the_events_language_is_for_those_who_asked_for_none_that_we_speak(gathered: Gathering) -> None:
    await speaking(gathered, "de")
    reader = gathered.reader()
    assert spoken(await reader.get("/small-camp/topics")) == "de"
    assert spoken(await reader.get("/small-camp/topics", headers=FRENCH)) == "de"
    assert spoken(await reader.get("/small-camp/topics", headers={"accept-language": "en"})) == "en"
    assert spoken(await reader.get("/", headers=FRENCH)) == "en"
    assert "Diese Karte" not in text_of(await reader.get("/small-camp/topics/99"))
    assert "An der Wand hängt keine Karte mit dieser Nummer." in text_of(await reader.get("/small-camp/topics/99"))


async def test_what_all_see_together_is_in_the_events_language(gathered: Gathering) -> None:
    camp = gathered.camp
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(2, 0), None, None))
    helper = await speaking(gathered, "de")
    helper.headers["accept-language"] = "en"
    assert spoken(await helper.get("/small-camp/board")) == "en"
    assert "Als Nächstes" in text_of(await helper.get("/small-camp/projector"))
    assert "&amp;language=de" in (await helper.get("/small-camp/projector")).text
    for path in ("print/cards", "print/board", "print/doors"):
        assert spoken(await helper.get(f"/small-camp/{path}")) == "de", path
    assert spoken(await helper.get("/small-camp/print")) == "en"


async def test_what_stands_in_a_shared_note_is_in_the_events_language(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    helper = await speaking(gathered, "de")
    helper.headers["accept-language"] = "en"
    note = (await helper.get("/small-camp/topics/1/note")).text
    assert "## Was gesagt wurde" in note
    assert 'data-word="Einig"' in note
    nameless = await gathered.facilitator()
    assert 'data-me="Moderation"' in (await nameless.get("/small-camp/topics/1/note")).text


async def test_changing_it_is_told_in_each_readers_language(gathered: Gathering) -> None:
    helper = await speaking(gathered, "de")
    again = await helper.submit("/small-camp/language", "PUT", language="de")
    assert again.status_code == 303
    told = text_of(await helper.get("/small-camp/history", headers={"accept-language": "en"}))
    assert told.count("Jo let the event speak Deutsch") == 1
    told = text_of(await helper.get("/small-camp/history", headers=GERMAN))
    assert "Jo stellte die Sprache des Treffens um: Deutsch" in told
    wrong = await helper.submit("/small-camp/language", "PUT", language="tlh")
    assert wrong.status_code == 422
    async with gathered.hallway.database.reading() as db:
        assert (await event_by_id(db, gathered.camp.event_id)).language == "de"


async def test_a_new_event_speaks_what_was_chosen_for_it(gathered: Gathering) -> None:
    steward = await gathered.steward()
    form = await steward.get("/events/new", headers=GERMAN)
    assert 'value="de" checked' in form.text
    assert "Großer Saal, 120" in form.text
    await steward.submit("/events", seen_on="/events/new", **PLAN, language="de")
    assert spoken(await gathered.reader().get("/winter-camp")) == "de"
    plain = await steward.submit("/events", seen_on="/events/new", **{**PLAN, "slug": "plain-camp"})
    assert plain.status_code == 201
    assert spoken(await gathered.reader().get("/plain-camp")) == "en"


async def test_days_are_written_in_the_readers_language(gathered: Gathering) -> None:
    steward = await gathered.steward()
    await steward.submit("/events", seen_on="/events/new", **PLAN)
    reader = gathered.reader()
    assert "1– 2 December 2027" in text_of(await reader.get("/winter-camp"))
    assert "1.– 2. Dezember 2027" in text_of(await reader.get("/winter-camp", headers=GERMAN))


async def test_a_muted_clash_is_told_in_each_readers_language(gathered: Gathering) -> None:
    camp, helper = gathered.camp, await gathered.facilitator("Jo")
    topic = await camp.topic("Rotas", host="Bea")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(4, 0), None, None))
    await helper.submit("/small-camp/topics/1", "PUT", title="Rotas", equipment="piano")
    assert (await helper.submit("/small-camp/mutes", key="needs-1-piano", reason="they sing")).status_code == 303
    page = text_of(await helper.get("/small-camp/clashes", headers=GERMAN))
    assert "1 braucht: piano. Von Main hall ist das nicht bekannt. they sing" in page
    history = text_of(await helper.get("/small-camp/history", headers=GERMAN))
    assert "Jo ließ so: 1 in einem Raum, dem etwas fehlt: piano (they sing)" in history
