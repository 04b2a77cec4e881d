"""Who wrote what: whose hands the clients of a note's document are."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.notes.tables import Hand
from app.people.tables import Attendee


async def authors_of(db: AsyncSession, note_id: int, epoch: int) -> dict[int, str]:
    """Names by the ids of Yjs clients. A client that comes back with others' edits stays who it was: the first to bring
    a client's text is its author."""
    hands = (
        select(Hand.client, Attendee)
        .join(Attendee, col(Attendee.id) == col(Hand.attendee_id))
        .where(Hand.note_id == note_id, Hand.epoch == epoch)
    )
    return {client: attendee.shown for client, attendee in await db.exec(hands)}
