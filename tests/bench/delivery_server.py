"""What `delivery` measures, in a process pinned to one core: the real server, or `websockets.broadcast()` as its peer.

Prints one JSON object when it listens. Each line on its input, a number of messages, sends so many to everybody who
listens, and is answered with the CPU seconds that took.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import uvicorn
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from app.board.actions import place_topic
from app.board.forms import Move
from app.kernel.logs import set_up_logs
from app.kernel.security import Keys
from app.main import create_app
from app.migrations import migrate
from app.people.actions import join_event, make_link, take_role
from app.people.rules import FACILITATOR
from app.settings import Settings
from app.workers import uvicorn_config
from tests.samples import make_camp

#: As long as the fragments of a move.
WORDS = "x" * 3000
PAUSE = 0.03
TOPICS, ATTENDEES = 50, 100


async def hallway(folder: Path, port: int) -> None:
    settings = Settings(data=folder, port=port, secret="s" * 32, log_level="error")
    set_up_logs(settings.log_level)
    made = create_app(settings)
    await migrate(made.database)
    camp = await make_camp(made.database, made.works)
    topics = [await camp.topic(f"Topic {number}", pitch="why", tags=("ops",)) for number in range(TOPICS)]
    keys = Keys(settings.signing_secret, secure=False)
    async with made.works.begin() as work:
        token = await make_link(work, FACILITATOR, camp.event_id, timedelta(days=1))
        await take_role(work, "first", token, "facilitator")
        for number in range(ATTENDEES):
            await join_event(work, f"attendee-{number}", camp.event_id, f"Ada {number}")
    async with made.works.begin() as work:
        placed = await place_topic(work, camp.event, topics[0], Move(camp.cell(1, 0), None, None))

    def visit(key: str) -> dict[str, str]:
        return {"cookie": keys.cookie(key).partition(";")[0], "x-csrf": keys.token(key)}

    visits = {
        "facilitator": visit("facilitator"),
        "attendees": [visit(f"attendee-{number}") for number in range(ATTENDEES)],
    }
    cells = [str(camp.cell(1, 0)), str(camp.cell(2, 1))]
    revision = 10**6

    def send() -> None:
        nonlocal revision
        revision += 1
        made.hub.send(
            camp.event_id, "board", revision, lambda after: json.dumps({"revision": revision, "content": WORDS})
        )

    config = uvicorn_config(settings, made)
    config.ws_ping_interval = None  # these phones answer none, and neither does the peer ask
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    await obey(send, {"visits": visits, "cells": cells, "placement": placed.id})
    server.should_exit = True
    await serving


async def peer(port: int) -> None:
    listening: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        listening.add(connection)
        try:
            await connection.wait_closed()
        finally:
            listening.discard(connection)

    def send() -> None:
        broadcast(listening, json.dumps({"revision": 10**6, "content": WORDS}))

    async with serve(handle, "127.0.0.1", port, compression=None, ping_interval=None):
        await obey(send, {})


async def obey(send: Callable[[], None], greeting: dict[str, object]) -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print(json.dumps(greeting), flush=True)
    while line := await lines.readline():
        began = time.process_time()
        for _message in range(int(line)):
            send()
            await asyncio.sleep(PAUSE)
        print(json.dumps(time.process_time() - began), flush=True)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    kind, where, at = sys.argv[1:]
    uvloop.run(hallway(Path(where), int(at)) if kind == "hallway" else peer(int(at)))
