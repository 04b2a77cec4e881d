"""Taking words out of a topic for good: first everywhere that they stand, then all of it at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.visiting import Here
from app.kernel.erasing import scrub
from app.kernel.errors import Forbidden, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.live_notes import LiveNotes
from app.notes.rules import may_look_after
from app.notes.terms import terms_of_one
from app.topics.cards import Cards
from app.topics.queries import topic_by_number
from app.topics.tables import Topic
from app.writeups.forms import WITHDRAWN_LIMIT, Withdrawing, read_withdrawing
from app.writeups.redacting.editions import Overtaken
from app.writeups.redacting.inventory import withdrawn
from app.writeups.redacting.withdrawing import places_of, prepare, withdraw_words
from app.writeups.redacting.words import Withdrawal

REDACTION = "/{event_slug:str}/topics/{number:int}/redaction"
#: Somebody may publish while it is prepared; more often than this nobody does.
TRIES = 3


@dataclass(frozen=True)
class Eraser:
    """In the hand of a facilitator, or of one who looks after the topic's note."""

    here: Here
    topic: Topic
    cards: Cards
    markdown: MarkdownRenderer
    live_notes: LiveNotes

    @property
    def url(self) -> str:
        return f"{self.here.home}/topics/{self.topic.number}/redaction"

    async def page(self, asked: Withdrawing, refusal: Refusal | None = None) -> Response[str]:
        """With every place where the words stand, as soon as somebody asks for some."""
        here = self.here
        places = await places_of(here.db, self.topic, Withdrawal(asked.words, "")) if asked.words else []
        return here.page(
            "writeups/redaction.html",
            status=refusal.status if refusal else 200,
            headers={"Cache-Control": "no-store"},
            active="wall",
            url=self.url,
            card=await self.cards.of_one(here.db, here.event, self.topic),
            asked=asked,
            places=places,
            count=sum(place.count for place in places),
            withdrawn=withdrawn(),
            limit=WITHDRAWN_LIMIT,
            done="done" in here.request.query_params,
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
        )

    async def take_out(self, asked: Withdrawing) -> None:
        """All or nothing. Raises Overtaken."""
        notes = await self._redact(asked)
        await close_for_good(self.here, self.live_notes, notes)

    async def _redact(self, asked: Withdrawing) -> list[int]:
        here = self.here
        for left in reversed(range(TRIES)):
            await here.look_again()
            redaction = await prepare(here.db, here.event, self.topic, asked.words, self.markdown, marked=asked.marked)
            try:
                async with here.begin() as work:
                    return await withdraw_words(work, redaction)
            except Overtaken:
                if not left:
                    raise
        return []


async def close_for_good(here: Here, live_notes: LiveNotes, note_ids: Collection[int]) -> None:
    """After the commit: nobody goes on in the old documents, and the file of the database forgets."""
    for note_id in note_ids:
        live_notes.begin_anew(note_id)
    await here.db.rollback()
    await scrub(here.works.database)


async def provide_eraser(
    here: NamedDependency[Here],
    number: FromPath[int],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    live_notes: NamedDependency[LiveNotes],
) -> Eraser:
    """Raises Forbidden. A card that was taken away still has its words."""
    even_removed = here.viewer.is_facilitator
    topic = await topic_by_number(here.db, here.event_id, number, even_removed=even_removed)
    if not may_look_after(here.viewer, await terms_of_one(here.db, here.event, topic)):
        raise Forbidden(_("The hosts of a topic, its scribe and facilitators take words out of it."))
    return Eraser(here, topic, cards, markdown, live_notes)


ERASER: dict[str, Any] = {"dependencies": {"eraser": provide_eraser}}


@get(REDACTION, **ERASER)
async def show_redaction(eraser: NamedDependency[Eraser]) -> Response[str]:
    return await eraser.page(Withdrawing())


@post(REDACTION, status_code=200, **ERASER)
async def look_at_redaction(eraser: NamedDependency[Eraser]) -> Response[str]:
    """Nothing is done yet. The words are posted, so that they stand in no address."""
    try:
        return await eraser.page(read_withdrawing(eraser.here.form))
    except Invalid as refusal:
        return await eraser.page(Withdrawing(), refusal)


@put(REDACTION, **ERASER)
async def redact(eraser: NamedDependency[Eraser]) -> Response[Any]:
    try:
        await eraser.take_out(read_withdrawing(eraser.here.form))
    except Invalid as refusal:
        return await eraser.page(Withdrawing(), refusal)
    return go(f"{eraser.url}?done=1")
