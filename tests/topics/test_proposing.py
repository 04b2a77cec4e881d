"""Writing a card: what is close is shown once, drafts are their author's, scripts get a number, wishes come along."""

import pytest
from sqlmodel import select

from app.events.actions import change_phase
from app.events.queries import event_by_id
from app.kernel.work import ChangeRow, revision_of
from app.topics.queries import topic_by_number, topics_of, wishes_of
from app.topics.tables import Draft
from tests.visitors import Gathering, has_error, page_values, text_of

TOPICS = "/small-camp/topics"


async def titles(gathered: Gathering) -> list[str]:
    async with gathered.hallway.database.reading() as db:
        return [topic.title for topic in await topics_of(db, gathered.camp.event_id)]


async def in_phase(gathered: Gathering, phase: str) -> None:
    async with gathered.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, gathered.camp.event_id), phase)


async def test_what_is_close_is_shown_once_and_blocks_never_twice(gathered: Gathering) -> None:
    await gathered.camp.topic("Monorepos", "Ada")
    noor = await gathered.attendee("Noor")
    asked = await noor.submit(TOPICS, title="Monorepo", pitch="one to hold them all")
    assert asked.status_code == 409
    assert "There is a card like this." in text_of(asked)
    assert "1 other wants to talk about this." in text_of(asked)
    assert "Ask to host together" in text_of(asked)
    assert "one to hold them all" in page_values(asked)
    assert 'name="anyway" value="1"' in asked.text
    assert (await noor.submit(TOPICS, title="Monorepo", anyway="1")).status_code == 303
    assert await titles(gathered) == ["Monorepo", "Monorepos"]


async def test_what_is_only_near_stands_in_nobodys_way(gathered: Gathering) -> None:
    await gathered.camp.topic("Moving a database while people are using it")
    noor = await gathered.attendee("Noor")
    assert (await noor.submit(TOPICS, title="Databases at scale and other pains")).status_code == 303


