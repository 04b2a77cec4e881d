"""What is kept of pages: for readers nobody knows, until something changes, and never for anybody with a visit."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.kernel import kept
from app.kernel.alike import Alike
from app.kernel.asgi import Receive, Scope, Send
from app.kernel.kept import LASTS, STANDS, Answers, Kept, keep
from app.kernel.security import Keys
from app.kernel.work import revision_of
from tests.kernel.asking import client
from tests.samples import NOON, Camp


class Pages:
    """Says how often it was asked, and that this may be kept."""

    def __init__(self, camp: Camp) -> None:
        self.camp = camp
        self.seconds = 0.0
        self.asked = 0
        self.headers = [(b"content-type", b"text/plain"), (b"etag", b'W/"1"'), (b"vary", b"Cookie")]
        self.long = ""
        database = camp.works.database
        self.answers = Answers(database, Alike(lambda: NOON, lambda: self.seconds), lambda: self.seconds)
        self.app = Kept(self, self.answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        status = int(scope["query_string"] or 200)
        async with self.camp.works.database.reading() as db:
            revision = await revision_of(db, self.camp.event_id)
        if scope["path"] != "/never":
            keep(scope["state"], {self.camp.event_id: revision})
        await send({"type": "http.response.start", "status": status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"made ", "more_body": True})
        await send({"type": "http.response.body", "body": f"{self.asked}{self.long}".encode()})


@pytest.fixture
def pages(camp: Camp) -> Pages:
    return Pages(camp)


@pytest.fixture
async def reader(pages: Pages) -> AsyncIterator[httpx.AsyncClient]:
    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await pages.app({**scope, "state": {}}, receive, send)

    async with client(with_state) as asking:
        yield asking


async def test_who_reads_next_gets_what_was_sent_before(reader: httpx.AsyncClient) -> None:
    first, second = await reader.get("/"), await reader.get("/")
    assert (first.text, second.text) == ("made 1", "made 1")
    assert first.headers == second.headers


async def test_what_changed_is_made_anew_at_once(reader: httpx.AsyncClient, pages: Pages) -> None:
    await reader.get("/")
    await reader.get("/")
    await pages.camp.topic("Naps")
    pages.answers.forget({pages.camp.event_id})
    assert (await reader.get("/")).text == "made 2"
    assert (await reader.get("/")).text == "made 2"


async def test_what_another_worker_changed_is_seen_within_a_moment(reader: httpx.AsyncClient, pages: Pages) -> None:
    await reader.get("/")
    await reader.get("/")
    await pages.camp.topic("Naps")
    pages.seconds += STANDS
    assert (await reader.get("/")).text == "made 2"


async def test_what_stands_long_is_made_anew_now_and_then(reader: httpx.AsyncClient, pages: Pages) -> None:
    """What another event says beside it changes without this one."""
    await reader.get("/")
    pages.seconds += LASTS - 1
    assert (await reader.get("/")).text == "made 1"
    pages.seconds += 1
    assert (await reader.get("/")).text == "made 2"


async def test_a_change_while_it_was_looked_up_is_not_overlooked(
    reader: httpx.AsyncClient, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.get("/")

    async def changing(alike: Alike, *asked: object) -> int:
        revision = await look_up(alike, *asked)  # type: ignore[arg-type]
        await pages.camp.topic("Naps")
        pages.answers.forget({pages.camp.event_id})
        return revision

    look_up = Alike.revision
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Alike, "revision", changing)
        await reader.get("/")
    assert (await reader.get("/")).text == "made 2"


async def test_who_has_a_visit_is_answered_anew(reader: httpx.AsyncClient) -> None:
    cookie = Keys("s" * 32, secure=False).cookie("somebody").partition(";")[0]
    assert (await reader.get("/", headers={"cookie": cookie})).text == "made 1"
    assert (await reader.get("/")).text == "made 2"
    assert (await reader.get("/", headers={"cookie": f"a=b; {cookie}"})).text == "made 3"
    assert (await reader.get("/", headers={"cookie": "a=b"})).text == "made 2"


async def test_whoever_wants_the_newest_gets_it(reader: httpx.AsyncClient) -> None:
    await reader.get("/")
    assert (await reader.get("/", headers={"cache-control": "no-cache"})).text == "made 2"


@pytest.mark.parametrize(
    "other",
    [
        {"accept-language": "de"},
        {"accept-language": "en"},
        {"accept-language": "fr", "cookie": "hallway_language=de"},
        {"accept-encoding": "gzip"},
        {"accept-encoding": "br, gzip"},
        {"accept-encoding": "identity"},
    ],
)
async def test_each_language_and_coding_is_kept_by_itself(reader: httpx.AsyncClient, other: dict[str, str]) -> None:
    plain = {"accept-language": "fr", "accept-encoding": "br"}
    assert (await reader.get("/", headers=plain)).text == "made 1"
    assert (await reader.get("/", headers=plain | other)).text == "made 2"
    assert (await reader.get("/", headers=plain | {"accept-language": "fr-CH"})).text == "made 1"


@pytest.mark.parametrize("path", ["/never", "/?404", "/?304"])
async def test_not_everything_is_kept(reader: httpx.AsyncClient, pages: Pages, path: str) -> None:
    await reader.get(path)
    await reader.get(path)
    assert pages.asked == 2


async def test_an_answer_with_a_cookie_is_its_reader_s_own(reader: httpx.AsyncClient, pages: Pages) -> None:
    pages.headers.append((b"set-cookie", b"x=y"))
    await reader.get("/")
    reader.cookies.clear()
    assert (await reader.get("/")).text == "made 2"


async def test_nothing_is_kept_of_what_is_posted(reader: httpx.AsyncClient) -> None:
    await reader.get("/")
    assert (await reader.post("/")).text == "made 2"


async def test_who_has_it_already_hears_that_it_stands(reader: httpx.AsyncClient, pages: Pages) -> None:
    await reader.get("/")
    known = await reader.get("/", headers={"if-none-match": 'W/"0", W/"1"'})
    assert (known.status_code, known.content, pages.asked) == (304, b"", 1)
    assert (known.headers["etag"], known.headers["vary"]) == ('W/"1"', "Cookie")
    assert (await reader.get("/", headers={"if-none-match": 'W/"0"'})).text == "made 1"


async def test_it_keeps_no_more_than_it_may(
    reader: httpx.AsyncClient, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 3000)
    monkeypatch.setattr(kept, "LONGEST", 1500)
    pages.long = "x" * 990
    for path in ("/1", "/2", "/3", "/1", "/4"):
        await reader.get(path)
    assert (await reader.get("/1")).text.startswith("made 1")
    assert (await reader.get("/2")).text.startswith("made 5")
    pages.long = "x" * 2000
    assert (await reader.get("/5")).text.startswith("made 6")
    assert (await reader.get("/5")).text.startswith("made 7")
