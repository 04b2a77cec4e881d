"""Pages of the write-up: publishing, the event's write-up, a topic's page in it."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import names_may_be_told
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Forbidden, Gone, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.security import VisitState
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.notes.photos.showing import pictured, pictures_to_publish
from app.notes.queries import note_of, text_of
from app.people.queries import viewer_of
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.queries import topic_by_number
from app.topics.tables import Topic
from app.writeups.actions import is_unchanged, publish_topic, withdraw_publication
from app.writeups.compose import EditionDraft, compose, text_to_publish
from app.writeups.forms import Publishing, mark_of, read_publishing
from app.writeups.marks import marks_in
from app.writeups.meta import article, collection
from app.writeups.queries import (
    contents_of,
    edition_of,
    latest_edition,
    page_url,
    publication_of,
    published_topic,
    readable_events,
    reading_of,
)
from app.writeups.reading import in_words, permalinked, validated
from app.writeups.rules import (
    CHANGE_NOTE_LIMIT,
    PUBLISHED,
    may_be_published,
    may_publish,
    number_in,
    page_name,
)
from app.writeups.searching import answer, read_question
from app.writeups.tables import Edition

PUBLICATION = "/{event_slug:str}/topics/{number:int}/publication"


@dataclass(frozen=True)
class Press:
    """Where a facilitator publishes one topic."""

    here: Here
    topic: Topic
    cards: Cards
    markdown: MarkdownRenderer

    @property
    def url(self) -> str:
        return f"{self.here.home}/topics/{self.topic.number}/publication"

    async def draft(self) -> EditionDraft:
        """What would be published now. Raises what the renderer refuses."""
        note = await note_of(self.here.db, self.topic.id or 0)
        written = (await text_of(self.here.db, note.id or 0))[0] if note else ""
        text = text_to_publish(self.topic.title, written)
        pictures, _left_out = await pictures_to_publish(self.here.db, self.here.event, text)
        return compose(self.topic.title, text, await self.markdown.render(text, pictures))

    async def publish(self, publishing: Publishing) -> str:
        """The address of the edition. Raises Conflict if the note is not any more what was looked at."""
        draft = await self.draft()
        if publishing.seen and publishing.seen != mark_of(draft.markdown):
            raise Conflict(_("Somebody has written on since you looked. Below is the text as it is now."))
        async with self.here.begin() as work:
            edition = await publish_topic(
                work,
                self.here.event,
                self.topic,
                draft,
                change_note=publishing.change_note,
                by=self.here.viewer.visit_id,
            )
        return page_url(self.here.event, self.topic.number, edition.slug)

    async def page(self, change_note: str = "", refusal: Refusal | None = None) -> Response[str]:
        here, draft = self.here, await self.draft()
        publication = await publication_of(here.db, self.topic.id or 0)
        latest = await latest_edition(here.db, self.topic.id or 0)
        return here.page(
            "writeups/publication.html",
            status=refusal.status if refusal else 200,
            active="write-up",
            url=self.url,
            card=await self.cards.of_one(here.db, here.event, self.topic),
            draft=draft,
            html=Markup(await pictured(here.db, here.event, draft.html)),  # noqa: S704
            left_out=(await pictures_to_publish(here.db, here.event, draft.markdown))[1],
            seen=mark_of(draft.markdown),
            latest=latest,
            latest_url=page_url(here.event, self.topic.number, latest.slug) if latest else "",
            stands=publication is not None and publication.state == PUBLISHED,
            unchanged=latest is not None and is_unchanged(latest, draft),
            off_record=not may_be_published(here.event.attribution),
            change_note=change_note,
            change_note_limit=CHANGE_NOTE_LIMIT,
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
        )


async def provide_press(
    here: NamedDependency[Here],
    number: FromPath[int],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
) -> Press:
    """Raises Forbidden for anybody but facilitators."""
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators publish."))
    return Press(here, await topic_by_number(here.db, here.event_id, number), cards, markdown)


@get(PUBLICATION, dependencies={"press": provide_press})
async def show_publication(press: NamedDependency[Press]) -> Response[str]:
    return await press.page()


@put(PUBLICATION, dependencies={"press": provide_press})
async def publish(press: NamedDependency[Press]) -> Response[Any]:
    form = press.here.form
    try:
        return go(await press.publish(read_publishing(form)))
    except (Invalid, Conflict) as refusal:
        return await press.page(form.get("change_note", ""), refusal)


@delete(PUBLICATION, dependencies={"press": provide_press}, status_code=200)
async def withdraw(press: NamedDependency[Press]) -> Redirect:
    async with press.here.begin() as work:
        await withdraw_publication(work, press.topic)
    return go(press.url)


@get("/{event_slug:str}/write-up")
async def show_write_up(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    event = here.event
    contents = await contents_of(here.db, event, cards)
    texts = {name: (await markdown.render(getattr(event, name))).html for name in ("intro", "closing", "thanks")}
    response = here.page(
        "writeups/event.html",
        active="write-up",
        contents=contents,
        texts={name: Markup(html) for name, html in texts.items()},  # noqa: S704
        canonical=f"{settings.address}{here.home}/write-up",
        linked_data=collection(event, contents.entries, settings.address),
        listed=_is_listed(event) and bool(contents.entries),
        in_words=in_words,
        may_publish=may_publish(here.viewer),
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


@get("/search")
async def show_search(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
) -> Response[str]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    question, query = read_question(request.query_params.multi_items())
    events = await readable_events(db, viewer.visit_id, question.event)
    view = await answer(db, question, query, events)
    return page(request, "writeups/search.html", viewer=viewer, active="search", view=view)


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


HANDLERS: list[Any] = [show_publication, publish, withdraw, show_write_up, show_page, show_search]
