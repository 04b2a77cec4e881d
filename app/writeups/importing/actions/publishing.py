"""Publishing what comes in, where nobody has to look at it first."""

from dataclasses import dataclass, field, replace

from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.errors import Forbidden, Refusal
from app.kernel.markdown import MarkdownRenderer, Picture
from app.kernel.work import Work
from app.notes.photos.queries import address_of
from app.notes.photos.rules import may_be_published
from app.topics.policy import policy_of
from app.topics.tables import Topic
from app.writeups.actions import is_unchanged, publish_topic
from app.writeups.compose import EditionDraft, compose, text_to_publish
from app.writeups.importing.actions.photos import Album
from app.writeups.importing.forms import Incoming, PhotoPlan
from app.writeups.importing.rules import may_be_published_unseen
from app.writeups.queries import latest_edition, publication_of
from app.writeups.rules import WITHDRAWN, slug_of


@dataclass
class Press:
    """Renders before the Work begins, so that nobody waits for that, and publishes in it. `remarks` say why not."""

    markdown: MarkdownRenderer
    wanted: bool
    remarks: list[str] = field(default_factory=list)
    _draft: EditionDraft | None = None

    async def prepare(self, event: Event, incoming: Incoming, album: Album) -> None:
        if not self.wanted or not incoming.text:
            return
        text = text_to_publish(incoming.card.title, incoming.text)
        try:
            check_unseen(event.attribution)
            rendered = await self.markdown.render(text, _pictures(event, album), anchored=True)
        except Refusal as refusal:
            self.remarks.append(f"not published: {refusal.message}")
            return
        self._draft = compose(incoming.card.title, text, rendered)

    async def publish(self, work: Work, event: Event, topic: Topic) -> int:
        """The number of the edition, 0 for none. What was withdrawn here stays withdrawn."""
        if self._draft is None:
            return 0
        publication = await publication_of(work.db, topic.id or 0)
        if publication and publication.state == WITHDRAWN:
            self.remarks.append("not published: it was withdrawn here")
            return 0
        if topic.title != self._draft.title:
            self._draft = replace(self._draft, title=topic.title, slug=slug_of(topic.title))
        latest = await latest_edition(work.db, topic.id or 0)
        if latest and publication and is_unchanged(latest, self._draft):
            return 0
        try:
            now = await event_by_id(work.db, topic.event_id)  # its policy may have been tightened while it was rendered
            check_unseen(policy_of(now, topic))
            return (await publish_topic(work, now, topic, self._draft)).number
        except Refusal as refusal:
            self.remarks.append(f"not published: {refusal.message}")
            return 0


def check_unseen(policy: str) -> None:
    """Raises Forbidden where somebody has to look at it first."""
    if not may_be_published_unseen(policy):
        raise Forbidden("under this event's policy somebody has to look at it first")


def _pictures(event: Event, album: Album) -> tuple[Picture, ...]:
    """Those that readers may see."""
    return tuple(
        _picture(event, album.names[plan.source], plan)
        for plan in album.plans
        if plan.source not in album.gone and may_be_published(event.attribution, plan.credit, credit_told=False)
    )


def _picture(event: Event, name: str, plan: PhotoPlan) -> Picture:
    return Picture(
        address=address_of(event, name),
        width=plan.kept.width,
        height=plan.kept.height,
        small=address_of(event, name, small=True),
        small_width=plan.kept.small_width,
        alt=plan.alt,
    )
