"""What the pages of a write-up show: on the live ones, and on those of a copy that somebody takes along."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import names_may_be_told
from app.events.series import years_of
from app.events.tables import Event
from app.kernel.markdown import MarkdownRenderer
from app.notes.photos.showing import all_pictured, pictured
from app.people.viewers import Viewer
from app.topics.cards import Cards
from app.topics.echoes import chain_of
from app.topics.policy import policy_of
from app.topics.tables import Topic
from app.writeups.converging.chapter import chapter_of
from app.writeups.extracts import attendances_of, marks_of
from app.writeups.meta import article, collection
from app.writeups.photos import photos_published
from app.writeups.queries import EntryView, contents_of, entries_of, reading_of, texts_of
from app.writeups.reading import all_among_others, in_words, permalinked
from app.writeups.replying.showing import conversation_under, replies_by_page
from app.writeups.rules import may_publish
from app.writeups.tables import Edition
from app.writeups.texts import OF_EVENTS, texts_told

Shown = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """Somebody who reads an event's write-up at a moment. `address` is this Hallway's, without a slash at its end."""

    db: AsyncSession
    event: Event
    viewer: Viewer
    now: datetime
    cards: Cards
    markdown: MarkdownRenderer
    address: str
    _days: list[list[EntryView]] = field(default_factory=list, compare=False)

    async def day(self) -> list[EntryView]:
        """Everything published of the event, in its order: read once, for however many pages."""
        if not self._days:
            self._days.append(await entries_of(self.db, self.event, self.cards))
        return self._days[0]

    @property
    def frame(self) -> Shown:
        return {"active": "write-up", "in_words": in_words, "may_publish": may_publish(self.viewer)}


async def write_up_shown(look: Look) -> Shown:
    """An event's, as one page of cards or in one flow."""
    told = await texts_told(look.db, look.event)
    texts = {name: (await look.markdown.render(told[name])).html for name in OF_EVENTS}
    contents = await contents_of(look.db, look.event, look.cards)
    return look.frame | {
        "contents": contents,
        "talked_about": contents.talked_about(look.now),
        "texts": {name: Markup(html) for name, html in texts.items()},  # noqa: S704
        "chapter": await chapter_of(look.db, look.event, contents, told),
        "years": await years_of(look.db, look.event, look.viewer, look.now),
        "canonical": f"{look.address}/{look.event.slug}/write-up",
    }


async def front_shown(look: Look) -> Shown:
    shown = await write_up_shown(look)
    entries = shown["contents"].entries
    return shown | {
        "photos": await photos_published(look.db, look.event),
        "linked_data": collection(look.event, entries, look.address),
        "listed": is_listed(look.event) and bool(entries),
    }


async def whole_shown(look: Look) -> Shown:
    texts = await all_pictured(look.db, look.event, await texts_of(look.db, look.event))
    return await write_up_shown(look) | {
        "articles": await asyncio.to_thread(all_among_others, texts),
        "attendances": await attendances_of(look.db, look.event),
        "replies": await replies_by_page(look.db, look.event, look.viewer),
    }


async def page_shown(look: Look, topic: Topic, edition: Edition, standing: Edition) -> Shown:
    """One topic's page in one of its editions."""
    policy = policy_of(look.event, topic)
    reading = await reading_of(look.db, topic, edition, standing, await look.day())
    return look.frame | {
        "reading": reading,
        "html": permalinked(await pictured(look.db, look.event, edition.html, policy), edition.contents),
        "marks": await marks_of(look.db, edition),
        "chain": await chain_of(look.db, look.cards, look.event, topic, look.viewer, look.now),
        "conversation": await conversation_under(look.db, look.event, topic, look.viewer)
        if reading.is_standing
        else None,
        "names_told": names_may_be_told(policy),
        "canonical": look.address + reading.entry.url,
        "linked_data": article(look.event, reading, look.address),
        "listed": is_listed(look.event) and reading.is_standing,
    }


def is_listed(event: Event) -> bool:
    """Whether search engines may keep its pages."""
    return event.visibility == "public"
