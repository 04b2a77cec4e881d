"""The write-up's last chapter: which groups act on what was talked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OFF_RECORD
from app.events.tables import Event
from app.kernel.markdown.literal import literally
from app.kernel.words import gettext as _
from app.kernel.writing import long_day
from app.topics.policy import all_may_be_told, anything_may_be_told, policy_of
from app.topics.queries import topics_by_id
from app.writeups.converging.queries import convergence_of, dots_of, gathered_at, groups_at
from app.writeups.converging.rules import owners_in
from app.writeups.converging.tables import ActionGroup
from app.writeups.queries import ContentsView
from app.writeups.texts import name_of


@dataclass(frozen=True)
class ChapterGroup:
    """As readers see it: `reports` are titles and addresses, `owners` is empty where they are not told."""

    title: str
    aim: str
    owners: Sequence[str]
    due_on: date | None
    dots: int
    reports: Sequence[tuple[str, str]]


async def chapter_of(
    db: AsyncSession, event: Event, contents: ContentsView, told: Mapping[str, str]
) -> list[ChapterGroup]:
    """Those with the most dots first. Of their texts what may be `told`; a group whose text waits is left out."""
    convergence = await convergence_of(db, event.id or 0)
    if convergence is None or convergence.told_at is None or not anything_may_be_told(event):
        return []
    owners_told = all_may_be_told(event) or convergence.owners_told
    groups = [group for group in await groups_at(db, event.id or 0) if told.get(name_of(group.id))]
    reports, dots = await _reports(db, event, contents), await dots_of(db, event.id or 0)
    chapter = [
        _group(group, told[name_of(group.id)], owners_told, reports.get(group.id or 0, {}), dots) for group in groups
    ]
    return sorted(chapter, key=lambda group: -group.dots)


def _group(
    group: ActionGroup, text: str, owners_told: bool, reports: Mapping[int, tuple[str, str]], dots: Mapping[int, int]
) -> ChapterGroup:
    title, _end, aim = text.partition("\n")
    owners = owners_in(group.owners) if owners_told else []
    shown = [report for report in reports.values() if report[0]]
    return ChapterGroup(title, aim, owners, group.due_on, sum(dots.get(topic_id, 0) for topic_id in reports), shown)


async def _reports(db: AsyncSession, event: Event, contents: ContentsView) -> dict[int, dict[int, tuple[str, str]]]:
    """By group and topic. One whose title is not told has none; what is off the record counts nowhere."""
    told = {card.number: (card.title, card.url) for card in contents.unwritten}
    told |= {entry.number: (entry.title, entry.url) for entry in contents.entries}
    gathered = await gathered_at(db, event.id or 0)
    groups: dict[int, dict[int, tuple[str, str]]] = {}
    for topic in await topics_by_id(db, list(gathered)):
        if policy_of(event, topic) != OFF_RECORD:
            topic_id = topic.id or 0
            groups.setdefault(gathered[topic_id], {})[topic_id] = told.get(topic.number, ("", ""))
    return groups


def as_markdown(chapter: Sequence[ChapterGroup]) -> str:
    """Without its heading; empty for no groups."""
    return "\n\n".join(_section(group) for group in chapter)


def _section(group: ChapterGroup) -> str:
    facts = [
        (_("Who"), ", ".join(map(literally, group.owners))),
        (_("By when"), long_day(group.due_on) if group.due_on else ""),
        (_("From"), ", ".join(f"[{literally(title)}]({url})" for title, url in group.reports)),
        (_("Dots"), str(group.dots or "")),
    ]
    lines = "\n".join(f"- {name}: {value}" for name, value in facts if value)
    return "\n\n".join(filter(None, [f"### {literally(group.title)}", literally(group.aim), lines]))
