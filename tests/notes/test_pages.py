"""The note's pages on a real server, as a browser without JavaScript and a script see them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.events.tables import Event
from app.notes.limits import Limits
from app.notes.tables import Note
from tests.notes.pens import logged_text
from tests.notes.serving import NOTE_PATH, Served, serving


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as running:
        yield running


class Browser:
    """A visitor with plain forms."""

    def __init__(self, served: Served, visitor: dict[str, str]) -> None:
        self.csrf = visitor["csrf"]
        name, _, value = visitor["cookie"].partition("=")
        self.http = httpx.AsyncClient(
            base_url=served.address, cookies={name: value}, headers={"accept": "text/html"}, follow_redirects=True
        )

    async def open(self) -> dict[str, str]:
        """The fields of the note's form."""
        page = await self.http.get(NOTE_PATH)
        assert page.status_code == 200, page.text
        return fields_in(page.text)

    async def save(self, fields: dict[str, str], path: str = NOTE_PATH) -> httpx.Response:
        return await self.http.post(path, data={"csrf": self.csrf, **fields})


def fields_in(html: str) -> dict[str, str]:
    hidden = {name: re.search(rf'name="{name}" value="(\d+)"', html) for name in ("base", "epoch")}
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert text
    return {"markdown": unescape(text[1]), **{name: found[1] for name, found in hidden.items() if found}}


Browse = Callable[[str | None], Awaitable[Browser]]


@pytest.fixture
async def browse(served: Served) -> AsyncIterator[Browse]:
    """Opens a browser for somebody of this name; None only reads."""
    opened: list[Browser] = []

    async def browse_as(name: str | None) -> Browser:
        opened.append(Browser(served, await served.visitor(name)))
        return opened[-1]

    yield browse_as
    for one in opened:
        await one.http.aclose()


async def test_a_text_is_saved_and_shown_as_it_will_read(served: Served, browse: Browse) -> None:
    ada = await browse("Ada")
    fields = await ada.open()
    assert fields == {"markdown": "", "base": "0", "epoch": "1"}
    page = await ada.save({**fields, "markdown": "# Title\r\n\r\n<b>é</b> 😀 \x07"})
    assert fields_in(page.text)["markdown"] == "# Title\n\n<b>é</b> 😀 "
    assert "Title</h2>" in page.text
    assert "<b>é</b>" not in page.text.partition('class="proof"')[2]
    assert await logged_text(served.hallway.database) == "# Title\n\n<b>é</b> 😀 "


async def test_two_who_began_with_the_same_text_both_keep_theirs(browse: Browse) -> None:
    ada, noor = await browse("Ada"), await browse("Noor")
    await ada.save({**await ada.open(), "markdown": "One.\nTwo.\n"})
    hers, theirs = await ada.open(), await noor.open()
    await ada.save({**hers, "markdown": "Zero.\n" + hers["markdown"]})
    page = await noor.save({**theirs, "markdown": theirs["markdown"] + "Three.\n"})
    assert fields_in(page.text)["markdown"] == "Zero.\nOne.\nTwo.\nThree.\n"


async def test_a_put_and_a_script_work_as_well(browse: Browse) -> None:
    ada = await browse("Ada")
    page = await ada.save({**await ada.open(), "markdown": "By a hidden method", "_method": "PUT"})
    assert page.status_code == 200
    exported = await ada.http.get(f"{NOTE_PATH}.md")
    assert exported.text == "By a hidden method"
    assert exported.headers["content-type"].startswith("text/markdown")


async def test_previewing_saves_nothing(browse: Browse) -> None:
    ada = await browse("Ada")
    page = await ada.save({**await ada.open(), "markdown": "*Maybe*"}, f"{NOTE_PATH}/preview")
    assert "<em>Maybe</em>" in page.text
    assert fields_in(page.text)["markdown"] == "*Maybe*"
    fragment = await ada.http.post(
        f"{NOTE_PATH}/preview",
        data={"markdown": "*Maybe*"},
        headers={"x-csrf": ada.csrf, "accept": "application/json"},
    )
    assert fragment.text.split("\n") == ["<p><em>Maybe</em></p>", "", '<template data-lines="0"></template>']
    assert (await ada.open())["markdown"] == ""


