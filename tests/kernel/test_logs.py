"""The request id on every answer and log line, and no secret in any of them."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.kernel.logs import log, masked, set_up_logs
from tests.kernel.asking import Inner, client, stack

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Gives what has been logged so far."""
    root, errors = logging.getLogger(), io.StringIO()
    handlers, level, root.handlers = root.handlers, root.level, []  # pytest's own would be closed
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", errors)
        set_up_logs("info")
    yield lambda: [json.loads(line) for line in errors.getvalue().splitlines()]
    root.handlers, root.level = handlers, level


async def test_every_answer_has_an_id_of_its_own() -> None:
    async with client(stack(Inner())) as asking:
        ids = {(await asking.get(path)).headers["x-request-id"] for path in ("/", "/", "/form")}
        refused = await asking.get("/", headers={"host": "evil.example"})
    assert len(ids) == 3
    assert refused.status_code == 421
    assert refused.headers["x-request-id"] not in ids


@pytest.mark.parametrize("given", ["abcdefgh", "7f.9-_ABCDEF", "a" * 64])
async def test_a_sane_id_from_outside_is_kept(given: str) -> None:
    async with client(stack(Inner())) as asking:
        answer = await asking.get("/", headers={"x-request-id": given})
    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "has spaces in it", "<script>alert(1)</script>", "ümläutümläut", ""]
)
async def test_any_other_id_is_replaced(given: str) -> None:
    async with client(stack(Inner())) as asking:
        answer = await asking.get("/", headers=[(b"x-request-id", given.encode())])
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 16


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/links/s3cret-T0ken_", "/links/…"),
        ("/small-camp/join/4711-birds", "/small-camp/join/…"),
        ("/small-camp/topics/7", "/small-camp/topics/7"),
        ("/small-camp/join", "/small-camp/join"),
    ],
)
async def test_tokens_in_paths_are_masked(path: str, logged: str, lines: Lines) -> None:
    assert masked(path) == logged
    async with client(stack(Inner())) as asking:
        await asking.get(path)
    [line] = [line for line in lines() if line["event"] == "request"]
    assert line["path"] == logged


async def test_what_is_logged_meanwhile_has_the_id_of_its_request(lines: Lines) -> None:
    class Talking(Inner):
        async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
            log.info("said", something="ünï 🎈")
            logging.getLogger("a.library").warning("it said %s", "this")
            await super().__call__(scope, receive, send)

    async with client(stack(Talking())) as asking:
        answer = await asking.get("/", headers={"x-request-id": "request-77"})
    said = {line["event"]: line for line in lines() if not line["event"].startswith("HTTP Request")}
    assert {line["request"] for line in said.values()} == {"request-77"} == {answer.headers["x-request-id"]}
    assert said["said"]["something"] == "ünï 🎈"
    assert said["it said this"]["level"] == "warning"
    assert (said["request"]["method"], said["request"]["status"]) == ("GET", 200)
    assert all(line["timestamp"] for line in said.values())


async def test_a_crash_in_the_middle_is_logged_with_its_id_and_leaves_none_behind(lines: Lines) -> None:
    async with client(stack(Inner())) as asking:
        with pytest.raises(RuntimeError):
            await asking.get("/crash", headers={"x-request-id": "request-78"})
    log.info("afterwards")
    said = {line["event"]: line for line in lines()}
    assert said["request"]["request"] == "request-78"
    assert "request" not in said["afterwards"]


async def test_a_crash_is_logged_with_its_way_and_without_what_people_typed(lines: Lines) -> None:
    def break_down(typed: str) -> None:
        raise RuntimeError("broken")

    try:
        break_down("my " + "secret")
    except RuntimeError as error:
        log.error("crash", exc_info=error)
    [line] = lines()
    assert line["exception"][0]["exc_type"] == "RuntimeError"
    assert line["exception"][0]["frames"][-1]["name"] == "break_down"
    assert "my secret" not in json.dumps(line)
