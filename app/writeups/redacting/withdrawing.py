"""Words of a topic are taken out for good, wherever they stand: everything in one Work, or nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.erasing import forget_answers, rewrite_changes
from app.kernel.markdown import MarkdownRenderer
from app.kernel.search import forget_what_was
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.kernel.work import Work
from app.notes.annotations.tables import Annotation
from app.notes.queries import note_of, text_of
from app.notes.renewing import begin_note_anew
from app.notes.tables import NoteVersion
from app.topics.queries import families_of, topics_by_id
from app.topics.tables import Topic
from app.writeups.changes import WordsWithdrawn
from app.writeups.redacting.editions import Redrawings, editions_of, file_anew, redrawn, write_editions
from app.writeups.redacting.inventory import rewrite_rows, said_of, withdrawn
from app.writeups.redacting.words import Found, Withdrawal


@dataclass(frozen=True)
class Place:
    """Where words stand, in words of ours: the note, edition 2, a comment; `found` are the first few of `count`."""

    called: str
    found: tuple[Found, ...]
    count: int


@dataclass(frozen=True)
class Redaction:
    """Words of a topic and of what was merged into it, with the editions as they will be without them."""

    event: Event
    topic: Topic
    family: tuple[int, ...]
    withdrawal: Withdrawal
    redrawings: Redrawings
    editions: int


#: So many places of one text are shown.
MOST_SHOWN = 3


async def places_of(db: AsyncSession, topic: Topic, withdrawal: Withdrawal) -> list[Place]:
    """Everywhere that people may look, in the order in which a text came about."""
    family = await _family(db, topic)
    said = [*await said_of(db, family)]
    for topic_id in family:
        said += await _said_in_note(db, topic_id)
    for edition in await editions_of(db, family):
        called = _("Edition %d") % edition.number
        said += [(called, text) for text in (edition.title, edition.markdown, edition.change_note)]
    places = [(called, list(withdrawal.places_in(text))) for called, text in said]
    return [Place(called, tuple(found[:MOST_SHOWN]), len(found)) for called, found in places if found]


async def _said_in_note(db: AsyncSession, topic_id: int) -> list[tuple[str, str]]:
    note = await note_of(db, topic_id)
    if note is None or note.id is None:
        return []
    versions = (await db.exec(select(NoteVersion).where(NoteVersion.note_id == note.id))).all()
    annotations = (await db.exec(select(Annotation).where(Annotation.note_id == note.id))).all()
    return [
        (_("Note"), (await text_of(db, note.id))[0]),
        *((_("Earlier version"), text) for version in versions for text in (version.name, version.text)),
        *((_("Comment on a passage"), text) for each in annotations for text in (each.quote, each.words)),
    ]


async def prepare(
    db: AsyncSession, event: Event, topic: Topic, words: str, renderer: MarkdownRenderer, *, marked: bool
) -> Redaction:
    """Renders what has to be, so that nobody waits for it. `marked`: something tells that words stood there."""
    with use_language(event.language):
        withdrawal = Withdrawal(words, withdrawn() if marked else "")
        family = await _family(db, topic)
        drawn = await redrawn(db, event, family, renderer, withdrawal)
    return Redaction(event, topic, tuple(family), withdrawal, drawn, len(await editions_of(db, family)))


async def withdraw_words(work: Work, redaction: Redaction) -> list[int]:
    """The notes that have begun anew: whoever has them open must be sent away. Raises Overtaken."""
    rewrite, event_id = redaction.withdrawal, redaction.event.id or 0
    await hold_topics(work.db, redaction.family)
    with use_language(redaction.event.language):
        await write_editions(work, redaction.family, redaction.redrawings, redaction.editions)
        await rewrite_rows(work.db, event_id, redaction.family, rewrite)
        notes = [await begin_note_anew(work, topic_id, rewrite, renewed=True) for topic_id in redaction.family]
        await rewrite_changes(work.db, event_id, rewrite, set(redaction.family))
    await forget_answers(work.db)
    await work.db.flush()
    await file_anew(work, await _topics(work.db, redaction.family), redaction.redrawings)
    await forget_what_was(work.db)
    topic = redaction.topic
    work.record(WordsWithdrawn(event_id=event_id, topic_id=topic.id or 0, number=topic.number))
    return [note for note in notes if note is not None]


async def hold_topics(db: AsyncSession, ids: Collection[int]) -> None:
    """Nobody publishes them meanwhile. Whoever writes a note of theirs refers to them and must not wait for this, or
    both would wait in a circle."""
    await db.exec(
        select(Topic.id).where(col(Topic.id).in_(ids)).order_by(col(Topic.id)).with_for_update(key_share=True)
    )


async def _topics(db: AsyncSession, ids: Sequence[int]) -> Sequence[Topic]:
    return await topics_by_id(db, ids)


async def _family(db: AsyncSession, topic: Topic) -> list[int]:
    return (await families_of(db, [topic.id or 0]))[topic.id or 0]
