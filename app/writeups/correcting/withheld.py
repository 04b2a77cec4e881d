"""What of a topic is withdrawn, so that nothing tells it: the next edition, earlier ones, what they differ by."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.errors import Gone
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import gettext as _
from app.notes.photos.showing import pictures_to_publish
from app.topics.policy import names_told, policy_of
from app.topics.tables import Topic
from app.writeups.compose import EditionDraft, compose
from app.writeups.correcting.quotations import without_quotations
from app.writeups.correcting.rules import IN_FORCE, WITHDRAWAL
from app.writeups.correcting.tables import Correction, CorrectionLink
from app.writeups.marks import Quotation
from app.writeups.naming import decisions_of_one, possible_names, text_told, undecided
from app.writeups.tables import Edition


async def withdrawn_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, list[Quotation]]:
    """By topic: the quotations that whoever said them has withdrawn."""
    found = await db.exec(
        select(Correction.topic_id, Correction.before, CorrectionLink.name)
        .join(CorrectionLink, col(CorrectionLink.id) == col(Correction.link_id))
        .where(col(Correction.topic_id).in_(topic_ids), Correction.kind == WITHDRAWAL)
        .where(col(Correction.state).in_(IN_FORCE))
    )
    withdrawn: dict[int, list[Quotation]] = defaultdict(list)
    for topic_id, words, name in found:
        withdrawn[topic_id].append(Quotation(words, name))
    return withdrawn


async def withdrawn_of_one(db: AsyncSession, topic: Topic) -> list[Quotation]:
    return (await withdrawn_of(db, [topic.id or 0]))[topic.id or 0]


async def as_told_now(
    db: AsyncSession, event: Event, topic: Topic, edition: Edition, markdown: MarkdownRenderer
) -> Edition:
    """An earlier edition as it may be read today: without what was withdrawn since, and where names are not told any
    more without them. Raises Gone where it may hold names about which nobody has decided."""
    text = without_quotations(edition.markdown, await withdrawn_of_one(db, topic))
    if names_told(event, topic) and text == edition.markdown:
        return edition
    decided = await decisions_of_one(db, topic)
    if not names_told(event, topic):
        text = text_told(event, topic, text, decided)
    draft = await _drafted(db, event, topic, edition, text, markdown)
    if undecided(await possible_names(db, event, topic, draft), decided):
        raise Gone(_("Edition %d says names, and none are told here any more.") % edition.number)
    if text == edition.markdown:
        return edition
    told = {"markdown": draft.markdown, "html": draft.html, "summary": draft.summary}
    contents = [{"level": each.level, "id": each.id, "text": each.text} for each in draft.contents]
    return Edition(**{**edition.model_dump(), **told, "contents": contents})


async def _drafted(
    db: AsyncSession, event: Event, topic: Topic, edition: Edition, text: str, markdown: MarkdownRenderer
) -> EditionDraft:
    pictures, _left_out = await pictures_to_publish(db, event, text, policy_of(event, topic))
    draft = compose(edition.title, text, await markdown.render(text, pictures, anchored=True))
    return replace(draft, slug=edition.slug)
