"""A policy is tightened: every page that told more is taken down in that moment, and comes back when it tells less.

Taking down is one Work. Then topic after topic is looked through, each in a Work of its own, whatever becomes of the
process meanwhile: what is still due stands in a table. Loosening brings no text back; hosts, who are on the cards, are
named and found again in the same moment.
"""

import asyncio
from collections.abc import Mapping, Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.changes import AttributionChanged, PagesChanged
from app.events.queries import event_by_id
from app.events.rules import OFF_RECORD, is_tighter
from app.events.tables import Event
from app.kernel.erasing import forget_answers
from app.kernel.errors import Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.search import forget_what_was
from app.kernel.words import use_language
from app.kernel.work import Work, Works
from app.notes.renewing import begin_note_anew
from app.topics.changes import TopicAttributionChanged
from app.topics.policy import policy_of
from app.topics.queries import topic_by_id, topics_ever
from app.topics.tables import Topic
from app.writeups.actions.indexing import refresh_index, take_from_index
from app.writeups.naming import decisions_of_one, names_at, possible_names, somebody, undecided
from app.writeups.queries import publication_of
from app.writeups.redacting.editions import (
    Overtaken,
    Redrawn,
    blank,
    draw,
    editions_of,
    file_anew,
    said_by,
    write_editions,
)
from app.writeups.redacting.withdrawing import hold_topics
from app.writeups.replying.actions import hold_back
from app.writeups.rules import HELD, PUBLISHED, WAITING, WITHDRAWN
from app.writeups.tables import Edition, RedactionDue
from app.writeups.telling import left_out, leftovers, without_speakers


async def set_attribution(work: Work, event: Event, attribution: str) -> None:
    """For all topics that have none stricter of their own. Again does nothing."""
    before, topics = event.attribution, await topics_ever(work.db, event.id or 0)
    if attribution == before:
        return
    policies = {topic.id: policy_of(event, topic) for topic in topics}
    event.attribution = attribution
    work.db.add(event)
    await _take_down(work, [topic for topic in topics if is_tighter(policy_of(event, topic), policies[topic.id])])
    looser = [topic.id or 0 for topic in topics if is_tighter(policies[topic.id], policy_of(event, topic))]
    await refresh_index(work, looser)
    work.record(AttributionChanged(event_id=event.id or 0, before=before, attribution=attribution))


async def set_own_attribution(work: Work, event: Event, topic: Topic, attribution: str) -> None:
    """Of one topic; empty for its event's. Again does nothing."""
    before = policy_of(event, topic)
    if attribution == topic.attribution:
        return
    topic.attribution = attribution
    work.db.add(topic)
    if is_tighter(policy_of(event, topic), before):
        await _take_down(work, [topic])
    else:
        await refresh_index(work, [topic.id or 0])
    work.record(
        TopicAttributionChanged(
            event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number, attribution=attribution
        )
    )


async def _take_down(work: Work, topics: Sequence[Topic]) -> None:
    for topic in topics:
        publication = await publication_of(work.db, topic.id or 0)
        if publication and publication.state == PUBLISHED:
            publication.state = WAITING
            work.db.add(publication)
        await take_from_index(work, topic)
        if await work.db.get(RedactionDue, topic.id) is None:
            work.db.add(RedactionDue(topic_id=topic.id or 0, event_id=topic.event_id))
    await work.db.flush()


async def due_at(db: AsyncSession, event_id: int) -> list[int]:
    """The topics that are still to be looked through."""
    due = select(RedactionDue.topic_id).where(RedactionDue.event_id == event_id)
    return list(await db.exec(due.order_by(col(RedactionDue.topic_id))))


async def events_with_something_due(db: AsyncSession) -> list[int]:
    return list(await db.exec(select(RedactionDue.event_id).distinct()))


