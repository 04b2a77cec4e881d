"""Pages of the write-up: publishing, the event's write-up, a topic's page in it."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Forbidden, Gone, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.security import VisitState
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.notes.queries import note_of, text_of
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.queries import topic_by_number
from app.topics.tables import Topic
from app.writeups.actions import publish_topic, withdraw_publication
from app.writeups.compose import EditionDraft, compose, text_to_publish
from app.writeups.forms import Publishing, mark_of, read_publishing
from app.writeups.meta import article, collection
from app.writeups.queries import (
    contents_of,
    edition_lines,
    edition_of,
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
    names_may_be_told,
    number_in,
    page_name,
)
from app.writeups.searching import answer, read_question
from app.writeups.tables import Edition

AnyRequest = Request[Any, Any, Any]

PUBLICATION = "/{event_slug:str}/topics/{number:int}/publication"


@dataclass(frozen=True)
class Press:
    """Where a facilitator publishes one topic."""

    db: AsyncSession
    event: Event
    topic: Topic
    viewer: Viewer
    markdown: MarkdownRenderer

    async def draft(self) -> EditionDraft:
        """What would be published now. Raises what the renderer refuses."""
        note = await note_of(self.db, self.topic.id or 0)
        written = (await text_of(self.db, note.id or 0))[0] if note else ""
        text = text_to_publish(self.topic.title, written)
        return compose(self.topic.title, text, await self.markdown.render(text))

    async def page(self, request: AnyRequest, change_note: str = "", refusal: Refusal | None = None) -> Response[str]:
        draft = await self.draft()
        publication = await publication_of(self.db, self.topic.id or 0)
        editions = await edition_lines(self.db, self.topic.id or 0)
        latest = await edition_of(self.db, self.topic.id or 0, editions[0].number) if editions else None
        return page(
            request,
            "writeups/publication.html",
            status=refusal.status if refusal else 200,
            event=self.event,
            viewer=self.viewer,
            active="write-up",
            topic=self.topic,
            draft=draft,
            html=Markup(draft.html),  # noqa: S704
            seen=mark_of(draft.markdown),
            latest=latest,
            latest_url=page_url(self.event, self.topic.number, latest.slug) if latest else "",
            editions=editions,
            stands=bool(publication and publication.state == PUBLISHED),
            unchanged=bool(latest and (latest.markdown, latest.title) == (draft.markdown, draft.title)),
            off_record=not may_be_published(self.event.attribution),
            change_note=change_note,
            change_note_limit=CHANGE_NOTE_LIMIT,
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
            in_words=in_words,
        )


async def provide_press(
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    number: FromPath[int],
    markdown: NamedDependency[MarkdownRenderer],
) -> Press:
    """Raises Forbidden for anybody but facilitators."""
    if not may_publish(viewer):
        raise Forbidden(_("Only facilitators publish."))
    return Press(db, event, await topic_by_number(db, event.id or 0, number), viewer, markdown)


@get(PUBLICATION, dependencies={"press": provide_press})
async def show_publication(request: AnyRequest, press: NamedDependency[Press]) -> Response[str]:
    return await press.page(request)


@put(PUBLICATION, dependencies={"press": provide_press})
async def publish(
    request: AnyRequest,
    press: NamedDependency[Press],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
) -> Response[Any]:
    try:
        publishing = read_publishing(form)
        url = await _publish(works, press, publishing)
    except (Invalid, Conflict) as refusal:
        return await press.page(request, form.get("change_note", ""), refusal)
    return go(url)


@delete(PUBLICATION, dependencies={"press": provide_press}, status_code=200)
async def withdraw(press: NamedDependency[Press], works: NamedDependency[Works]) -> Redirect:
    async with works.begin(press.viewer.visit_id) as work:
        await withdraw_publication(work, press.topic)
    return go(f"/{press.event.slug}/topics/{press.topic.number}/publication")


async def _publish(works: Works, press: Press, publishing: Publishing) -> str:
    draft = await press.draft()
    if publishing.seen and publishing.seen != mark_of(draft.markdown):
        raise Conflict(_("Somebody has written on since you looked. Below is the text as it is now."))
    async with works.begin(press.viewer.visit_id) as work:
        edition = await publish_topic(
            work,
            press.event,
            press.topic,
            draft,
            change_note=publishing.change_note,
            by=press.viewer.visit_id,
        )
    return page_url(press.event, press.topic.number, edition.slug)


@get("/{event_slug:str}/write-up")
async def show_write_up(
    request: AnyRequest,
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    contents = await contents_of(db, event, cards)
    texts = {name: (await markdown.render(getattr(event, name))).html for name in ("intro", "closing", "thanks")}
    address = f"{settings.address}/{event.slug}/write-up"
    response = page(
        request,
        "writeups/event.html",
        event=event,
        viewer=viewer,
        active="write-up",
        contents=contents,
        texts={name: Markup(html) for name, html in texts.items()},  # noqa: S704
        canonical=address,
        linked_data=collection(event, contents.entries, settings.address),
        listed=_is_listed(event) and bool(contents.entries),
        in_words=in_words,
        may_publish=may_publish(viewer),
    )
    return validated(request, response)


@get("/{event_slug:str}/write-up/{page_of:str}")
async def show_page(
    request: AnyRequest,
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    page_of: FromPath[str],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """One topic's page. A slug that is old, wrong or missing leads to the right one."""
    try:
        topic, standing = await published_topic(db, event, number_in(page_of))
    except Gone as gone:
        frame: dict[str, Any] = {"event": event, "viewer": viewer, "active": "write-up"}
        return page(request, "writeups/withdrawn.html", status=gone.status, message=gone.message, **frame)
    if page_of != page_name(topic.number, standing.slug):
        return _moved(request, page_url(event, topic.number, standing.slug))
    edition = await _edition_asked_for(request, db, standing)
    reading = await reading_of(db, event, topic, edition, standing, cards)
    response = page(
        request,
        "writeups/page.html",
        event=event,
        viewer=viewer,
        active="write-up",
        reading=reading,
        html=permalinked(edition.html, edition.contents),
        names_told=names_may_be_told(event.attribution),
        canonical=settings.address + reading.entry.url,
        linked_data=article(event, reading, settings.address),
        listed=_is_listed(event) and edition is standing,
        in_words=in_words,
        may_publish=may_publish(viewer),
    )
    return validated(request, response)


@get("/search")
async def show_search(
    request: AnyRequest,
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
) -> Response[str]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    question, query = read_question(request.query_params.multi_items())
    events = await readable_events(db, viewer.visit_id, question.event)
    view = await answer(db, question, query, events)
    return page(request, "writeups/search.html", viewer=viewer, active="search", view=view, in_words=in_words)


async def _edition_asked_for(request: AnyRequest, db: AsyncSession, standing: Edition) -> Edition:
    asked = request.query_params.get("edition", "")
    if not asked.isdecimal() or len(asked) > 8 or int(asked) == standing.number:
        return standing
    return await edition_of(db, standing.topic_id, int(asked))


def _moved(request: AnyRequest, url: str) -> Redirect:
    query = f"?{request.url.query}" if request.url.query else ""
    return Redirect(url + query, status_code=301)


def _is_listed(event: Event) -> bool:
    """Whether search engines may keep its pages."""
    return event.visibility == "public"


HANDLERS: list[Any] = [show_publication, publish, withdraw, show_write_up, show_page, show_search]
