"""Files that were made of a write-up go in the moment in which it is redacted, without anybody's asking for them."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.writeups.formats import printed
from tests.writeups.conftest import Browser, Site

ADDRESS = "/small-camp/write-up.pdf"
TOPIC = "/small-camp/topics/1"

Redact = Callable[[Site, Browser, Browser], Awaitable[Any]]


async def withdraw(_site: Site, fay: Browser, _zora: Browser) -> None:
    assert (await fay.post(f"{TOPIC}/redaction", {"_method": "PUT", "words": "always green"})).status_code == 303


async def anonymise(_site: Site, _fay: Browser, zora: Browser) -> None:
    assert (await zora.post("/small-camp/me", {"_method": "DELETE"})).status_code == 200


async def tighten(_site: Site, fay: Browser, _zora: Browser) -> None:
    done = await fay.post("/small-camp/attribution", {"_method": "PUT", "attribution": "chatham"})
    assert done.status_code == 303


async def tighten_one(_site: Site, fay: Browser, _zora: Browser) -> None:
    done = await fay.post(f"{TOPIC}/attribution", {"_method": "PUT", "attribution": "off_record"})
    assert done.status_code == 303


async def take_back(_site: Site, fay: Browser, _zora: Browser) -> None:
    done = await fay.post(f"{TOPIC}/publication", {"_method": "DELETE"})
    assert done.status_code == 303


WAYS: Mapping[str, Redact] = {way.__name__: way for way in (withdraw, anonymise, tighten, tighten_one, take_back)}


@pytest.fixture
async def people(site: Site) -> tuple[Browser, Browser]:
    """A facilitator, and somebody whom the one page names."""
    zora = await site.attendee("Zora Quill")
    await site.topic("Restores", "Zora Quill opened: it was always green.", place=(1, 1))
    fay = await site.facilitator()
    assert (await fay.post(f"{TOPIC}/publication", {"_method": "PUT"})).status_code == 303
    return fay, zora


def held() -> int:
    """How many PDFs this process still has open, with names or without."""
    return sum(_begins(int(each.name)) == b"%PDF" for each in Path("/dev/fd").iterdir())


def _begins(number: int) -> bytes:
    with suppress(OSError):
        return os.pread(number, 4, 0)
    return b""


@pytest.mark.parametrize("redact", WAYS.values(), ids=WAYS)
async def test_a_kept_book_goes_in_the_same_moment(site: Site, people: tuple[Browser, Browser], redact: Redact) -> None:
    before = held()
    assert (await (await site.reader()).get(ADDRESS, accept="*/*")).status_code == 200
    assert held() == before + 1
    await redact(site, *people)
    assert held() == before


async def test_a_book_that_is_being_made_meanwhile_is_not_kept(
    site: Site, people: tuple[Browser, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, begun, may_go_on, run = held(), Event(), Event(), printed.subprocess.run

    def wait_and_run(*args: Any, **more: Any) -> Any:
        begun.set()
        assert may_go_on.wait(30)
        return run(*args, **more)

    monkeypatch.setattr(printed.subprocess, "run", wait_and_run)
    asked = asyncio.create_task((await site.reader()).get(ADDRESS, accept="*/*"))
    assert await asyncio.to_thread(begun.wait, 30)
    await withdraw(site, *people)
    may_go_on.set()
    assert (await asked).status_code == 200
    del asked
    assert held() == before
