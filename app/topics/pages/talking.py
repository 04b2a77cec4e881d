"""What is said to the hosts on a card's page."""

from typing import Any

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.kernel.errors import Forbidden, Invalid
from app.kernel.words import gettext as _
from app.topics.actions.commenting import comment_on, remove_comment
from app.topics.cards import Cards
from app.topics.forms import read_remark
from app.topics.pages.cards import topic_page
from app.topics.pages.common import AtEvent, Number, done, join_first, survivor
from app.topics.rules import may_read_comments
from app.topics.talk import comment_by_id


@post("/{event_slug:str}/topics/{number:int}/comments")
async def comment(here: AtEvent, cards: NamedDependency[Cards], number: Number) -> Response[Any]:
    """`words`, perhaps under the comment that it `answers`."""
    if here.viewer.attendee_id is None:
        return join_first(here, f"/topics/{number}")
    try:
        remark = read_remark(here.form)
        async with here.begin() as work:
            topic = await survivor(work.db, here, number)
            made = await comment_on(work, topic, remark, here.viewer.attendee_id)
    except Invalid as refusal:
        if not here.wants_page:
            raise
        topic = await survivor(here.db, here, number)
        return await topic_page(here, cards, topic, here.form, refusal.fields, status=422)
    if not here.wants_page:
        return Response({"comment": made.id}, status_code=201)
    return done(here, f"/topics/{topic.number}#comment-{made.id}")


@delete("/{event_slug:str}/topics/{number:int}/comments/{comment_id:int}", status_code=200)
async def take_away(here: AtEvent, number: Number, comment_id: FromPath[int]) -> Response[Any]:
    if not may_read_comments(here.viewer):
        raise Forbidden(_("Only whoever wrote it, the hosts and facilitators can take this away."))
    async with here.begin() as work:
        topic = await survivor(work.db, here, number)
        said = await comment_by_id(work.db, topic.id or 0, comment_id)
        await remove_comment(work, topic, said, here.viewer)
    return done(here, f"/topics/{topic.number}#comments")


HANDLERS: list[Any] = [comment, take_away]
