"""What somebody's own link shows: the page with their words, which they correct or withdraw.

Nothing here says who else is quoted, and nothing that is done here is logged with the device that did it.
"""

from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from app.events.visiting import AT_THE_DOOR, Here
from app.kernel.errors import Conflict, Invalid, NotFound, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.photos.showing import pictured
from app.notes.queries import note_of
from app.topics.policy import policy_of
from app.writeups.compose import EditionDraft
from app.writeups.correcting.actions import Moved, propose, put_words_back, take_back, withdraw_words
from app.writeups.correcting.forms import Wording, read_wording
from app.writeups.correcting.queries import Behind, behind, correction_by_id, opened_by, sent_by
from app.writeups.correcting.quotations import is_said, mark_of_words, own_words, with_quotation, without_quotations
from app.writeups.correcting.rules import IN_FORCE, SAID_LIMIT, TEXT_LIMIT, WITHDRAWAL, WORDS_LIMIT
from app.writeups.correcting.showing import with_own_marked
from app.writeups.correcting.tables import Correction
from app.writeups.correcting.withheld import withdrawn_of_one
from app.writeups.drafting import draft_again, text_now
from app.writeups.marks import Quotation
from app.writeups.naming import decisions_of_one, undecided
from app.writeups.pages.asking import moments
from app.writeups.queries import edition_of, latest_edition, page_url

WORDS = "/{event_slug:str}/words/{token:str}"
#: Another edition may come to stand while one is made.
TRIES = 3


@dataclass(frozen=True)
class Own:
    """Somebody's link, opened."""

    here: Here
    token: str
    markdown: MarkdownRenderer

    @property
    def url(self) -> str:
        return f"{self.here.home}/words/{self.token}"

    async def behind(self) -> Behind:
        """Raises NotFound."""
        return await behind(self.here.db, self.here.event, self.token, self.here.clock())

    async def words(self, found: Behind) -> dict[str, Quotation]:
        """By what names them in a form."""
        note = await note_of(self.here.db, found.topic.id or 0)
        own = own_words(found.link.name, found.standing.markdown, note.body if note else "")
        return {mark_of_words(each.words): each for each in own}

    async def quotation(self, found: Behind, mark: str) -> Quotation:
        """Raises NotFound."""
        if (quotation := (await self.words(found)).get(mark)) is None:
            raise NotFound(_("These words do not stand on the page any more."))
        return quotation

    async def propose(self, wording: Wording) -> None:
        """Raises NotFound, Conflict, and Invalid for what changes nothing."""
        found = await self.behind()
        if wording.quotation:
            before = (await self.quotation(found, wording.quotation)).words
        elif found.link.is_host:
            before = found.standing.markdown
        else:
            raise NotFound(_("These words do not stand on the page any more."))
        if wording.words == before:
            same = _("These are the words that stand there now.")
            raise Invalid(same, {"words": same})
        async with self.here.begin() as work:
            await propose(
                work, self.here.event, self.token, before, wording.words, wording.said, text=not wording.quotation
            )

    async def withdraw(self, mark: str) -> str:
        """Where to go on: to the page itself when nothing of it is left. Raises NotFound, and Conflict when editions
        come faster than this."""
        here = self.here
        for last in (False,) * (TRIES - 1) + (True,):
            if done := await self._withdrawn(mark):
                return done
            found = await self.behind()
            quotation = await self.quotation(found, mark)
            text = without_quotations(found.standing.markdown, [quotation])
            draft = await draft_again(here.db, here.event, found.topic, found.standing, self.markdown, text)
            try:
                async with here.begin() as work:
                    await withdraw_words(
                        work, here.event, self.token, quotation.words, found.standing, replace(draft, names=())
                    )
            except Moved:
                if last:
                    raise
                await here.look_again()
            else:
                gone = page_url(here.event, found.topic.number, found.standing.slug)
                return f"{self.url}#sent" if draft.passages else gone
        raise AssertionError("the last try returns or raises")

    async def _withdrawn(self, mark: str) -> str:
        """Where to go on when this was withdrawn before; empty when it was not."""
        here = self.here
        opened = await opened_by(here.db, here.event, self.token, here.clock())
        done = [each for each in await sent_by(here.db, opened.link) if each.kind == WITHDRAWAL]
        if not any(mark_of_words(each.before) == mark and each.state in IN_FORCE for each in done):
            return ""
        try:
            await self.behind()
        except NotFound:
            latest = await latest_edition(here.db, opened.topic.id or 0)
            return page_url(here.event, opened.topic.number, latest.slug) if latest else ""
        return f"{self.url}#sent"

    async def put_back(self, correction_id: int) -> None:
        """What was withdrawn, or proposed, is not. Raises NotFound, Conflict."""
        here, found = self.here, await self.behind()
        correction, link = await correction_by_id(here.db, found.topic.id or 0, correction_id)
        if link.id != found.link.id:
            raise NotFound(_("There is no such correction."))
        if correction.kind != WITHDRAWAL:
            async with here.begin() as work:
                correction, _link = await correction_by_id(work.db, found.topic.id or 0, correction_id)
                await take_back(work, found.topic, correction)
            return
        draft = await self._with_words(found, correction) if correction.state in IN_FORCE else None
        async with here.begin() as work:
            await put_words_back(work, here.event, self.token, correction, found.standing, draft)

    async def _with_words(self, found: Behind, correction: Correction) -> EditionDraft | None:
        """The page as it stands with what was withdrawn, where the note still has it or nothing has changed since;
        None where it has no place, or tells a name about which nobody has decided."""
        here, topic_id = self.here, found.topic.id or 0
        others = [each for each in await withdrawn_of_one(here.db, found.topic) if each.words != correction.before]
        withdrawn = Quotation(correction.before, found.link.name)
        text = with_quotation(
            found.standing.markdown, await text_now(here.db, here.event, found.topic, others), withdrawn
        )
        if text is None and found.standing.number == correction.became:
            before = await edition_of(here.db, topic_id, correction.edition)
            text = with_quotation(found.standing.markdown, without_quotations(before.markdown, others), withdrawn)
        if text is None:
            return None
        draft = await draft_again(here.db, here.event, found.topic, found.standing, self.markdown, text)
        return None if undecided(draft.names or (), await decisions_of_one(here.db, found.topic)) else draft

    async def page(self, refusal: Refusal | None = None) -> Response[str]:
        here, found = self.here, await self.behind()
        own = await self.words(found)
        html = await pictured(here.db, here.event, found.standing.html, policy_of(here.event, found.topic))
        return here.page(
            "writeups/own_words.html",
            status=refusal.status if refusal else 200,
            active="write-up",
            url=self.url,
            page_address=page_url(here.event, found.topic.number, found.standing.slug),
            link=found.link,
            window=found.window,
            edition=found.standing,
            own=own,
            html=Markup(with_own_marked(html, own.values())),  # noqa: S704 (sanitised)
            sent=(sent := await sent_by(here.db, found.link)),
            absent={each.id for each in sent if not is_said(each.before, found.standing.markdown)},
            moments=moments(here),
            limits={"words": WORDS_LIMIT, "text": TEXT_LIMIT, "said": SAID_LIMIT},
            form=here.form,
            trouble=refusal.message if refusal else "",
            errors=getattr(refusal, "fields", {}),
        )


