"""Pages that look across the day, for everybody and for me."""

import re
from datetime import timedelta

import pytest

from app.events.actions import change_phase, create_event
from app.events.forms import EventPlan
from app.events.queries import event_by_id
from app.events.tables import Event
from tests.conftest import Watch
from tests.samples import DAY, NOON
from tests.visitors import Gathering, Visitor, link_to, text_of

WALL = "/small-camp/topics"


async def run(gathered: Gathering, phase: str = "running") -> None:
    async with gathered.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, gathered.camp.event_id), phase)


async def place(gathered: Gathering, number: int, slot: int, room: int | None) -> None:
    helper = await gathered.facilitator()
    cell = str(gathered.camp.cell(slot, room))
    assert (await helper.submit(f"{WALL}/{number}/placements", cell=cell)).status_code == 303


async def read(visitor: Visitor, path: str) -> str:
    page = await visitor.get(path)
    assert page.status_code == 200
    return text_of(page)


async def test_home_lists_events_by_what_one_can_do_there(gathered: Gathering) -> None:
    reader = gathered.reader()
    for phase in ("announced", "open", "running", "closed", "published"):
        await run(gathered, phase)
        home = await reader.get("/")
        assert "Small Camp" in text_of(home), phase
        assert 'href="/small-camp' in home.text, phase


async def test_an_event_that_was_opened_early_is_still_to_come(gathered: Gathering) -> None:
    await run(gathered, "running")
    async with gathered.hallway.works.begin() as work:
        event = await work.db.get_one(Event, gathered.camp.event_id)
        event.starts_on = event.ends_on = DAY + timedelta(days=90)
    home = await read(gathered.reader(), "/")
    assert "Coming Jun Small Camp 15 June 2027 . Cards are open now" in home
    assert "Nothing is on today" in home


