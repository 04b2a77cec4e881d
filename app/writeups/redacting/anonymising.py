"""Somebody leaves, and their name goes from every text of the event: notes and their versions, editions, comments;
their dots go too.

A name of several words is found wherever it stands. One of a single word may be any word of the language: it goes where
a text says that it is a name, as who spoke or who does what. A name that somebody else there bears too stays theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.pages.leaving import NamesOfThoseWhoLeave, NameTaken
from app.events.tables import Event, Notice
from app.kernel.database import Database
from app.kernel.erasing import Rewrite, forget_answers, rewrite_changes, scrub
from app.kernel.markdown import MarkdownRenderer
from app.kernel.search import forget_what_was
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.kernel.work import Work
from app.notes.live_notes import LiveNotes
from app.notes.renewing import begin_note_anew
from app.people.queries import attendee_by_id
from app.people.tables import Attendee
from app.topics.queries import topics_by_id, topics_ever
from app.topics.tables import Convener, Topic
from app.writeups.converging.actions import take_back_dots
from app.writeups.redacting.editions import Redrawings, editions_of, file_anew, redrawn, write_editions
from app.writeups.redacting.inventory import rewrite_columns, rewrite_rows
from app.writeups.redacting.withdrawing import hold_topics
from app.writeups.redacting.words import Withdrawal
from app.writeups.tables import TextNameDecision
from app.writeups.texts import OF_EVENTS


@dataclass
class Erasure:
    """What is to be done when they leave, and the notes that have begun anew by then."""

    event: Event
    rewrite: Rewrite
    topics: tuple[int, ...]
    redrawings: Redrawings
    editions: int
    notes: Sequence[int] = ()


class Names(NamesOfThoseWhoLeave):
    """Takes the name of somebody who leaves out of all texts of the event, within the Work in which they leave."""

    def __init__(self, database: Database, renderer: MarkdownRenderer, live_notes: LiveNotes) -> None:
        self._database = database
        self._renderer = renderer
        self._live_notes = live_notes

    async def prepare(self, event: Event, attendee_id: int) -> NameTaken:
        """Renders editions without it, so that nobody waits for that."""
        async with self._database.reading() as db:
            rewrite = await _rewrite(db, event, await attendee_by_id(db, attendee_id))
            topics = [topic.id or 0 for topic in await topics_ever(db, event.id or 0)]
            with use_language(event.language):
                drawn = await redrawn(db, event, topics, self._renderer, rewrite)
            erasure = Erasure(event, rewrite, tuple(topics), drawn, len(await editions_of(db, topics)))

        async def within(work: Work) -> None:
            await take_back_dots(work, attendee_id)
            erasure.notes = await _erase(work, erasure)

        async def after() -> None:
            for note_id in erasure.notes:
                self._live_notes.begin_anew(note_id)
            await scrub(self._database)

        return within, after


async def _erase(work: Work, erasure: Erasure) -> list[int]:
    """Raises Overtaken."""
    event_id, rewrite, topics = erasure.event.id or 0, erasure.rewrite, erasure.topics
    await hold_topics(work.db, topics)
    with use_language(erasure.event.language):
        await write_editions(work, topics, erasure.redrawings, erasure.editions)
        await rewrite_rows(work.db, event_id, topics, rewrite)
        notes = [await begin_note_anew(work, topic_id, rewrite) for topic_id in topics]
        await rewrite_changes(work.db, event_id, rewrite)
        await _rewrite_texts(work, event_id, rewrite)
    await forget_answers(work.db)
    await work.db.flush()
    touched = [each.topic_id for each in await editions_of(work.db, topics) if each.id in erasure.redrawings]
    await file_anew(work, await _topics(work.db, touched), erasure.redrawings)
    await forget_what_was(work.db)
    return [note for note in notes if note is not None]


async def _rewrite_texts(work: Work, event_id: int, rewrite: Rewrite) -> None:
    event = (await work.db.exec(select(Event).where(Event.id == event_id))).one()
    rewrite_columns(event, OF_EVENTS, rewrite)
    work.db.add(event)
    for decision in await work.db.exec(select(TextNameDecision).where(TextNameDecision.event_id == event_id)):
        if rewrite(decision.words) != decision.words:
            await work.db.delete(decision)
    for notice in await work.db.exec(select(Notice).where(Notice.event_id == event_id)):
        rewrite_columns(notice, ("words",), rewrite)
        work.db.add(notice)


async def _topics(db: AsyncSession, ids: Sequence[int]) -> Sequence[Topic]:
    return await topics_by_id(db, ids)


async def _rewrite(db: AsyncSession, event: Event, attendee: Attendee) -> Rewrite:
    with use_language(event.language):
        instead = _("somebody who left")
    name = attendee.name or attendee.lost_name
    if not name or await _is_somebody_elses(db, attendee, name):
        return lambda text: text
    return Withdrawal(name, instead) if " " in name else _OneWord(name, instead)


async def _is_somebody_elses(db: AsyncSession, attendee: Attendee, name: str) -> bool:
    others = await db.exec(
        select(Attendee.name).where(Attendee.event_id == attendee.event_id, Attendee.id != attendee.id)
    )
    hosts = await db.exec(
        select(Convener.name)
        .join(Topic, col(Topic.id) == col(Convener.topic_id))
        .where(Topic.event_id == attendee.event_id, col(Convener.attendee_id).is_distinct_from(attendee.id))
    )
    return name.casefold() in {each.casefold() for each in (*others, *hosts)}


class _OneWord:
    """A name of one word, where a mark says that it is one."""

    def __init__(self, name: str, instead: str) -> None:
        word = re.escape(name)
        self._name, self._instead = name.casefold(), instead
        self._marked = re.compile(
            rf"@{word}(?!\w)|(?<=\*\*){word}(?=:\*\*)|(?<=[—–] ){word}(?=[ \t]*$)", re.IGNORECASE | re.MULTILINE
        )

    def __call__(self, text: str) -> str:
        if text.casefold() == self._name:
            return self._instead
        return self._marked.sub(self._instead, text)
