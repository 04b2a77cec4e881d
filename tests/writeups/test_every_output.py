"""Where no names are told, no address of the program tells one: each GET route that there is, found in the route table,
is asked as a reader and searched, with its headers, for names of those who spoke, hosted and wrote.

A new route is among them at once. One whose address needs something that is not known here does not pass before it is.
"""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import httpx
import pytest
from litestar.routes import HTTPRoute
from pypdf import PdfReader
from sqlmodel import select

from app.events.actions import change_phase
from app.events.tables import Event
from app.kernel import limits
from app.main import all_pages, create_app
from app.notes.annotations.tables import Annotation
from app.notes.photos.tables import Photo
from app.notes.queries import note_of
from app.notes.tables import NoteVersion
from app.people.actions import open_visit
from app.settings import Settings
from app.topics.tables import Comment
from app.writeups.exporting.gathering import NothingPublished
from app.writeups.replying.tables import Reply
from tests.samples import DAY, NOON
from tests.writeups.conftest import Browser, Site
from tests.writeups.redacting.holding import holders_of

#: Said in notes, their versions, quotations, links, code and comments.
SPEAKER = re.compile(r"Zora|Quill", re.IGNORECASE)
#: Hosts a card, and is named in the title and the pitch of another; both stand on the wall for who may see it.
HOST = re.compile(r"Hostia|Wunder", re.IGNORECASE)
NOTE = """We never tested a restore, [says Zora](https://example.org/quill).

## Zora's view

> It was always green
>
> — Zora Quill

- [ ] **Zora Quill:** asks the vendor
- **Tool:** Restic, said @zora

```
# Quill ran this
```
"""
#: The same without a name in an address, from which none can be left out.
ONE = NOTE.replace("/quill", "/restic")
PHOTO = "b" * 32

#: What an address may ask for. Of the names of calendars, cells and files there is one each.
KNOWN = {
    "event_slug": "small-camp", "number": "1", "page_of": "1-restores", "room_id": "1", "version_id": "1",
    "draft_id": "1", "cell": "2-1", "name": "everything.ics", "file": f"{PHOTO}.webp", "date": DAY.isoformat(),
    "token": "x" * 32, "index": "people", "slug": "none", "door": "x" * 32, "proof": "x" * 32, "path": "openapi.json",
}  # fmt: skip
#: What only a card's hosts have; the rest stands in another card's title and pitch, which are shown as they are.
ONLY_HOSTS = re.compile(r"Wunder", re.IGNORECASE)
#: The wall and what is made of it: cards with their hosts, for whoever may see the event, until it closes.
WALL = {
    "/{event_slug}",
    "/{event_slug}/board",
    "/{event_slug}/cells/{cell}",
    "/{event_slug}/convergence",
    "/{event_slug}/days/{date}",
    "/{event_slug}/history",
    "/{event_slug}/history/board",
    "/{event_slug}/now",
    "/{event_slug}/pile",
    "/{event_slug}/print",
    "/{event_slug}/print/board",
    "/{event_slug}/print/cards",
    "/{event_slug}/print/convergence",
    "/{event_slug}/print/doors",
    "/{event_slug}/print/join",
    "/{event_slug}/print/principles",
    "/{event_slug}/projector",
    "/{event_slug}/rooms/{room_id}",
    "/{event_slug}/schedule.ics",
    "/{event_slug}/topics",
    "/{event_slug}/topics/similar",
    "/{event_slug}/topics/{number}",
    "/{event_slug}/topics/{number}/claim/{proof}",
    "/{event_slug}/topics/{number}/note",
    "/{event_slug}/topics/{number}/star",
}
#: The program, for other programs and pages: what cards say, without who hosts them.
PROGRAM = {
    "/{event_slug}/rooms/{room_id}/schedule.ics",
    "/{event_slug}/schedule.json",
    "/{event_slug}/schedule.xml",
    "/{event_slug}/topics/{number}/schedule.ics",
    "/{event_slug}/widget",
}
#: What readers find beyond that: other editions, questions, files.
MORE = (
    "/small-camp/write-up/1-restores?edition=1",
    "/small-camp/write-up/1-restores?edition=2",
    "/small-camp/write-up/2-what-hostia-found",
    "/small-camp/write-up/3-calm",
    "/search?q=green",
    "/search?q=restores&tag=backup",
    "/search?q=by:Z+green",
    "/search/found?q=gre",
    "/small-camp/topics/2",
)


