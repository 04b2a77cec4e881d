"""An event moves from SQLite to PostgreSQL and back, and is the same in each place."""

import json
import zipfile
from pathlib import Path

import httpx
import pytest
from sqlmodel import SQLModel, col, select

from app.board.tables import Placement
from app.day.bundling.inventory import MOVING
from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.errors import Conflict
from app.kernel.work import change_of, changes_since, revision_of
from app.main import Hallway
from app.notes.queries import text_of
from app.notes.tables import Note, NoteUpdate
from app.people.tables import Visit
from app.topics.tables import Convener, Topic
from app.writeups.tables import Edition, RedactionDue
from tests.day.bundling.full import KEYS, NOW, PICTURE, SLUG, hallway_in, pack, unpack


async def test_there_and_back_it_is_the_same(here: Hallway, tmp_path: Path, on_postgresql: str) -> None:
    first = (tmp_path / "here.zip").read_bytes()
    async with hallway_in(tmp_path / "there", on_postgresql) as there:
        done = await unpack(there, tmp_path / "here.zip")
        packed = await pack(there, tmp_path / "there.zip")
    async with hallway_in(tmp_path / "back") as back:
        await unpack(back, tmp_path / "there.zip")
        again = await pack(back, tmp_path / "back.zip")
    assert done.content == packed.manifest.content == again.manifest.content
    assert first == (tmp_path / "there.zip").read_bytes() == (tmp_path / "back.zip").read_bytes()


async def test_the_same_event_gives_the_same_file_and_no_part_is_empty(here: Hallway, tmp_path: Path) -> None:
    again = await pack(here, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "here.zip").read_bytes()
    assert [name for name in MOVING if not again.manifest.rows(name)] == ["redaction_due"]


async def test_no_right_and_no_secret_is_in_it(here: Hallway, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "here.zip") as archive:
        said = b"\n".join(archive.read(name) for name in archive.namelist())
    async with here.database.reading() as db:
        keys = list(await db.exec(select(Visit.key)))
        event = await event_by_slug(db, SLUG)
    tokens = await _hashes(here)
    assert keys
    assert tokens
    for secret in (*KEYS, *keys, *tokens, event.code, event.door, here.settings.signing_secret, "a secret complaint"):
        assert secret.encode() not in said


async def _hashes(hallway: Hallway) -> list[str]:
    """Of every link that there is, of whatever kind."""
    found: list[str] = []
    async with hallway.database.reading() as db:
        for table in SQLModel.metadata.tables.values():
            for column in table.columns:
                if column.name in ("token_hash", "salt"):
                    found += [value for value in await db.exec(select(column)) if value]
    return found


async def test_what_people_see_there_is_what_they_saw(here: Hallway, tmp_path: Path) -> None:
    async with hallway_in(tmp_path / "there") as there:
        await unpack(there, tmp_path / "here.zip")
        assert await notes(there) == await notes(here)
        assert await log_of(there) == await log_of(here)
        for path in ("board", "topics", "write-up", "history", f"media/{PICTURE}.webp"):
            pages = [await page(hallway, f"/{SLUG}/{path}") for hallway in (here, there)]
            assert pages[0].status_code == pages[1].status_code, path
        found = await page(there, "/search?q=monitoring")
        assert f"/{SLUG}/write-up/" in found.text
        assert found.text.count(f"/{SLUG}/write-up/") == (await page(here, "/search?q=monitoring")).text.count(
            f"/{SLUG}/write-up/"
        )


async def test_hosts_are_names_that_nobody_holds_and_editions_are_rendered_anew(here: Hallway, tmp_path: Path) -> None:
    async with here.works.begin() as work:
        for edition in (await work.db.exec(select(Edition))).all():
            edition.html = "<script>alert(1)</script>"
    await pack(here, tmp_path / "hostile.zip")
    async with hallway_in(tmp_path / "there") as there:
        await unpack(there, tmp_path / "hostile.zip")
        async with there.database.reading() as db:
            hosts = (await db.exec(select(Convener))).all()
            assert {host.attendee_id for host in hosts} == {None}
            assert "Ada" in {host.name for host in hosts}
            assert (await db.exec(select(Visit))).first() is None
            event = await event_by_slug(db, SLUG)
            assert (event.code, event.door) == ("", "")
            htmls = list(await db.exec(select(Edition.html)))
        assert not any("<script" in html for html in htmls)
        assert all(htmls)


