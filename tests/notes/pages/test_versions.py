"""What a note said before: kept, named, compared, brought back as a new edit, and undone."""

import re
from datetime import timedelta

import pytest

from app.events.queries import event_by_id
from tests.conftest import Watch
from tests.visitors import Gathering, Visitor, text_of

HOME = "/small-camp"
NOTE = f"{HOME}/topics/1/note"
VERSIONS = f"{NOTE}/versions"


@pytest.fixture
async def camping(watched: Gathering) -> Gathering:
    await watched.camp.topic("Containers", host="Ada")
    return watched


async def write(visitor: Visitor, words: str) -> None:
    form = (await visitor.get(NOTE)).text
    base, epoch = (re.search(rf'name="{name}" value="(\d+)"', form) for name in ("base", "epoch"))
    assert base
    assert epoch
    saved = await visitor.submit(NOTE, markdown=words, base=base[1], epoch=epoch[1])
    assert saved.status_code == 303


async def markdown(visitor: Visitor) -> str:
    return (await visitor.get(f"{NOTE}.md")).text


async def kept(visitor: Visitor, name: str) -> int:
    """Keeps a version; its id."""
    assert (await visitor.submit(VERSIONS, name=name)).status_code == 303
    found = re.search(rf"{VERSIONS}/(\d+)", (await visitor.get(VERSIONS)).text)
    assert found
    return int(found[1])


def added(html: str) -> list[str]:
    """What a comparison marks as new, each said to be so for whoever listens."""
    return re.findall(r"<ins><span[^>]*> \[added: </span>(.*?)<span[^>]*>\] </span></ins>", html)


async def test_a_moment_is_kept_under_a_name_with_those_who_wrote(camping: Gathering) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    assert "No version yet" in text_of(await noor.get(VERSIONS))
    await write(noor, "We began at ten.\n")
    first = await kept(noor, "before the break")
    await write(kim, "We began at ten.\nThen came lunch.\n")
    second = await kept(kim, "after lunch")
    listed = text_of(await noor.get(VERSIONS))
    assert re.search(r"12:10 after lunch 7 words · Kim .*12:10 before the break 4 words · Noor", listed)
    page = await noor.get(f"{VERSIONS}/{second}")
    assert added(page.text) == ["Then came lunch."]
    assert "We began at ten." in text_of(page)
    assert (await noor.get(f"{VERSIONS}/{first}/markdown")).text == "We began at ten.\n"
    assert added((await noor.get(f"{VERSIONS}/{first}?to=now")).text) == ["Then came lunch."]
    assert "Nothing changed since" in text_of(await noor.get(f"{VERSIONS}/{second}?to=now"))


async def test_a_name_is_given_again_and_never_a_second_version(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    await write(noor, "One thing.")
    first = await kept(noor, "a")
    assert await kept(noor, "b") == first
    await noor.submit(f"{VERSIONS}/{first}/name", "PUT", name="c")
    assert text_of(await noor.get(f"{VERSIONS}/{first}")).count(" c ") >= 1
    assert (await noor.submit(VERSIONS, name="")).status_code == 422
    assert (await noor.submit(f"{VERSIONS}/{first}/name", "PUT", name="")).status_code == 422


async def test_what_was_comes_back_as_an_edit_and_that_can_be_undone(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    await write(noor, "The long version.\nWith a second line.")
    first = await kept(noor, "long")
    await write(noor, "Short.")
    back = await noor.submit(f"{VERSIONS}/{first}/restoration")
    assert await markdown(noor) == "The long version.\nWith a second line."
    page = await noor.get(back.headers["location"])
    assert "The note is as it was then" in text_of(page)
    undo = re.search(rf'class="brought-back" method="post" action="({VERSIONS}/\d+/restoration)"', page.text)
    assert undo
    await noor.submit(undo[1])
    assert await markdown(noor) == "Short."


async def test_one_who_may_not_write_reads_and_brings_nothing_back(camping: Gathering) -> None:
    noor, jo, reader = await camping.attendee("Noor"), await camping.facilitator(), camping.reader()
    await write(noor, "Mine.")
    first = await kept(noor, "mine")
    await jo.submit(f"{NOTE}/lock", "PUT")
    assert "Bring this back" not in text_of(await noor.get(f"{VERSIONS}/{first}"))
    assert (await noor.submit(f"{VERSIONS}/{first}/restoration")).status_code == 403
    assert (await noor.submit(VERSIONS, name="no")).status_code == 403
    for path in (VERSIONS, f"{VERSIONS}/{first}", f"{VERSIONS}/{first}/markdown"):
        assert (await reader.get(path)).status_code == 403, path


async def test_a_version_taken_along_leads_to_its_photos_and_cards_from_anywhere(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    await write(noor, f"![A board]({HOME}/media/abc.webp) [#1 Containers]({HOME}/topics/1)")
    first = await kept(noor, "a")
    taken = (await noor.get(f"{VERSIONS}/{first}/markdown")).text
    away = f"http://localhost{HOME}"
    assert taken == f"![A board]({away}/media/abc.webp) [#1 Containers]({away}/topics/1)"


async def test_a_version_is_one_of_its_own_note(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    await camping.camp.topic("Another")
    await write(noor, "Mine.")
    first = await kept(noor, "mine")
    assert (await noor.get(f"{HOME}/topics/2/note/versions/{first}")).status_code == 404
    assert (await noor.get(f"{VERSIONS}/{2**40}")).status_code == 404


async def test_under_the_chatham_house_rule_nobody_is_named(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    await write(noor, "Said in confidence.")
    first = await kept(noor, "kept")
    async with camping.works.begin() as work:
        event = await event_by_id(work.db, camping.camp.event_id)
        event.attribution = "chatham"
        work.db.add(event)
    assert "At this event nobody is told who said what." in text_of(await noor.get(VERSIONS))
    for path in (VERSIONS, f"{VERSIONS}/{first}"):
        page = text_of(await noor.get(path))
        assert "· Noor" not in page
        assert "Somebody without a name" not in page


async def test_a_version_by_somebody_without_a_name_says_that(camping: Gathering) -> None:
    jo = await camping.facilitator()
    await write(jo, "Nobody knows.")
    first = await kept(jo, "kept")
    listed = text_of(await jo.get(VERSIONS))
    assert "2 words · Somebody without a name" in listed
    assert "nobody is told" not in listed
    assert "2 words · Somebody without a name" in text_of(await jo.get(f"{VERSIONS}/{first}"))


async def test_one_is_kept_when_the_last_writer_leaves_and_now_and_then(camping: Gathering, watch: Watch) -> None:
    noor, notes = await camping.attendee("Noor"), camping.hallway.live_notes
    await write(noor, "First words.")
    await notes._tidy()
    assert text_of(await noor.get(VERSIONS)).count("2 words") == 1
    await notes._tidy()
    assert text_of(await noor.get(VERSIONS)).count("2 words") == 1
    async with notes.opened(1):
        await write(noor, "First words, and more.")
        await notes._tidy()
        assert "4 words" not in text_of(await noor.get(VERSIONS))
        watch.now += timedelta(minutes=10)
        await notes._tidy()
        assert "4 words" in text_of(await noor.get(VERSIONS))
