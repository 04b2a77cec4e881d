"""Where readers reply to a page; where hosts and facilitators read what waits; and whether an event wants replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.queries import event_by_id
from app.events.visiting import Here
from app.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from app.kernel.limits import Replies, TooFast
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.cards import Cards
from app.topics.forms import ticked
from app.topics.policy import policy_of
from app.topics.queries import facts_of, facts_of_one, topic_by_number, topics_by_id
from app.topics.rules import may_edit
from app.topics.tables import Topic
from app.writeups.pages.asking import moments
from app.writeups.queries import page_url, published_ids, published_topic
from app.writeups.replying.actions import allow_replies, check_takes, put_back, send_reply, settle, take_back
from app.writeups.replying.forms import TRAP, read_reply, read_settlement
from app.writeups.replying.queries import reply_by_id, sent_by, shown_at, to_settle, waiting_at
from app.writeups.replying.rules import NAME_LIMIT, WORDS_LIMIT, takes_replies
from app.writeups.replying.showing import to_decide, views_of
from app.writeups.replying.stamps import check_stamp, stamp
from app.writeups.replying.tables import Reply
from app.writeups.rules import may_publish, number_in
from app.writeups.tables import Edition

OF_PAGE = "/{event_slug:str}/write-up/{page_of:str}/reply"
OF_TOPIC = "/{event_slug:str}/topics/{number:int}/replies"
OF_EVENT = "/{event_slug:str}/replies"
AtEvent = NamedDependency[Here]
TheCards = NamedDependency[Cards]
Id = FromPath[int]


@dataclass(frozen=True)
class Replying:
    """Somebody before the form under a published page."""

    here: Here
    topic: Topic
    edition: Edition

    @property
    def page_address(self) -> str:
        return page_url(self.here.event, self.topic.number, self.edition.slug)

    @property
    def url(self) -> str:
        return f"{self.page_address}/reply"

    async def sent(self) -> Sequence[Reply]:
        """By this device."""
        visit_id = self.here.viewer.visit_id
        return await sent_by(self.here.db, self.topic.id or 0, visit_id) if visit_id else []

    async def page(self, refusal: Refusal | None = None) -> Response[str]:
        here = self.here
        return here.page(
            "writeups/reply.html",
            status=refusal.status if refusal else 200,
            headers={"Retry-After": str(refusal.wait)} if isinstance(refusal, TooFast) else {},
            active="write-up",
            edition=self.edition,
            page_address=self.page_address,
            url=self.url,
            is_open=takes_replies(here.event.replies, policy_of(here.event, self.topic)),
            sent=views_of(await self.sent()),
            just_sent=here.asked("sent"),
            since=self._stamp(refusal),
            values={"name": here.form.get("name") or here.viewer.name or "", "words": here.form.get("words", "")},
            limits={"name": NAME_LIMIT, "words": WORDS_LIMIT},
            trap=TRAP,
            moments=moments(here),
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
        )

    def _stamp(self, refusal: Refusal | None) -> str:
        """Whoever was only too fast, or forgot something, need not wait again."""
        same = self.here.form.get("since", "") if refusal and _is_good_for_more(refusal) else ""
        return same or stamp(self.here.visit, self.topic.id or 0, self.here.clock())


def _is_good_for_more(refusal: Refusal) -> bool:
    return isinstance(refusal, TooFast | Conflict) or bool(getattr(refusal, "fields", {}))


async def provide_replying(here: NamedDependency[Here], page_of: FromPath[str]) -> Replying:
    """Raises NotFound, and Gone for a page that was withdrawn."""
    return Replying(here, *await published_topic(here.db, here.event, number_in(page_of)))


BEFORE: dict[str, Any] = {"dependencies": {"replying": provide_replying}}
Before = NamedDependency[Replying]


@get(OF_PAGE, **BEFORE)
async def show_reply(replying: Before) -> Response[Any]:
    if not await replying.sent():
        check_takes(replying.here.event, replying.topic)
    if replying.here.request.url.path != replying.url:
        return go(replying.url)
    return await replying.page()


@post(OF_PAGE, **BEFORE)
async def post_reply(replying: Before, replies: NamedDependency[Replies]) -> Response[Any]:
    """`name` and `words`; `since` is what the form says of itself."""
    here, topic = replying.here, replying.topic
    try:
        check_takes(here.event, topic)
        check_stamp(here.visit, topic.id or 0, here.form.get("since", ""), here.clock())
        said = read_reply(here.form)
        replies.take(here.visit.key, here.request.client.host if here.request.client else "")
        async with here.begin() as work:
            event = await event_by_id(work.db, here.event_id)
            topic, _edition = await published_topic(work.db, event, topic.number)
            reply = await send_reply(work, event, topic, said, here.visit.key)
    except (Invalid, TooFast, Conflict) as refusal:
        if not here.wants_page:
            raise
        return await replying.page(refusal)
    return go(f"{replying.url}?sent={reply.id}#reply-{reply.id}")


@delete(f"{OF_PAGE}/{{reply_id:int}}", status_code=303)
async def delete_reply(here: AtEvent, page_of: FromPath[str], reply_id: Id) -> Response[Any]:
    """By the device that sent it; also of a page that is not there any more."""
    topic = await topic_by_number(here.db, here.event_id, number_in(page_of) or 0)
    async with here.begin() as work:
        await take_back(work, topic, await reply_by_id(work.db, topic.id or 0, reply_id), here.viewer.visit_id)
    return go(f"{here.home}/write-up/{page_of}/reply#reply-{reply_id}")


@put(f"{OF_PAGE}/{{reply_id:int}}", **BEFORE, status_code=303)
async def put_reply(replying: Before, reply_id: Id) -> Response[Any]:
    """What was taken back."""
    here = replying.here
    try:
        async with here.begin() as work:
            event = await event_by_id(work.db, here.event_id)
            reply = await reply_by_id(work.db, replying.topic.id or 0, reply_id)
            await put_back(work, event, replying.topic, reply, here.viewer.visit_id)
    except Conflict as refusal:
        return await replying.page(refusal)
    return go(f"{replying.url}#reply-{reply_id}")


async def provide_moderated(here: NamedDependency[Here], number: FromPath[int]) -> Topic:
    """Raises Forbidden for anybody but the topic's hosts and facilitators."""
    topic = await topic_by_number(here.db, here.event_id, number)
    if not may_edit(here.viewer, (await facts_of_one(here.db, topic)).caretakers):
        raise Forbidden(_("The hosts of a topic and facilitators read what waits to be shown under its page."))
    return topic