@pytest.mark.parametrize("markdown", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
async def test_nothing_that_is_written_becomes_script(browse: Browse, markdown: str) -> None:
    ada = await browse("Ada")
    page = await ada.save({**await ada.open(), "markdown": markdown})
    proof = page.text.partition('class="proof"')[2].partition("</main>")[0]
    assert not re.search(r"<(script|img)|href=\"javascript|onerror=[^&]*>", proof.replace("&lt;", "‹"))
    assert fields_in(page.text)["markdown"] == markdown


async def test_readers_are_invited_to_join(served: Served, browse: Browse) -> None:
    reader = await browse(None)
    page = await reader.http.get(NOTE_PATH)
    assert page.status_code == 403
    assert f"/join?next={NOTE_PATH}" in page.text
    assert (await reader.save({"markdown": "x"})).status_code == 403
    assert (await reader.http.get(f"{NOTE_PATH}.md")).status_code == 403
    assert (await reader.save({"markdown": "x"}, f"{NOTE_PATH}/preview")).status_code == 403
    async with served.hallway.database.reading() as db:
        assert (await db.exec(select(Note))).all() == []


async def test_looking_at_a_note_does_not_begin_it(served: Served, browse: Browse) -> None:
    await (await browse("Ada")).open()
    async with served.hallway.database.reading() as db:
        assert (await db.exec(select(Note))).all() == []


@pytest.mark.parametrize(
    "fields",
    [{}, {"markdown": "x", "base": "abc"}, {"markdown": "x", "epoch": "-1"}, {"markdown": "x", "base": "9" * 12}],
)
async def test_a_form_that_cannot_be_taken(browse: Browse, fields: dict[str, str]) -> None:
    assert (await (await browse("Ada")).save(fields)).status_code == 422


async def test_a_text_from_before_the_note_began_anew_stays_in_the_form(served: Served, browse: Browse) -> None:
    ada = await browse("Ada")
    page = await ada.save({"markdown": "old words", "base": "0", "epoch": "7"})
    assert page.status_code == 409
    assert fields_in(page.text)["markdown"] == "old words"
    assert await logged_text(served.hallway.database) == ""


async def test_a_text_that_is_too_long_stays_in_the_form(served: Served, browse: Browse) -> None:
    served.hallway.live_notes.limits = Limits(text_bytes=100)
    ada = await browse("Ada")
    page = await ada.save({**await ada.open(), "markdown": "x" * 101})
    assert page.status_code == 413
    assert fields_in(page.text)["markdown"] == "x" * 101


async def test_a_missing_card_and_a_missing_token(browse: Browse) -> None:
    ada = await browse("Ada")
    assert (await ada.http.get("/small-camp/topics/99/note")).status_code == 404
    assert (await ada.http.post(NOTE_PATH, data={"markdown": "x"})).status_code == 403


async def test_the_policy_is_said_where_one_writes(served: Served, browse: Browse) -> None:
    async with served.hallway.database.writing() as db:
        event = (await db.exec(select(Event))).one()
        event.attribution = "chatham"
    page = await (await browse("Ada")).http.get(NOTE_PATH)
    assert "stays in the room" in page.text


async def test_the_editor_may_bring_its_own_styles_and_nothing_else(browse: Browse) -> None:
    page = await (await browse("Ada")).http.get(NOTE_PATH)
    nonce = re.search(r'<meta name="csp-nonce" content="([^"]{20,})">', page.text)
    assert nonce
    policy = page.headers["content-security-policy"]
    assert f"style-src 'self' 'nonce-{nonce[1]}'" in policy
    assert "script-src 'self';" in policy
