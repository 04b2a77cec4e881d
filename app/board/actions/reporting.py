"""Somebody tells the facilitators what is wrong with a card, a name or a person, and they see to it."""

from sqlmodel import col, select

from app.board.changes import ReportMade, ReportSettled
from app.board.reports import ABOUT_CARD
from app.board.tables import Report
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.tables import Attendee
from app.topics.tables import Topic


async def report(work: Work, event_id: int, by: int, about: str, subject: Topic | Attendee, words: str) -> Report:
    """`about` is ABOUT_CARD, ABOUT_NAME or ABOUT_PERSON; `by` an attendee. Said again it replaces the words."""
    topic_id = subject.id if about == ABOUT_CARD else None
    attendee_id = subject.id if about != ABOUT_CARD else None
    same = select(Report).where(
        Report.event_id == event_id,
        Report.made_by == by,
        Report.about == about,
        Report.topic_id == topic_id,
        Report.attendee_id == attendee_id,
    )
    made = (await work.db.exec(same.where(col(Report.settled_at).is_(None)))).first()
    if made is None:
        made = Report(
            event_id=event_id,
            about=about,
            topic_id=topic_id,
            attendee_id=attendee_id,
            words=words,
            made_by=by,
            made_at=work.now,
        )
    made.words = words
    work.db.add(made)
    await work.db.flush()
    work.record(ReportMade(event_id=event_id, report_id=made.id or 0))
    return made


async def settle_report(work: Work, event_id: int, report_id: int, settled: bool) -> None:
    """It was seen to; or it was not, after all. Again does nothing. Raises NotFound."""
    made = await work.db.get(Report, report_id) if report_id <= GREATEST else None
    if made is None or made.event_id != event_id:
        raise NotFound(_("There is no such report."))
    if (made.settled_at is not None) != settled:
        made.settled_at = work.now if settled else None
        work.db.add(made)
        work.record(ReportSettled(event_id=event_id, report_id=report_id, again=not settled))