MODERATED: dict[str, Any] = {"dependencies": {"topic": provide_moderated}}
TheTopic = NamedDependency[Topic]


@get(OF_TOPIC, **MODERATED)
async def show_replies(here: AtEvent, topic: TheTopic, cards: TheCards) -> Response[str]:
    return await _topic_page(here, topic, cards)


@put(f"{OF_TOPIC}/{{reply_id:int}}", **MODERATED, status_code=303)
async def settle_reply(here: AtEvent, topic: TheTopic, cards: TheCards, reply_id: Id) -> Response[Any]:
    """`state` is what becomes of it, shown, declined or waiting; `seen` what it was; `names_told` a tick."""
    settlement = read_settlement(here.form)
    try:
        async with here.begin() as work:
            event, reply = (
                await event_by_id(work.db, here.event_id),
                await reply_by_id(work.db, topic.id or 0, reply_id),
            )
            await settle(work, event, topic, reply, settlement)
    except Conflict as refusal:
        if not here.wants_page:
            raise
        await here.look_again()
        return await _topic_page(here, topic, cards, refusal, reply_id)
    return go(f"{here.home}/topics/{topic.number}/replies#reply-{reply_id}")


async def _topic_page(
    here: Here, topic: Topic, cards: Cards, refusal: Refusal | None = None, refused: int = 0
) -> Response[str]:
    """`refused` is the reply that could not be settled."""
    replies = await to_decide(here.db, here.event, topic, await to_settle(here.db, topic.id or 0))
    return here.page(
        "writeups/replies.html",
        status=refusal.status if refusal else 200,
        active="write-up",
        card=await cards.of_one(here.db, here.event, topic),
        at=f"{here.home}/topics/{topic.number}/replies",
        replies=replies,
        is_open=takes_replies(here.event.replies, policy_of(here.event, topic)),
        moments=moments(here),
        trouble=refusal.message if refusal else "",
        refused=refused,
    )


@get(OF_EVENT)
async def show_all_replies(here: AtEvent, cards: TheCards) -> Response[str]:
    """Of every page whose replies the viewer may settle."""
    topics = await _moderated(here)
    if not topics and not may_publish(here.viewer):
        raise Forbidden(_("The hosts of a topic and facilitators read what waits to be shown under its page."))
    return here.page(
        "writeups/all_replies.html",
        active="write-up",
        cards=sorted(await cards.of(here.db, here.event, topics), key=lambda card: card.number),
        waiting=await waiting_at(here.db, here.event_id),
        shown=await shown_at(here.db, here.event_id),
        may_allow=may_publish(here.viewer),
    )


async def _moderated(here: Here) -> list[Topic]:
    topics = await topics_by_id(here.db, await published_ids(here.db, here.event_id))
    return [each.topic for each in await facts_of(here.db, topics) if may_edit(here.viewer, each.caretakers)]


@put(OF_EVENT, status_code=303)
async def put_replies(here: AtEvent) -> Response[Any]:
    """`replies`, a tick: whether readers may send any from now on."""
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators say whether readers may reply."))
    async with here.begin() as work:
        event = await event_by_id(work.db, here.event_id)
        await allow_replies(work, event, allowed=ticked(here.form, "replies"))
    return go(f"{here.home}/replies")


HANDLERS: list[Any] = [
    show_reply,
    post_reply,
    put_reply,
    delete_reply,
    show_replies,
    settle_reply,
    show_all_replies,
    put_replies,
]
