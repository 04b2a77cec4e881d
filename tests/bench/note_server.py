"""The real server for a benchmark: so many cards and attendees, no limits on how fast they write.

Prints one JSON object when it is ready: the cookies of the attendees.
"""

import asyncio
import json
import sys
from pathlib import Path

from app.kernel.logs import set_up_logs
from app.kernel.security import Keys
from app.main import create_app
from app.migrations import migrate
from app.notes.limits import Limits
from app.people.actions import join_event
from app.settings import Settings
from app.workers import Server, uvicorn_config
from tests.samples import make_camp

UNLIMITED = Limits(frames_per_second=1e9, frames_at_once=1e9, bytes_per_second=1e12, bytes_at_once=1e12)


async def main(folder: Path, port: int, clients: int, notes: int) -> None:
    settings = Settings(data=folder, port=port, secret="s" * 32, log_level="error")
    set_up_logs(settings.log_level)
    hallway = create_app(settings)
    hallway.live_notes.limits = UNLIMITED
    await migrate(hallway.database)
    camp = await make_camp(hallway.database, hallway.works)
    for number in range(notes):
        await camp.topic(f"Note-taking {number}")
    keys = Keys(settings.signing_secret, secure=False)
    async with hallway.works.begin() as work:
        for number in range(clients):
            await join_event(work, f"key-{number}", camp.event_id, f"Writer {number}")
    cookies = [keys.cookie(f"key-{number}").partition(";")[0] for number in range(clients)]
    print(json.dumps(cookies), flush=True)
    await Server(uvicorn_config(settings, hallway)).serve()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
    asyncio.set_event_loop(None)
