"""The event's write-up, and a topic's page in it."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from app.events.rules import names_may_be_told
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.errors import Gone
from app.kernel.markdown import MarkdownRenderer
from app.notes.photos.showing import pictured
from app.settings import Settings
from app.topics.cards import Cards
from app.writeups.marks import marks_in
from app.writeups.meta import article, collection
from app.writeups.queries import (
    ContentsView,
    contents_of,
    edition_of,
    page_url,
    published_topic,
    reading_of,
    texts_of,
)
from app.writeups.reading import among_others, in_words, permalinked, validated
from app.writeups.rules import may_publish, number_in, page_name
from app.writeups.tables import Edition


@get("/{event_slug:str}/write-up")
async def show_write_up(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    contents = await contents_of(here.db, here.event, cards)
    response = here.page(
        "writeups/event.html",
        **await _of_the_event(here, contents, markdown, settings),
        linked_data=collection(here.event, contents.entries, settings.address),
        listed=_is_listed(here.event) and bool(contents.entries),
    )
    return validated(here.request, response)


@get("/{event_slug:str}/write-up/whole")
async def show_whole_write_up(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """All of it in one flow. Search engines are led to the pages that it is made of."""
    contents = await contents_of(here.db, here.event, cards)
    texts = await texts_of(here.db, here.event)
    response = here.page(
        "writeups/whole.html",
        **await _of_the_event(here, contents, markdown, settings),
        articles={
            number: among_others(await pictured(here.db, here.event, html), number) for number, html in texts.items()
        },
    )
    return validated(here.request, response)


@get("/{event_slug:str}/write-up/{page_of:str}")
async def show_page(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    page_of: FromPath[str],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """One topic's page. A slug that is old, wrong or missing leads to the right one."""
    try:
        topic, standing = await published_topic(here.db, here.event, number_in(page_of))
    except Gone as gone:
        return here.page("writeups/withdrawn.html", status=gone.status, active="write-up", message=gone.message)
    if page_of != page_name(topic.number, standing.slug):
        return _moved(here, page_url(here.event, topic.number, standing.slug))
    edition = await _edition_asked_for(here, standing)
    reading = await reading_of(here.db, here.event, topic, edition, standing, cards)
    response = here.page(
        "writeups/page.html",
        active="write-up",
        reading=reading,
        html=permalinked(await pictured(here.db, here.event, edition.html), edition.contents),
        marks=marks_in(edition.markdown),
        names_told=names_may_be_told(here.event.attribution),
        canonical=settings.address + reading.entry.url,
        linked_data=article(here.event, reading, settings.address),
        listed=_is_listed(here.event) and reading.is_standing,
        in_words=in_words,
        may_publish=may_publish(here.viewer),
    )
    return validated(here.request, response)


async def _of_the_event(
    here: Here, contents: ContentsView, markdown: MarkdownRenderer, settings: Settings
) -> dict[str, Any]:
    """What an event's write-up shows on one page or on many."""
    texts = {name: (await markdown.render(getattr(here.event, name))).html for name in ("intro", "closing", "thanks")}
    return {
        "active": "write-up",
        "contents": contents,
        "texts": {name: Markup(html) for name, html in texts.items()},  # noqa: S704
        "canonical": f"{settings.address}{here.home}/write-up",
        "in_words": in_words,
        "may_publish": may_publish(here.viewer),
    }


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
