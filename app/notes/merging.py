"""A text that somebody sent by form, as an edit of the document they had started from. Pure.

The form is changed into the smallest difference by words against its own base, made by a client of its own, so that it
merges with what others wrote meanwhile as if it had been typed.
"""

from collections.abc import Iterable, Iterator

from pycrdt import Doc, Text

from app.notes.differences import Change, changes_between
from app.notes.live_note import TEXT


def edit_between(base: Iterable[bytes], text: str) -> bytes | None:
    """The edit that turns the document that the updates in `base` make into `text`; None if it says that already."""
    doc: Doc[Text] = Doc()
    shared = doc.get(TEXT, type=Text)
    for update in base:
        doc.apply_update(update)
    before, state = str(shared), doc.get_state()
    if before == text:
        return None
    with doc.transaction():
        for start, end, replacement in reversed(list(_in_bytes(before, changes_between(before, text)))):
            if end > start:
                del shared[start:end]
            if replacement:
                shared.insert(start, replacement)
    return doc.get_update(state)


def _in_bytes(before: str, changes: Iterable[Change]) -> Iterator[Change]:
    """The same changes with positions as pycrdt counts them: in UTF-8 bytes."""
    seen = position = 0
    for start, end, replacement in changes:
        first = position + len(before[seen:start].encode())
        position, seen = first + len(before[start:end].encode()), end
        yield first, position, replacement
