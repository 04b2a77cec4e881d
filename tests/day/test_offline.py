"""What phones are given to open without network, and answers that a queue on a phone can rely on."""

import json
import re
import struct
from datetime import timedelta

import pytest

from app.kernel.templates import BUILT, built
from app.people.actions import make_link
from app.people.rules import FACILITATOR
from tests.visitors import Gathering, Visitor, text_of, token_in

WALL = "/small-camp/topics"


async def test_the_service_worker_is_asked_for_anew_and_may_serve_every_page(gathered: Gathering) -> None:
    worker = await gathered.reader().get("/service-worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["service-worker-allowed"] == "/"
    assert "set-cookie" not in worker.headers


#: What comes with the first note.
WITH_NOTES = ("editor-", "writing-", "plain-")


async def test_the_worker_keeps_what_a_page_of_this_release_asks_for(gathered: Gathering) -> None:
    kept = set(re.findall(r"/static/([\w.-]+)", (await gathered.reader().get("/service-worker.js")).text))
    assert all((BUILT / name).exists() for name in kept)
    page = await gathered.reader().get(WALL)
    asked = set(re.findall(r'(?:src|href)="/static/([\w.-]+)', page.text))
    assert {name for name in asked if name.endswith((".js", ".css", ".woff2"))} <= kept
    scripts = [name for name in kept if name.endswith(".js")]
    lazy = {name for script in scripts for name in re.findall(r'"\./([\w-]+\.js)"', (BUILT / script).read_text())}
    assert {name for name in lazy if not name.startswith(WITH_NOTES)} <= kept


async def test_an_event_can_be_put_on_a_home_screen(gathered: Gathering) -> None:
    reader = gathered.reader()
    page = await reader.get(WALL)
    found = re.search(r'<link rel="manifest" href="([^"]+)" crossorigin="use-credentials">', page.text)
    assert found
    answer = await reader.get(found[1])
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["name"], manifest["display"], manifest["start_url"]) == (
        "Small Camp",
        "standalone",
        "/small-camp/now",
    )
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for shortcut in manifest["shortcuts"]:
        assert (await reader.get(shortcut["url"])).status_code == 200
    for icon in manifest["icons"]:
        picture = (BUILT / icon["src"].split("/")[-1]).read_bytes()
        assert struct.unpack(">II", picture[16:24]) == tuple(int(side) for side in icon["sizes"].split("x"))


def test_a_touch_icon_has_no_clear_corners() -> None:
    """Where iOS sees through an icon it paints black: ours is paper to the edges."""
    assert struct.unpack(">II", built("touch-180.png").read_bytes()[16:24]) == (180, 180)


async def test_the_page_for_pages_that_were_not_seen_is_of_no_visit(gathered: Gathering) -> None:
    page = await gathered.reader().get("/offline")
    assert "What you saw before opens all the same." in text_of(page)
    assert "csrf" not in page.text
    assert "set-cookie" not in page.headers


async def test_a_form_that_waited_gets_a_token_of_now(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    told = await ada.get("/offline/visit")
    assert told.headers["cache-control"] == "no-store"
    assert told.json() == {"visit": told.headers["x-hallway"], "csrf": token_in(await ada.get(WALL))}


async def test_every_answer_names_the_visit_and_opens_nothing_by_it(gathered: Gathering) -> None:
    ada, noor = await gathered.attendee("Ada"), await gathered.attendee("Noor")
    names = {answer.headers["x-hallway"] for answer in [await ada.get(path) for path in (WALL, "/nowhere", "/healthz")]}
    (name,) = names
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    assert name not in str(dict(ada.cookies))
    assert (await noor.get(WALL)).headers["x-hallway"] != name
    assert (await gathered.reader().get("/healthz")).headers["x-hallway"] == "nobody"


async def test_a_first_page_is_named_as_the_visit_that_it_begins(gathered: Gathering) -> None:
    reader = gathered.reader()
    first = (await reader.get(WALL)).headers["x-hallway"]
    assert first == (await reader.get(WALL)).headers["x-hallway"] != "nobody"


@pytest.mark.parametrize(
    ("path", "method", "fields", "status", "says"),
    [
        (WALL, "POST", {"title": "Containers"}, 200, {"location": "/small-camp/topics#card-2"}),
        (f"{WALL}/1", "PUT", {"title": "Boxes"}, 200, {"location": "/small-camp/topics/1"}),
        (
            WALL,
            "POST",
            {"title": ""},
            422,
            {
                "message": "A title is all it takes, but it does take one.",
                "fields": {"title": "A title is all it takes, but it does take one."},
            },
        ),
        (f"{WALL}/1", "PUT", {"title": "x", "tags": "a" * 90}, 422, None),
        (f"{WALL}/99", "PUT", {"title": "x"}, 404, None),
        ("/small-camp/join", "POST", {"name": ""}, 422, None),
    ],
)
async def test_a_script_is_answered_for_certain(
    gathered: Gathering, path: str, method: str, fields: dict[str, str], status: int, says: dict[str, object] | None
) -> None:
    """In JSON, by the post itself, and never by a page that it would lead to."""
    ada = await host_of_a_card(gathered)
    answer = await ada.submit_as_script(path, method, **fields)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/json")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "location" not in answer.headers
    told = answer.json()
    assert says.items() <= told.items() if says else told["message"]


async def test_a_wall_that_was_closed_meanwhile_tells_a_script_so(gathered: Gathering) -> None:
    ada = await host_of_a_card(gathered)
    helper = await gathered.facilitator()
    await helper.submit("/small-camp/phase", "PUT", phase="closed")
    answer = await ada.submit_as_script(WALL, "POST", title="Late")
    assert answer.status_code == 409
    assert answer.json()["message"].startswith("The wall takes no cards")


async def test_the_same_answer_comes_again_for_the_same_key(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    headers = {"accept": "application/json", "x-csrf": token_in(await ada.get(WALL)), "idempotency-key": "card-0001"}
    answers = [await ada.post(WALL, data={"title": "Once"}, headers=headers) for _ in range(3)]
    assert [answer.json()["location"] for answer in answers] == ["/small-camp/topics#card-1"] * 3
    assert len({answer.text for answer in answers}) == 1


async def host_of_a_card(gathered: Gathering) -> Visitor:
    ada = await gathered.attendee("Ada")
    assert (await ada.submit(WALL, title="Old words")).status_code == 303
    return ada


@pytest.mark.parametrize("path", [WALL, f"{WALL}/new", f"{WALL}/1", f"{WALL}/1/note", "/small-camp/board"])
async def test_words_of_one_name_say_the_same_on_a_page(gathered: Gathering, path: str) -> None:
    """Several parts of a page hand words to its scripts, which know them by their names alone."""
    page = await (await host_of_a_card(gathered)).get(path)
    parts = re.findall(r'<script type="application/json" id="words[\w-]*">(.*?)</script>', page.text, re.DOTALL)
    assert len(parts) > 1
    told: dict[str, str] = {}
    for part in parts:
        for name, words in json.loads(part).items():
            assert told.setdefault(name, words) == words, name


async def test_a_page_under_a_secret_address_is_kept_by_nobody(gathered: Gathering) -> None:
    async with gathered.works.begin() as work:
        token = await make_link(work, FACILITATOR, gathered.camp.event_id, timedelta(days=1))
    link = await gathered.reader().get(f"/links/{token}")
    assert (link.status_code, link.headers["cache-control"]) == (200, "no-store")
    assert "no-store" not in (await gathered.reader().get(WALL)).headers.get("cache-control", "")
