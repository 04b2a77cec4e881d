"""Opening a note with 1,000 and with 100,000 edits: with compaction the second takes at most twice as long.

Measured is what a browser waits for: from the beginning of the connection until the whole text is there, on a server
that does not have the note in memory.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from pycrdt import Doc, Text

from app.kernel.clock import utc_now
from app.kernel.database import Database
from app.notes import protocol
from app.notes.actions import Edit, append_updates, begun_note
from app.notes.live_note import TEXT
from app.notes.live_notes import LiveNotes
from tests.notes.serving import Served, serving

RUNS = 9


async def write(database: Database, note_id: int, count: int) -> None:
    """A log of edits by four people who type at changing places."""
    docs: list[Doc[Text]] = [Doc(client_id=number + 1) for number in range(4)]
    texts = [doc.get(TEXT, type=Text) for doc in docs]
    edits = []
    for number in range(count):
        doc, text = docs[number % 4], texts[number % 4]
        state = doc.get_state()
        text.insert(len(text) if number % 20 else number % (len(text) + 1), "word "[number % 5])
        edits.append(Edit(note_id, 1, doc.get_update(state), None))
    async with database.writing() as db:
        await append_updates(db, database.dialect, edits, utc_now())


async def opened(served: Served, visitor: dict[str, str], length: int) -> float:
    """Milliseconds until a client has the whole text."""
    served.hallway.live_notes._notes.clear()  # as after a restart
    doc: Doc[Text] = Doc()
    text = doc.get(TEXT, type=Text)
    began = time.perf_counter()
    async with served.open_note(visitor) as wire:
        await wire.send(protocol.step1(doc.get_state()))
        while len(text) < length:
            kind, step, content = protocol.read_message(await wire.recv(decode=False))
            if (kind, step) == (protocol.SYNC, protocol.STEP2):
                doc.apply_update(content)
    return (time.perf_counter() - began) * 1000


async def compact(notes: LiveNotes, note_id: int) -> None:
    async with notes.opened(note_id) as note:
        while note.rows_since_snapshot:
            await notes._compact(note)


async def measured(count: int) -> tuple[float, float]:
    """Before and after compaction."""
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder)) as served:
            visitor, database = await served.visitor("Ada"), served.hallway.database
            note = await begun_note(database, served.event_id, 1)
            await write(database, note.id or 0, count)
            before = await opened(served, visitor, count)
            await compact(served.hallway.live_notes, note.id or 0)
            return before, median([await opened(served, visitor, count) for _ in range(RUNS)])


async def main() -> None:
    print(f"{'edits':>8} {'from the log':>14} {'compacted':>12}  (ms to open)")
    figures = {count: await measured(count) for count in (1_000, 100_000)}
    for count, (before, after) in figures.items():
        print(f"{count:>8,} {before:>14.1f} {after:>12.1f}")
    print(f"   ratio {figures[100_000][1] / figures[1_000][1]:>27.1f}  (goal 2, a defect above 3)")


if __name__ == "__main__":
    asyncio.run(main())
