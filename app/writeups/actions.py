"""Publishing a note, and taking it back."""

from dataclasses import asdict

from sqlmodel import select

from app.board.actions import remove_topic
from app.events.rules import names_may_be_told
from app.events.tables import Event
from app.kernel import search
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.markdown import MarkdownRenderer, Passage
from app.kernel.words import gettext as _
from app.kernel.work import Work, Works
from app.notes.photos.showing import names_in
from app.people.viewers import Viewer
from app.topics.queries import facts_of_one
from app.topics.tables import Topic
from app.writeups.changes import EditionPublished, PublicationWithdrawn
from app.writeups.compose import EditionDraft
from app.writeups.queries import latest_edition, publication_of, standing_editions
from app.writeups.rules import PUBLISHED, WITHDRAWN, may_be_published, page_name
from app.writeups.tables import Edition, Publication

KIND = "edition"


async def publish_topic(
    work: Work, event: Event, topic: Topic, draft: EditionDraft, *, change_note: str = "", by: int | None = None
) -> Edition:
    """The next edition of a topic, which is what readers see from now on; `by` is the visit that publishes.

    What was withdrawn and has not changed comes back as the edition it was. Raises Forbidden off the record, Invalid
    for an empty text and Conflict for one that is published already.
    """
    _check(event, topic, draft)
    await work.db.exec(select(Topic.id).where(Topic.id == topic.id).with_for_update())
    latest = await latest_edition(work.db, _id(topic))
    publication = await publication_of(work.db, _id(topic))
    if latest and is_unchanged(latest, draft):
        if publication and publication.state == PUBLISHED:
            raise Conflict(_("Nothing has changed since edition %d.") % latest.number)
        edition = latest
    else:
        edition = _next_edition(work, topic, draft, latest.number + 1 if latest else 1, change_note, by)
    await _let_stand(work, topic, edition, publication)
    await _index(work, event, topic, edition, draft.passages)
    work.record(
        EditionPublished(
            event_id=topic.event_id,
            topic_id=_id(topic),
            number=topic.number,
            edition=edition.number,
            title=edition.title,
        )
    )
    return edition


def is_unchanged(edition: Edition, draft: EditionDraft) -> bool:
    """Also in what it shows: a photo may have got its credit since."""
    said = (edition.markdown, edition.title, names_in(edition.html))
    return said == (draft.markdown, draft.title, names_in(draft.html))


async def withdraw_publication(work: Work, topic: Topic) -> None:
    """Readers are told that it was withdrawn. Raises NotFound when nothing is published."""
    publication = await publication_of(work.db, _id(topic))
    if publication is None or publication.state != PUBLISHED:
        raise NotFound(_("Nothing of this topic is published."))
    publication.state = WITHDRAWN
    work.db.add(publication)
    await search.remove(work.db, KIND, str(topic.id))
    work.record(
        PublicationWithdrawn(
            event_id=topic.event_id, topic_id=_id(topic), number=topic.number, edition=publication.edition_number
        )
    )


async def take_topic_away(work: Work, topic: Topic, viewer: Viewer, reason: str) -> None:
    """Takes the card from every page, and what was published of it. Again does nothing. Raises Forbidden."""
    await remove_topic(work, topic, viewer, reason)
    publication = await publication_of(work.db, _id(topic))
    if publication and publication.state == PUBLISHED:
        await withdraw_publication(work, topic)


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
                await _index(work, event, topic, edition, rendered.passages)
    return len(standing)


async def _stands(work: Work, edition: Edition) -> bool:
    publication = await publication_of(work.db, edition.topic_id)
    stands = (edition.number, PUBLISHED)
    return publication is not None and (publication.edition_number, publication.state) == stands


def _check(event: Event, topic: Topic, draft: EditionDraft) -> None:
    if not may_be_published(event.attribution):
        raise Forbidden(_("This event is off the record: nothing of it is published."))
    if topic.state != "open":
        raise Conflict(_("This card was taken off the wall, so there is nothing to publish."))
    if not draft.passages:
        empty = _("There is nothing to publish yet. Write something into the note first.")
        raise Invalid(empty, {"markdown": empty})


def _next_edition(
    work: Work, topic: Topic, draft: EditionDraft, number: int, change_note: str, by: int | None
) -> Edition:
    edition = Edition(
        event_id=topic.event_id,
        topic_id=_id(topic),
        number=number,
        slug=draft.slug,
        title=draft.title,
        markdown=draft.markdown,
        html=draft.html,
        contents=[asdict(heading) for heading in draft.contents],
        summary=draft.summary,
        change_note=change_note,
        published_at=work.now,
        published_by=by,
    )
    work.db.add(edition)
    return edition


async def _let_stand(work: Work, topic: Topic, edition: Edition, publication: Publication | None) -> None:
    publication = publication or Publication(
        topic_id=_id(topic), event_id=topic.event_id, edition_number=0, state=PUBLISHED
    )
    publication.edition_number, publication.state = edition.number, PUBLISHED
    work.db.add(publication)
    await work.db.flush()


async def _index(work: Work, event: Event, topic: Topic, edition: Edition, passages: tuple[Passage, ...]) -> None:
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


def _id(topic: Topic) -> int:
    assert topic.id is not None
    return topic.id
