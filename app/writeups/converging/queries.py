"""Reading the convergence: reports with their dots, groups, and the write-up's last chapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.notes.gist import gists_of
from app.people.viewers import Viewer
from app.topics.cards import Cards, CardView
from app.topics.own import called_by
from app.topics.policy import people_shown
from app.topics.queries import topics_of
from app.writeups.converging.rules import owners_in
from app.writeups.converging.tables import ActionGroup, Convergence, Dots, GatheredTopic, PaperDots


@dataclass(frozen=True)
class ReportView:
    """What was talked about, to be read: `said` are its first lines, for whoever may read them. `mine` are the viewer's
    dots, `paper` those that were stuck on paper, and `dots` all."""

    card: CardView
    said: str
    mine: int
    paper: int
    dots: int
    is_hosted: bool


@dataclass(frozen=True)
class GroupView:
    """`owners` is empty where they are not told."""

    id: int
    title: str
    aim: str
    owners: Sequence[str]
    owners_line: str
    due_on: date | None
    edits: int
    reports: Sequence[ReportView]

    @property
    def dots(self) -> int:
        return sum(report.dots for report in self.reports)

    @property
    def is_hosted(self) -> bool:
        """By the viewer, all of it."""
        return bool(self.reports) and all(report.is_hosted for report in self.reports)


@dataclass(frozen=True)
class ConvergenceView:
    """`stage` is empty before dots are handed out. `reports` are all, in the order of the day; `alone` those in no
    group, most dots first. `people` is how many gave dots."""

    stage: str
    told: bool
    owners_told: bool
    reports: Sequence[ReportView]
    alone: Sequence[ReportView]
    groups: Sequence[GroupView]
    people: int

    @property
    def hosts(self) -> bool:
        """Whether the viewer hosts any of it, and may join it with others."""
        return any(report.is_hosted for report in self.reports)

    @property
    def given(self) -> int:
        return sum(report.mine for report in self.reports)

    @property
    def dots(self) -> int:
        return sum(report.dots for report in self.reports)

    @property
    def dots_here(self) -> int:
        """Those that are not on paper."""
        return sum(report.dots - report.paper for report in self.reports)


async def convergence_of(db: AsyncSession, event_id: int) -> Convergence | None:
    return (await db.exec(select(Convergence).where(Convergence.event_id == event_id))).first()


async def dots_of(db: AsyncSession, event_id: int) -> dict[int, int]:
    """All that a topic got, by its id."""
    given, paper = await _given(db, event_id), await _on_paper(db, event_id)
    return {topic_id: given.get(topic_id, 0) + paper.get(topic_id, 0) for topic_id in {*given, *paper}}


async def groups_at(db: AsyncSession, event_id: int) -> Sequence[ActionGroup]:
    here = select(ActionGroup).where(ActionGroup.event_id == event_id, col(ActionGroup.taken_apart_at).is_(None))
    return (await db.exec(here.order_by(col(ActionGroup.id)))).all()


async def group_by_id(db: AsyncSession, event_id: int, group_id: int) -> ActionGroup:
    """Also one that was taken apart. Raises NotFound."""
    here = select(ActionGroup).where(ActionGroup.event_id == event_id, ActionGroup.id == group_id)
    group = (await db.exec(here)).first() if group_id <= GREATEST else None
    if group is None:
        raise NotFound(_("There is no such group."))
    return group


async def members_of(db: AsyncSession, group_id: int) -> Sequence[int]:
    """The ids of its topics."""
    return (await db.exec(select(GatheredTopic.topic_id).where(GatheredTopic.group_id == group_id))).all()


async def hosted_by(db: AsyncSession, event_id: int, attendee_id: int | None) -> set[int]:
    """The ids of the topics that this attendee hosts."""
    called = await called_by(db, event_id, attendee_id) if attendee_id else []
    return {topic.id or 0 for topic in called}


async def convergence_view(
    db: AsyncSession, event: Event, viewer: Viewer, cards: Cards, now: datetime
) -> ConvergenceView:
    convergence = await convergence_of(db, event.id or 0)
    convergence = convergence or Convergence(event_id=event.id or 0, stage="")
    reports = await _reports(db, event, viewer, cards, now)
    members = await gathered_at(db, event.id or 0)
    ranked = sorted(reports, key=lambda report: -report.dots)
    groups = [
        _group(event, convergence, group, [each for each in ranked if members.get(each.card.topic_id) == group.id])
        for group in await groups_at(db, event.id or 0)
    ]
    return ConvergenceView(
        stage=convergence.stage,
        told=convergence.told_at is not None,
        owners_told=convergence.owners_told,
        reports=reports,
        alone=[report for report in ranked if report.card.topic_id not in members],
        groups=sorted(groups, key=lambda group: -group.dots),
        people=await _people(db, event.id or 0),
    )


async def _reports(db: AsyncSession, event: Event, viewer: Viewer, cards: Cards, now: datetime) -> list[ReportView]:
    """Of every topic that was on, or is published."""
    held = [card for card in await cards.of(db, event, await topics_of(db, event.id or 0)) if _was_on(card, now)]
    ids = [card.topic_id for card in held]
    said = await gists_of(db, event, viewer, ids)
    given, paper = await _given(db, event.id or 0), await _on_paper(db, event.id or 0)
    mine = await _given(db, event.id or 0, viewer.attendee_id) if viewer.attendee_id else {}
    hosted = await hosted_by(db, event.id or 0, viewer.attendee_id)
    return [
        ReportView(
            card,
            said.get(card.topic_id, ""),
            mine.get(card.topic_id, 0),
            paper.get(card.topic_id, 0),
            given.get(card.topic_id, 0) + paper.get(card.topic_id, 0),
            card.topic_id in hosted,
        )
        for card in sorted(held, key=_in_the_day)
    ]


def _was_on(card: CardView, now: datetime) -> bool:
    return bool(card.write_up) or (card.first is not None and card.first.starts_at <= now)


def _in_the_day(card: CardView) -> tuple[bool, float, int]:
    return (card.first is None, card.first.starts_at.timestamp() if card.first else 0, card.number)


async def _given(db: AsyncSession, event_id: int, attendee_id: int | None = None) -> dict[int, int]:
    """By topic: of one person, or of all."""
    dots = select(Dots.topic_id, func.sum(Dots.number)).where(Dots.event_id == event_id)
    theirs = dots.where(Dots.attendee_id == attendee_id) if attendee_id else dots
    return dict((await db.exec(theirs.group_by(col(Dots.topic_id)))).all())


async def _on_paper(db: AsyncSession, event_id: int) -> dict[int, int]:
    counted = select(PaperDots.topic_id, PaperDots.number).where(PaperDots.event_id == event_id)
    return dict((await db.exec(counted)).all())


async def _people(db: AsyncSession, event_id: int) -> int:
    return (await db.exec(select(func.count(func.distinct(Dots.attendee_id))).where(Dots.event_id == event_id))).one()


async def gathered_at(db: AsyncSession, event_id: int) -> dict[int, int]:
    """The group of each topic that is in one, by ids."""
    gathered = (
        select(GatheredTopic.topic_id, GatheredTopic.group_id)
        .join(ActionGroup, col(ActionGroup.id) == col(GatheredTopic.group_id))
        .where(ActionGroup.event_id == event_id, col(ActionGroup.taken_apart_at).is_(None))
    )
    return dict((await db.exec(gathered)).all())


def _group(event: Event, convergence: Convergence, group: ActionGroup, reports: Sequence[ReportView]) -> GroupView:
    told = people_shown(event) or convergence.owners_told
    return GroupView(
        group.id or 0,
        group.title,
        group.aim,
        owners_in(group.owners) if told else [],
        group.owners,
        group.due_on,
        group.edits,
        reports,
    )
