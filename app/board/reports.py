"""Reading what was reported, and who is here, as facilitators see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.tables import Report
from app.people.queries import holds_space
from app.people.tables import Attendee
from app.topics.own import called_by
from app.topics.tables import Topic

ABOUT_CARD, ABOUT_NAME, ABOUT_PERSON = "card", "name", "person"
#: Those that were seen to are shown for a while, to be taken up again.
MOST_SETTLED = 20


@dataclass(frozen=True)
class PersonView:
    """Somebody as a facilitator may act on them; who holds the space cannot be shut out."""

    id: int
    shown: str
    lost_name: str
    is_shut_out: bool
    holds_space: bool
    cards: Sequence[Topic]


@dataclass(frozen=True)
class ReportView:
    """What somebody said of a card or a person. The card is there although it was taken away."""

    id: int
    about: str
    topic: Topic | None
    person: PersonView | None
    words: str
    by: str
    made_at: datetime
    settled_at: datetime | None


async def open_reports(db: AsyncSession, event_id: int) -> int:
    """How many nobody has seen to."""
    waiting = select(func.count()).where(col(Report.event_id) == event_id, col(Report.settled_at).is_(None))
    return (await db.exec(waiting)).one()


async def reports_of(db: AsyncSession, event_id: int) -> tuple[list[ReportView], list[ReportView]]:
    """Those to see to, the oldest first; and the last that were seen to."""
    here = select(Report).where(Report.event_id == event_id)
    waiting = (await db.exec(here.where(col(Report.settled_at).is_(None)).order_by(col(Report.id)))).all()
    newest = here.where(col(Report.settled_at).is_not(None)).order_by(col(Report.settled_at).desc())
    settled = (await db.exec(newest.limit(MOST_SETTLED))).all()
    views = {each.id: each for each in await _views(db, [*waiting, *settled])}
    return [views[each.id or 0] for each in waiting], [views[each.id or 0] for each in settled]


async def removed_topics(db: AsyncSession, event_id: int) -> Sequence[Topic]:
    """The cards that were taken away, the newest first."""
    removed = select(Topic).where(Topic.event_id == event_id, Topic.state == "removed")
    return (await db.exec(removed.order_by(col(Topic.number).desc()))).all()


async def person_view(db: AsyncSession, attendee: Attendee) -> PersonView:
    assert attendee.id is not None
    called = await called_by(db, attendee.event_id, attendee.id)
    return PersonView(
        id=attendee.id,
        shown=attendee.shown,
        lost_name=attendee.lost_name,
        is_shut_out=attendee.shut_out_at is not None,
        holds_space=await holds_space(db, attendee),
        cards=[topic for topic in called if topic.state in ("open", "removed")],
    )


async def people_shut_out(db: AsyncSession, event_id: int) -> list[PersonView]:
    outside = select(Attendee).where(Attendee.event_id == event_id, col(Attendee.shut_out_at).is_not(None))
    return [await person_view(db, each) for each in await db.exec(outside.order_by(col(Attendee.id)))]


async def _views(db: AsyncSession, reports: Collection[Report]) -> list[ReportView]:
    topics = await _topics(db, {each.topic_id for each in reports if each.topic_id})
    people = await _people(db, {each.made_by for each in reports} | {each.attendee_id or 0 for each in reports})
    persons = {each: await person_view(db, people[each]) for each in {r.attendee_id for r in reports} if each}
    return [
        ReportView(
            id=each.id or 0,
            about=each.about,
            topic=topics.get(each.topic_id or 0),
            person=persons.get(each.attendee_id or 0),
            words=each.words,
            by=people[each.made_by].shown,
            made_at=each.made_at,
            settled_at=each.settled_at,
        )
        for each in reports
    ]


async def _topics(db: AsyncSession, ids: Collection[int]) -> dict[int, Topic]:
    return {topic.id or 0: topic for topic in await db.exec(select(Topic).where(col(Topic.id).in_(ids)))}


async def _people(db: AsyncSession, ids: Collection[int]) -> dict[int, Attendee]:
    return {each.id or 0: each for each in await db.exec(select(Attendee).where(col(Attendee.id).in_(ids)))}
