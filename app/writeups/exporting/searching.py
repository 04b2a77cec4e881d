"""What a copy is searched in: the same passages that the server's search looks through, as a script that says them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.kernel.search import Hit, Passage, Query, find
from app.topics.cards import PlaceView
from app.writeups.exporting.targets import Targets
from app.writeups.queries import EntryView, entries_of
from app.writeups.rules import number_in
from app.writeups.shown import Look

#: More pages than any write-up has.
ALL = 100_000


async def search_index(look: Look, targets: Targets) -> bytes:
    """The event, and the pages of the copy, the newest first."""
    found = await find(look.db, Query(), within=[look.event.slug], size=ALL)
    entries = {entry.number: entry for entry in await entries_of(look.db, look.event, look.cards)}
    written = [
        _page(hit, entries[number], f"write-up/{targets.pages[number]}.html")
        for hit in found.hits
        if (number := number_in(hit.facts["page"])) in entries and number in targets.pages
    ]
    event = {"name": look.event.name, "slug": look.event.slug, "starts_on": look.event.starts_on.isoformat()}
    said = json.dumps(event | {"pages": written}, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.hallwayWriteUp={said};\n".encode("utf-8", "replace")


def _page(hit: Hit, entry: EntryView, file: str) -> dict[str, Any]:
    return {
        "title": hit.title,
        "file": file,
        "place": _place(entry.place) if entry.place else None,
        "labels": {name: list(labels) for name, labels in hit.labels.items()},
        "passages": list(_passages(hit.passages)),
    }


def _place(place: PlaceView) -> dict[str, Any]:
    return {"when": place.when, "iso": place.iso, "ink": place.ink, "room": place.room}


def _passages(passages: Sequence[Passage]) -> Iterator[list[str]]:
    """Text and anchor; the heading only where it is another one than before."""
    above = ""
    for passage in passages:
        yield [passage.text, passage.anchor, *([passage.heading] if passage.heading != above else [])]
        above = passage.heading
