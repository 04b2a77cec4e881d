"""Names in the notes of an event where names are not told, and what was decided about them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OFF_RECORD
from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.people.tables import Attendee
from app.topics.policy import names_told, policy_of
from app.topics.queries import facts_of_one, tags_of
from app.topics.tables import Convener, Topic
from app.writeups.compose import EditionDraft, text_to_publish
from app.writeups.extracting import TAG, TOOL, value_of
from app.writeups.hinting import hints
from app.writeups.marks import known_labels
from app.writeups.tables import Extract, NameDecision
from app.writeups.telling import Leftover, left_out, leftovers, without_speakers


def text_told(event: Event, topic: Topic, note: str, decided: Mapping[str, bool]) -> str:
    """What of a note is published: all of it, or where names are not told what is left without them."""
    text = text_to_publish(topic.title, note)
    if names_told(event, topic):
        return text
    not_told = [words for words, is_kept in decided.items() if not is_kept]
    return left_out(without_speakers(text), not_told, somebody(event))


def undecided(names: Iterable[Leftover], decided: Mapping[str, bool]) -> list[Leftover]:
    """Those about which nobody has decided that they may stay."""
    return [name for name in names if not decision_about(name.words, decided)]


def decision_about(words: str, decided: Mapping[str, bool]) -> bool | None:
    """What is decided of a name holds where it is called with an @, too."""
    return decided.get(words, decided.get(words.removeprefix("@")))


async def possible_names(db: AsyncSession, event: Event, topic: Topic, draft: EditionDraft) -> tuple[Leftover, ...]:
    """All that readers would see and that may be a name, where names are not told; looked for beside the event loop.
    Counted as it is read; what stands in no passage, as in an address, is found as it is written."""
    if names_told(event, topic):
        return ()
    names, tags = await names_at(db, event.id or 0), (await facts_of_one(db, topic)).tags
    read = (draft.title, *tags, *(passage.text for passage in draft.passages))
    found, written = await asyncio.to_thread(lambda: (leftovers(read, names), leftovers([draft.markdown], names)))
    nobody = {*known_labels(), somebody(event)}
    marked = (Leftover(words, "", "") for words in draft.named if words.casefold() not in nobody)
    seen = {leftover.words: leftover for leftover in (*marked, *found)}
    return (*seen.values(), *(leftover for leftover in written if leftover.words not in seen))


async def hinted_names(db: AsyncSession, event: Event, topic: Topic, draft: EditionDraft) -> list[Leftover]:
    """What more may be a name, of somebody who never joined, where names are not told. Unlike `possible_names` it keeps
    nothing from being published: tools and companies stand in the same places."""
    if names_told(event, topic):
        return []
    nobody = {*known_labels(), somebody(event), *(await facts_of_one(db, topic)).tags}
    nobody |= {word for name in draft.names or () for word in (name.words, *name.words.split())}
    found = await asyncio.to_thread(hints, [draft.markdown], nobody)
    things = await _things_among(db, {value_of(TOOL, name.words) for name in found})
    mine = {each.value for each in draft.extracts if each.kind == TOOL}
    return [name for name in found if value_of(TOOL, name.words) not in things | mine]


async def hinted_topics(
    db: AsyncSession, event: Event, told: Sequence[tuple[Topic, str]], decided: Mapping[int, Mapping[str, bool]]
) -> set[int]:
    """Of topics, with the text that would be published of each: the ids of those that may name somebody who never
    joined and about whom nothing is `decided`. Without drafts: a tool that only its own note names passes for one."""
    secret = {topic.id or 0: (topic, text) for topic, text in told if not names_told(event, topic)}
    if not secret:
        return set()
    tags = await tags_of(db, list(secret))
    nobody = {*known_labels(), somebody(event)}
    found = await asyncio.to_thread(
        lambda: {
            key: undecided(hints([text], nobody | {*tags[key]}), decided[key]) for key, (_topic, text) in secret.items()
        }
    )
    values = {key: {value_of(TOOL, name.words) for name in names} for key, names in found.items()}
    things = await _things_among(db, set().union(*values.values()))
    return {key for key, among in values.items() if among - things}


async def _things_among(db: AsyncSession, values: Collection[str]) -> set[str]:
    """Those of these that pages of any event name as a tool, or have as a tag."""
    named = select(Extract.value).where(
        col(Extract.kind).in_((TOOL, TAG)), Extract.stands, col(Extract.value).in_(values)
    )
    return set(await db.exec(named)) if values else set()


async def tells_names(db: AsyncSession, event: Event, topic: Topic, words: str) -> bool:
    """Whether these words say a name, where none is told."""
    return not names_told(event, topic) and bool(leftovers([words], await names_at(db, event.id or 0)))


async def titles_told(db: AsyncSession, event: Event, topics: Sequence[Topic]) -> list[Topic]:
    """Those whose titles may stand in a write-up."""
    names = set() if all(names_told(event, topic) for topic in topics) else await names_at(db, event.id or 0)
    return [topic for topic in topics if names_told(event, topic) or not _is_secret(event, topic, names)]


def _is_secret(event: Event, topic: Topic, names: Collection[str]) -> bool:
    return policy_of(event, topic) == OFF_RECORD or bool(leftovers([topic.title], names))


async def decisions_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, dict[str, bool]]:
    """By topic: words, and whether readers see them, in the order of the alphabet."""
    rows = await db.exec(
        select(NameDecision.topic_id, NameDecision.words, NameDecision.is_kept)
        .where(col(NameDecision.topic_id).in_(topic_ids))
        .order_by(NameDecision.words)
    )
    decided: dict[int, dict[str, bool]] = {topic_id: {} for topic_id in topic_ids}
    for topic_id, words, is_kept in rows:
        decided[topic_id][words] = is_kept
    return decided


async def decisions_of_one(db: AsyncSession, topic: Topic) -> dict[str, bool]:
    return (await decisions_of(db, [topic.id or 0]))[topic.id or 0]


def somebody(event: Event) -> str:
    """What stands where a name was."""
    with use_language(event.language):
        return _("somebody")


async def names_at(db: AsyncSession, event_id: int) -> set[str]:
    """Everybody who was there, and whoever called a topic; also those who have left."""
    attendees = await db.exec(select(Attendee.name).where(Attendee.event_id == event_id))
    conveners = await db.exec(
        select(Convener.name).join(Topic, col(Topic.id) == col(Convener.topic_id)).where(Topic.event_id == event_id)
    )
    return {name for name in (*attendees, *conveners) if name}
