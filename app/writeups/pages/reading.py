"""The event's write-up, and a topic's page in it."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.events.visiting import Here
from app.kernel.errors import Gone
from app.kernel.markdown import MarkdownRenderer
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.policy import all_may_be_told
from app.writeups.correcting.withheld import as_told_now
from app.writeups.formats.printed import can_be_made
from app.writeups.naming import tells_names
from app.writeups.queries import Retracted, edition_of, page_url, published_topic
from app.writeups.reading import in_words, kept, validated
from app.writeups.rules import number_in, page_name
from app.writeups.shown import Look, Shown, front_shown, page_shown, whole_shown
from app.writeups.tables import Edition


async def provide_look(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Look:
    return Look(here.db, here.event, here.viewer, here.clock(), cards, markdown, settings.address)


TO_BE_READ: dict[str, Any] = {"dependencies": {"look": provide_look}}


@get("/{event_slug:str}/write-up", **TO_BE_READ)
async def show_write_up(here: NamedDependency[Here], look: NamedDependency[Look]) -> Response[Any]:
    return await _of_the_event(here, "writeups/event.html", await front_shown(look))


@get("/{event_slug:str}/write-up/whole", **TO_BE_READ)
async def show_whole_write_up(here: NamedDependency[Here], look: NamedDependency[Look]) -> Response[Any]:
    """All of it in one flow. Search engines are led to the pages that it is made of."""
    return await _of_the_event(here, "writeups/whole.html", await whole_shown(look))


async def _of_the_event(here: Here, name: str, shown: Shown) -> Response[Any]:
    response = here.page(name, **shown, can_be_laid_out=can_be_made())
    if not all_may_be_told(here.event):  # whose names may be decided about anew, which no change tells of
        return validated(here.request, response)
    return await kept(here, response)


@get("/{event_slug:str}/write-up/{page_of:str}", **TO_BE_READ)
async def show_page(here: NamedDependency[Here], look: NamedDependency[Look], page_of: FromPath[str]) -> Response[Any]:
    """One topic's page. A slug that is old, wrong or missing leads to the right one."""
    try:
        topic, standing = await published_topic(here.db, here.event, number_in(page_of))
        if page_of != page_name(topic.number, standing.slug):
            return _moved(here, page_url(here.event, topic.number, standing.slug))
        edition = await _edition_asked_for(here, standing)
        if edition.number != standing.number:
            edition = await as_told_now(here.db, here.event, topic, edition, look.markdown)
    except Gone as gone:
        return await _withdrawn(here, gone)
    shown = await page_shown(look, topic, edition, standing)
    response = here.page("writeups/page.html", **shown)
    if edition.number != standing.number:  # whose names may be decided about anew, which no change tells of
        return validated(here.request, response)
    return await kept(here, response, {each.event.id or 0 for each in shown["chain"]})


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
