"""What a process of its own makes of a note's log that came from elsewhere: its text, or why it is none. Pure."""

from collections.abc import Sequence

import msgspec
from pycrdt import Doc, Text

from app.notes.contents import check_contents
from app.notes.limits import Limits
from app.notes.live_note import TEXT, LiveNote
from app.notes.protocol import Malformed


class Log(msgspec.Struct, frozen=True):
    """`updates` are all edits of the document, `later` those since the `snapshot`, `old` those of documents before.
    Links of the text that begin with the first of `moved` shall begin with the second."""

    updates: list[bytes]
    snapshot: bytes | None = None
    later: list[bytes] = []
    old: list[bytes] = []
    moved: list[tuple[str, str]] = []


class Looked(msgspec.Struct, frozen=True):
    """The text, and an edit that leads links to where they go now, empty where none has to; or why it is no note."""

    text: str = ""
    edit: bytes = b""
    refusal: str = ""


def look_at(log: Log) -> Looked:
    """Whatever the log is, the answer is a Looked, unless it kills the process."""
    try:
        return _look_at(log)
    except (Malformed, ValueError) as error:
        return Looked(refusal=str(error))


def _look_at(log: Log) -> Looked:
    for update in (*log.old, *log.updates, *([log.snapshot] if log.snapshot else [])):
        check_contents(update)
    note = _made(log.updates)
    if note.size > Limits.text_bytes or note.weigh() > Limits.document_bytes:
        return Looked(refusal="it is larger than a note can be")
    if log.snapshot is not None:
        kept = _made([log.snapshot, *log.later])
        if (kept.text(), kept.state()) != (note.text(), note.state()):
            return Looked(refusal="its snapshot is not what its edits say")
    edit = _moving(note, log.moved)
    return Looked(_made([*log.updates, edit]).text() if edit else note.text(), edit)


def _made(updates: Sequence[bytes]) -> LiveNote:
    note = LiveNote()
    for update in updates:
        note.apply(update)
    note.find_late(updates)
    return note


def _moving(note: LiveNote, moved: Sequence[tuple[str, str]]) -> bytes:
    doc: Doc[Text] = Doc()
    text = doc.get(TEXT, type=Text)
    doc.apply_update(note.whole())
    state = doc.get_state()
    for before, after in moved:
        _replace(text, before.encode(), after.encode())
    return doc.get_update(state) if doc.get_state() != state else b""


def _replace(text: Text, before: bytes, after: bytes) -> None:
    """From the end, so that places of what comes before stay right. Positions are in UTF-8."""
    said = str(text).encode()
    at = said.rfind(before)
    while at >= 0:
        del text[at : at + len(before)]
        text.insert(at, after.decode())
        at = said.rfind(before, 0, at)


def moved_links(before: str, after: str) -> list[tuple[str, str]]:
    """Links to cards and addresses of photos, of an event that has another address now."""
    if before == after:
        return []
    return [(f"](/{before}/{kind}/", f"](/{after}/{kind}/") for kind in ("topics", "media")]


def with_moved_links(text: str, moved: Sequence[tuple[str, str]]) -> str:
    for before, after in moved:
        text = text.replace(before, after)
    return text
