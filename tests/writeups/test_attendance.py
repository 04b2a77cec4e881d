"""How many people were there: read out of the note, told wherever its page goes, and by nobody guessed."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, delete, select

from app.kernel.markdown import render_now
from app.writeups.actions import reindex
from app.writeups.attendance import Attendance, attendance_in, attendance_labels
from app.writeups.compose import compose
from app.writeups.exporting.folders import put_in_folder
from app.writeups.extracting import ATTENDANCE, Extracted, extracts_of
from app.writeups.extracts import attendance_among
from app.writeups.hinting import hints
from app.writeups.marks import known_labels
from app.writeups.tables import Extract
from tests.writeups.conftest import Browser, Site


def extracted(text: str) -> tuple[Extracted, ...]:
    return extracts_of(render_now(text, anchored=True).marks)


#: What people type, and how many were there by it.
KNOWN = [
    ("People: 14", 14, False),
    ("Present: about 25", 25, True),
    ("Attendance: 12", 12, False),
    ("Personen: 14", 14, False),
    ("Anwesend: etwa 25", 25, True),
    ("Teilnehmende: 12", 12, False),
    ("Participants: around 30 people", 30, True),
    ("Anwesend: ca. 12 Leute", 12, True),
    ("anwesende: rund 12 Personen.", 12, True),
    ("PRESENT: ~25", 25, True),
    ("Present: ≈ 25", 25, True),
    ("Present: ca.25", 25, True),
    ("People: 1 person", 1, False),
    ("Personen: ein Wort davor\nAnwesend: 9", 9, False),
    ("- People: 14", 14, False),
    ("- **People:** 14", 14, False),
    ("* **Present**: about 25", 25, True),
    ("1. Anwesend: etwa 25", 25, True),
    ("**Present:** about *25*", 25, True),
    ("Hosts: Ana and Bo\nPresent: 25\nWhere: the library", 25, False),
    ("**Hosts:** Ana\\\n**Present:** 25", 25, False),
    ("## Open questions\n\n- People: 14", 14, False),
    ("People: 14\n\nPresent: about 25", 14, False),
    ("People: Ana, Bo\n\nPresent: 25", 25, False),
    ("People: 1,200", 1200, False),
    ("Menschen: 1.200", 1200, False),
    ("People: 5000", 5000, False),
]


@pytest.mark.parametrize(("text", "count", "is_about"), KNOWN)
def test_a_count_is_found(text: str, count: int, is_about: bool) -> None:
    (found,) = (each for each in extracted(text) if each.kind == ATTENDANCE)
    assert (attendance_among([found]), found.name) == (Attendance(count, is_about), str(count))


@pytest.mark.parametrize(
    "text",
    [
        "Present: Ana, Bo",
        "Present: 2 of us and Ana",
        "People: 14 or 15",
        "People: 14-20",
        "People: 14:30",
        "People: many",
        "People: about",
        "People: about people",
        "People: about25",
        "People: 0",
        "People: -3",
        "People: 5001",
        "People: 12000",
        "People: 1.5",
        "People:\n14",
        "People 14",
        "Rooms: 14",
        "The people: 14",
        "We were people: 14",
        "- [ ] People: 14",
        "- [x] **Present:** 14",
        "> People: 14",
        "> People: 14\n> — Ana",
        "# People: 14",
        "```\nPeople: 14\n```",
        "    People: 14",
        "| People: 14 |\n|---|\n| Present: 3 |",
        "**People\n:** 14",
    ],
)
def test_what_is_no_count_stays_what_it_is(text: str) -> None:
    assert [each for each in extracted(text) if each.kind == ATTENDANCE] == []


def test_names_behind_the_label_are_asked_about_as_before_and_the_label_is_no_name() -> None:
    assert extracted("## Open questions\n\n- Present: Ana?")[0].text == "Present: Ana?"
    assert attendance_labels() <= known_labels()
    found = hints(["Present: 25\n\nPresent: 3, according to Zora Neale\n\nHurston: 3"], known_labels())
    assert [name.words for name in found] == ["Zora Neale", "Hurston"]


@given(st.text("Peopl: 0159.,~\n*-`abou ca²٣", max_size=40))
def test_any_words_can_be_read(words: str) -> None:
    extracted(f"People: {words}")
    counted = attendance_in(words)
    assert counted is None or 0 < counted.count <= 5000


def test_it_is_not_what_a_page_is_about() -> None:
    def summary(text: str) -> str:
        return compose("x", text, render_now(text, anchored=True)).summary

    assert summary("Present: about 25\n\nDNS was never made for this.") == "DNS was never made for this."
    assert summary("Present: Ana, Bo\n\nDNS.") == "Present: Ana, Bo"


# --- where it is told ---------------------------------------------------------------------------------------


ABOUT, COUNTED = "About 25 people were there", "1 person was there"
TOLD = re.compile(r"(?:About )?\d+ (?:person was|people were) there")


async def written_up(site: Site) -> Browser:
    """Three pages: one tells about how many, one tells it exactly, one does not tell."""
    await site.publish(await site.topic("Restores", place=(1, 1), host="Hostia"), "Present: about 25\n\nWell.")
    await site.publish(await site.topic("Alone", place=(2, 1)), "- **People:** 1")
    await site.publish(await site.topic("Nobody counted"), "Present: Ana, Bo")
    return await site.reader()


async def test_a_page_tells_it_beside_its_text(site: Site) -> None:
    reader = await written_up(site)
    page = (await reader.get("/small-camp/write-up/1-restores")).text
    facts, _article, text = page.partition("<article")
    assert f"<dt>How many</dt><dd>{ABOUT}</dd>" in facts
    assert "Present: about 25" in text
    assert f"<dd>{COUNTED}</dd>" in (await reader.get("/small-camp/write-up/2-alone")).text
    for told in ("How many", "was there", "were there"):
        assert told not in (await reader.get("/small-camp/write-up/3-nobody-counted")).text


async def test_it_is_said_in_the_reader_s_language(site: Site) -> None:
    reader = await written_up(site)
    page = (await reader.get("/small-camp/write-up/1-restores", accept_language="de")).text
    assert "<dt>Wie viele</dt><dd>Etwa 25 Menschen waren da</dd>" in page
    assert "1 Mensch war da" in (await reader.get("/small-camp/write-up/2-alone", accept_language="de")).text


@pytest.mark.parametrize("address", ["/small-camp/write-up/whole", "/small-camp/write-up/book"])
async def test_the_whole_and_the_book_tell_it_at_the_head_of_each_session(site: Site, address: str) -> None:
    page = (await (await written_up(site)).get(address)).text
    heads = dict(re.findall(r'id="topic-(\d)".*?<header>(.*?)</header>', page, re.DOTALL))
    told = {number: TOLD.findall(head) for number, head in heads.items()}
    assert told == {"1": [ABOUT], "2": [COUNTED], "3": []}
    assert f">Hosted by Hostia · {ABOUT}<" in heads["1"]


async def test_programs_get_a_number(site: Site) -> None:
    told = (await (await written_up(site)).get("/small-camp/write-up.json")).json()
    assert {session["number"]: session["people"] for session in told["sessions"]} == {
        1: {"count": 25, "about": True},
        2: {"count": 1, "about": False},
        3: None,
    }


async def test_the_book_for_e_readers_tells_it(site: Site) -> None:
    answer = await (await written_up(site)).get("/small-camp/write-up.epub")
    with ZipFile(BytesIO(answer.content)) as book:
        pages = [book.read(f"EPUB/session-{number}.xhtml").decode() for number in (1, 2, 3)]
    assert [TOLD.findall(page) for page in pages] == [[ABOUT], [COUNTED], []]


async def test_a_copy_tells_it(site: Site, tmp_path: Path) -> None:
    await written_up(site)
    await put_in_folder(await site.hallway.press.copy("small-camp"), tmp_path / "out")
    pages = {file.name: file.read_text() for file in (tmp_path / "out" / "write-up").iterdir()}
    assert {name for name, page in pages.items() if ABOUT in page} == {"1-restores.html", "whole.html"}
    assert {name for name, page in pages.items() if COUNTED in page} == {"2-alone.html", "whole.html"}


async def test_each_edition_tells_its_own(site: Site) -> None:
    topic = await site.topic("Restores")
    for text in ("Present: about 25", "Present: 1", "Present: nobody knows"):
        await site.publish(topic, text)
    reader = await site.reader()
    pages = [(await reader.get(f"/small-camp/write-up/1-restores?edition={number}")).text for number in (1, 2, 3)]
    assert [TOLD.findall(page) for page in pages] == [[ABOUT], [COUNTED], []]
    assert "there<" not in (await reader.get("/small-camp/write-up/whole")).text


async def test_under_chatham_house_it_names_nobody(site: Site) -> None:
    reader = await written_up(site)
    await site.attribute("chatham")
    page = (await reader.get("/small-camp/write-up/1-restores")).text
    assert ABOUT in page
    assert "Hostia" not in page


async def test_pages_from_before_tell_it_once_they_are_indexed_anew(site: Site) -> None:
    reader = await written_up(site)
    async with site.hallway.works.begin() as work:
        await work.db.exec(delete(Extract).where(col(Extract.kind) == ATTENDANCE))
    await reindex(site.hallway.works, site.hallway.markdown)
    async with site.hallway.database.reading() as db:
        assert len((await db.exec(select(Extract).where(Extract.kind == ATTENDANCE))).all()) == 2
    assert ABOUT in (await reader.get("/small-camp/write-up/1-restores")).text
