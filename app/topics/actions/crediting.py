"""Whether the write-up names a host: their own choice."""

from sqlmodel import select

from app.kernel.columns import GREATEST
from app.kernel.errors import Forbidden, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import CreditChosen
from app.topics.tables import Convener, Topic


async def choose_credit(work: Work, topic: Topic, viewer: Viewer, convener_id: int, *, credited: bool) -> None:
    """For a host who is a name without a visit, such as an invited speaker, facilitators choose; for anybody else they
    may only take the name out. Raises NotFound, and Forbidden."""
    convener = await _convener(work, topic, convener_id)
    own = convener.attendee_id is not None and convener.attendee_id == viewer.attendee_id
    may_for_others = viewer.is_facilitator and (convener.attendee_id is None or not credited)
    if not (own or may_for_others):
        raise Forbidden(_("Everybody chooses for themselves whether they are named."))
    if convener.credited != credited:
        convener.credited = credited
        work.db.add(convener)
        work.record(CreditChosen(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def _convener(work: Work, topic: Topic, convener_id: int) -> Convener:
    found = select(Convener).where(Convener.id == convener_id, Convener.topic_id == topic.id)
    convener = (await work.db.exec(found)).first() if convener_id <= GREATEST else None
    if convener is None:
        raise NotFound(_("There is no such host of this card."))
    return convener