async def test_a_script_gets_the_number_and_every_mistake(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    told = await noor.submit_as_script(TOPICS, "POST", title="")
    assert (told.status_code, list(told.json()["fields"])) == (422, ["title"])
    told = await noor.submit_as_script(TOPICS, "POST", title="Monorepos")
    assert (told.status_code, told.json()) == (200, {"location": f"{TOPICS}#card-1"})
    await in_phase(gathered, "closed")
    assert (await noor.submit_as_script(TOPICS, "POST", title="Late")).status_code == 409


async def test_the_piece_for_scripts_says_what_is_shared(gathered: Gathering) -> None:
    await gathered.camp.topic("Monorepos <3", "Ada")
    piece = await gathered.reader().get(f"{TOPICS}/similar?title=monorepo")
    assert "Both have: monorepos" in text_of(piece)
    assert "Monorepos &lt;3" in piece.text
    assert "Join forces" not in text_of(await gathered.reader().get(f"{TOPICS}/similar?title=%00+%F0%9F%8E%88"))


async def test_a_draft_is_its_authors_alone(gathered: Gathering) -> None:
    noor, helper = await gathered.attendee("Noor"), await gathered.facilitator("Kit")
    async with gathered.hallway.database.reading() as db:
        before = await revision_of(db, gathered.camp.event_id)
    kept = await noor.submit(TOPICS, title="Half a thought", pitch="why", tags="ops", quiet="1", keep="1")
    assert kept.headers["location"] == f"{TOPICS}/new#drafts"
    assert await titles(gathered) == []
    for path in (f"{TOPICS}/new", "/small-camp/mine"):
        assert "Half a thought" in text_of(await noor.get(path))
    for path in (f"{TOPICS}/new", "/small-camp/mine", TOPICS, "/small-camp/board", "/small-camp/history"):
        assert "Half a thought" not in (await helper.get(path)).text
    for method, path in (("GET", "/small-camp/drafts/1"), ("POST", "/small-camp/drafts/1/topic")):
        told = await helper.get(path) if method == "GET" else await helper.submit(path)
        assert told.status_code == 404
    assert (await helper.submit("/small-camp/drafts/1", "DELETE")).status_code == 404
    async with gathered.hallway.database.reading() as db:
        assert await revision_of(db, gathered.camp.event_id) == before
        assert not [row for row in (await db.exec(select(ChangeRow))).all() if "Half a thought" in row.payload]


async def test_a_draft_is_put_up_in_one_tap_and_once(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    await noor.submit(TOPICS, title="Half a thought", tags="ops", not_before="14:00", quiet="1", keep="1")
    assert (await noor.submit("/small-camp/drafts/1/topic")).headers["location"] == f"{TOPICS}#card-1"
    assert (await noor.submit("/small-camp/drafts/1/topic")).status_code == 404
    assert await titles(gathered) == ["Half a thought"]
    page = text_of(await noor.get(f"{TOPICS}/1"))
    for words in ("not before 14:00", "a quiet room", "ops", "Noor"):
        assert words in page


async def test_a_draft_is_changed_kept_again_and_put_up_from_its_form(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    await noor.submit(TOPICS, title="Half a thought", keep="1")
    assert "Half a thought" in page_values(await noor.get("/small-camp/drafts/1"))
    await noor.submit(TOPICS, title="Two thirds", draft="1", keep="1")
    await noor.submit(TOPICS, title="A whole thought", draft="1")
    assert await titles(gathered) == ["A whole thought"]
    async with gathered.hallway.database.reading() as db:
        assert (await db.exec(select(Draft))).all() == []


async def test_before_the_wall_opens_a_thought_can_be_kept(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    await in_phase(gathered, "announced")
    assert "Keep it for me" in text_of(await noor.get(f"{TOPICS}/new"))
    assert (await noor.submit(TOPICS, title="Early", keep="1")).status_code == 303
    assert (await noor.submit("/small-camp/drafts/1/topic")).status_code == 409
    await in_phase(gathered, "open")
    assert (await noor.submit("/small-camp/drafts/1/topic")).status_code == 303


async def test_a_full_drawer_says_so_and_keeps_the_words(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    for n in range(30):
        await noor.submit(TOPICS, title=f"Thought {n}", keep="1")
    full = await noor.submit(TOPICS, title="One too many", keep="1")
    assert (full.status_code, "One too many" in page_values(full)) == (409, True)


async def test_tags_of_the_event_complete_themselves(gathered: Gathering) -> None:
    await gathered.camp.topic("Cake", tags=("food", "ops"))
    await gathered.camp.topic("Pie", tags=("food",))
    page = (await gathered.reader().get(f"{TOPICS}/new")).text
    assert page.index('<option value="food">') < page.index('<option value="ops">')


@pytest.mark.parametrize("written", ["quiet room", "Ruhiger Raum", "quiet"])
async def test_a_quiet_room_is_one_thing_however_it_is_asked_for(gathered: Gathering, written: str) -> None:
    noor = await gathered.attendee("Noor")
    await noor.submit(TOPICS, title="Cake", equipment=f"projector, {written}", can_repeat="1")
    async with gathered.hallway.database.reading() as db:
        topic = await topic_by_number(db, gathered.camp.event_id, 1)
        wishes = (await wishes_of(db, [topic.id or 0]))[topic.id or 0]
    assert (wishes.quiet, wishes.written()["equipment"], topic.can_repeat) == (True, "projector", True)
    edit = (await noor.get(f"{TOPICS}/1/edit")).text
    assert edit.count(" checked") == 2
    await noor.submit(f"{TOPICS}/1", "PUT", title="Cake")
    assert "a quiet room" not in text_of(await noor.get(f"{TOPICS}/1"))


async def test_a_tag_too_long_is_said_beside_the_field_that_is_then_open(gathered: Gathering) -> None:
    told = await (await gathered.attendee("Noor")).submit(TOPICS, title="Cake", tags="x" * 31)
    assert has_error(told, "tags")
