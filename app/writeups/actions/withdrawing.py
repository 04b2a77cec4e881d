"""Taking back what was published."""

from app.board.actions import remove_topic
from app.events.tables import Event
from app.kernel.errors import Invalid, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.tables import Topic
from app.writeups.actions.indexing import take_from_index
from app.writeups.changes import PublicationWithdrawn
from app.writeups.naming import tells_names
from app.writeups.queries import publication_of
from app.writeups.rules import PUBLISHED, WITHDRAWN


async def retract(work: Work, event: Event, topic: Topic, why: str) -> None:
    """Readers are told why. Raises Invalid where that says a name and none is told, and NotFound."""
    if why and await tells_names(work.db, event, topic, why):
        told = _("This says a name. What was said here may be told, not who said it.")
        raise Invalid(told, {"why": told})
    await withdraw_publication(work, topic, why)


async def withdraw_publication(work: Work, topic: Topic, why: str = "") -> None:
    """Readers are told that it was withdrawn. Raises NotFound when nothing is published."""
    publication = await publication_of(work.db, topic.id or 0)
    if publication is None or publication.state != PUBLISHED:
        raise NotFound(_("Nothing of this topic is published."))
    publication.state, publication.withdrawn_at, publication.withdrawn_why = WITHDRAWN, work.now, why
    work.db.add(publication)
    await take_from_index(work, topic)
    work.record(
        PublicationWithdrawn(
            event_id=topic.event_id,
            topic_id=topic.id or 0,
            number=topic.number,
            edition=publication.edition_number,
            why=why,
        )
    )


async def take_topic_away(work: Work, topic: Topic, viewer: Viewer, reason: str) -> None:
    """Takes the card from every page, and what was published of it. Again does nothing. Raises Forbidden."""
    await remove_topic(work, topic, viewer, reason)
    publication = await publication_of(work.db, topic.id or 0)
    if publication and publication.state == PUBLISHED:
        await withdraw_publication(work, topic)
