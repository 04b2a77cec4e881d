"""Words are taken out for good while many write, over real sockets and with networks that break: nobody, neither who is
there at that moment nor who comes back with an old document, brings them back; and no other acknowledged word is lost.
"""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.kernel.security import Keys
from app.main import Hallway
from app.people.actions import make_link, take_role
from app.people.rules import FACILITATOR
from tests.notes.circles import Circle, Lasting
from tests.notes.pens import logged_text
from tests.notes.serving import NOTE_PATH, serving
from tests.pairs import serving_pair
from tests.writeups.redacting.holding import holders_of

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(300)]

SECRET = "rosebud-4711"
WRITERS, WORDS = 8, 60


async def facilitator(hallway: Hallway, address: str, event_id: int) -> tuple[httpx.AsyncClient, str]:
    """A device with the role, and the token of its forms."""
    keys = Keys(hallway.settings.signing_secret, secure=False)
    async with hallway.works.begin() as work:
        token = await make_link(work, FACILITATOR, event_id, timedelta(days=1))
        await take_role(work, "key", token, "key-of-fay")
    cookie = keys.cookie("key-of-fay").partition(";")[0]
    return httpx.AsyncClient(base_url=address, headers={"cookie": cookie}), keys.token("key-of-fay")


async def take_out(fay: httpx.AsyncClient, token: str) -> None:
    fields = {"_method": "PUT", "words": SECRET, "instead": "mark", "csrf": token}
    done = await fay.post(NOTE_PATH.removesuffix("/note") + "/redaction", data=fields)
    assert done.status_code == 303, done.text


async def say(writer: Lasting, word: str) -> None:
    """One that nobody takes back."""
    state = writer.doc.get_state()
    writer.text.insert(0, word + " ")
    await writer._send(writer.doc.get_update(state), [])


async def redacted_while_they_write(
    hallway: Hallway, addresses: list[str], cookies: list[str], fay: httpx.AsyncClient, token: str
) -> None:
    lines = [f"ws{address.removeprefix('http')}{NOTE_PATH}/live?ack=1" for address in addresses]
    old = Circle([f"{line}&epoch=1" for line in lines], cookies)
    async with old:
        await old.write(5, cut=False)
        await old.agree()
        await say(old.writers[0], SECRET)
        while not all(SECRET in str(writer.text) for writer in old.writers):
            await asyncio.sleep(0.02)
        writing = asyncio.create_task(old.write(WORDS))
        await asyncio.sleep(0.5)
        acknowledged = {word for writer in old.writers for word in writer.stored}
        await take_out(fay, token)
        await writing
        came_back = [writer.connections for writer in old.writers]
        async with Circle([f"{line}&epoch=2" for line in lines], cookies) as new:
            await new.write(20)
            await new.agree()
            while any(now.connections <= before + 2 for now, before in zip(old.writers, came_back, strict=True)):
                await asyncio.sleep(0.05)
            text = await logged_text(hallway.database)
            assert {str(writer.text) for writer in new.writers} == {text}
        written = {word for writer in new.writers for word in writer.stored} - new._taken_back()
    there = set(text.split())
    assert SECRET not in text
    assert "[withdrawn]" in there
    assert not written - there - old._taken_back()
    assert not acknowledged - old._taken_back() - new._taken_back() - there
    assert await holders_of(hallway.database, SECRET) == []


async def test_on_one_server(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        cookies = [(await served.visitor(f"Writer {number}"))["cookie"] for number in range(WRITERS)]
        fay, token = await facilitator(served.hallway, served.address, served.event_id)
        async with fay:
            await redacted_while_they_write(served.hallway, [served.address], cookies, fay, token)


async def test_on_two_workers(tmp_path: Path, on_postgresql: str) -> None:
    async with serving_pair(tmp_path, on_postgresql) as pair:
        await pair.one.camp.topic("Note-taking")
        cookies = [(await pair.one.visitor(f"Writer {number}")).cookie for number in range(WRITERS)]
        addresses = [f"http://127.0.0.1:{one.port}" for one in pair.both]
        fay, token = await facilitator(pair.one.hallway, addresses[0], pair.one.camp.event_id)
        async with fay:
            await redacted_while_they_write(pair.one.hallway, addresses, cookies, fay, token)
