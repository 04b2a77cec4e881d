"""What a search finds of what is published: put in when it is, kept up with cards and people, built anew on demand."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from app.board.changes import MergeChange
from app.events.tables import Event
from app.kernel import search
from app.kernel.errors import Refusal
from app.kernel.markdown import MarkdownRenderer, Passage
from app.kernel.work import Change, Work, Works
from app.notes.photos.showing import pictures_to_publish
from app.people.changes import AttendeeRenamed
from app.topics.changes import CreditChosen, HostJoined, HostSteppedDown, TopicReworded
from app.topics.policy import credited, names_told, policy_of
from app.topics.queries import facts_of_one, survivor_of, topics_by_id
from app.topics.tables import Convener, Topic
from app.writeups.actions.keeping import drop_all_but, drop_extracts, file_edition, is_anchor_in, keep_extracts
from app.writeups.extracting import QUOTATION, Extracted, extracts_of, people_of
from app.writeups.extracting import TOOL as A_TOOL
from app.writeups.extracts import kept_extracts
from app.writeups.filing import BY, TOOL, labels_of
from app.writeups.queries import publication_of, published_ids, standing_edition
from app.writeups.rules import PUBLISHED, page_name
from app.writeups.tables import Edition

KIND = "edition"


async def put_into_index(
    work: Work, event: Event, topic: Topic, edition: Edition, passages: Sequence[Passage], *, in_place: bool = False
) -> None:
    """A hit leads to the very paragraph, or to the heading above it in editions whose paragraphs have no ids."""
    found = [
        search.Passage(each.text, each.id if is_anchor_in(edition.html, each.id) else each.anchor, each.heading)
        for each in passages
    ]
    await _put(work, event, topic, edition, found, in_place=in_place)


async def take_from_index(work: Work, topic: Topic) -> None:
    await search.remove(work.db, KIND, str(topic.id))
    await drop_extracts(work, topic)


async def follow(work: Work) -> None:
    """Before a Work is committed: what is published of cards that it changed is found under their tags and hosts."""
    topic_ids = {topic_id for change in work.changes for topic_id in _topics_in(change)}
    people = {change.attendee_id for change in work.changes if isinstance(change, AttendeeRenamed)}
    if people:
        hosting = select(Convener.topic_id).where(col(Convener.attendee_id).in_(people))
        await work.db.flush()
        topic_ids.update(await work.db.exec(hosting))
    if topic_ids:
        await refresh_index(work, topic_ids)


def _topics_in(change: Change) -> Sequence[int]:
    if isinstance(change, MergeChange):
        return change.topic_id, change.into_id
    return (change.topic_id,) if isinstance(change, TopicReworded | HostJoined | HostSteppedDown | CreditChosen) else ()


async def refresh_index(work: Work, topic_ids: Collection[int]) -> None:
    """What is published of these topics, and of those that they are part of, is found under the tags and hosts that
    they have now."""
    await work.db.flush()
    heads = [await survivor_of(work.db, topic) for topic in await topics_by_id(work.db, topic_ids)]
    for topic_id in sorted({topic.id or 0 for topic in heads} | set(topic_ids)):
        passages = await search.passages_of(work.db, KIND, str(topic_id))
        if passages is not None and (standing := await standing_edition(work.db, topic_id)):
            await _put(work, *standing, passages, in_place=True)


async def reindex(works: Works, renderer: MarkdownRenderer) -> int:
    """Renders all that is published anew and puts it in the place of what was found of it; what is not published any
    more goes. In small Works, so that others can write meanwhile, and search. Returns how many editions it holds."""
    done = 0
    async with works.database.reading() as db:
        events = (await db.exec(select(Event.id, Event.slug).order_by(col(Event.id)))).all()
    for event_id, slug in events:
        done += await reindex_event(works, renderer, event_id or 0, slug)
    return done


async def reindex_event(works: Works, renderer: MarkdownRenderer, event_id: int, slug: str) -> int:
    """The same of one event."""
    async with works.database.reading() as db:
        topic_ids = await published_ids(db, event_id)
    done = sum([await _reindex_topic(works, renderer, topic_id) for topic_id in topic_ids])
    async with works.begin() as work:
        await _drop_unpublished(work, event_id, slug)
        await search.recount(work.db, slug)
    return done


async def _reindex_topic(works: Works, renderer: MarkdownRenderer, topic_id: int) -> bool:
    async with works.database.reading() as db:
        standing = await standing_edition(db, topic_id)
        if standing is None:
            return False
        event, topic, edition = standing
        pictures, _left_out = await pictures_to_publish(db, event, edition.markdown, policy_of(event, topic))
    try:
        rendered = await renderer.render(edition.markdown, pictures, anchored=True)
    except Refusal:  # too hard for this machine today: it is found as it was
        return False
    async with works.begin() as work:
        if stands := await _stands(work, edition):
            await keep_extracts(work, edition, extracts_of(rendered.marks))
            await put_into_index(work, event, topic, edition, rendered.passages, in_place=True)
    return stands


async def _stands(work: Work, edition: Edition) -> bool:
    publication = await publication_of(work.db, edition.topic_id)
    stands = (edition.number, PUBLISHED)
    return publication is not None and (publication.edition_number, publication.state) == stands


async def _drop_unpublished(work: Work, event_id: int, slug: str) -> None:
    published = set(await published_ids(work.db, event_id))
    for key in await search.keys_of(work.db, KIND, slug):
        if int(key) not in published:
            await search.remove(work.db, KIND, key)
    await drop_all_but(work, event_id, published)


async def _put(
    work: Work,
    event: Event,
    topic: Topic,
    edition: Edition,
    passages: Sequence[search.Passage],
    *,
    in_place: bool,
) -> None:
    facts = await facts_of_one(work.db, topic)
    kept, hosts = await kept_extracts(work.db, edition), credited(event, topic, facts.conveners)
    tools = [each.text for each in kept if each.kind == A_TOOL]
    said = [
        Extracted(QUOTATION, each.name, each.text, each.who, anchor=each.anchor)
        for each in kept
        if each.kind == QUOTATION and each.who and names_told(event, topic)
    ]
    document = search.Document(
        kind=KIND,
        key=str(topic.id),
        scope=event.slug,
        title=edition.title,
        passages=tuple(passages),
        labels=labels_of(facts.tags, tools, [*hosts, *(each.who for each in said)]),
        by_words=(TOOL, BY),
        facts={"topic_id": topic.id, "page": page_name(topic.number, edition.slug), "edition": edition.number},
    )
    await search.put(work.db, document, in_place=in_place)
    await file_edition(work, edition, facts.tags, people_of(hosts, said))
