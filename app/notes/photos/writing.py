"""Photos in the note's text, where the server writes for somebody: as ordinary edits, merged with what others write."""

import re
from collections.abc import Callable

from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.photos.queries import markdown_for
from app.notes.photos.rules import ALT_LIMIT
from app.notes.queries import note_of, text_of
from app.notes.refusals import UNWRITTEN, reason

_ALT = re.compile(r"!\[(?:\\.|[^\]\\])*\]")
#: So far before an address its words may begin: each sign of them may be escaped.
_LONGEST_ALT = 2 * ALT_LIMIT + len("![]")


class NotWritten(Refusal):
    """The note took no words; the message is why, and what that means for the photo."""

    def __init__(self, error: Exception, meaning: str) -> None:
        why, self.status = reason(error)
        super().__init__(f"{why} {meaning}")


async def add_to_note(
    live_notes: LiveNotes, database: Database, topic_id: int, addresses: list[str], writer: Writer
) -> None:
    """At the end of the text, each in a paragraph of its own. Raises NotWritten."""
    added = "\n\n".join(markdown_for(address, "") for address in addresses)
    count = len(addresses)
    meaning = ngettext("The photo is kept, but not in the text.", "The photos are kept, but not in the text.", count)
    await _rewrite(live_notes, database, topic_id, writer, lambda text: with_more(text, added), meaning)


async def say_in_note(
    live_notes: LiveNotes, database: Database, topic_id: int, address: str, alt: str, writer: Writer
) -> None:
    """What can be seen on a photo, wherever the text shows it. Raises NotWritten."""
    meaning = _("What was said of the photo is not saved.")
    await _rewrite(live_notes, database, topic_id, writer, lambda text: with_alt(text, address, alt), meaning)


def with_more(text: str, added: str) -> str:
    return f"{text.rstrip()}\n\n{added}\n" if text.strip() else f"{added}\n"


def with_alt(text: str, address: str, alt: str) -> str:
    """The text with these words in every image of this address."""
    said, seen, shown = [], 0, markdown_for(address, alt)
    for found in re.finditer(re.escape(f"]({address})"), text):
        start = text.rfind("![", max(seen, found.start() + 1 - _LONGEST_ALT), found.start())
        if start >= 0 and _ALT.fullmatch(text, start, found.start() + 1):
            said += [text[seen:start], shown]
            seen = found.end()
    return "".join([*said, text[seen:]])


async def _rewrite(
    live_notes: LiveNotes,
    database: Database,
    topic_id: int,
    writer: Writer,
    rewritten: Callable[[str], str],
    meaning: str,
) -> None:
    """Nothing where nobody has begun a note. `meaning` is what it means if the note takes nothing."""
    async with database.reading() as db:
        note = await note_of(db, topic_id)
        text, base = await text_of(db, note.id or 0) if note else ("", 0)
    new = rewritten(text)
    if note is None or new == text:
        return
    try:
        await live_notes.write(note.id or 0, new, base, writer, note.epoch)
    except UNWRITTEN as error:
        raise NotWritten(error, meaning) from None
