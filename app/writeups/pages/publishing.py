"""Publishing a topic, and taking it back."""

import re
from dataclasses import dataclass
from typing import Any

from litestar import Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from app.events.visiting import Here
from app.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.photos.showing import pictured, pictures_to_publish
from app.notes.queries import note_of
from app.topics.cards import Cards
from app.topics.echoes import chain_of
from app.topics.neighbours import Neighbour, Neighbours
from app.topics.policy import policy_of
from app.topics.queries import facts_of_one, topic_by_number
from app.topics.tables import Topic
from app.writeups.actions import decide_name, is_unchanged, publish_topic, reopen_name, retract
from app.writeups.compose import EditionDraft
from app.writeups.correcting.forms import last_day, read_window
from app.writeups.correcting.withheld import withdrawn_of_one
from app.writeups.drafting import draft_again, draft_of, lost_now, proposed_change_note
from app.writeups.forms import Publishing, mark_of, read_decisions, read_publishing, read_why
from app.writeups.naming import decision_about, decisions_of_one, hinted_names, undecided
from app.writeups.pages.asking import moments, photos_asked_for
from app.writeups.pages.correcting import open_for
from app.writeups.queries import edition_of, latest_edition, page_url, publication_of
from app.writeups.reviews import review_of
from app.writeups.rules import CHANGE_NOTE_LIMIT, PUBLISHED, WHY_LIMIT, may_be_published, may_publish
from app.writeups.tables import Edition

PUBLICATION = "/{event_slug:str}/topics/{number:int}/publication"


@dataclass(frozen=True)
class Press:
    """Where a facilitator publishes one topic."""

    here: Here
    topic: Topic
    cards: Cards
    markdown: MarkdownRenderer
    neighbours: Neighbours

    @property
    def url(self) -> str:
        return f"{self.here.home}/topics/{self.topic.number}/publication"

    async def draft(self) -> EditionDraft:
        """What would be published now. Raises what the renderer refuses."""
        return await draft_of(self.here.db, self.here.event, self.topic, self.markdown)

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

    async def stand_again(self) -> None:
        """What was withdrawn is read again, as it was. Raises NotFound, Conflict."""
        publication = await publication_of(self.here.db, self.topic.id or 0)
        if publication is None or publication.state == PUBLISHED:
            raise Conflict(_("Nothing of this topic is withdrawn."))
        edition = await edition_of(self.here.db, self.topic.id or 0, publication.edition_number)
        draft = await draft_again(self.here.db, self.here.event, self.topic, edition, self.markdown)
        async with self.here.begin() as work:
            await publish_topic(work, self.here.event, self.topic, draft, by=self.here.viewer.visit_id)

    async def _change_note(self, latest: Edition | None, draft: EditionDraft) -> str:
        """A line that is in the field before anybody types, for them to judge."""
        if latest is None or not latest.html or is_unchanged(latest, draft):
            return ""
        return await proposed_change_note(self.here.db, self.here.event, self.topic, latest, draft, self.markdown)

    async def page(
        self, change_note: str | None = None, refusal: Refusal | None = None, why: str = ""
    ) -> Response[str]:
        here, draft = self.here, await self.draft()
        note, review = await note_of(here.db, self.topic.id or 0), await review_of(here.db, self.topic.id or 0)
        policy = policy_of(here.event, self.topic)
        decided = await decisions_of_one(here.db, self.topic)
        publication = await publication_of(here.db, self.topic.id or 0)
        latest = await latest_edition(here.db, self.topic.id or 0)
        return here.page(
            "writeups/publication.html",
            status=refusal.status if refusal else 200,
            active="write-up",
            url=self.url,
            card=await self.cards.of_one(here.db, here.event, self.topic),
            draft=draft,
            html=Markup(await pictured(here.db, here.event, draft.html, policy)),  # noqa: S704
            left_out=(await pictures_to_publish(here.db, here.event, draft.markdown, policy))[1],
            **await photos_asked_for(here, await facts_of_one(here.db, self.topic), draft.markdown),
            review=review,
            is_stale=review is not None and note is not None and review.is_stale(note.body),
            moments=moments(here),
            publication=publication,
            lost=await lost_now(here.db, here.event, self.topic, latest) if latest else [],
            withheld=len(await withdrawn_of_one(here.db, self.topic)),
            last_day=here.form.get("until") or last_day(here.clock(), here.event.time_zone).isoformat(),
            keeps_text=latest is not None and not (latest.redacted_at and not latest.html),
            why=why,
            why_limit=WHY_LIMIT,
            seen=mark_of(draft.markdown),
            latest=latest,
            latest_url=page_url(here.event, self.topic.number, latest.slug) if latest else "",
            stands=publication is not None and publication.state == PUBLISHED,
            unchanged=latest is not None and is_unchanged(latest, draft),
            names=undecided(draft.names or (), decided),
            hints=undecided(await hinted_names(here.db, here.event, self.topic, draft), decided),
            decided=decided,
            kept=[name.words for name in draft.names or () if decision_about(name.words, decided)],
            off_record=not may_be_published(policy),
            chain=await chain_of(here.db, self.cards, here.event, self.topic, here.viewer, here.clock()),
            echoable=await self._echoable(),
            change_note=await self._change_note(latest, draft) if change_note is None else change_note,
            change_note_limit=CHANGE_NOTE_LIMIT,
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
        )

    async def _echoable(self) -> list[Neighbour]:
        if self.topic.state != "open":
            return []
        facts = await facts_of_one(self.here.db, self.topic)
        return await self.neighbours.before(self.here.db, self.here.event, self.here.viewer, facts)


