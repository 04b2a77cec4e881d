"""Where whoever hosts a topic or writes its note says that it is ready to be published."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from app.events.visiting import Here
from app.kernel.errors import Conflict, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go
from app.notes.photos.showing import pictured
from app.notes.queries import note_of, text_of
from app.topics.cards import Cards
from app.topics.policy import policy_of
from app.topics.queries import TopicFacts, facts_of_one, topic_by_number
from app.writeups.actions import is_unchanged, send_to_review, take_out_of_review
from app.writeups.actions.reviewing import check_sends
from app.writeups.drafting import draft_of
from app.writeups.pages.asking import moments, photos_asked_for
from app.writeups.queries import latest_edition, page_url, publication_of
from app.writeups.reviews import review_of
from app.writeups.rules import PUBLISHED, may_be_published

REVIEW = "/{event_slug:str}/topics/{number:int}/review"


@dataclass(frozen=True)
class Reviewing:
    """Somebody who looks after a note, and looks at what would be published of it."""

    here: Here
    facts: TopicFacts
    cards: Cards
    markdown: MarkdownRenderer

    @property
    def url(self) -> str:
        return f"{self.here.home}/topics/{self.facts.topic.number}/review"

    async def note(self) -> str:
        note = await note_of(self.here.db, self.facts.topic.id or 0)
        return (await text_of(self.here.db, note.id or 0))[0] if note else ""

    async def page(self, refusal: Refusal | None = None) -> Response[str]:
        here, topic = self.here, self.facts.topic
        note, draft = await self.note(), await draft_of(here.db, here.event, topic, self.markdown)
        review, latest = await review_of(here.db, topic.id or 0), await latest_edition(here.db, topic.id or 0)
        publication = await publication_of(here.db, topic.id or 0)
        return here.page(
            "writeups/review.html",
            status=refusal.status if refusal else 200,
            active="wall",
            url=self.url,
            card=await self.cards.of_one(here.db, here.event, topic),
            draft=draft,
            html=Markup(await pictured(here.db, here.event, draft.html, policy_of(here.event, topic))),  # noqa: S704
            **await photos_asked_for(here, self.facts, note),
            review=review,
            is_stale=review is not None and review.is_stale(note),
            moments=moments(here),
            latest=latest,
            latest_url=page_url(here.event, topic.number, latest.slug) if latest else "",
            stands=publication is not None and publication.state == PUBLISHED,
            unchanged=latest is not None and is_unchanged(latest, draft),
            off_record=not may_be_published(policy_of(here.event, topic)),
            trouble=refusal.message if refusal else "",
        )


async def provide_reviewing(
    here: NamedDependency[Here],
    number: FromPath[int],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
) -> Reviewing:
    """Raises Forbidden for those who do not look after this note."""
    facts = await facts_of_one(here.db, await topic_by_number(here.db, here.event_id, number))
    check_sends(facts, here.viewer)
    return Reviewing(here, facts, cards, markdown)


OF_A_NOTE: dict[str, Any] = {"dependencies": {"reviewing": provide_reviewing}}


@get(REVIEW, **OF_A_NOTE)
async def show_review(reviewing: NamedDependency[Reviewing]) -> Response[str]:
    return await reviewing.page()


@put(REVIEW, **OF_A_NOTE, status_code=303)
async def send(reviewing: NamedDependency[Reviewing]) -> Response[Any]:
    here, note = reviewing.here, await reviewing.note()
    try:
        async with here.begin() as work:
            await send_to_review(work, here.event, reviewing.facts, here.viewer, note)
    except (Invalid, Conflict) as refusal:
        await here.look_again()
        return await reviewing.page(refusal)
    return go(reviewing.url)


@delete(REVIEW, **OF_A_NOTE, status_code=303)
async def take_out(reviewing: NamedDependency[Reviewing]) -> Response[Any]:
    async with reviewing.here.begin() as work:
        await take_out_of_review(work, reviewing.facts, reviewing.here.viewer)
    return go(reviewing.url)


HANDLERS: list[Any] = [show_review, send, take_out]
