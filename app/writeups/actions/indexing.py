"""What a search finds of what is published."""

from app.events.rules import names_may_be_told
from app.events.tables import Event
from app.kernel import search
from app.kernel.markdown import MarkdownRenderer, Passage
from app.kernel.work import Work, Works
from app.topics.queries import facts_of_one
from app.topics.tables import Topic
from app.writeups.queries import publication_of, standing_editions
from app.writeups.rules import PUBLISHED, page_name
from app.writeups.tables import Edition

KIND = "edition"


async def reindex(works: Works, renderer: MarkdownRenderer) -> int:
    """Builds the search index anew from what is published, in small Works so that others can write meanwhile. Returns
    how many editions it holds."""
    async with works.database.reading() as db:
        standing = await standing_editions(db)
    async with works.begin() as work:
        await search.clear(work.db)
    for event, topic, edition in standing:
        rendered = await renderer.render(edition.markdown)
        async with works.begin() as work:
            if await _stands(work, edition):
                await put_into_index(work, event, topic, edition, rendered.passages)
    return len(standing)


async def _stands(work: Work, edition: Edition) -> bool:
    publication = await publication_of(work.db, edition.topic_id)
    stands = (edition.number, PUBLISHED)
    return publication is not None and (publication.edition_number, publication.state) == stands


async def put_into_index(
    work: Work, event: Event, topic: Topic, edition: Edition, passages: tuple[Passage, ...]
) -> None:
    facts = await facts_of_one(work.db, topic)
    document = search.Document(
        kind=KIND,
        key=str(topic.id),
        scope=event.slug,
        title=edition.title,
        passages=tuple(search.Passage(passage.text, passage.anchor, passage.heading) for passage in passages),
        tags=facts.tags,
        aside=tuple(facts.hosts) if names_may_be_told(event.attribution) else (),
        facts={"topic_id": topic.id, "page": page_name(topic.number, edition.slug), "edition": edition.number},
    )
    await search.put(work.db, document)


async def take_from_index(work: Work, topic: Topic) -> None:
    await search.remove(work.db, KIND, str(topic.id))
