"""The whole application: how it is, what every answer carries, and what is wrong in words."""

import asyncio
import re
import sqlite3

import httpx
import pytest

from app.kernel import health
from app.main import create_app
from app.settings import Settings
from tests.kernel.test_security import careful
from tests.visitors import Gathering, text_of


async def ready(gathered: Gathering) -> httpx.Response:
    return await gathered.reader().get("/readyz")


async def test_it_says_that_it_lives_and_is_ready(gathered: Gathering) -> None:
    assert (await gathered.reader().get("/healthz")).json() == {"status": "ok"}
    answer = await ready(gathered)
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert not [trouble for trouble in answer.json()["cannot"] if trouble["fatal"]]


async def test_a_locked_database_is_said_as_what_people_cannot_do(
    gathered: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = gathered.hallway.database.file
    assert file
    holding = sqlite3.connect(file, isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    answer = await ready(gathered)
    holding.execute("ROLLBACK")
    holding.close()
    assert answer.status_code == 503
    [trouble] = [trouble for trouble in answer.json()["cannot"] if trouble["fatal"]]
    assert "cannot be saved" in trouble["what"]
    assert re.search("locked|not answered", trouble["why"])
    assert (await ready(gathered)).status_code == 200


async def test_a_database_that_is_gone_is_said(gathered: Gathering) -> None:
    file = gathered.hallway.database.file
    assert file
    file.unlink()
    answer = await ready(gathered)
    assert answer.status_code == 503
    assert "cannot be saved" in answer.json()["cannot"][0]["what"]


async def test_a_full_disk_is_said_before_it_is_full(gathered: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LITTLE_ROOM", 2**62)
    answer = await ready(gathered)
    assert answer.status_code == 200
    assert "MiB left" in str(answer.json()["cannot"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/small-camp",
        "/small-camp/topics",
        "/search",
        "/readyz",
        "/static/none.css",
        "/no-such",
        "/small-camp/topics/9",
    ],
)
async def test_every_answer_is_careful_and_has_an_id(gathered: Gathering, path: str) -> None:
    answer = await gathered.reader().get(path, headers={"x-request-id": "asked-by-a-test"})
    assert careful(answer)
    assert answer.headers["x-request-id"] == "asked-by-a-test"


async def test_built_files_are_kept_for_ever(gathered: Gathering) -> None:
    page = await gathered.reader().get("/small-camp")
    path = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = await gathered.reader().get(path)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["../app/main.py", "%2e%2e/build.py", "..%2fbuild.py", "%00", "x" * 300])
async def test_nothing_but_built_files_is_served(gathered: Gathering, path: str) -> None:
    assert (await gathered.reader().get(f"/static/{path}")).status_code == 404


async def test_a_crash_is_a_page_with_the_id_under_which_it_was_logged(
    gathered: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("app.topics.pages.common.topics_of", broken)
    answer = await gathered.reader().get("/small-camp/topics", headers={"x-request-id": "asked-by-a-test"})
    assert answer.status_code == 500
    assert careful(answer)
    assert "asked-by-a-test" in text_of(answer)
    assert "the secret reason" not in answer.text


async def test_a_script_is_told_in_json(gathered: Gathering) -> None:
    reader = gathered.reader()
    answer = await reader.get("/no-such-camp", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert "no event at this address" in answer.json()["message"]


async def test_the_schema_is_there_as_json(gathered: Gathering) -> None:
    answer = await gathered.reader().get("/schema")
    assert answer.json()["info"]["title"] == "Hallway"


async def test_pages_without_a_form_make_no_visit(gathered: Gathering) -> None:
    reader = gathered.reader()
    for path in ("/healthz", "/readyz", "/no-such-camp", "/schema", "/small-camp/x/y"):
        assert "set-cookie" not in (await reader.get(path)).headers, path


@pytest.mark.parametrize(
    "path", ["/no-such-camp", "/small-camp/topics/99", "/small-camp/topics", "/small-camp/topics/1/edit"]
)
async def test_no_connection_stays_taken_however_a_request_ends(gathered: Gathering, path: str) -> None:
    await gathered.reader().get(path)
    assert gathered.hallway.database._looker.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_parts_are_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two Hallways in one process share nothing."""
    one, two = (create_app(Settings(data=tmp_path_factory.mktemp("data"))) for _ in range(2))
    assert one.hub is not two.hub
    assert one.settings.signing_secret != two.settings.signing_secret
    await asyncio.gather(one.database.close(), two.database.close())


async def test_over_https_cookies_are_secure(gathered: Gathering) -> None:
    folder = gathered.hallway.settings.data
    secure = create_app(Settings(data=folder, secret="s" * 32, public_url="https://hall.example"))
    transport = httpx.ASGITransport(app=secure)
    async with httpx.AsyncClient(transport=transport, base_url="https://hall.example") as client:
        answer = await client.get("/small-camp/join")
    await secure.database.close()
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_the_secret_is_made_once_and_is_for_its_owner_only(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data") / "new"
    secret = Settings(data=folder).signing_secret
    assert len(secret) >= 32
    assert Settings(data=folder).signing_secret == secret
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600


async def test_a_head_is_answered_as_its_page_without_the_body(gathered: Gathering) -> None:
    reader = gathered.reader()
    head, page = await reader.head("/small-camp/topics"), await reader.get("/small-camp/topics")
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-type"] == page.headers["content-type"]
    assert (await reader.head("/small-camp/nothing")).status_code == 404


async def test_pages_are_compressed_for_whoever_takes_it(gathered: Gathering) -> None:
    reader = gathered.reader()
    packed = await reader.get("/small-camp/topics")
    assert packed.headers["content-encoding"] == "br"
    older = await reader.get("/small-camp/topics", headers={"accept-encoding": "gzip"})
    assert older.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    plain = await reader.get("/small-camp/topics", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
