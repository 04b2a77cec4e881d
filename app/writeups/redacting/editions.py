"""Editions rendered anew: prepared before anybody waits, written within the Work if nothing was published meanwhile."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.erasing import Rewrite
from app.kernel.errors import Conflict
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.notes.photos.showing import pictures_to_publish
from app.topics.policy import policy_of
from app.topics.queries import topics_by_id
from app.topics.tables import Topic
from app.writeups.actions.indexing import put_into_index, refresh_index, take_from_index
from app.writeups.actions.keeping import keep_extracts
from app.writeups.compose import EditionDraft, compose
from app.writeups.queries import publication_of, standing_edition
from app.writeups.redacting.inventory import withdrawn
from app.writeups.rules import PUBLISHED, slug_of
from app.writeups.tables import Edition


@dataclass(frozen=True)
class Redrawn:
    """An edition as it was read, and as it will be."""

    before: tuple[str, str, str]
    draft: EditionDraft
    change_note: str


Redrawings = Mapping[int, Redrawn]
#: Makes of an edition's Markdown what may stay of it.
Remake = Callable[[Edition], str]


class Overtaken(Conflict):
    """Something was published while the editions were rendered anew."""

    def __init__(self) -> None:
        super().__init__(_("Somebody published at the same moment. Try again."))


async def redrawn(
    db: AsyncSession, event: Event, topic_ids: Collection[int], renderer: MarkdownRenderer, rewrite: Rewrite
) -> dict[int, Redrawn]:
    """Those of these topics that say something else then, by their ids. Raises what the renderer refuses."""
    found = {}
    topics = {topic.id: topic for topic in await topics_by_id(db, topic_ids)}
    for edition in await editions_of(db, topic_ids):
        said = said_by(edition)
        if any(rewrite(text) != text for text in (*said, edition.summary, edition.html)):
            texts = rewrite(edition.title), rewrite(edition.markdown), rewrite(edition.change_note)
            policy = policy_of(event, topics[edition.topic_id])
            found[edition.id or 0] = Redrawn(said_by(edition), *await draw(db, event, policy, renderer, *texts))
    return found


async def draw(
    db: AsyncSession, event: Event, policy: str, renderer: MarkdownRenderer, title: str, markdown: str, change_note: str
) -> tuple[EditionDraft, str]:
    """Such an edition, with the note on what changed. Raises what the renderer refuses."""
    pictures, _left_out = await pictures_to_publish(db, event, markdown, policy)
    draft = compose(title.strip() or withdrawn(), markdown, await renderer.render(markdown, pictures, anchored=True))
    return draft, change_note.strip()


def blank(edition: Edition) -> Redrawn:
    """Nothing is left of it but its number."""
    return Redrawn(said_by(edition), EditionDraft(withdrawn(), slug_of(""), "", "", (), (), "", 0), "")


async def write_editions(work: Work, topic_ids: Collection[int], redrawings: Redrawings, seen: int) -> None:
    """Raises Overtaken if one of them is not any more what it was, or one came to those that were `seen`. Their numbers
    and times stay."""
    editions = await editions_of(work.db, topic_ids)
    if len(editions) != seen:
        raise Overtaken
    for edition in editions:
        if (drawn := redrawings.get(edition.id or 0)) is None:
            continue
        if drawn.before != said_by(edition):
            raise Overtaken
        draft = drawn.draft
        edition.title, edition.slug, edition.markdown, edition.html = (
            draft.title,
            draft.slug,
            draft.markdown,
            draft.html,
        )
        edition.contents = [asdict(heading) for heading in draft.contents]
        edition.summary, edition.change_note = draft.summary, drawn.change_note
        edition.redacted_at = work.now
        work.db.add(edition)
        await keep_extracts(work, edition, draft.extracts)
    await work.db.flush()


async def file_anew(work: Work, topics: Sequence[Topic], redrawings: Redrawings) -> None:
    """What a search finds of these topics is what readers see, and nothing else."""
    for topic in topics:
        publication = await publication_of(work.db, topic.id or 0)
        standing = await standing_edition(work.db, topic.id or 0)
        if publication is None or publication.state != PUBLISHED or standing is None:
            await take_from_index(work, topic)
            continue
        event, _topic, edition = standing
        if drawn := redrawings.get(edition.id or 0):
            await put_into_index(work, event, topic, edition, drawn.draft.passages, in_place=True)
    await refresh_index(work, [topic.id or 0 for topic in topics if topic.id])


async def editions_of(db: AsyncSession, topic_ids: Collection[int]) -> Sequence[Edition]:
    found = select(Edition).where(col(Edition.topic_id).in_(topic_ids)).order_by(col(Edition.id))
    return (await db.exec(found.execution_options(populate_existing=True))).all()


def said_by(edition: Edition) -> tuple[str, str, str]:
    """What tells whether it is still the one that was looked at."""
    return edition.title, edition.markdown, edition.change_note
