"""What the editor offers behind `#` and `@`: topics of the event, as links to their cards, and names of its people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.people.tables import Attendee
from app.topics.tables import Convener, Topic

#: More is no choice but a list to read.
MOST = 8
LONGEST_ASKED = 60

#: What Markdown would take for a mark of its own.
_MARKS = re.compile(r"([\\`*_{}\[\]<>~|&!^:])")
_ESCAPED = r"\\\1"


@dataclass(frozen=True)
class Mention:
    """`shown` is what is chosen from, `written` is what stands in the note then."""

    shown: str
    written: str


def topics_like(asked: str, topics: Iterable[Topic], home: str) -> list[Mention]:
    """By the beginning of their number, or of a word of their title; those that begin so come first."""
    numbered = asked.isdecimal()
    found = [
        (rank, topic.number, topic)
        for topic in topics
        if (rank := _number_rank(asked, topic.number) if numbered else _rank(asked, topic.title)) is not None
    ]
    return [_of_topic(topic, home) for _rank, _number, topic in sorted(found, key=lambda each: each[:2])[:MOST]]


def people_like(asked: str, names: Iterable[tuple[str, str]]) -> list[Mention]:
    """Of pairs of the name shown and the name written; which of them come first stays as it is."""
    ranked = [(rank, shown, name) for shown, name in names if (rank := _rank(asked, name)) is not None]
    once = dict.fromkeys(Mention(shown, name) for _rank, shown, name in sorted(ranked, key=lambda each: each[0]))
    return list(once)[:MOST] if asked else []


def link_to(number: int, title: str, home: str) -> str:
    """Markdown that reads as the card's number and title, whatever the title has in it."""
    return f"[#{number} {_MARKS.sub(_ESCAPED, title)}]({home}/topics/{number})"


def spelled_out(markdown: str, home: str, address: str) -> str:
    """With links to cards and addresses of photos that also lead there from somewhere else."""
    for kind in ("topics", "media"):
        markdown = markdown.replace(f"]({home}/{kind}/", f"]({address}{home}/{kind}/")
    return markdown


def _of_topic(topic: Topic, home: str) -> Mention:
    return Mention(f"#{topic.number} {topic.title}", link_to(topic.number, topic.title, home))


def _number_rank(asked: str, number: int) -> int | None:
    if not str(number).startswith(str(int(asked))):
        return None
    return 0 if number == int(asked) else 1


def _rank(asked: str, words: str) -> int | None:
    """0 where the whole begins so, 1 where one of its words does."""
    asked, words = asked.casefold(), words.casefold()
    if words.startswith(asked):
        return 0
    return 1 if any(words.startswith(asked, word.start()) for word in re.finditer(r"\w+", words)) else None


async def people_at(db: AsyncSession, event_id: int) -> list[tuple[str, str]]:
    """Hosts first, also those who are names on a card only; nobody who left, was shut out or has no name."""
    attendees = (
        await db.exec(
            select(Attendee)
            .where(
                Attendee.event_id == event_id,
                Attendee.name != "",
                col(Attendee.left_at).is_(None),
                col(Attendee.shut_out_at).is_(None),
            )
            .order_by(Attendee.name, col(Attendee.id))
        )
    ).all()
    hosting = select(Convener.attendee_id, Convener.name).join(Topic, col(Topic.id) == col(Convener.topic_id))
    hosts = (await db.exec(hosting.where(Topic.event_id == event_id, Topic.state == "open"))).all()
    hosting_ids = {attendee_id for attendee_id, _name in hosts}
    on_paper = sorted({name for attendee_id, name in hosts if attendee_id is None})
    here = [(attendee.shown, attendee.name) for attendee in attendees if attendee.id in hosting_ids]
    others = [(attendee.shown, attendee.name) for attendee in attendees if attendee.id not in hosting_ids]
    return [*here, *((name, name) for name in on_paper), *others]
