"""Stars are given and taken back, as many as the event has dots for each; facilitators say how."""

from sqlalchemy import TextClause, text
from sqlmodel import select

from app.events.tables import Event
from app.kernel.errors import Conflict, Gone, NotFound
from app.kernel.words import ngettext
from app.kernel.work import Work
from app.people.tables import Attendee
from app.topics.changes import StarringChanged, StarsCounted
from app.topics.forms import Starring
from app.topics.own import dots_given
from app.topics.queries import families_of, stars_of, survivor_of, topic_by_number
from app.topics.tables import Topic
from app.topics.told import follow_from_now

_ADD_STAR = text("INSERT INTO star (topic_id, attendee_id) VALUES (:topic_id, :attendee_id) ON CONFLICT DO NOTHING")
_DROP_STAR = text("DELETE FROM star WHERE topic_id = :topic_id AND attendee_id = :attendee_id")
_SEE = text("INSERT INTO sighting (topic_id, attendee_id) VALUES (:topic_id, :attendee_id) ON CONFLICT DO NOTHING")


class NoDotsLeft(Conflict):
    """All the stars that the event gives to each are given. One can be taken back."""


async def star_topic(work: Work, topic: Topic, attendee_id: int, dots: int | None = None) -> None:
    """Again does nothing. `dots` is how many stars one has in all, None: any number. Raises NoDotsLeft."""
    if dots is not None:
        await _check_dots(work, topic, attendee_id, dots)
    assert topic.id is not None
    if await _did(work, _ADD_STAR, topic.id, attendee_id):
        await follow_from_now(work, topic.event_id, topic.id, attendee_id)
        await _count_stars(work, topic)


async def star_after_joining(work: Work, event: Event, attendee_id: int, number: int) -> str:
    """The star that led somebody to join. A card that is there no more gets none, which its page says; where no star is
    left, one goes on to the page that asks which to take back."""
    assert event.id is not None
    try:
        topic = await survivor_of(work.db, await topic_by_number(work.db, event.id, number))
        await star_topic(work, topic, attendee_id, event.dots)
    except NoDotsLeft:
        return f"/topics/{number}/star"
    except (Gone, NotFound):
        return ""
    return ""


async def unstar_topic(work: Work, topic: Topic, attendee_id: int) -> None:
    """Again does nothing. What was merged into the topic loses the star too."""
    assert topic.id is not None
    family = (await families_of(work.db, [topic.id]))[topic.id]
    if any([await _did(work, _DROP_STAR, member, attendee_id) for member in family]):
        await _count_stars(work, topic)


async def see_topic(work: Work, topic: Topic, attendee_id: int) -> None:
    """They have looked at it and gone on. Nobody is told."""
    await _did(work, _SEE, topic.id, attendee_id)


async def change_starring(work: Work, event: Event, starring: Starring) -> None:
    """Stars beyond a new number of dots stay; only no more can be given."""
    if (event.stars_shown, event.dots) == (starring.shown, starring.dots):
        return
    assert event.id is not None
    event.stars_shown, event.dots = starring.shown, starring.dots
    work.db.add(event)
    work.record(StarringChanged(event_id=event.id, shown=starring.shown, dots=starring.dots))


async def _check_dots(work: Work, topic: Topic, attendee_id: int, dots: int) -> None:
    """One at a time for each person, so that two taps at once do not both find the last dot."""
    await work.db.exec(select(Attendee.id).where(Attendee.id == attendee_id).with_for_update())
    given = await dots_given(work.db, topic.event_id, attendee_id)
    if topic.id not in given and len(given) >= dots:
        words = ngettext(
            "Your one star is given. Take it back to star this card.",
            "Your %d stars are given. Take one back to star this card.",
            dots,
        )
        raise NoDotsLeft(words % dots if "%d" in words else words)


async def _did(work: Work, statement: TextClause, topic_id: int | None, attendee_id: int) -> bool:
    """One statement, so that of two taps at once the second finds nothing left to do. True if it changed anything."""
    row = {"topic_id": topic_id, "attendee_id": attendee_id}
    changed = await (await work.db.connection()).execute(statement, row)
    return bool(changed.rowcount)


async def _count_stars(work: Work, topic: Topic) -> None:
    assert topic.id is not None
    stars = await stars_of(work.db, topic.id)
    work.record(StarsCounted(event_id=topic.event_id, topic_id=topic.id, number=topic.number, stars=stars))
