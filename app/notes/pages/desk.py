"""One topic's note as a viewer has it before them: on which terms, what is stored, and the pages that show it."""

import secrets
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.links import Desk as Moments
from app.events.rules import is_running, minutes_left
from app.events.rules import may_read as may_read_event
from app.events.tables import Event
from app.events.visiting import AT_THE_DOOR, Here, turned_away
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import page
from app.kernel.words import gettext as _
from app.notes.annotations.rules import WORDS_LIMIT
from app.notes.forms import NoteForm
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.photos.queries import photos_of
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT
from app.notes.photos.showing import pictured, pictures_for
from app.notes.queries import note_of, text_of
from app.notes.rules import Terms, may_look_after, may_read, may_write, writer_of
from app.notes.shared import lent_to, marks, name_beside_hand, starter
from app.notes.terms import terms_of_one
from app.people.viewers import Viewer
from app.topics.cards import Cards, CardView, PlaceView
from app.topics.policy import names_told, policy_of
from app.topics.queries import facts_of_one, topic_by_number
from app.topics.tables import Topic

AnyRequest = Request[Any, Any, Any]
AtEvent = NamedDependency[Here]
TheNotes = NamedDependency[LiveNotes]
Id = FromPath[int]

PATH = "/{event_slug:str}/topics/{number:int}/note"


