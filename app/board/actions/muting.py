"""Clashes that somebody decided to live with."""

from sqlmodel import select

from app.board.changes import ClashMuted, ClashUnmuted
from app.board.clashes import Clash
from app.board.tables import MutedClash
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work


async def mute_clash(work: Work, event_id: int, clash: Clash, reason: str) -> None:
    """It is not counted any more, wherever these cards go together. Again changes the reason."""
    await set_mute(work, ClashMuted(event_id=event_id, key=clash.key, words=clash.words, reason=reason))


async def unmute_clash(work: Work, event_id: int, mute_id: int) -> None:
    """It counts again. Raises NotFound."""
    mute = await work.db.get(MutedClash, mute_id)
    if mute is None or mute.event_id != event_id:
        raise NotFound(_("This clash is not muted any more."))
    await set_mute(work, ClashUnmuted(event_id=event_id, key=mute.key, words=mute.words, reason=mute.reason))


async def set_mute(work: Work, change: ClashMuted | ClashUnmuted) -> None:
    """Does what the change says and records it, if it changes anything."""
    muted = select(MutedClash).where(MutedClash.event_id == change.event_id, MutedClash.key == change.key)
    mute = (await work.db.exec(muted.with_for_update())).first()
    if isinstance(change, ClashMuted):
        mute = mute or MutedClash(event_id=change.event_id, key=change.key, words="", reason="", muted_at=work.now)
        mute.words, mute.reason, mute.muted_at, mute.muted_by = change.words, change.reason, work.now, work.actor
        work.db.add(mute)
    elif mute is None:
        return
    else:
        await work.db.delete(mute)
    await work.db.flush()
    work.record(change)
