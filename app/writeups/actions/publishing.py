"""Publishing a note."""

from dataclasses import asdict

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import stricter
from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.kernel.work import Work
from app.notes.photos.showing import names_in
from app.topics.policy import policy_of
from app.topics.tables import Topic
from app.writeups.actions.indexing import put_into_index
from app.writeups.actions.keeping import keep_extracts
from app.writeups.actions.reviewing import end_review
from app.writeups.changes import EditionPublished
from app.writeups.compose import EditionDraft
from app.writeups.headings import says_the_same
from app.writeups.naming import decisions_of_one, possible_names, tells_names, undecided
from app.writeups.queries import latest_edition, publication_of
from app.writeups.rules import PUBLISHED, may_be_published
from app.writeups.tables import Edition, Publication, RedactionDue


async def publish_topic(
    work: Work,
    event: Event,
    topic: Topic,
    draft: EditionDraft,
    *,
    change_note: str = "",
    by: int | None = None,
    of_note: bool = True,
) -> Edition:
    """The next edition of a topic, which is what readers see from now on; `by` is the visit that publishes. One that is
    not `of_note` corrects the edition that stands, also when the card is off the wall by now.

    What was withdrawn and has not changed comes back as the edition it was. Raises Forbidden off the record, Invalid
    for an empty text and Conflict for one that is published already, or that tells names where they are not told.
    """
    await _check_policy(work.db, event, topic)
    _check(event, topic, draft, of_note)
    await _check_names(work.db, event, topic, draft, change_note if of_note else "")
    await work.db.exec(select(Topic.id).where(Topic.id == topic.id).with_for_update())
    latest = await latest_edition(work.db, topic.id or 0)
    publication = await publication_of(work.db, topic.id or 0)
    if latest and is_unchanged(latest, draft):
        if publication and publication.state == PUBLISHED:
            raise Conflict(_("Nothing has changed since edition %d.") % latest.number)
        edition = latest
    else:
        edition = _next_edition(work, topic, draft, latest.number + 1 if latest else 1, change_note, by)
    await _let_stand(work, topic, edition, publication)
    await keep_extracts(work, edition, draft.extracts)
    if of_note:
        await end_review(work, topic)
    await put_into_index(work, event, topic, edition, draft.passages)
    work.record(
        EditionPublished(
            event_id=topic.event_id,
            topic_id=topic.id or 0,
            number=topic.number,
            edition=edition.number,
            title=edition.title,
        )
    )
    return edition


def is_unchanged(edition: Edition, draft: EditionDraft) -> bool:
    """Also in what it shows: a photo may have got its credit since."""
    said = (edition.title, names_in(edition.html))
    return says_the_same(edition.markdown, draft.markdown) and said == (draft.title, names_in(draft.html))


async def _check_policy(db: AsyncSession, event: Event, topic: Topic) -> None:
    """The draft was made under the policy that holds now, and nothing is left of an earlier one. Raises Conflict."""
    attribution = (
        await db.exec(select(Event.attribution).where(Event.id == event.id).with_for_update(read=True))
    ).one()
    own = (await db.exec(select(Topic.attribution).where(Topic.id == topic.id))).one()
    if stricter(attribution, own) != policy_of(event, topic):
        raise Conflict(_("What may be told has changed meanwhile. Look at it again."))
    if (await db.exec(select(RedactionDue).where(RedactionDue.topic_id == topic.id))).first():
        raise Conflict(_("What was published before is being looked through. It will not take long."))


def _check(event: Event, topic: Topic, draft: EditionDraft, of_note: bool) -> None:
    if not may_be_published(policy_of(event, topic)):
        raise Forbidden(_("This event is off the record: nothing of it is published."))
    if topic.state != "open" and of_note:
        raise Conflict(_("This card was taken off the wall, so there is nothing to publish."))
    if not draft.passages:
        empty = _("There is nothing to publish yet. Write something into the note first.")
        raise Invalid(empty, {"markdown": empty})


async def _check_names(db: AsyncSession, event: Event, topic: Topic, draft: EditionDraft, change_note: str) -> None:
    """Names that a draft brings along were looked for before anybody waited for this Work."""
    if change_note and await tells_names(db, event, topic, change_note):
        told = _("This says a name. What was said here may be told, not who said it.")
        raise Invalid(told, {"change_note": told})
    names = draft.names if draft.names is not None else await possible_names(db, event, topic, draft)
    if left := undecided(names, await decisions_of_one(db, topic) if names else {}):
        raise Conflict(_names_stand(len(left)))


def _names_stand(count: int) -> str:
    return ngettext(
        "%(num)d name stands in the text. Decide about it first: what was said here may be told, not who said it.",
        "%(num)d names stand in the text. Decide about them first: what was said here may be told, not who said it.",
        count,
    ) % {"num": count}


def _next_edition(
    work: Work, topic: Topic, draft: EditionDraft, number: int, change_note: str, by: int | None
) -> Edition:
    edition = Edition(
        event_id=topic.event_id,
        topic_id=topic.id or 0,
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
        topic_id=topic.id or 0, event_id=topic.event_id, edition_number=0, state=PUBLISHED
    )
    publication.edition_number, publication.state = edition.number, PUBLISHED
    publication.withdrawn_at, publication.withdrawn_why = None, ""
    work.db.add(publication)
    await work.db.flush()
