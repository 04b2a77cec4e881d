"""Who wrote what: whose clients the texts of a note come from."""

import asyncio
from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.notes.contents import clients_in
from app.notes.protocol import Malformed
from app.notes.tables import NoteUpdate
from app.people.tables import Attendee


async def authors_of(db: AsyncSession, note_id: int, epoch: int) -> dict[int, str]:
    """Names by the ids of Yjs clients. A client that comes back with others' edits stays who it was: the first to bring
    a client's text is its author."""
    rows = await db.exec(
        select(NoteUpdate.data, NoteUpdate.author_id)
        .where(NoteUpdate.note_id == note_id, NoteUpdate.epoch == epoch)
        .order_by(col(NoteUpdate.id))
    )
    authors = await asyncio.to_thread(first_authors, rows.all())
    people = await db.exec(select(Attendee).where(col(Attendee.id).in_(set(authors.values()))))
    names = {attendee.id: attendee.shown for attendee in people}
    return {client: names[author] for client, author in authors.items() if author in names}


def first_authors(rows: Iterable[tuple[bytes, int | None]]) -> dict[int, int]:
    """Attendees by the ids of clients, from the rows of a log in their order. Pure."""
    authors: dict[int, int] = {}
    for update, author_id in rows:
        for client in _clients(update):
            if author_id is not None:
                authors.setdefault(client, author_id)
    return authors


def _clients(update: bytes) -> list[int]:
    """None for what an earlier release let in."""
    try:
        return clients_in(update)
    except Malformed:
        return []
