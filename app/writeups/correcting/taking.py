"""Taking corrections over: into the edition that stands, into the note, and out of every edition what is withdrawn."""

from app.events.visiting import Here
from app.kernel.errors import Conflict, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import gettext as _
from app.notes.live_notes import LiveNotes
from app.notes.queries import note_of, text_of
from app.notes.refusals import UNWRITTEN
from app.notes.rules import may_write, writer_of
from app.notes.terms import terms_of_one
from app.topics.policy import names_told
from app.topics.tables import Topic
from app.writeups.compose import EditionDraft
from app.writeups.correcting.actions import take, take_over_withdrawal
from app.writeups.correcting.queries import correction_by_id
from app.writeups.correcting.quotations import carried_as_far, carried_over, reworded, without_quotations
from app.writeups.correcting.rules import OPEN, TEXT, WITHDRAWAL
from app.writeups.correcting.tables import Correction, CorrectionLink
from app.writeups.drafting import draft_again
from app.writeups.marks import Quotation
from app.writeups.naming import decisions_of_one, text_told, undecided
from app.writeups.queries import published_topic
from app.writeups.redacting.editions import Redrawn, editions_of, file_anew, said_by, write_editions
from app.writeups.tables import Edition
from app.writeups.telling import Leftover


def corrected(text: str, correction: Correction, link: CorrectionLink) -> str | None:
    """A text with what was sent; None where it says something else by now."""
    quotation = Quotation(correction.before, link.name)
    if correction.kind == TEXT:
        return carried_over(text, correction.before, correction.after)
    if correction.kind == WITHDRAWAL:
        return without_quotations(text, [quotation])
    return reworded(text, quotation, correction.after)


async def take_correction(
    here: Here, topic: Topic, correction_id: int, answer: str, markdown: MarkdownRenderer, live_notes: LiveNotes
) -> bool:
    """Whether the note says it now as well. Raises what publishing raises, and Conflict."""
    correction, link = await correction_by_id(here.db, topic.id or 0, correction_id)
    if correction.kind == WITHDRAWAL:
        followed = await _into_note(here, topic, correction, link, live_notes)
        await _purge(here, topic, correction, link, markdown)
        async with here.begin() as work:
            correction, _link = await correction_by_id(work.db, topic.id or 0, correction_id)
            await take_over_withdrawal(work, topic, correction, answer)
        return followed
    _topic, standing = await published_topic(here.db, here.event, topic.number)
    draft = await draft_with(here, topic, standing, correction, link, markdown)
    if draft is None:
        raise Conflict(_("The page says something else there by now. Put it right by hand, and decline this."))
    async with here.begin() as work:
        correction, _link = await correction_by_id(work.db, topic.id or 0, correction_id)
        await take(work, here.event, topic, correction, standing, draft, answer)
    await here.look_again()
    correction, link = await correction_by_id(here.db, topic.id or 0, correction_id)
    return await _into_note(here, topic, correction, link, live_notes)


async def draft_with(
    here: Here,
    topic: Topic,
    standing: Edition,
    correction: Correction,
    link: CorrectionLink,
    markdown: MarkdownRenderer,
) -> EditionDraft | None:
    """What the page would be if this were taken, without names that are left out; None where it says something else by
    now."""
    text = corrected(standing.markdown, correction, link)
    if text is None:
        return None
    if not names_told(here.event, topic):
        text = text_told(here.event, topic, text, await decisions_of_one(here.db, topic))
    return await draft_again(here.db, here.event, topic, standing, markdown, text)


async def names_in_way(
    here: Here, topic: Topic, correction: Correction, link: CorrectionLink, markdown: MarkdownRenderer
) -> list[Leftover]:
    """About which somebody has to decide before this can be taken."""
    if names_told(here.event, topic) or correction.state != OPEN or correction.kind == WITHDRAWAL:
        return []
    try:
        _topic, standing = await published_topic(here.db, here.event, topic.number)
        draft = await draft_with(here, topic, standing, correction, link, markdown)
    except Refusal:  # taking it will say so
        return []
    return undecided(draft.names or (), await decisions_of_one(here.db, topic)) if draft else []


async def _into_note(
    here: Here, topic: Topic, correction: Correction, link: CorrectionLink, live_notes: LiveNotes
) -> bool:
    """As an ordinary edit, merged with what others write. Whether the note says it now."""
    terms = await terms_of_one(here.db, here.event, topic)
    note = await note_of(here.db, topic.id or 0)
    text, base = await text_of(here.db, note.id or 0) if note else ("", 0)
    wanted, is_whole = _corrected_as_far(text, correction, link)
    if note is None or not may_write(here.viewer, terms):
        return False
    if wanted == text:
        return is_whole
    await here.db.commit()
    try:
        await live_notes.write(note.id or 0, wanted, base, writer_of(here.viewer, terms), note.epoch)
    except UNWRITTEN:
        return False
    return is_whole


def _corrected_as_far(text: str, correction: Correction, link: CorrectionLink) -> tuple[str, bool]:
    """As far as the text says the same by now, and whether that is all of it."""
    if correction.kind == TEXT:
        return carried_as_far(text, correction.before, correction.after)
    wanted = corrected(text, correction, link)
    return (text, False) if wanted is None else (wanted, True)


async def _purge(
    here: Here, topic: Topic, correction: Correction, link: CorrectionLink, markdown: MarkdownRenderer
) -> None:
    """No edition keeps the bytes of what was withdrawn; numbers and addresses stay. Raises Overtaken."""
    editions, withdrawn = await editions_of(here.db, [topic.id or 0]), [Quotation(correction.before, link.name)]
    redrawings = {}
    for edition in editions:
        text = without_quotations(edition.markdown, withdrawn)
        if text != edition.markdown:
            draft = await draft_again(here.db, here.event, topic, edition, markdown, text)
            redrawings[edition.id or 0] = Redrawn(said_by(edition), draft, edition.change_note)
    async with here.begin() as work:
        await write_editions(work, [topic.id or 0], redrawings, len(editions))
        await file_anew(work, [topic], redrawings)
