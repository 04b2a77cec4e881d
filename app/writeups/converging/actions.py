"""Handing out dots, giving them, and joining reports into groups that act on them."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.tables import Attendee
from app.topics.tables import Topic
from app.writeups.converging.changes import ConvergenceMoved, DotsGiven, GroupsChanged
from app.writeups.converging.forms import GroupPlan
from app.writeups.converging.queries import convergence_of, groups_at
from app.writeups.converging.rules import DOTS, EACH
from app.writeups.converging.tables import ActionGroup, Convergence, Dots, GatheredTopic, PaperDots

#: Of so many nobody hears at the closing circle.
MOST_GROUPS = 100


class NoDotsToGive(Conflict):
    """All of one's dots are given, or nobody's are taken now."""


class ChangedMeanwhile(Conflict):
    """Somebody else wrote something of the group since the form was opened."""


async def move_on(work: Work, event_id: int, stage: str) -> None:
    """Or back again: dots that are given stay, and so do groups."""
    convergence = await convergence_of(work.db, event_id) or Convergence(event_id=event_id, stage="")
    if convergence.stage != stage:
        convergence.stage = stage
        work.db.add(convergence)
        work.record(ConvergenceMoved(event_id=event_id, stage=stage))


async def give_dots(work: Work, topic: Topic, attendee_id: int, number: int) -> None:
    """So many lie on the report from now on, 0 takes them back. Raises NoDotsToGive."""
    await _check_time(work, topic.event_id)
    await _check_left(work, topic, attendee_id, number)
    await work.db.exec(delete(Dots).where(col(Dots.topic_id) == topic.id, col(Dots.attendee_id) == attendee_id))
    if number:
        work.db.add(Dots(topic_id=topic.id or 0, attendee_id=attendee_id, event_id=topic.event_id, number=number))
    work.record(DotsGiven(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def take_back_dots(work: Work, attendee_id: int) -> None:
    """All that somebody gave who leaves; nobody is told."""
    await work.db.exec(delete(Dots).where(col(Dots.attendee_id) == attendee_id))


async def count_paper_dots(work: Work, topic: Topic, number: int) -> None:
    """Counted anew replaces what was counted before."""
    counted = await work.db.get(PaperDots, topic.id)
    counted = counted or PaperDots(topic_id=topic.id or 0, event_id=topic.event_id, number=0)
    counted.number = number
    work.db.add(counted)
    work.record(DotsGiven(event_id=topic.event_id, topic_id=topic.id or 0, number=topic.number))


async def make_group(work: Work, event_id: int, title: str, topics: Sequence[Topic]) -> ActionGroup:
    if len(await groups_at(work.db, event_id)) >= MOST_GROUPS:
        raise Conflict(_("There are %d groups already. Join some of them first.") % MOST_GROUPS)
    group = ActionGroup(event_id=event_id, title=title)
    work.db.add(group)
    await work.db.flush()
    await gather(work, group, topics)
    return group


async def gather(work: Work, group: ActionGroup, topics: Sequence[Topic]) -> None:
    """Each report is in one group: it leaves the one in which it was."""
    for topic in topics:
        await work.db.merge(GatheredTopic(topic_id=topic.id or 0, group_id=group.id or 0))
    work.record(GroupsChanged(event_id=group.event_id))


async def let_go(work: Work, group: ActionGroup, topic: Topic) -> None:
    """The report is in no group any more. Again does nothing."""
    gathered = (col(GatheredTopic.topic_id) == topic.id, col(GatheredTopic.group_id) == group.id)
    await work.db.exec(delete(GatheredTopic).where(*gathered))
    work.record(GroupsChanged(event_id=group.event_id))


async def plan_group(work: Work, group: ActionGroup, plan: GroupPlan) -> None:
    """Raises ChangedMeanwhile."""
    if plan.edits != group.edits:
        raise ChangedMeanwhile(
            _("Somebody else has changed this group meanwhile. Yours is below: look at theirs, and save again.")
        )
    group.title, group.aim, group.owners, group.due_on = plan.title, plan.aim, plan.owners, plan.due_on
    group.edits += 1
    work.db.add(group)
    work.record(GroupsChanged(event_id=group.event_id))


async def take_apart(work: Work, group: ActionGroup) -> None:
    """Its reports stand by themselves again."""
    group.taken_apart_at = group.taken_apart_at or work.now
    work.db.add(group)
    work.record(GroupsChanged(event_id=group.event_id))


async def put_together_again(work: Work, group: ActionGroup) -> None:
    """With the reports that no other group has taken since."""
    group.taken_apart_at = None
    work.db.add(group)
    work.record(GroupsChanged(event_id=group.event_id))


async def tell_of_groups(work: Work, convergence: Convergence, *, told: bool, owners_told: bool) -> None:
    """In the write-up, as its last chapter; or no more."""
    convergence.told_at = (convergence.told_at or work.now) if told else None
    convergence.owners_told = owners_told
    work.db.add(convergence)
    work.record(GroupsChanged(event_id=convergence.event_id))


async def _check_time(work: Work, event_id: int) -> None:
    convergence = await convergence_of(work.db, event_id)
    if convergence is None or convergence.stage != DOTS:
        raise NoDotsToGive(_("Dots are not being given now."))


async def _check_left(work: Work, topic: Topic, attendee_id: int, number: int) -> None:
    """One at a time for each person, so that two taps at once do not both find the last dot. What lies on a card that
    was taken down since is free again."""
    await work.db.exec(select(Attendee.id).where(Attendee.id == attendee_id).with_for_update())
    others = (Dots.event_id == topic.event_id, Dots.attendee_id == attendee_id, Dots.topic_id != topic.id)
    on_open = select(func.coalesce(func.sum(Dots.number), 0)).join(Topic, col(Topic.id) == col(Dots.topic_id))
    given = (await work.db.exec(on_open.where(*others, Topic.state == "open"))).one()
    if number and given + number > EACH:
        raise NoDotsToGive(_("All %d dots are given. Take one back from another report first.") % EACH)