async def test_now_says_what_is_on_and_where(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers", host="Ada")
    await place(gathered, 1, 2, 1)
    await run(gathered)
    for path in ("/small-camp/now", "/small-camp/projector", "/small-camp"):
        now = await read(gathered.reader(), path)
        assert "Containers" in now, path
        assert "Library" in now, path
    assert "35 min" in await read(gathered.reader(), "/small-camp/now")


async def test_when_the_day_is_over_now_leads_to_the_write_up(watched: Gathering, watch: Watch) -> None:
    leads = 'href="/small-camp/write-up">Read the write-up</a>'
    watch.shows(11, 10)
    assert leads not in (await watched.reader().get("/small-camp/now")).text
    watch.shows(20, 0)
    assert leads in (await watched.reader().get("/small-camp/now")).text


JOINING = re.compile(r'href="/small-camp/join[^"]*"')


@pytest.mark.parametrize("path", ["/small-camp", "/small-camp/topics", "/small-camp/topics/1", "/small-camp/mine"])
async def test_what_is_past_leads_to_the_write_up_and_asks_nobody_to_join_or_star(
    watched: Gathering, watch: Watch, path: str
) -> None:
    await watched.reader().submit(WALL, name="Ada", title="Containers")
    before = (await watched.reader().get(path)).text
    assert '/me">' in before
    assert "disabled" not in before
    watch.now = NOON + timedelta(days=2)
    page = (await watched.reader().get(path)).text
    assert not JOINING.search(page)
    assert '/me">' not in page
    assert 'href="/small-camp/write-up"' in page
    assert "/topics/new" not in page
    assert "/requests" not in page
    assert all("disabled" in star for star in re.findall(r'<button class="star"[^>]*>', page))


async def test_an_event_whose_day_is_over_is_read_at_home_not_joined(watched: Gathering, watch: Watch) -> None:
    await run(watched)
    watch.shows(11, 10)
    assert JOINING.search((await watched.reader().get("/")).text)
    watch.shows(20, 0)
    page = (await watched.reader().get("/")).text
    assert not JOINING.search(page)
    assert 'href="/small-camp/write-up"' in page


async def test_the_projector_leads_phones_to_the_wall_it_was_opened_at(gathered: Gathering) -> None:
    page = await gathered.reader().get("/small-camp/projector")
    assert "<svg" in page.text
    assert "localhost/small-camp" in text_of(page)
    assert 'data-theme="light"' in page.text
    assert 'data-theme="dark"' in (await gathered.reader().get("/small-camp/projector?theme=dark")).text
    assert (await gathered.reader().get("/small-camp/projector?theme=<script>")).status_code == 200


async def test_the_projectors_code_cannot_be_turned_to_another_host(gathered: Gathering) -> None:
    page = await gathered.reader().get("/small-camp/projector", headers={"host": "evil.example"})
    assert page.status_code == 421


async def test_mine_has_my_cards_and_my_stars_by_time(gathered: Gathering) -> None:
    ada, noor = await gathered.attendee("Ada"), await gathered.attendee("Noor")
    for title in ("Late", "Early", "Waiting"):
        await ada.submit(WALL, title=title)
    await place(gathered, 1, 4, 0)
    await place(gathered, 2, 2, 0)
    for number in (1, 2, 3):
        await noor.submit(f"{WALL}/{number}/star", "PUT")
    mine = await read(noor, "/small-camp/mine")
    assert mine.index("Early") < mine.index("Late")
    assert "Waiting" in mine
    assert {"Late", "Early", "Waiting"} <= set((await read(ada, "/small-camp/mine")).split())


async def test_who_never_took_part_is_asked_to_join(gathered: Gathering) -> None:
    page = await gathered.reader().get("/small-camp/mine")
    assert page.status_code == 200
    assert 'href="/small-camp/join' in page.text or link_to("/small-camp/me", page)


@pytest.mark.parametrize("path", ["/small-camp", "/small-camp/now", "/small-camp/mine", "/small-camp/projector", "/"])
async def test_pages_of_an_event_without_anything_stand(gathered: Gathering, path: str) -> None:
    async with gathered.works.begin() as work:
        await create_event(work, EventPlan("Bare", "bare", DAY, DAY, "UTC"))
    assert "Bare" in await read(gathered.reader(), path.replace("small-camp", "bare"))
    for slug in ("bare/board", "bare/topics", "bare/write-up"):
        await read(gathered.reader(), f"/{slug}")


async def test_times_are_told_as_instants_too(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    await place(gathered, 1, 2, 0)
    page = await gathered.reader().get(f"{WALL}/1")
    starts = NOON.replace(minute=0)
    assert f'datetime="{starts.isoformat()}"' in page.text
    assert (starts + timedelta(minutes=45)).isoformat()[:16].replace("T", " ")[-5:] in text_of(page)


async def test_the_first_lines_of_a_note_stay_lines(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    await gathered.camp.topic("Containers", host="Ada")
    await place(gathered, 1, 2, 1)
    await run(gathered)
    await noor.submit("/small-camp/topics/1/star", "PUT")
    await noor.submit("/small-camp/topics/1/note", markdown="- Half is debug.\n- <Sample>\n", base="0")
    await gathered.hallway.live_notes.store_text(1)
    for path in ("/small-camp/now", "/small-camp/rooms/2"):
        assert "Half is debug.<br>&lt;Sample&gt;" in (await noor.get(path)).text, path


async def test_facilitators_see_which_notes_are_written(gathered: Gathering) -> None:
    jo, noor = await gathered.facilitator("Jo"), await gathered.attendee("Noor")
    assert "Nothing hangs on the board yet" in await read(jo, "/small-camp/coverage")
    for title in ("Containers", "Rotas", "Logs"):
        await gathered.camp.topic(title, host="Ada")
    await place(gathered, 1, 2, 1)
    await place(gathered, 2, 2, 0)
    await noor.submit("/small-camp/topics/1/scribe", "PUT")
    for number in (1, 3):
        await noor.submit(f"/small-camp/topics/{number}/note", markdown="Three words here", base="0")
    for note_id in (1, 2):
        await gathered.hallway.live_notes.store_text(note_id)
    await jo.submit("/small-camp/topics/1/publication", "PUT", markdown="Three words here", base="0")
    page = await read(jo, "/small-camp/coverage")
    assert "1 of 2 cards have a note" in page
    assert "Library Containers" in page
    assert "Noor · 3 words, last written at 12:10" in page
    assert "Rotas needs a scribe · nothing written yet" in page
    assert "Logs" not in page
    assert "locked" not in page
    for number in (1, 2):
        await jo.submit(f"/small-camp/topics/{number}/note/lock", "PUT")
    page = await read(jo, "/small-camp/coverage")
    assert "Noor · note locked · 3 words, last written at 12:10" in page
    assert "Rotas needs a scribe · note locked · nothing written yet" in page
    assert (await noor.get("/small-camp/coverage")).status_code == 403


async def test_what_is_new_is_there_for_scripts_too(gathered: Gathering) -> None:
    noor = await gathered.attendee()
    for accept in ("text/html", "application/json", "*/*"):
        assert (await noor.get("/small-camp/news", headers={"accept": accept})).status_code == 200
    assert (await gathered.reader().get("/small-camp/news")).headers["location"].startswith("/small-camp/join")


async def test_the_pages_of_notes_say_the_same_number_of_words(gathered: Gathering) -> None:
    jo, noor = await gathered.facilitator("Jo"), await gathered.attendee("Noor")
    await gathered.camp.topic("Containers", host="Noor")
    await place(gathered, 1, 2, 1)
    note = '## Tools\n\n- **Tool:** [Consul](https://consul.example/a "of HashiCorp")\n- — three *more* words\n'
    await noor.submit("/small-camp/topics/1/note", markdown=note, base="0")
    await gathered.hallway.live_notes.store_text(1)
    await noor.submit("/small-camp/topics/1/note/versions", name="Now")
    for path in ("coverage", "publications", "topics/1/publication", "topics/1/note/versions"):
        assert "5 words" in await read(jo, f"/small-camp/{path}"), path
