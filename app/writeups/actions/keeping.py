"""Keeping what editions say in marks, and what their pages are filed under, for pages, search and indexes to read."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import update
from sqlmodel import col, delete

from app.kernel.work import Work
from app.topics.tables import Topic
from app.writeups.extracting import LONGEST_VALUE, MARKED, PERSON, TAG, TOPIC, Extracted
from app.writeups.tables import Edition, Extract

FILED = (TOPIC, TAG, PERSON)


async def keep_extracts(work: Work, edition: Edition, extracts: Sequence[Extracted]) -> None:
    """In place of what was kept of this edition: to be called whenever it is rendered anew, with what its draft has.
    Then it is to be put into the index, which takes its labels from here."""
    of_edition = (Extract.topic_id == edition.topic_id, Extract.edition == edition.number)
    await work.db.exec(delete(Extract).where(*of_edition, col(Extract.kind).in_(MARKED)))  # type: ignore[arg-type]
    await _add(work, edition, extracts)


async def file_edition(work: Work, edition: Edition, tags: Iterable[str], people: Iterable[Extracted]) -> None:
    """The edition stands: indexes have its marks, its title, these tags, and the people that may be told of."""
    of_topic = Extract.topic_id == edition.topic_id
    await work.db.exec(delete(Extract).where(of_topic, col(Extract.kind).in_(FILED)))  # type: ignore[arg-type]
    named = [Extracted(TOPIC, edition.title, edition.title), *(Extracted(TAG, tag, tag) for tag in tags), *people]
    await _add(work, edition, named)
    standing = update(Extract).where(of_topic).values(stands=col(Extract.edition) == edition.number)  # type: ignore[arg-type]
    await work.db.exec(standing.execution_options(synchronize_session=False))


async def drop_extracts(work: Work, topic: Topic) -> None:
    await work.db.exec(delete(Extract).where(col(Extract.topic_id) == topic.id))


async def drop_all_but(work: Work, event_id: int, topic_ids: Collection[int]) -> None:
    """What is not published of an event any more."""
    gone = (col(Extract.event_id) == event_id, col(Extract.topic_id).not_in(topic_ids))
    await work.db.exec(delete(Extract).where(*gone))


def is_anchor_in(html: str, anchor: str) -> bool:
    """Paragraphs of older editions have none."""
    return bool(anchor) and f'id="{anchor}"' in html


async def _add(work: Work, edition: Edition, extracts: Iterable[Extracted]) -> None:
    work.db.add_all(
        Extract(
            event_id=edition.event_id,
            topic_id=edition.topic_id,
            edition=edition.number,
            kind=each.kind,
            letter=each.letter,
            value=each.value,
            name=each.name[:LONGEST_VALUE],
            text=each.text,
            who=each.who,
            address=each.address,
            anchor=each.anchor if is_anchor_in(edition.html, each.anchor) else "",
            position=position,
        )
        for position, each in enumerate(extracts)
    )
    await work.db.flush()