async def look_through(works: Works, renderer: MarkdownRenderer, topic_id: int) -> int | None:
    """One topic tells no more than its policy lets it. The note that has begun anew, if there is one."""
    while True:
        async with works.database.reading() as db:
            topic = await topic_by_id(db, topic_id)
            event = await event_by_id(db, topic.event_id)
            editions = await editions_of(db, [topic_id])
            drawn, is_clear = await _told_less(db, event, topic, editions, renderer)
        try:
            async with works.begin() as work:
                return await _write(work, event, topic, drawn, is_clear=is_clear, seen=len(editions))
        except Overtaken:
            await asyncio.sleep(0)


async def _told_less(
    db: AsyncSession, event: Event, topic: Topic, editions: Sequence[Edition], renderer: MarkdownRenderer
) -> tuple[dict[int, Redrawn], bool]:
    """The editions as they may be told, and whether nobody has to decide about anything in the one that stands."""
    if policy_of(event, topic) == OFF_RECORD:
        return {edition.id or 0: blank(edition) for edition in editions}, False
    publication = await publication_of(db, topic.id or 0)
    decided, names = await decisions_of_one(db, topic), await names_at(db, event.id or 0)
    drawn, is_clear = {}, True
    for edition in editions:
        redrawn, is_sure = await _without_names(db, event, topic, edition, renderer, decided, names)
        drawn[edition.id or 0] = redrawn
        is_clear &= is_sure or publication is None or publication.edition_number != edition.number
    return drawn, is_clear


async def _without_names(
    db: AsyncSession,
    event: Event,
    topic: Topic,
    edition: Edition,
    renderer: MarkdownRenderer,
    decided: Mapping[str, bool],
    names: set[str],
) -> tuple[Redrawn, bool]:
    """Whatever may be a name is left out, unless somebody decided that it may stay; and whether that was all decided.
    One that cannot be told without names is not told at all."""
    telling, policy = without_speakers(edition.markdown), policy_of(event, topic)
    told = [edition.title, telling, edition.change_note]
    found = await asyncio.to_thread(leftovers, told, names)
    out = [*(each.words for each in undecided(found, decided)), *(words for words, kept in decided.items() if not kept)]
    title, markdown, change_note = (left_out(text, out, somebody(event)) for text in told)
    try:
        draft, note = await draw(db, event, policy, renderer, title, markdown, change_note)
        left = undecided(await possible_names(db, event, topic, draft), decided)
    except Refusal:
        return blank(edition), False
    stands_still = {each.words for each in left} & {each.words for each in leftovers([title, markdown], names)}
    if stands_still or any(words not in decided for words in draft.named if words in {each.words for each in left}):
        return blank(edition), False
    return Redrawn(said_by(edition), draft, note), not (left or undecided(found, decided))


async def _write(
    work: Work, event: Event, topic: Topic, drawn: dict[int, Redrawn], *, is_clear: bool, seen: int
) -> int | None:
    topic_id = topic.id or 0
    now, here = await event_by_id(work.db, topic.event_id), await topic_by_id(work.db, topic_id)
    await hold_topics(work.db, [topic_id])
    due = await work.db.get(RedactionDue, topic_id, with_for_update=True)
    if due is None:
        return None
    if policy_of(now, here) != policy_of(event, topic):
        raise Overtaken
    with use_language(event.language):
        await write_editions(work, [topic_id], drawn, seen)
    publication = await publication_of(work.db, topic_id)
    if publication and publication.state in (WAITING, HELD):
        off = policy_of(now, here) == OFF_RECORD
        publication.state = WITHDRAWN if off else PUBLISHED if is_clear else HELD
        work.db.add(publication)
    await hold_back(work, now, here)
    await work.db.exec(delete(RedactionDue).where(col(RedactionDue.topic_id) == topic_id))
    note = await begin_note_anew(work, topic_id, lambda text: text, without_authors=True, renewed=True)
    await work.db.flush()
    await file_anew(work, [here], drawn)
    await forget_answers(work.db)
    work.record(PagesChanged(event_id=here.event_id))
    return note


async def forget(works: Works) -> None:
    """After the last topic."""
    async with works.begin() as work:
        await forget_what_was(work.db)
