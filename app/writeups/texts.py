"""The event's own texts in its write-up with those of the groups in its last chapter, and what was decided about the
names in them.

Where names are not told, a text that says one waits until a facilitator has decided: speakers of plenaries and sponsors
may stay, by their word; everybody else is left out.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.changes import PagesChanged
from app.events.tables import Event
from app.kernel.work import Work
from app.topics.policy import all_may_be_told
from app.writeups.converging.queries import convergence_of, groups_at
from app.writeups.naming import names_at, somebody, undecided
from app.writeups.tables import TextNameDecision
from app.writeups.telling import Leftover, left_out, leftovers

#: The event's own, by what they are called.
OF_EVENTS = ("intro", "closing", "thanks")


@dataclass(frozen=True)
class TextNames:
    """Names by the texts in which they stand and wait for a decision, and what was decided of others."""

    waiting: Mapping[str, list[Leftover]]
    decided: Mapping[str, bool]


async def texts_told(db: AsyncSession, event: Event) -> dict[str, str]:
    """What readers see of each; nothing of one that waits."""
    texts = await _texts(db, event)
    if all_may_be_told(event):
        return texts
    found = await names_in_texts(db, event)
    out = [words for words, is_kept in found.decided.items() if not is_kept]
    return {
        name: "" if found.waiting.get(name) else left_out(text, out, somebody(event)) for name, text in texts.items()
    }


async def names_in_texts(db: AsyncSession, event: Event) -> TextNames:
    if all_may_be_told(event):
        return TextNames({}, {})
    rows = select(TextNameDecision.words, TextNameDecision.is_kept).where(TextNameDecision.event_id == event.id)
    decided = dict((await db.exec(rows.order_by(TextNameDecision.words))).all())
    names = await names_at(db, event.id or 0)
    waiting = await asyncio.to_thread(_waiting, await _texts(db, event), names, decided, somebody(event))
    return TextNames(waiting, decided)


def _waiting(
    texts: Mapping[str, str], names: Collection[str], decided: Mapping[str, bool], instead: str
) -> dict[str, list[Leftover]]:
    """What is left out by itself waits no more; what stands in an address, from which nothing is, does."""
    out = [words for words, is_kept in decided.items() if not is_kept]
    found = {name: undecided(leftovers([left_out(text, out, instead)], names), decided) for name, text in texts.items()}
    return {name: waiting for name, waiting in found.items() if waiting}


async def decide_in_texts(work: Work, event_id: int, words: str, is_kept: bool | None, by: int | None) -> None:
    """Readers see these words, or something else instead; None for deciding anew."""
    await work.db.exec(
        delete(TextNameDecision).where(col(TextNameDecision.event_id) == event_id, col(TextNameDecision.words) == words)
    )
    if is_kept is not None:
        decision = TextNameDecision(event_id=event_id, words=words, is_kept=is_kept, decided_at=work.now, decided_by=by)
        work.db.add(decision)
    await work.db.flush()
    work.record(PagesChanged(event_id=event_id))


async def _texts(db: AsyncSession, event: Event) -> dict[str, str]:
    return {**{name: getattr(event, name) for name in OF_EVENTS}, **await _of_groups(db, event)}


async def _of_groups(db: AsyncSession, event: Event) -> dict[str, str]:
    """What those of the last chapter are called, and behind it what they aim at."""
    convergence = await convergence_of(db, event.id or 0)
    if convergence is None or convergence.told_at is None:
        return {}
    return {name_of(group.id): f"{group.title}\n{group.aim}" for group in await groups_at(db, event.id or 0)}


def name_of(group_id: int | None) -> str:
    """Of a group's text among the others."""
    return f"group-{group_id}"