async def provide_own(
    here: NamedDependency[Here], token: FromPath[str], markdown: NamedDependency[MarkdownRenderer]
) -> Own:
    """Whoever opens it acts without a name: a log would say who is quoted."""
    return Own(replace(here, viewer=replace(here.viewer, visit_id=None)), token, markdown)


BY_LINK: dict[str, Any] = {"dependencies": {"own": provide_own}, AT_THE_DOOR: True}
TheirOwn = NamedDependency[Own]


@get(WORDS, **BY_LINK)
async def show_words(own: TheirOwn) -> Response[str]:
    """Looking at a link is harmless: chat previews do it too."""
    return await own.page()


@post(WORDS, **BY_LINK, status_code=303)
async def post_words(own: TheirOwn) -> Response[Any]:
    """Other words for the `quotation`, or for the whole text; a facilitator reads them first."""
    try:
        await own.propose(read_wording(own.here.form))
    except (Invalid, Conflict) as refusal:
        await own.here.look_again()
        return await own.page(refusal)
    return go(f"{own.url}#sent")


@put(f"{WORDS}/withdrawals/{{quotation:str}}", **BY_LINK, status_code=303)
async def put_withdrawal(own: TheirOwn, quotation: FromPath[str]) -> Response[Any]:
    """Readers see the page without these words at once."""
    try:
        return go(await own.withdraw(quotation))
    except Conflict as refusal:
        await own.here.look_again()
        return await own.page(refusal)


@delete(f"{WORDS}/corrections/{{correction_id:int}}", **BY_LINK, status_code=303)
async def delete_correction(own: TheirOwn, correction_id: FromPath[int]) -> Response[Any]:
    """What was sent by this link is taken back."""
    try:
        await own.put_back(correction_id)
    except Conflict as refusal:
        await own.here.look_again()
        return await own.page(refusal)
    return go(f"{own.url}#sent")


HANDLERS: list[Any] = [show_words, post_words, put_withdrawal, delete_correction]
