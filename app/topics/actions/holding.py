"""A card held until commit, so that those who want something of it come one after the other."""

from sqlmodel import select

from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.tables import Topic


class NotOnTheWall(Conflict):
    """The card was taken down or became part of another."""


async def held_topic(work: Work, topic_id: int) -> Topic:
    """As it is now."""
    found = select(Topic).where(Topic.id == topic_id).with_for_update().execution_options(populate_existing=True)
    return (await work.db.exec(found)).one()


def check_on_the_wall(topic: Topic) -> None:
    """Raises NotOnTheWall."""
    if topic.state != "open":
        raise NotOnTheWall(_("This card is not on the wall any more."))
