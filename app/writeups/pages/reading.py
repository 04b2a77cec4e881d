"""The event's write-up, and a topic's page in it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from app.events.rules import names_may_be_told
from app.events.series import Years, years_of
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.errors import Gone
from app.kernel.markdown import MarkdownRenderer
from app.notes.photos.showing import all_pictured, pictured
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.echoes import chain_of
from app.topics.policy import all_may_be_told, policy_of
from app.writeups.converging.chapter import ChapterGroup, chapter_of
from app.writeups.correcting.withheld import as_told_now
from app.writeups.extracts import marks_of
from app.writeups.meta import article, collection
from app.writeups.naming import tells_names
from app.writeups.photos import photos_published
from app.writeups.queries import (
    ContentsView,
    Retracted,
    contents_of,
    edition_of,
    page_url,
    published_topic,
    reading_of,
    texts_of,
)
from app.writeups.reading import all_among_others, in_words, kept, permalinked, validated
from app.writeups.replying.showing import conversation_under
from app.writeups.rules import may_publish, number_in, page_name
from app.writeups.tables import Edition
from app.writeups.texts import OF_EVENTS, texts_told


@dataclass(frozen=True)
class WriteUp:
    """An event's, as one page of cards or in one flow."""

    here: Here
    contents: ContentsView
    texts: dict[str, Markup]
    chapter: list[ChapterGroup]
    address: str
    years: Years | None

    async def page(self, name: str, **context: Any) -> Response[Any]:
        response = self.here.page(
            name,
            active="write-up",
            contents=self.contents,
            texts=self.texts,
            chapter=self.chapter,
            years=self.years,
            canonical=f"{self.address}{self.here.home}/write-up",
            in_words=in_words,
            may_publish=may_publish(self.here.viewer),
            **context,
        )
        if not all_may_be_told(self.here.event):  # whose names may be decided about anew, which no change tells of
            return validated(self.here.request, response)
        return await kept(self.here, response)


async def provide_write_up(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> WriteUp:
    contents = await contents_of(here.db, here.event, cards)
    told = await texts_told(here.db, here.event)
    texts = {name: (await markdown.render(told[name])).html for name in OF_EVENTS}
    shown = {name: Markup(html) for name, html in texts.items()}  # noqa: S704
    chapter = await chapter_of(here.db, here.event, contents, told)
    years = await years_of(here.db, here.event, here.viewer, here.clock())
    return WriteUp(here, contents, shown, chapter, settings.address, years)


OF_THE_EVENT: dict[str, Any] = {"dependencies": {"write_up": provide_write_up}}


@get("/{event_slug:str}/write-up", **OF_THE_EVENT)
async def show_write_up(write_up: NamedDependency[WriteUp]) -> Response[Any]:
    event, entries = write_up.here.event, write_up.contents.entries
    return await write_up.page(
        "writeups/event.html",
        photos=await photos_published(write_up.here.db, event),
        linked_data=collection(event, entries, write_up.address),
        listed=_is_listed(event) and bool(entries),
    )


@get("/{event_slug:str}/write-up/whole", **OF_THE_EVENT)
async def show_whole_write_up(write_up: NamedDependency[WriteUp]) -> Response[Any]:
    """All of it in one flow. Search engines are led to the pages that it is made of."""
    here = write_up.here
    texts = await all_pictured(here.db, here.event, await texts_of(here.db, here.event))
    return await write_up.page("writeups/whole.html", articles=await asyncio.to_thread(all_among_others, texts))


@get("/{event_slug:str}/write-up/{page_of:str}")
async def show_page(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    page_of: FromPath[str],
    settings: NamedDependency[Settings],
    markdown: NamedDependency[MarkdownRenderer],
) -> Response[Any]:
    """One topic's page. A slug that is old, wrong or missing leads to the right one."""
    try:
        topic, standing = await published_topic(here.db, here.event, number_in(page_of))
        if page_of != page_name(topic.number, standing.slug):
            return _moved(here, page_url(here.event, topic.number, standing.slug))
        edition = await _edition_asked_for(here, standing)
        if edition.number != standing.number:
            edition = await as_told_now(here.db, here.event, topic, edition, markdown)
    except Gone as gone:
        return await _withdrawn(here, gone)
    policy = policy_of(here.event, topic)
    reading = await reading_of(here.db, here.event, topic, edition, standing, cards)
    is_standing = edition.number == standing.number
    chain = await chain_of(here.db, cards, here.event, topic, here.viewer, here.clock())
    response = here.page(
        "writeups/page.html",
        active="write-up",
        reading=reading,
        html=permalinked(await pictured(here.db, here.event, edition.html, policy), edition.contents),
        marks=await marks_of(here.db, edition),
        chain=chain,
        conversation=await conversation_under(here.db, here.event, topic, here.viewer) if is_standing else None,
        names_told=names_may_be_told(policy),
        canonical=settings.address + reading.entry.url,
        linked_data=article(here.event, reading, settings.address),
        listed=_is_listed(here.event) and reading.is_standing,
        in_words=in_words,
        may_publish=may_publish(here.viewer),
    )
    if not reading.is_standing:  # whose names may be decided about anew, which no change tells of
        return validated(here.request, response)
    return await kept(here, response, {each.event.id or 0 for each in chain})


async def _withdrawn(here: Here, gone: Gone) -> Response[Any]:
    """Why is not said where it would say a name that is not told any more."""
    at, why = (gone.at, gone.why) if isinstance(gone, Retracted) else (None, "")
    why = "" if isinstance(gone, Retracted) and await tells_names(here.db, here.event, gone.topic, why) else why
    told: dict[str, Any] = {"message": gone.message, "at": at, "why": why, "in_words": in_words}
    return here.page("writeups/withdrawn.html", status=gone.status, active="write-up", **told)


async def _edition_asked_for(here: Here, standing: Edition) -> Edition:
    asked = here.asked("edition")
    if not asked.isdecimal() or len(asked) > 8 or int(asked) == standing.number:
        return standing
    return await edition_of(here.db, standing.topic_id, int(asked))


def _moved(here: Here, url: str) -> Redirect:
    query = f"?{here.request.url.query}" if here.request.url.query else ""
    return Redirect(url + query, status_code=301)


def _is_listed(event: Event) -> bool:
    """Whether search engines may keep its pages."""
    return event.visibility == "public"