async def test_under_another_address_links_and_photos_lead_there(here: Hallway, tmp_path: Path) -> None:
    async with hallway_in(tmp_path / "there") as there:
        await unpack(there, tmp_path / "here.zip", "years-ago")
        texts = await notes(there, "years-ago")
        assert any(f"](/years-ago/media/{PICTURE}.webp)" in text for text in texts)
        assert not any(f"](/{SLUG}/" in text for text in texts)
        assert [text.replace("years-ago", SLUG) for text in texts] == await notes(here)
        here_it_is, there_it_is = f"/{SLUG}/media/{PICTURE}.webp", f"/years-ago/media/{PICTURE}.webp"
        assert (await page(there, there_it_is)).status_code == (await page(here, here_it_is)).status_code


async def test_twice_it_is_refused_and_nothing_is_doubled(here: Hallway, tmp_path: Path) -> None:
    before = await counts(here)
    for slug in ("", "another"):
        with pytest.raises(Conflict, match="This event is here already: /scale-summit-2017"):
            await unpack(here, tmp_path / "here.zip", slug)
    assert await counts(here) == before


async def test_a_taken_address_is_said(here: Hallway, tmp_path: Path) -> None:
    async with hallway_in(tmp_path / "there") as there:
        async with there.database.writing() as db:
            event = Event(
                slug=SLUG, name="Another", time_zone="UTC", starts_on=NOW.date(), ends_on=NOW.date(), made_at=NOW
            )
            db.add(event)
        with pytest.raises(Conflict, match="--slug"):
            await unpack(there, tmp_path / "here.zip")
        assert (await unpack(there, tmp_path / "here.zip", "theirs")).slug == "theirs"


async def test_the_policy_holds_there(here: Hallway, tmp_path: Path) -> None:
    async with here.works.begin() as work:
        event = await event_by_slug(work.db, SLUG)
        event.attribution, event.visibility = "chatham", "attendees"
    await pack(here, tmp_path / "closed.zip")
    async with hallway_in(tmp_path / "there") as there:
        await unpack(there, tmp_path / "closed.zip")
        async with there.database.reading() as db:
            event = await event_by_slug(db, SLUG)
        assert (event.attribution, event.visibility) == ("chatham", "attendees")
        assert event.code not in ("", KEYS[3])
        assert (await page(there, f"/{SLUG}/board")).status_code != 200
        assert f"/{SLUG}/" not in (await page(there, "/search?q=monitoring")).text


async def test_what_a_tightened_policy_has_still_to_take_out_is_taken_out_there(here: Hallway, tmp_path: Path) -> None:
    async with here.works.begin() as work:
        edition = (await work.db.exec(select(Edition).where(Edition.markdown.contains("\n")))).first()  # type: ignore[attr-defined]
        assert edition
        topic = await work.db.get(Topic, edition.topic_id)
        assert topic
        topic.attribution = "off_record"
        work.db.add(RedactionDue(topic_id=edition.topic_id, event_id=edition.event_id))
    await pack(here, tmp_path / "due.zip")
    async with hallway_in(tmp_path / "there") as there:
        await unpack(there, tmp_path / "due.zip")
        async with there.database.reading() as db:
            assert (await db.exec(select(RedactionDue))).first() is None
            moved = (await db.exec(select(Topic).where(Topic.guid == topic.guid))).one()
            assert set(await db.exec(select(Edition.markdown).where(Edition.topic_id == moved.id))) == {""}


async def notes(hallway: Hallway, slug: str = SLUG) -> list[str]:
    """The texts of all notes, made of their logs; what is kept of them is the same."""
    async with hallway.database.reading() as db:
        event = await event_by_slug(db, slug)
        found = await db.exec(
            select(Note)
            .join(Topic, col(Topic.id) == col(Note.topic_id))
            .where(Note.event_id == event.id)
            .order_by(col(Topic.number))
        )
        texts = []
        for note in found.all():
            text, last = await text_of(db, note.id or 0)
            assert (note.body, note.body_upto) in ((text, last), ("", 0)) or slug == SLUG
            texts.append(text)
        return texts


async def log_of(hallway: Hallway) -> list[tuple[int, str]]:
    """What happened, whatever the ids are; every change can be read."""
    async with hallway.database.reading() as db:
        event_id = (await event_by_slug(db, SLUG)).id or 0
        rows = await changes_since(db, event_id, 0, 10_000)
        assert len(rows) == await revision_of(db, event_id) > 0
        assert all(change_of(row) for row in rows)
        placed = set(await db.exec(select(Placement.id).where(Placement.event_id == event_id)))
        assert placed <= {json.loads(row.payload).get("placement_id") for row in rows}
    return [(row.revision, row.name) for row in rows]


async def counts(hallway: Hallway) -> list[int]:
    async with hallway.database.reading() as db:
        return [len((await db.exec(select(table))).all()) for table in (Event, Topic, NoteUpdate, Edition, Placement)]


async def page(hallway: Hallway, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=hallway)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path, headers={"accept": "text/html"})
