"""What is asked for before something is published, and how moments are told there."""

from typing import Any
from zoneinfo import ZoneInfo

from app.events.links import Desk as Moments
from app.events.visiting import Here
from app.notes.photos.queries import photos_of
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT
from app.notes.photos.showing import names_in
from app.notes.rules import may_write
from app.notes.terms import terms_of_one
from app.topics.policy import names_told
from app.topics.queries import TopicFacts


async def photos_asked_for(here: Here, facts: TopicFacts, note: str) -> dict[str, Any]:
    """The photos in the text of which nothing says enough, for the fields to say it in. While the note is locked
    nothing can be said."""
    named = names_in(note)
    photos = await photos_of(here.db, here.event, facts, here.viewer, here.clock()) if named else []
    return {
        "photos": [
            photo for photo in photos if photo.name in named and not photo.is_gone and (photo.lacks or not photo.alt)
        ],
        "may_write": may_write(here.viewer, await terms_of_one(here.db, here.event, facts.topic)),
        "names_told": names_told(here.event, facts.topic),
        "limits": {"alt": ALT_LIMIT, "credit": CREDIT_LIMIT},
    }


def moments(here: Here) -> Moments:
    return Moments(ZoneInfo(here.event.time_zone), here.clock())
