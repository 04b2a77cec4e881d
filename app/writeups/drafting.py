"""What would be published of a note now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import use_language
from app.notes.counting import word_count
from app.notes.photos.showing import lacking_photos_in, pictures_to_publish
from app.notes.queries import note_of, text_of
from app.notes.tables import Note
from app.topics.policy import names_told, policy_of
from app.topics.tables import Topic
from app.writeups.changing import change_note_of
from app.writeups.compose import EditionDraft, compose
from app.writeups.correcting.losing import Lost, lost_of, taken_of
from app.writeups.correcting.quotations import without_quotations
from app.writeups.correcting.withheld import withdrawn_of, withdrawn_of_one
from app.writeups.headings import says_the_same
from app.writeups.marks import Quotation
from app.writeups.naming import decisions_of, decisions_of_one, hinted_topics, possible_names, text_told
from app.writeups.queries import STANDING
from app.writeups.reviews import ReviewView, reviews_of
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Edition, Publication

#: In the order in which they are shown.
GROUPS = (IN_REVIEW, DRAFTS, REVISED, STANDING_AS_IT_IS) = ("review", "drafts", "revised", "published")


@dataclass(frozen=True)
class Written:
    """A topic of which something is written. `edition` is the one that was published last, 0 without one; `stands`
    tells whether readers see it, `is_changed` whether the note says something else by now. `review` is set while it
    waits for that, which `is_stale` if the note was written on since. `photos` counts those that nothing says enough
    of; `may_name` tells whether it may name somebody where no names are told; `why` it was withdrawn; `lost` is what a
    correction put right that publishing the note would undo."""

    topic: Topic
    words: int
    edition: int
    stands: bool
    is_changed: bool
    review: ReviewView | None = None
    is_stale: bool = False
    photos: int = 0
    may_name: bool = False
    why: str = ""
    lost: tuple[Lost, ...] = ()

    @property
    def group(self) -> str:
        """Where it is on its way from a draft to a published page and on."""
        if self.review:
            return IN_REVIEW
        if not self.stands:
            return DRAFTS
        return REVISED if self.is_changed else STANDING_AS_IT_IS

    @property
    def is_ready(self) -> bool:
        """Whether publishing it would give readers something that they do not have."""
        return self.is_changed or not self.stands


async def draft_of(db: AsyncSession, event: Event, topic: Topic, markdown: MarkdownRenderer) -> EditionDraft:
    """Raises what the renderer refuses."""
    text = await text_now(db, event, topic)
    pictures, _left_out = await pictures_to_publish(db, event, text, policy_of(event, topic))
    draft = compose(topic.title, text, await markdown.render(text, pictures, anchored=True))
    return replace(draft, names=await possible_names(db, event, topic, draft))


async def text_now(db: AsyncSession, event: Event, topic: Topic, withdrawn: Collection[Quotation] | None = None) -> str:
    """What of the note would be published: without what was withdrawn, or only without these, and where they are not
    told without names."""
    note = await note_of(db, topic.id or 0)
    written = (await text_of(db, note.id or 0))[0] if note else ""
    gone = await withdrawn_of_one(db, topic) if withdrawn is None else withdrawn
    kept = without_quotations(written, gone)
    return text_told(event, topic, kept, await decisions_of_one(db, topic))


async def draft_again(
    db: AsyncSession, event: Event, topic: Topic, edition: Edition, markdown: MarkdownRenderer, text: str | None = None
) -> EditionDraft:
    """What would be published if the note were as this edition, or had this text instead."""
    text = edition.markdown if text is None else text
    pictures, _left_out = await pictures_to_publish(db, event, text, policy_of(event, topic))
    draft = compose(edition.title, text, await markdown.render(text, pictures, anchored=True))
    return replace(draft, slug=edition.slug, names=await possible_names(db, event, topic, draft))


async def proposed_change_note(
    db: AsyncSession, event: Event, topic: Topic, edition: Edition, draft: EditionDraft, markdown: MarkdownRenderer
) -> str:
    """What readers who know this edition could be told of the draft, in their language. Raises what the renderer
    refuses."""
    pictures, _left_out = await pictures_to_publish(db, event, edition.markdown, policy_of(event, topic))
    before = (await markdown.render(edition.markdown, pictures, anchored=True)).passages
    with use_language(event.language):
        return change_note_of(before, draft.passages, headings=names_told(event, topic))


async def lost_now(db: AsyncSession, event: Event, topic: Topic, standing: Edition) -> list[Lost]:
    """What corrections put right in the edition that stands and the note does not say."""
    taken = (await taken_of(db, [topic.id or 0]))[topic.id or 0]
    if not taken:
        return []
    told = partial(text_told, event, topic, decided=await decisions_of_one(db, topic))
    return lost_of(taken, standing.markdown, await text_now(db, event, topic), told)


async def written_at(db: AsyncSession, event: Event) -> list[Written]:
    """In the order of their numbers. Of the notes this takes the texts that are kept, a second or two old."""
    found = await db.exec(
        select(Topic, Note.body, Edition, Publication)
        .join(Note, col(Note.topic_id) == col(Topic.id))
        .outerjoin(Publication, col(Publication.topic_id) == col(Topic.id))
        .outerjoin(Edition, STANDING)
        .where(Topic.event_id == event.id, Topic.state == "open", Note.body != "")
        .order_by(col(Topic.number))
    )
    rows = [row for row in found.all() if row[1].strip()]
    bodies = {topic.id or 0: body for topic, body, *_rest in rows}
    ids = list(bodies)
    decided, reviews = await decisions_of(db, ids), await reviews_of(db, ids)
    withdrawn, taken = await withdrawn_of(db, ids), await taken_of(db, ids)
    lacking = await lacking_photos_in(
        db, event, {topic.id or 0: (body, policy_of(event, topic)) for topic, body, *_rest in rows}
    )
    tellers = {
        key: partial(text_told, event, topic, decided=decided[key]) for topic, *_rest in rows for key in [topic.id or 0]
    }
    texts = {key: tell(without_quotations(bodies[key], withdrawn[key])) for key, tell in tellers.items()}
    hinted = await hinted_topics(db, event, [(topic, texts[topic.id or 0]) for topic, *_rest in rows], decided)
    return [
        replace(
            _written(topic, texts[key], edition, publication),
            review=(review := reviews.get(key)),
            is_stale=review is not None and review.is_stale(body),
            photos=lacking[key],
            may_name=key in hinted,
            lost=tuple(lost_of(taken[key], edition.markdown, texts[key], tellers[key])) if edition else (),
        )
        for topic, body, edition, publication in rows
        for key in [topic.id or 0]
    ]


def _written(topic: Topic, told: str, edition: Edition | None, publication: Publication | None) -> Written:
    return Written(
        topic=topic,
        words=word_count(told),
        edition=edition.number if edition else 0,
        stands=publication is not None and publication.state == PUBLISHED,
        is_changed=edition is None or edition.title != topic.title or not says_the_same(edition.markdown, told),
        why=publication.withdrawn_why if publication else "",
    )
