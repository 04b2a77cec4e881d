"""Opening the correction window, handing out its links, and what is sent by them."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import func, select

from app.events.tables import Event
from app.kernel.errors import Conflict, NotFound
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.kernel.work import Work
from app.people.queries import hash_of
from app.topics.tables import Topic
from app.writeups.actions.publishing import publish_topic
from app.writeups.actions.withdrawing import withdraw_publication
from app.writeups.changes import CorrectionsClosed, CorrectionSent, CorrectionSettled, CorrectionsOpened
from app.writeups.compose import EditionDraft
from app.writeups.correcting.queries import Corrector, behind, link_of, window_of
from app.writeups.correcting.rules import (
    DECLINED,
    MOST_WAITING,
    OPEN,
    QUOTATION,
    TAKEN,
    TAKEN_BACK,
    TEXT,
    WITHDRAWAL,
    is_open,
)
from app.writeups.correcting.tables import Correction, CorrectionLink, CorrectionWindow
from app.writeups.queries import publication_of
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Edition


class Moved(Conflict):
    """Another edition stands than the one that was looked at."""


async def open_window(work: Work, topic: Topic, closes_at: datetime) -> None:
    """Or lets one that is open close at another time. Raises NotFound when nothing is published."""
    publication = await publication_of(work.db, topic.id or 0)
    if publication is None or publication.state != PUBLISHED:
        raise NotFound(_("Nothing of this topic is published."))
    window = await window_of(work.db, topic.id or 0)
    if window is None or not is_open(window.closes_at, work.now):
        window = window or CorrectionWindow(
            topic_id=topic.id or 0, event_id=topic.event_id, opened_at=work.now, closes_at=closes_at
        )
        window.opened_at = work.now
    window.closes_at = closes_at
    work.db.add(window)
    work.record(
        CorrectionsOpened(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number, closes_at=closes_at)
    )


async def close_window(work: Work, topic: Topic) -> None:
    """Its links work no more. Again does nothing."""
    window = await window_of(work.db, topic.id or 0)
    if window and is_open(window.closes_at, work.now):
        window.closes_at = work.now
        work.db.add(window)
        work.record(CorrectionsClosed(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def make_links(work: Work, topic: Topic, people: Iterable[Corrector]) -> list[tuple[str, str]]:
    """Of each the name and the token: 192 random bits, shown now and never again. A link that they had is revoked."""
    made = []
    for person in people:
        if person.link is not None and person.has_link:
            await revoke(work, await link_of(work.db, topic.id or 0, person.link.id or 0))
        token = secrets.token_urlsafe(24)
        link = CorrectionLink(
            event_id=topic.event_id,
            topic_id=topic.id or 0,
            token_hash=hash_of(token),
            name=person.name,
            is_host=person.is_host,
            made_at=work.now,
        )
        work.db.add(link)
        made.append((person.name, token))
    await work.db.flush()
    return made


async def revoke(work: Work, link: CorrectionLink) -> None:
    """Again does nothing."""
    link.revoked_at = link.revoked_at or work.now
    work.db.add(link)


async def give_back(work: Work, link: CorrectionLink) -> None:
    link.revoked_at = None
    work.db.add(link)


async def propose(work: Work, event: Event, token: str, before: str, after: str, said: str, *, text: bool) -> None:
    """Other words for a quotation, or for a host another text. Raises NotFound for a link that works no more, and
    Conflict when much waits already."""
    found = await behind(work.db, event, token, work.now)
    waiting = select(func.count()).where(Correction.link_id == found.link.id, Correction.state == OPEN)
    if (await work.db.exec(waiting)).one() >= MOST_WAITING:
        raise Conflict(_("Much of what you sent still waits. The facilitators read that first."))
    await _add(work, found.link, TEXT if text else QUOTATION, found.standing.number, before, after, said)
    _tell(work, found.topic)


async def withdraw_words(work: Work, event: Event, token: str, words: str, seen: Edition, draft: EditionDraft) -> None:
    """Readers see the page without this quotation at once; `draft` is what `seen` says without it. When that is
    nothing, the page is gone. Raises NotFound for a link that works no more, and Moved."""
    found = await behind(work.db, event, token, work.now)
    _check_stands(found.standing, seen)
    correction = await _add(work, found.link, WITHDRAWAL, seen.number, words)
    if draft.passages:
        with use_language(event.language):
            change_note = _("A quotation was withdrawn")
        edition = await publish_topic(work, event, found.topic, draft, change_note=change_note, of_note=False)
        correction.became = edition.number
    else:
        await withdraw_publication(work, found.topic)
    _tell(work, found.topic)


async def put_words_back(
    work: Work, event: Event, token: str, correction: Correction, seen: Edition, draft: EditionDraft | None
) -> None:
    """What somebody withdrew may be told again. `draft` is what `seen` says with it, where it has its place there.
    Raises Moved."""
    found = await behind(work.db, event, token, work.now)
    correction = (await work.db.exec(select(Correction).where(Correction.id == correction.id))).one()
    correction.state, correction.settled_at = TAKEN_BACK, work.now
    work.db.add(correction)
    if draft is not None:
        _check_stands(found.standing, seen)
        with use_language(event.language):
            change_note = _("A quotation was put back")
        await publish_topic(work, event, found.topic, draft, change_note=change_note, of_note=False)
    _tell(work, found.topic)


async def take_back(work: Work, topic: Topic, correction: Correction) -> None:
    """A proposal that nobody has settled; again does nothing. Raises Conflict for one that is settled."""
    if correction.state not in (OPEN, TAKEN_BACK) or correction.kind == WITHDRAWAL:
        raise Conflict(_("A facilitator has settled this meanwhile."))
    _settle(work, topic, correction, TAKEN_BACK)


async def decline(work: Work, topic: Topic, correction: Correction, answer: str) -> None:
    """Whoever sent it reads the answer. Raises Conflict: a withdrawal holds, and what is settled is settled."""
    if correction.kind == WITHDRAWAL:
        raise Conflict(_("Nobody else can undo that somebody withdrew their words."))
    _check_is_open(correction)
    _settle(work, topic, correction, DECLINED, answer)


async def reopen(work: Work, topic: Topic, correction: Correction) -> None:
    """What was declined waits again."""
    if correction.state != DECLINED:
        raise Conflict(_("This was not declined."))
    _settle(work, topic, correction, OPEN)


async def take(
    work: Work, event: Event, topic: Topic, correction: Correction, seen: Edition, draft: EditionDraft, answer: str
) -> None:
    """The page says it from now on, as its next edition. Raises Moved, and what publishing raises."""
    _check_is_open(correction)
    publication = await publication_of(work.db, topic.id or 0)
    if publication is None or (publication.state, publication.edition_number) != (PUBLISHED, seen.number):
        raise Moved(_("Another edition stands by now. Look at it again."))
    with use_language(event.language):
        by_host, by_speaker = _("Corrected by who hosted it"), _("Corrected by those whose words they are")
        change_note = by_host if correction.kind == TEXT else by_speaker
    edition = await publish_topic(work, event, topic, draft, change_note=change_note, by=work.actor, of_note=False)
    correction.became = edition.number
    _settle(work, topic, correction, TAKEN, answer)


async def take_over_withdrawal(work: Work, topic: Topic, correction: Correction, answer: str = "") -> None:
    """The note is without it too, and so is every edition."""
    _check_is_open(correction)
    _settle(work, topic, correction, TAKEN, answer)


def _settle(work: Work, topic: Topic, correction: Correction, state: str, answer: str = "") -> None:
    correction.state, correction.answer = state, answer
    correction.settled_at = None if state == OPEN else work.now
    work.db.add(correction)
    work.record(CorrectionSettled(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number, state=state))


def _check_is_open(correction: Correction) -> None:
    if correction.state != OPEN:
        raise Conflict(_("This is settled already."))


def _check_stands(standing: Edition, seen: Edition) -> None:
    if standing.number != seen.number:
        raise Moved(_("Another edition stands by now. Look at it again."))


async def _add(
    work: Work, link: CorrectionLink, kind: str, edition: int, before: str, after: str = "", said: str = ""
) -> Correction:
    correction = Correction(
        event_id=link.event_id,
        topic_id=link.topic_id,
        link_id=link.id or 0,
        kind=kind,
        edition=edition,
        before=before,
        after=after,
        said=said,
        made_at=work.now,
    )
    work.db.add(correction)
    await work.db.flush()
    return correction


def _tell(work: Work, topic: Topic) -> None:
    work.record(CorrectionSent(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))
