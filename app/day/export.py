"""What is mine at an event, as a file to take away."""

from typing import Any

from litestar import Response, get

from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.people.queries import attendee_by_id, devices_of
from app.topics.own import called_by, concerns_of, topics_starred_by
from app.topics.pages import AtEvent
from app.topics.queries import TopicFacts, facts_of


@get("/{event_slug:str}/me/export")
async def export_mine(here: AtEvent) -> Response[dict[str, Any]]:
    """Everything that Hallway holds under one's name; the text of notes is everybody's and has no authors."""
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    attendee = await attendee_by_id(here.db, attendee_id)
    cards = await facts_of(here.db, await called_by(here.db, here.event_id, attendee_id))
    concerns = await concerns_of(here.db, here.event_id, attendee_id)
    stars = await topics_starred_by(here.db, here.event_id, attendee_id)
    mine = {
        "event": {"name": here.event.name, "address": here.home},
        "name": attendee.name,
        "joined": attendee.made_at.isoformat(),
        "devices": [
            {"device": visit.device, "last_used": (visit.seen_at or visit.made_at).isoformat()}
            for visit in await devices_of(here.db, attendee_id)
        ],
        "cards": [_card(card) for card in cards],
        "writes": [concern.topic.number for concern in concerns if concern.written],
        "stars": [{"number": topic.number, "title": topic.title} for topic in stars],
    }
    return Response(mine, headers={"Cache-Control": "no-store"})


def _card(card: TopicFacts) -> dict[str, Any]:
    topic = card.topic
    written = {"number": topic.number, "title": topic.title, "pitch": topic.pitch}
    return {**written, "tags": list(card.tags), "state": topic.state}


HANDLERS: list[Any] = [export_mine]
