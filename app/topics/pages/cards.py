"""The wall, a card's own page, and rewording it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.response import Redirect

from app.events.links import Desk
from app.events.visiting import Here
from app.kernel.errors import Invalid
from app.kernel.web import go
from app.topics.actions import reword_topic
from app.topics.cards import Cards, turn_of
from app.topics.echoes import chain_of
from app.topics.forms import check_fields, merged_fields
from app.topics.hosting import waiting_at
from app.topics.neighbours import Neighbour, Neighbours
from app.topics.pages.common import AtEvent, Number, all_cards, asked_of, editable, mine, read_card, rights, wishes
from app.topics.pages.proposing import BLANK
from app.topics.policy import policy_of
from app.topics.queries import TopicFacts, facts_of_one, survivor_of, tags_known, taken_away, topic_by_number, topics_of
from app.topics.rules import (
    COMMENT_LIMIT,
    PITCH_LIMIT,
    REMOVED,
    TITLE_LIMIT,
    may_edit,
    may_read_comments,
    posting_is_open,
)
from app.topics.tables import Topic
from app.topics.talk import CommentView, comments_on

SHOWN = ("all", "waiting", "starred")


@get("/{event_slug:str}/topics")
async def wall(here: AtEvent, cards: NamedDependency[Cards]) -> Response[str]:
    shown, line = here.asked("show"), await here.live("wall")
    views = await all_cards(here, cards)
    return here.page(
        "topics/wall.html",
        active="wall",
        **line,
        cards=views,
        turn=turn_of(views, here.clock()),
        show=shown if shown in SHOWN else "all",
        mine=await mine(here),
        asked=await asked_of(here),
        posting=posting_is_open(here.event.phase),
    )


@get("/{event_slug:str}/topics/{number:int}")
async def show_topic(
    here: AtEvent, cards: NamedDependency[Cards], neighbours: NamedDependency[Neighbours], number: Number
) -> Response[Any]:
    """A merged card's address leads to what it is part of, for as long as it is."""
    topic = await topic_by_number(here.db, here.event_id, number, even_removed=True)
    if topic.state == REMOVED:
        may_know = may_edit(here.viewer, (await facts_of_one(here.db, topic)).caretakers)
        raise taken_away(topic.removed_why if may_know else "")
    if topic.merged_into is not None:
        survivor = await survivor_of(here.db, topic)
        return Redirect(f"{here.home}/topics/{survivor.number}#joined-{number}", status_code=302)
    facts = await facts_of_one(here.db, topic)
    may_echo = topic.state == "open" and may_edit(here.viewer, facts.caretakers)
    echoable = await neighbours.before(here.db, here.event, here.viewer, facts) if may_echo else []
    return await topic_page(here, cards, topic, echoable=echoable)


def _since(here: Here, sent_at: datetime | None) -> str:
    """Since when its note is in review, as HTML; empty when it is not."""
    return Desk(ZoneInfo(here.event.time_zone), here.clock()).timed(sent_at) if sent_at else ""


async def topic_page(
    here: Here,
    cards: Cards,
    topic: Topic,
    said: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
    echoable: Sequence[Neighbour] = (),
) -> Response[str]:
    """`echoable` are earlier topics that it may be an echo of; `said` is what somebody typed that was not taken, with
    its `errors`; `trouble` is what else went wrong."""
    listens = may_read_comments(here.viewer)
    line = await here.live("talk" if listens else "line")
    facts = await facts_of_one(here.db, topic)
    allowed = rights(here, facts)
    waiting = await waiting_at(here.db, topic.id or 0)
    comments = await comments_on(here.db, here.event, topic.id or 0) if listens else []
    own = here.viewer.attendee_id
    writes = own is not None and topic.scribe_id == own
    cares = here.viewer.is_facilitator or allowed["may_edit"] or writes
    (card,) = await cards.with_facts(here.db, here.event, [facts])
    return here.page(
        "topics/topic.html",
        status=status,
        active="wall",
        **line,
        card=card,
        turn=turn_of([card], here.clock()),
        policy_here=policy_of(here.event, topic),
        wishes=await wishes(here, topic),
        mine={**await mine(here), "attendee": own},
        others=await topics_of(here.db, here.event_id) if here.viewer.is_facilitator else [],
        waiting=waiting if allowed["may_edit"] else [each for each in waiting if own and each.attendee_id == own],
        chain=await chain_of(here.db, cards, here.event, topic, here.viewer, here.clock()),
        echoable=echoable,
        review=_since(here, await cards.sent_to_review(here.db, topic)),
        writes=writes,
        noted=cares and await cards.is_noted(here.db, topic),
        comments=comments,
        may_read_comments=listens,
        comment_limit=COMMENT_LIMIT,
        answers=_answered(here, comments),
        said=said or {},
        errors=errors or {},
        trouble=trouble,
        **allowed,
    )


def _answered(here: Here, comments: list[CommentView]) -> str:
    """The comment that somebody without scripts is about to answer, if there is one."""
    asked = here.asked("answers")
    return asked if asked in {str(comment.id) for comment in comments} else ""


@get("/{event_slug:str}/topics/{number:int}/edit")
async def edit_topic(here: AtEvent, number: Number) -> Response[str]:
    facts = await editable(here, number)
    written = await _written(here, facts)
    return await _edit_page(here, facts, written, written, {})


@put("/{event_slug:str}/topics/{number:int}")
async def reword(here: AtEvent, number: Number) -> Response[Any]:
    """What others changed since the form began (`seen_title` and so on say with what) stays, where this one left it."""
    facts = await editable(here, number)
    written = await _written(here, facts)
    values = merged_fields(written, {**BLANK, **here.form})
    try:
        check_fields(written, values)
        proposal = await read_card(here, values)
    except Invalid as refusal:
        return await _edit_page(here, facts, written, values, refusal.fields)
    number = facts.topic.number
    async with here.begin() as work:
        await reword_topic(work, await topic_by_number(work.db, here.event_id, number), proposal, here.viewer)
    return go(f"{here.home}/topics/{number}")


async def _written(here: Here, facts: TopicFacts) -> dict[str, str]:
    """The card as its form has it."""
    topic, can_repeat = facts.topic, "1" if facts.topic.can_repeat else ""
    tags = ", ".join(facts.tags)
    written = {"title": topic.title, "pitch": topic.pitch, "tags": tags, "can_repeat": can_repeat}
    return {**BLANK, **written, **(await wishes(here, topic)).written()}


async def _edit_page(
    here: Here, facts: TopicFacts, written: dict[str, str], values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    return here.page(
        "topics/edit.html",
        status=422 if errors else 200,
        active="wall",
        topic=facts.topic,
        values=values,
        seen=written,
        errors=errors,
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
        tags_known=await tags_known(here.db, here.event),
        **rights(here, facts),
    )


HANDLERS: list[Any] = [wall, show_topic, edit_topic, reword]
