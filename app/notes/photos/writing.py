"""Photos in the note's text, where the server writes for somebody: as ordinary edits, merged with what others write."""

import re

from app.kernel.database import Database
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.photos.queries import markdown_for
from app.notes.photos.rules import ALT_LIMIT
from app.notes.queries import note_of, text_of
from app.people.viewers import Viewer

_ALT = re.compile(r"!\[(?:\\.|[^\]\\])*\]")
#: So far before an address its words may begin: each sign of them may be escaped.
_LONGEST_ALT = 2 * ALT_LIMIT + len("![]")


async def add_to_note(
    live_notes: LiveNotes, database: Database, note_id: int, addresses: list[str], viewer: Viewer
) -> None:
    """At the end of the text, each in a paragraph of its own. Raises what writing a note raises."""
    async with database.reading() as db:
        text, base = await text_of(db, note_id)
    added = "\n\n".join(markdown_for(address, "") for address in addresses)
    text = f"{text.rstrip()}\n\n{added}\n" if text.strip() else f"{added}\n"
    await live_notes.write(note_id, text, base, Writer(viewer.attendee_id, viewer.visit_id))


async def say_in_note(
    live_notes: LiveNotes, database: Database, topic_id: int, address: str, alt: str, viewer: Viewer
) -> None:
    """What can be seen on a photo, wherever the text shows it. Raises what writing a note raises."""
    async with database.reading() as db:
        note = await note_of(db, topic_id)
        text, base = await text_of(db, note.id or 0) if note else ("", 0)
    said = with_alt(text, address, alt)
    if note is not None and said != text:
        await live_notes.write(note.id or 0, said, base, Writer(viewer.attendee_id, viewer.visit_id))


def with_alt(text: str, address: str, alt: str) -> str:
    """The text with these words in every image of this address."""
    said, seen, shown = [], 0, markdown_for(address, alt)
    for found in re.finditer(re.escape(f"]({address})"), text):
        start = text.rfind("![", max(seen, found.start() + 1 - _LONGEST_ALT), found.start())
        if start >= 0 and _ALT.fullmatch(text, start, found.start() + 1):
            said += [text[seen:start], shown]
            seen = found.end()
    return "".join([*said, text[seen:]])
