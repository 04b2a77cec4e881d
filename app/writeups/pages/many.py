"""Publishing several topics at once, or all that are ready."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from litestar import Response, get, put
from litestar.di import NamedDependency

from app.events.visiting import Here
from app.kernel.errors import Forbidden, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import gettext as _
from app.topics.cards import Cards
from app.topics.queries import topic_by_number
from app.writeups.actions import publish_topic
from app.writeups.correcting.queries import waiting_of
from app.writeups.drafting import GROUPS, IN_REVIEW, draft_of, written_at
from app.writeups.pages.asking import moments
from app.writeups.queries import page_url
from app.writeups.rules import may_be_published, may_publish

PUBLICATIONS = "/{event_slug:str}/publications"
_CHOSEN = re.compile(r"topic-([0-9]{1,9})")


@dataclass(frozen=True)
class Outcome:
    """What became of one topic: `url` is the page that was published, or `why` tells why there is none."""

    number: int
    url: str = ""
    why: str = ""


@get(PUBLICATIONS)
async def show_publications(here: NamedDependency[Here], cards: NamedDependency[Cards]) -> Response[str]:
    _check(here)
    return await _page(here, cards, {})


@put(PUBLICATIONS)
async def publish_several(
    here: NamedDependency[Here], cards: NamedDependency[Cards], markdown: NamedDependency[MarkdownRenderer]
) -> Response[Any]:
    """Each by itself: one that cannot be published keeps back no other. A script is told what became of them."""
    _check(here)
    outcomes = {number: await _publish(here, number, markdown) for number in _chosen(here.form)}
    if not here.wants_page:
        return Response([asdict(outcome) for outcome in outcomes.values()])
    return await _page(here, cards, outcomes)


def _check(here: Here) -> None:
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators publish."))


def _chosen(form: Mapping[str, str]) -> list[int]:
    return sorted(int(found[1]) for name in form if (found := _CHOSEN.fullmatch(name)))


async def _publish(here: Here, number: int, markdown: MarkdownRenderer) -> Outcome:
    try:
        topic = await topic_by_number(here.db, here.event_id, number)
        draft = await draft_of(here.db, here.event, topic, markdown)
        async with here.begin() as work:
            edition = await publish_topic(work, here.event, topic, draft, by=here.viewer.visit_id)
    except Refusal as refusal:
        return Outcome(number, why=refusal.message)
    return Outcome(number, page_url(here.event, number, edition.slug))


async def _page(here: Here, cards: Cards, outcomes: Mapping[int, Outcome]) -> Response[str]:
    written = await written_at(here.db, here.event)
    views = {card.number: card for card in await cards.of(here.db, here.event, [each.topic for each in written])}
    now = here.clock()
    over = {number for number, card in views.items() if all(place.ends_at <= now for place in card.places)}
    ready = {each.topic.number for each in written if each.is_ready} & over
    ticked = {each.topic.number for each in written if each.group == IN_REVIEW} & ready
    return here.page(
        "writeups/publications.html",
        active="board",
        written=sorted(written, key=lambda each: GROUPS.index(each.group)),
        moments=moments(here),
        corrections=sum((await waiting_of(here.db, here.event_id)).values()),
        cards=views,
        ticked=ready if here.asked("choose") == "all" else ticked,
        may_choose_all=ready > ticked and here.asked("choose") != "all",
        outcomes=outcomes,
        published=sum(not outcome.why for outcome in outcomes.values()),
        off_record=not may_be_published(here.event.attribution),
    )