@dataclass(frozen=True)
class Desk:
    """A viewer at a note."""

    db: AsyncSession
    event: Event
    topic: Topic
    terms: Terms
    viewer: Viewer
    cards: Cards
    clock: Clock
    markdown: MarkdownRenderer

    @property
    def event_id(self) -> int:
        return self.event.id or 0

    @property
    def topic_id(self) -> int:
        return self.topic.id or 0

    @property
    def address(self) -> str:
        return f"/{self.event.slug}/topics/{self.topic.number}/note"

    @property
    def names_told(self) -> bool:
        return names_told(self.event, self.topic)

    @property
    def may_read(self) -> bool:
        return may_read(self.viewer, self.terms)

    @property
    def may_write(self) -> bool:
        return may_write(self.viewer, self.terms)

    @property
    def moments(self) -> Moments:
        """How moments are told."""
        return Moments(ZoneInfo(self.event.time_zone), self.clock())

    @property
    def writer(self) -> Writer:
        return writer_of(self.viewer, self.terms)

    @property
    def author_id(self) -> int | None:
        return self.writer.attendee_id

    def check_reads(self) -> None:
        """Raises Forbidden."""
        if not self.may_read:
            raise Forbidden(_("Until it is published, this note is for those who take part."))

    def check_writes(self) -> None:
        """Raises Forbidden."""
        if not self.may_write:
            raise Forbidden(_("You may not write in this note now."))

    def check_looks_after(self) -> None:
        """Raises Forbidden."""
        if not may_look_after(self.viewer, self.terms):
            raise Forbidden(_("The hosts of a topic, its scribe and facilitators look after its note."))

    async def stored(self) -> NoteForm:
        """The note as a form begins with it; empty if nobody has written yet."""
        note = await note_of(self.db, self.topic_id)
        if note is None:
            return NoteForm("", 0, None)
        text, base = await text_of(self.db, note.id or 0)
        return NoteForm(text, base, note.epoch)

    async def editor(
        self, request: AnyRequest, form: NoteForm, trouble: str = "", status: int = 200, saved: bool = False
    ) -> Response[str]:
        """With what is wrong if anything is; `saved` says that the plain form was."""
        card = await self.card()
        request.scope["state"]["nonce"] = nonce = secrets.token_urlsafe(16)
        return await self.page(
            request,
            "notes/note.html",
            status=status,
            card=card,
            form=form,
            guid=self.topic.guid,
            proof=await self.proof(form.markdown),
            starter=starter(self.event),
            marks=marks(self.event, self.topic),
            me=name_beside_hand(self.viewer, self.event, await lent_to(self.db, self.viewer, self.terms)),
            trouble=trouble,
            saved=saved,
            left=self._minutes_left(card.place),
            photos=await photos_of(
                self.db, self.event, await facts_of_one(self.db, self.topic), self.viewer, self.clock()
            ),
            may_write=True,
            limits={"alt": ALT_LIMIT, "credit": CREDIT_LIMIT},
            names_told=self.names_told,
            words_limit=WORDS_LIMIT,
            csp_nonce=nonce,
        )

    async def reading(self, request: AnyRequest, status: int = 200) -> Response[str]:
        """For those who read what others write, and for everybody while it is locked."""
        proof = await self.proof((await self.stored()).markdown)
        return await self.page(request, "notes/read.html", status, proof=proof)

    async def invitation(self, request: AnyRequest) -> Response[str]:
        """For those who may not read it yet: what this is, and how to join."""
        return await self.page(request, "notes/join.html", 403)

    async def page(self, request: AnyRequest, name: str, status: int = 200, **context: Any) -> Response[str]:
        """Any page about this note."""
        looks_after = may_look_after(self.viewer, self.terms)
        told: dict[str, Any] = {
            "event": self.event,
            "viewer": self.viewer,
            "active": "wall",
            "terms": self.terms,
            "policy_here": policy_of(self.event, self.topic),
            "looks_after": looks_after,
            "review": await self._review() if looks_after else "",
        }
        told["card"] = context.pop("card", None) or await self.card()
        return page(request, name, status, **told, **context)

    async def _review(self) -> str:
        """Since when it is in review, as HTML; empty when it is not."""
        sent_at = await self.cards.sent_to_review(self.db, self.topic)
        return self.moments.timed(sent_at) if sent_at else ""

    async def card(self) -> CardView:
        return await self.cards.of_one(self.db, self.event, self.topic)

    async def proof(self, markdown: str) -> Markup:
        """How the text will read; where it cannot be shown, the reason."""
        proof, _lines = await self.proof_with_lines(markdown)
        return proof

    async def proof_with_lines(self, markdown: str) -> tuple[Markup, tuple[int, ...]]:
        """Also with which line each block of the proof begins, so that both can scroll in step."""
        try:
            rendered = await self.markdown.render(markdown, await pictures_for(self.db, self.event, markdown))
        except Refusal as refusal:
            return Markup("<p>{}</p>").format(refusal.message), ()
        html = await pictured(self.db, self.event, rendered.html, policy_of(self.event, self.topic), draft=True)
        return Markup(html), rendered.lines  # noqa: S704 (sanitised)

    def _minutes_left(self, place: PlaceView | None) -> int | None:
        now = self.clock()
        if place is None or not is_running(place.starts_at, place.ends_at, now):
            return None
        return minutes_left(place.ends_at, now)


async def provide_desk(
    request: AnyRequest,
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    number: FromPath[int],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    clock: NamedDependency[Clock],
    markdown: NamedDependency[MarkdownRenderer],
) -> Desk:
    """Raises Forbidden for those who may not even see the event, unless somebody lent them a pen for this note."""
    if not (may_read_event(event.visibility, viewer) or viewer.pen_for(number)):
        raise turned_away(request, event)
    topic = await topic_by_number(db, event.id or 0, number)
    return Desk(db, event, topic, await terms_of_one(db, event, topic), viewer, cards, clock, markdown)


async def provide_desk_of(
    here: NamedDependency[Here],
    number: FromPath[int],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
) -> Desk:
    """The same after `here`: what depends on neither is made at once, and both read with one connection."""
    return await provide_desk(here.request, here.db, here.event, number, here.viewer, cards, here.clock, markdown)


AtDesk = NamedDependency[Desk]
#: For every handler of a note: the desk looks itself who may come.
DESK: dict[str, Any] = {"dependencies": {"desk": Provide(provide_desk)}, AT_THE_DOOR: True}
#: For those that take `here` too.
DESK_HERE: dict[str, Any] = {"dependencies": {"desk": Provide(provide_desk_of)}, AT_THE_DOOR: True}