def addresses() -> list[str]:
    routes = all_pages(tuple(create_app(Settings(data=Path("unused"), secret="s" * 32)).parts)).routes
    return sorted(re.sub(r":\w+}", "}", r.path) for r in routes if isinstance(r, HTTPRoute) and "GET" in r.methods)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks every address at once would be answered with a refusal, which names nobody."""
    monkeypatch.setattr(limits, "READING", limits.Rate(burst=10_000, each_second=1_000))


@pytest.fixture
async def fay(site: Site) -> Browser:
    """Everything was published while names were told, with corrections; then they are not any more."""
    await site.attendee("Zora Quill")
    restores = await site.topic("Restores", ONE, place=(1, 1), tags=("backup",), host="Hostia Wunder")
    await site.topic("What Hostia found", NOTE, place=(2, 1), pitch="Ask Hostia")
    await site.topic("Calm", "Nothing of anybody.")
    await site.topic("Hostia's own", place=(4, 1))
    await _beside(site, restores.id or 0)
    await _replied(site, restores.id or 0)
    fay = await site.facilitator()
    for number in (1, 2, 3):
        assert (await fay.post(f"/small-camp/topics/{number}/publication", {"_method": "PUT"})).status_code == 303
    await site.write(restores, ONE + "\nMore by Zora.")
    fields = {"_method": "PUT", "change_note": "Zora Quill asked for it"}
    assert (await fay.post("/small-camp/topics/1/publication", fields)).status_code == 303
    return fay


async def _replied(site: Site, topic_id: int) -> None:
    """While names were told, both were shown."""
    async with site.hallway.works.begin() as work:
        about = {"event_id": site.camp.event_id, "topic_id": topic_id, "made_at": NOON, "state": "shown"}
        visit_id = await open_visit(work, "key-of-rita")
        for name, words in (("Rita", "Zora said the same to us."), ("Rita", "So do we."), ("Zora Quill", "It was I.")):
            work.db.add(Reply(**about, visit_id=visit_id, name=name, words=words))


async def _beside(site: Site, topic_id: int) -> None:
    async with site.hallway.works.begin() as work:
        note = await note_of(work.db, topic_id)
        assert note
        about = {"event_id": site.camp.event_id, "topic_id": topic_id, "made_at": NOON}
        work.db.add_all(
            [
                NoteVersion(note_id=note.id or 0, upto_id=1, at=NOON, name="by Zora", text=NOTE, author_ids="1"),
                Annotation(note_id=note.id or 0, attendee_id=1, words="Says Quill", quote="Zora", made_at=NOON),
                Comment(**about, attendee_id=1, words="Will Zora Quill come?"),
                Photo(
                    **about, name=PHOTO, hash="c" * 64, size=1, width=9, height=9, small_width=3, small_height=3,
                    alt="Zora at the board", credit="Zora Quill",
                ),
            ]
        )  # fmt: skip


async def searched(browser: Browser, address: str) -> tuple[str, int]:
    while (answer := await browser.get(address)).status_code == 202:  # it is still being made
        pass
    assert answer.status_code != 429, address
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    return _said(answer).replace(address, "") + json.dumps(headers), answer.status_code


def _said(answer: httpx.Response) -> str:
    """Also what is packed in it, with the names of the files."""
    if answer.headers.get("content-type") == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    if not is_zipfile(BytesIO(answer.content)):
        return answer.text
    with ZipFile(BytesIO(answer.content)) as archive:
        return "\n".join(name + archive.read(name).decode(errors="ignore") for name in archive.namelist())


async def leaks(browser: Browser, path: str, address: str, *, is_over: bool = False) -> list[str]:
    said, _status = await searched(browser, address)
    hosts = [ONLY_HOSTS] if is_over or path in PROGRAM else [] if path in WALL else [HOST]
    secret = [SPEAKER, *hosts]
    return [f"{address}: {name}" for each in secret for name in each.findall(said)]


async def decide_and_publish(fay: Browser) -> None:
    """What waits for a decision: every name is left out."""
    page = (await fay.get("/small-camp/topics/1/publication")).text
    for words in re.findall("<mark>(.*?)</mark>", page):
        fields = {"_method": "PUT", "words": words, "decision": "leave_out"}
        assert (await fay.post("/small-camp/topics/1/publication/names", fields)).status_code == 303
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303


async def said_in_a_copy(site: Site, secret: list[re.Pattern[str]]) -> list[str]:
    """What each file of a copy tells of these, its name included: one that is made while the event is open, too."""
    copy = await site.hallway.press.copy("small-camp")
    files = [(name, content.decode(errors="replace")) async for name, content in copy.files()]
    assert {"index.html", "board.html", "search-index.js", "write-up/1-restores.html"} <= dict(files).keys()
    return [f"{name}: {each}" for name, said in files for one in secret for each in one.findall(name + said)]


async def test_no_address_tells_a_name(site: Site, fay: Browser) -> None:
    before = await leaks(await site.reader(), "", "/small-camp/write-up/1-restores")
    assert {name.partition(": ")[2].lower() for name in before} == {"zora", "quill", "hostia", "wunder"}
    copied = {name.partition(": ")[2].lower() for name in await said_in_a_copy(site, [SPEAKER, ONLY_HOSTS])}
    assert copied == {"zora", "quill", "wunder"}
    done = await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    assert done.status_code == 303
    await decide_and_publish(fay)
    reader, found, told = await site.reader(), [], set()
    for path in addresses():
        address = path.format(**KNOWN)
        found += await leaks(reader, path, address)
        if (await searched(reader, address))[1] == 200:
            told.add(path)
    for address in MORE:
        found += await leaks(reader, "/{event_slug}/topics/{number}" if "/topics/" in address else "", address)
    assert found == []
    for packed in ("write-up.zip", "write-up.epub", "write-up.pdf"):
        assert "never tested" in (await searched(reader, f"/small-camp/{packed}"))[0]
    assert await said_in_a_copy(site, [SPEAKER, ONLY_HOSTS]) == []
    assert {
        "/{event_slug}/write-up/{page_of}",
        "/{event_slug}/write-up",
        "/{event_slug}/write-up/whole",
        "/{event_slug}/write-up/book",
        "/{event_slug}/write-up.json",
        "/{event_slug}/write-up.zip",
        "/{event_slug}/write-up.epub",
        "/{event_slug}/write-up.pdf",
        "/{event_slug}/feed.atom",
        "/search",
    } <= told


@pytest.mark.parametrize("phase", ["closed", "published"])
async def test_when_it_is_over_no_wall_or_board_tells_a_host(site: Site, fay: Browser, phase: str) -> None:
    await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    reader = await site.reader()
    assert "Wunder" in (await reader.get("/small-camp/board")).text
    async with site.hallway.works.begin() as work:
        event = (await work.db.exec(select(Event))).one()
        await change_phase(work, event, phase)
    for path in sorted(WALL):
        assert await leaks(reader, path, path.format(**KNOWN), is_over=True) == []
        assert "Wunder" not in (await searched(fay, path.format(**KNOWN)))[0], path
    assert await leaks(reader, "/{event_slug}/topics", "/small-camp/topics/2", is_over=True) == []
    page = (await reader.get("/small-camp/topics/1")).text
    assert "<dd>not named</dd>" in page


async def test_a_reply_that_says_a_name_waits_anew_and_the_others_stay(site: Site, fay: Browser) -> None:
    await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    await decide_and_publish(fay)
    reader = await site.reader()
    said = (await reader.get("/small-camp/write-up/1-restores")).text
    assert "So do we." in said
    assert "Zora" not in said
    waiting = (await fay.get("/small-camp/topics/1/replies")).text
    assert "<mark>Zora</mark>" in waiting
    assert "<mark>Zora Quill</mark>" in waiting
    at, asked = "/small-camp/topics/1/replies/1", {"_method": "PUT", "state": "shown", "seen": "waiting"}
    refused = await fay.post(at, asked)
    assert refused.status_code == 409
    assert "1 name stands in it." in refused.text
    assert "the same to us" not in (await reader.get("/small-camp/write-up/1-restores")).text
    assert (await fay.post(at, {**asked, "names_told": "1"})).status_code == 303
    assert "the same to us" in (await reader.get("/small-camp/write-up/1-restores")).text


async def test_off_the_record_nothing_is_left_of_a_reply(site: Site, fay: Browser) -> None:
    await fay.post("/small-camp/topics/1/attribution", {"_method": "PUT", "attribution": "off_record"})
    async with site.hallway.database.reading() as db:
        assert (await db.exec(select(Reply))).all() == []
    assert await holders_of(site.hallway.database, "the same to us") == []


async def test_when_it_is_over_the_history_says_nobody_did_it(site: Site, fay: Browser) -> None:
    ada = await site.attendee("Hanna Deed")
    posted = await ada.post("/small-camp/topics", {"title": "Garden chess", "pitch": "", "tags": ""})
    assert posted.status_code == 303
    assert "Hanna Deed" in (await fay.get("/small-camp/history")).text
    await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    assert "Hanna Deed" in (await fay.get("/small-camp/history")).text
    async with site.hallway.works.begin() as work:
        await change_phase(work, (await work.db.exec(select(Event))).one(), "closed")
    told = (await fay.get("/small-camp/history")).text
    assert "Garden chess" in told
    assert "Hanna Deed" not in told


async def test_off_the_record_no_address_tells_a_word_of_a_note(site: Site, fay: Browser) -> None:
    await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "off_record"})
    reader = await site.reader()
    with pytest.raises(NothingPublished):
        await site.hallway.press.copy("small-camp")
    for path in addresses():
        said, _status = await searched(reader, path.format(**KNOWN))
        assert re.findall("never tested|always green|Restic", said) == [], path
    for address in MORE:
        said, _status = await searched(reader, address)
        assert re.findall("never tested|always green|Restic", said) == [], address


async def test_of_one_topic_off_the_record_none_either(site: Site, fay: Browser) -> None:
    await fay.post("/small-camp/topics/1/attribution", {"_method": "PUT", "attribution": "off_record"})
    reader = await site.reader()
    for path in addresses():
        if path in WALL:
            continue
        said, _status = await searched(reader, path.format(**KNOWN))
        assert "More by Zora" not in said, path
    copy = await site.hallway.press.copy("small-camp")
    assert [name async for name, content in copy.files() if b"More by Zora" in content] == []
    assert "write-up/1-restores.html" not in copy.pages
    assert (await reader.get("/small-camp/write-up/1-restores")).status_code == 410
    assert (await reader.get(f"/small-camp/media/{PHOTO}.webp")).status_code in (403, 404, 410)


def test_every_route_can_be_asked() -> None:
    for path in addresses():
        assert set(re.findall(r"{(\w+)}", path)) <= set(KNOWN), path


def test_the_wall_is_made_of_routes_that_there_are() -> None:
    assert set(addresses()) >= WALL
