"""A join storm: five hundred phones behind one address scan, join, look, listen and star within seconds of each other.

Then the same again beside one visit that floods with fifty requests a second. Nobody but the flood may be refused. The
server is a process of its own; what is measured is the time to each answer as a phone sees it.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect

from app.events.actions import set_door
from app.events.queries import event_by_id
from app.kernel.database import Database
from app.kernel.security import Keys
from app.kernel.work import Works
from app.migrations import migrate
from app.people.actions import join_event
from tests.redises import free_port
from tests.samples import make_camp
from tests.visitors import token_in

PHONES = 500
#: Seconds in which they come; the two minutes of a real venue, compressed.
WITHIN = 60.0
#: Requests a second of the one that floods.
FLOOD = 50
#: Milliseconds that others may wait beside a flood (safety.md), for 95 of 100.
BAR = 250
SECRET = "s" * 32
#: A phone's connections are its own, and are not kept while it thinks.
PLAIN: dict[str, Any] = {"timeout": 60, "verify": False, "limits": httpx.Limits(max_keepalive_connections=0)}
STEPS = ("scan", "join", "wall", "socket", "star")


@dataclass
class Seen:
    """What phones saw: milliseconds by step, and answers by status."""

    waited: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[int] = field(default_factory=Counter)

    def p95(self, step: str) -> float:
        return statistics.quantiles(self.waited[step], n=20)[-1]


async def prepared(folder: Path, door: bool) -> str:
    """A database with a few cards and a code at the door. Returns the address on the wall."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'hallway.db'}")
    await migrate(database)
    works = Works(database)
    camp = await make_camp(database, works)
    for number in range(20):
        await camp.topic(f"Topic {number}")
    async with works.begin() as work:
        event = await event_by_id(work.db, camp.event_id)
        await set_door(work, event, "public", door)
        await join_event(work, "key-of-flood", camp.event_id, "Flood")
        path = f"/small-camp/join/{event.door}" if event.door else "/small-camp/join"
    await database.close()
    return path


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    port = free_port()
    environment = {**os.environ, "HALLWAY_DATA": str(folder), "HALLWAY_PORT": str(port), "HALLWAY_SECRET": SECRET}
    environment["HALLWAY_LOG_LEVEL"] = "error"
    process = await create_subprocess_exec(sys.executable, "-m", "app", "serve", env=environment, stdout=DEVNULL)
    try:
        await _until_it_answers(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def storm(address: str, path: str, phones: int, within: float, first: int = 0) -> Seen:
    """So many phones come one after the other, whether or not those before them have been served."""
    seen, coming = Seen(), []
    for number in range(phones):
        coming.append(asyncio.create_task(_phone(address, path, first + number, seen)))
        await asyncio.sleep(within / phones)
    await asyncio.gather(*coming)
    return seen


@asynccontextmanager
async def flooding(address: str) -> AsyncIterator[Seen]:
    """One visit asks for the wall, fifty times a second, and waits for nothing."""
    keys, seen = Keys(SECRET, secure=False), Seen()
    headers = {"cookie": keys.cookie("key-of-flood").partition(";")[0], "accept": "text/html"}
    limits = httpx.Limits(max_connections=40)

    async def ask(client: httpx.AsyncClient) -> None:
        answer = await client.get("/small-camp/topics")
        seen.answers[answer.status_code] += 1

    async def flood() -> None:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60, limits=limits) as client:
            asking: set[asyncio.Task[None]] = set()
            try:
                while True:
                    asking = {task for task in asking if not task.done()} | {asyncio.create_task(ask(client))}
                    await asyncio.sleep(1 / FLOOD)
            finally:
                for task in asking:
                    task.cancel()
                await asyncio.gather(*asking, return_exceptions=True)

    task = asyncio.create_task(flood())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _phone(address: str, path: str, number: int, seen: Seen) -> None:
    """As a person with a phone does it, from the code on the wall to the first star."""
    async with httpx.AsyncClient(base_url=address, headers={"accept": "text/html"}, **PLAIN) as phone:

        async def do(step: str, method: str, url: str, **form: str) -> httpx.Response:
            began = time.perf_counter()
            answer = await phone.request(method, url, data=form or None)
            seen.waited[step].append((time.perf_counter() - began) * 1000)
            seen.answers[answer.status_code] += 1
            return answer

        scanned = await do("scan", "GET", path)
        token, code = token_in(scanned), path.rpartition("/")[2]
        await do("join", "POST", "/small-camp/join", csrf=token, name=f"Phone {number}", code=code)
        wall = await do("wall", "GET", "/small-camp/topics")
        began = time.perf_counter()
        cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        socket = f"ws{address.removeprefix('http')}/small-camp/live?page=wall&since=0"
        async with connect(socket, additional_headers={"cookie": cookie}, open_timeout=60, proxy=None) as line:
            await line.recv()
            seen.waited["socket"].append((time.perf_counter() - began) * 1000)
            star = f"/small-camp/topics/{1 + number % 20}/star"
            await do("star", "POST", star, csrf=token_in(wall), _method="PUT")


async def _until_it_answers(address: str, process: Process) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        while process.returncode is None:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")


def told(name: str, seen: Seen) -> str:
    times = "  ".join(f"{step} {seen.p95(step):5.0f}" for step in STEPS)
    refused = sum(count for status, count in seen.answers.items() if status >= 400)
    return f"{name:24} p95 in ms: {times}   refused: {refused}"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = await prepared(Path(folder), door=True)
        async with served(Path(folder)) as address:
            alone = await storm(address, path, PHONES, WITHIN)
            print(told(f"{PHONES} phones, one address", alone), flush=True)
            async with flooding(address) as flood:
                beside = await storm(address, path, PHONES, WITHIN, first=PHONES)
            print(told("beside a flood", beside))
    slowed, all_of_it = flood.answers[429], sum(flood.answers.values())
    print(f"of {all_of_it} requests of the flood {slowed} were told to wait")
    worst = max(beside.p95(step) for step in STEPS)
    print(f"slowest p95 beside the flood {worst:.0f} ms, bar {BAR} ms: {'kept' if worst < BAR else 'NOT KEPT'}")


if __name__ == "__main__":
    asyncio.run(main())
