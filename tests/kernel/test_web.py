"""Posted forms: read once, proven ours, and only then allowed to say which method they mean."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from app.kernel.asgi import Message, Receive, Scope, Send
from app.kernel.security import Keys, VisitState
from app.kernel.web import FORM_LIMIT, MOST_FIELDS, Opened
from tests.kernel.asking import FORM, Inner, client, stack

KEYS = Keys("s" * 32, secure=False)
HEADERS = {"cookie": KEYS.cookie("ada").partition(";")[0], "content-type": FORM}
TOKEN = KEYS.token("ada")


async def sent(body: bytes | AsyncIterator[bytes], method: str = "POST") -> Inner:
    inner = Inner()
    async with client(stack(inner)) as asking:
        await asking.request(method, "/cards/1", content=body, headers=HEADERS)
    return inner


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_form_of_ours_says_its_method(method: str) -> None:
    inner = await sent(f"csrf={TOKEN}&_method={method}".encode())
    assert inner.scope["method"] == method
    assert inner.refusal is None


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_form_that_is_not_ours_is_stopped_whatever_its_method(method: str) -> None:
    assert (await sent(f"csrf=forged&_method={method}".encode())).refusal.status == 403


@pytest.mark.parametrize("method", ["GET", "PATCH", "TRACE", "put", "CONNECT", ""])
async def test_no_other_method_hides_in_a_form(method: str) -> None:
    assert (await sent(f"csrf={TOKEN}&_method={method}".encode())).scope["method"] == "POST"


async def test_only_a_post_hides_another_method() -> None:
    assert (await sent(f"csrf={TOKEN}&_method=DELETE".encode(), "PUT")).scope["method"] == "PUT"


async def test_a_get_needs_no_token_and_its_body_is_nothing_to_us() -> None:
    inner = await sent(b"_method=DELETE", "GET")
    assert inner.scope["method"] == "GET"
    assert "form" not in inner.scope["state"]


async def test_a_form_may_come_in_pieces_and_keeps_empty_fields() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"title=Contai", b"ners&pitch=&csrf=", TOKEN.encode()):
            yield piece

    inner = await sent(pieces())
    assert inner.refusal is None
    assert (inner.form["title"], inner.form["pitch"]) == ("Containers", "")


@pytest.mark.parametrize("body", [b"\xff\xfe=\x00&&&===%%%", b"title=%ff%00", b"csrf=\xc3\x28", b""])
async def test_garbage_is_a_form_without_a_token(body: bytes) -> None:
    assert (await sent(body)).refusal.status == 403


async def test_a_form_beyond_the_limit_is_refused_and_not_kept() -> None:
    inner = await sent(b"csrf=%s&pitch=" % TOKEN.encode() + b"x" * FORM_LIMIT)
    assert inner.refusal.status == 413
    assert inner.form == {}


async def test_a_form_of_too_many_fields_is_refused() -> None:
    fields = "&".join(f"f{n}=" for n in range(MOST_FIELDS))
    assert (await sent(f"csrf={TOKEN}&{fields}".encode())).refusal.status == 413


async def test_as_many_fields_of_one_name_are_too_many_too() -> None:
    assert (await sent(f"csrf={TOKEN}&".encode() + b"a=&" * MOST_FIELDS)).refusal.status == 413


async def test_a_form_whose_sender_left_before_its_end_changes_nothing() -> None:
    inner = Inner()
    coming: list[Message] = [
        {"type": "http.request", "body": f"csrf={TOKEN}&markdown=Half+a+no".encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in HEADERS.items())]

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(f"nobody is there to hear {message}")

    await stack(inner)({"type": "http", "method": "POST", "path": "/cards/1", "headers": headers}, receive, send)
    assert inner.scope == {}


async def test_another_kind_of_body_holds_no_fields() -> None:
    inner = Inner()
    async with client(stack(inner)) as asking:
        await asking.post("/cards", json={"csrf": TOKEN, "title": "x"}, headers={"cookie": HEADERS["cookie"]})
    assert inner.form == {}
    assert inner.refusal.status == 403


@pytest.mark.parametrize("ending", ["answer", "crash"])
async def test_what_a_request_opened_is_closed_before_its_answer_begins(ending: str) -> None:
    """A phone that reads slowly must not hold a connection meanwhile."""
    order: list[str] = []

    class Answering(Inner):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"]["opened"].callback(order.append, "closed")
            if ending == "crash":
                raise RuntimeError("crash")
            await super().__call__(scope, receive, send)

    async def sent_on(message: Message) -> None:
        order.append(message["type"])

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/form",
        "headers": [],
        "state": {"visit": VisitState(KEYS, "ada")},
    }
    with suppress(RuntimeError):
        await Opened(Answering())(scope, nothing, sent_on)
    assert order[0] == "closed"
    assert order.count("closed") == 1