async def provide_press(
    here: NamedDependency[Here],
    number: FromPath[int],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    neighbours: NamedDependency[Neighbours],
) -> Press:
    """Raises Forbidden for anybody but facilitators."""
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators publish."))
    return Press(here, await topic_by_number(here.db, here.event_id, number), cards, markdown, neighbours)


@get(PUBLICATION, dependencies={"press": provide_press})
async def show_publication(press: NamedDependency[Press]) -> Response[str]:
    return await press.page()


@put(PUBLICATION, dependencies={"press": provide_press})
async def publish(press: NamedDependency[Press]) -> Response[Any]:
    form = press.here.form
    try:
        publishing, opens = read_publishing(form), "window" in form
        if opens:
            read_window(form, press.here.clock(), press.here.event.time_zone)
        published = await press.publish(publishing)
        return await open_for(press.here, press.topic, "?published=1") if opens else go(published)
    except (Invalid, Conflict) as refusal:
        return await press.page(form.get("change_note", ""), refusal)


@delete(PUBLICATION, dependencies={"press": provide_press}, status_code=200)
async def withdraw(press: NamedDependency[Press]) -> Response[Any]:
    """`why` is what readers are told; it may stay empty."""
    form = press.here.form
    try:
        why = read_why(form)
        async with press.here.begin() as work:
            await retract(work, press.here.event, press.topic, why)
    except Invalid as refusal:
        return await press.page(refusal=refusal, why=form.get("why", ""))
    return go(f"{press.url}#withdrawal")


@delete(f"{PUBLICATION}/withdrawal", dependencies={"press": provide_press}, status_code=200)
async def undo_withdrawal(press: NamedDependency[Press]) -> Response[Any]:
    try:
        await press.stand_again()
    except Conflict as refusal:
        return await press.page(refusal=refusal)
    return go(press.url)


@put(f"{PUBLICATION}/names", dependencies={"press": provide_press})
async def decide_about_name(press: NamedDependency[Press]) -> Redirect:
    """Readers see the words, or others instead, or nobody has decided yet. `back` is the correction that has them."""
    decisions, by = read_decisions(press.here.form), press.here.viewer.visit_id
    async with press.here.begin() as work:
        for decision in decisions:
            if decision.is_kept is None:
                await reopen_name(work, press.topic, decision.words)
            else:
                await decide_name(work, press.topic, decision.words, is_kept=decision.is_kept, by=by)
    if back := re.fullmatch(r"correction-[0-9]{1,9}", press.here.form.get("back", "")):
        return go(f"{press.here.home}/topics/{press.topic.number}/corrections#{back[0]}")
    return go(f"{press.url}#names")
