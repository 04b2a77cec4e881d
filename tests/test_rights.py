"""Who may post what: every address that takes a post, held against one table, as a page and as a script."""

import re
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from app.board.actions import place_topic
from app.board.forms import Move
from app.main import all_pages, create_app
from app.settings import Settings
from tests.visitors import Gathering, Visitor

READER, ATTENDEE, HOST, FACILITATOR, STEWARD = "reader", "attendee", "host", "facilitator", "steward"
ORDER = [READER, ATTENDEE, HOST, FACILITATOR, STEWARD]

#: The least that somebody must be. A new address that changes something does not pass before it is in here.
LEAST = {
    ("POST", "/events"): STEWARD,
    ("POST", "/links/{token}"): READER,
    ("POST", "/join"): READER,
    ("POST", "/devices/{token}"): READER,
    ("POST", "/{event_slug}/join"): READER,
    ("PUT", "/{event_slug}/coverage"): FACILITATOR,
    ("PUT", "/{event_slug}/convergence/stage"): FACILITATOR,
    ("PUT", "/{event_slug}/convergence/dots/{number}"): ATTENDEE,
    ("PUT", "/{event_slug}/convergence/paper/{number}"): FACILITATOR,
    ("PUT", "/{event_slug}/convergence/chapter"): FACILITATOR,
    ("POST", "/{event_slug}/convergence/groups"): HOST,
    ("PUT", "/{event_slug}/convergence/groups/{group_id}"): HOST,
    ("DELETE", "/{event_slug}/convergence/groups/{group_id}"): HOST,
    ("DELETE", "/{event_slug}/convergence/groups/{group_id}/parting"): HOST,
    ("DELETE", "/{event_slug}/convergence/groups/{group_id}/topics/{number}"): HOST,
    ("POST", "/{event_slug}/topics/{number}/redaction"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/redaction"): HOST,
    ("PUT", "/{event_slug}/attribution"): FACILITATOR,
    ("PUT", "/{event_slug}/attribution/names"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/attribution"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/credits/{convener_id}"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/note/lock"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}/note/lock"): HOST,
    ("POST", "/{event_slug}/topics/{number}/note/links"): HOST,
    ("POST", "/{event_slug}/topics/{number}/note/versions"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/note/versions/{version_id}/name"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/note/versions/{version_id}/restoration"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/note/comments"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/note/comments/{annotation_id}"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/note/comments/{annotation_id}/settlement"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/note/comments/{annotation_id}/settlement"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/note/links/{link_id}"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}/note/links/{link_id}"): HOST,
    ("PUT", "/{event_slug}/door"): FACILITATOR,
    ("PUT", "/{event_slug}/me/name"): ATTENDEE,
    ("POST", "/{event_slug}/me/links"): ATTENDEE,
    ("DELETE", "/{event_slug}/me/devices/{visit_id}"): ATTENDEE,
    ("DELETE", "/{event_slug}/me"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/host"): HOST,
    ("POST", "/{event_slug}/reports"): ATTENDEE,
    ("PUT", "/{event_slug}/reports/{report_id}"): FACILITATOR,
    ("DELETE", "/{event_slug}/reports/{report_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/removal"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/removal"): FACILITATOR,
    ("PUT", "/{event_slug}/people/{attendee_id}/name"): FACILITATOR,
    ("DELETE", "/{event_slug}/people/{attendee_id}/name"): FACILITATOR,
    ("PUT", "/{event_slug}/people/{attendee_id}/exclusion"): FACILITATOR,
    ("DELETE", "/{event_slug}/people/{attendee_id}/exclusion"): FACILITATOR,
    ("PUT", "/{event_slug}/phase"): FACILITATOR,
    ("PUT", "/{event_slug}/language"): FACILITATOR,
    ("PUT", "/{event_slug}/series"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/echoes/{of_slug}/{of_number}"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}/echoes/{of_slug}/{of_number}"): HOST,
    ("POST", "/{event_slug}/links"): FACILITATOR,
    ("PUT", "/{event_slug}/links/{link_id}"): FACILITATOR,
    ("DELETE", "/{event_slug}/links/{link_id}"): FACILITATOR,
    ("POST", "/events/links"): STEWARD,
    ("PUT", "/events/links/{link_id}"): STEWARD,
    ("DELETE", "/events/links/{link_id}"): STEWARD,
    ("POST", "/{event_slug}/topics"): READER,
    ("PUT", "/{event_slug}/topics/{number}"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/life"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/star"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/star"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/sighting"): ATTENDEE,
    ("PUT", "/{event_slug}/starring"): FACILITATOR,
    ("POST", "/{event_slug}/drafts/{draft_id}/topic"): ATTENDEE,
    ("DELETE", "/{event_slug}/drafts/{draft_id}"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/host"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/scribe"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/scribe"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/requests"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/invitations"): HOST,
    ("PUT", "/{event_slug}/invitations/{invitation_id}"): ATTENDEE,
    ("DELETE", "/{event_slug}/invitations/{invitation_id}"): ATTENDEE,
    ("POST", "/{event_slug}/host/{token}"): READER,
    ("POST", "/{event_slug}/topics/{number}/claim/{proof}"): READER,
    ("POST", "/{event_slug}/topics/{number}/comments"): ATTENDEE,
    ("DELETE", "/{event_slug}/topics/{number}/comments/{comment_id}"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/placements"): FACILITATOR,
    ("PUT", "/{event_slug}/placements/{placement_id}"): FACILITATOR,
    ("DELETE", "/{event_slug}/placements/{placement_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/placements/{placement_id}/lock"): FACILITATOR,
    ("DELETE", "/{event_slug}/placements/{placement_id}/lock"): FACILITATOR,
    ("PUT", "/{event_slug}/cells/{cell}/closure"): FACILITATOR,
    ("DELETE", "/{event_slug}/cells/{cell}/closure"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/pitch"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}/pitch"): HOST,
    ("POST", "/{event_slug}/pitches"): FACILITATOR,
    ("PUT", "/{event_slug}/pitches/{pitch_id}/turn"): FACILITATOR,
    ("PUT", "/{event_slug}/pitches/{pitch_id}/position"): FACILITATOR,
    ("DELETE", "/{event_slug}/pitches/{pitch_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/merger"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/merger"): FACILITATOR,
    ("POST", "/{event_slug}/undo"): FACILITATOR,
    ("POST", "/{event_slug}/mutes"): FACILITATOR,
    ("DELETE", "/{event_slug}/mutes/{mute_id}"): FACILITATOR,
    ("POST", "/{event_slug}/suggestions"): FACILITATOR,
    ("DELETE", "/{event_slug}/suggestions/{suggestion_id}"): FACILITATOR,
    ("POST", "/{event_slug}/suggestions/{suggestion_id}/acceptance"): FACILITATOR,
    ("POST", "/{event_slug}/rooms"): FACILITATOR,
    ("PUT", "/{event_slug}/rooms/{room_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/rooms/{room_id}/position"): FACILITATOR,
    ("DELETE", "/{event_slug}/rooms/{room_id}"): FACILITATOR,
    ("POST", "/{event_slug}/timeslots"): FACILITATOR,
    ("PUT", "/{event_slug}/timeslots/{timeslot_id}"): FACILITATOR,
    ("DELETE", "/{event_slug}/timeslots/{timeslot_id}"): FACILITATOR,
    ("POST", "/{event_slug}/delay"): FACILITATOR,
    ("POST", "/{event_slug}/notices"): FACILITATOR,
    ("DELETE", "/{event_slug}/notices/{notice_id}"): FACILITATOR,
    ("POST", "/{event_slug}/paper"): FACILITATOR,
    ("POST", "/{event_slug}/redo"): FACILITATOR,
    ("POST", "/{event_slug}/topics/{number}/note"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/note"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/note/preview"): ATTENDEE,
    ("POST", "/{event_slug}/topics/{number}/note/photos"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/note/photos/{name}"): ATTENDEE,
    ("PUT", "/{event_slug}/photos/{name}"): ATTENDEE,
    ("PUT", "/{event_slug}/photos/{name}/removal"): ATTENDEE,
    ("DELETE", "/{event_slug}/photos/{name}/removal"): ATTENDEE,
    ("PUT", "/{event_slug}/rooms/{room_id}/feet"): READER,
    ("DELETE", "/{event_slug}/rooms/{room_id}/feet"): READER,
    ("PUT", "/{event_slug}/news/seen"): ATTENDEE,
    ("PUT", "/{event_slug}/mine/calendar"): ATTENDEE,
    ("DELETE", "/{event_slug}/mine/calendar"): ATTENDEE,
    ("PUT", "/{event_slug}/topics/{number}/publication"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/publication"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/publication/names"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/publication/withdrawal"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/review"): HOST,
    ("DELETE", "/{event_slug}/topics/{number}/review"): HOST,
    ("PUT", "/{event_slug}/topics/{number}/corrections/window"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/corrections/window"): FACILITATOR,
    ("POST", "/{event_slug}/topics/{number}/corrections/links"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/corrections/links/{link_id}"): FACILITATOR,
    ("DELETE", "/{event_slug}/topics/{number}/corrections/links/{link_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/corrections/{correction_id}"): FACILITATOR,
    ("PUT", "/{event_slug}/corrections/window"): FACILITATOR,
    ("POST", "/{event_slug}/corrections/links"): FACILITATOR,
    ("POST", "/{event_slug}/words/{token}"): READER,
    ("PUT", "/{event_slug}/words/{token}/withdrawals/{quotation}"): READER,
    ("DELETE", "/{event_slug}/words/{token}/corrections/{correction_id}"): READER,
    ("PUT", "/{event_slug}/publications"): FACILITATOR,
    ("PUT", "/{event_slug}/replies"): FACILITATOR,
    ("PUT", "/{event_slug}/topics/{number}/replies/{reply_id}"): HOST,
    ("POST", "/{event_slug}/write-up/{page_of}/reply"): READER,
    ("PUT", "/{event_slug}/write-up/{page_of}/reply/{reply_id}"): READER,
    ("DELETE", "/{event_slug}/write-up/{page_of}/reply/{reply_id}"): READER,
}
GUARDED = sorted(address for address, least in LEAST.items() if least != READER)


def posting_addresses() -> set[tuple[str, str]]:
    routes = all_pages(tuple(create_app(Settings(data=Path("unused"), secret="s" * 32)).parts)).routes
    return {
        (str(method), re.sub(r":\w+}", "}", route.path))
        for route in routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method in ("POST", "PUT", "PATCH", "DELETE")
    }


def test_every_address_that_changes_something_is_in_the_table() -> None:
    assert posting_addresses() == set(LEAST)


@pytest.fixture
async def people(gathered: Gathering) -> dict[str, Visitor]:
    camp = gathered.camp
    topic = await camp.topic("Containers", host="Ada")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))
    return {READER: gathered.reader(), ATTENDEE: await gathered.attendee(), FACILITATOR: await gathered.facilitator()}


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_whoever_is_less_is_refused(people: dict[str, Visitor], method: str, path: str) -> None:
    ids = {"placement_id": 1, "room_id": 1, "timeslot_id": 2, "notice_id": 1, "pitch_id": 1, "mute_id": 1, "link_id": 1}
    ids |= {"group_id": 1, "draft_id": 1, "suggestion_id": 1, "invitation_id": 1, "comment_id": 1}
    ids |= {
        "visit_id": 1,
        "convener_id": 1,
        "attendee_id": 1,
        "report_id": 1,
        "version_id": 1,
        "annotation_id": 1,
        "correction_id": 1,
        "reply_id": 1,
        "name": "a" * 32,
    }
    ids |= {"of_slug": "small-camp", "of_number": 1}
    address = path.format(event_slug="small-camp", number=1, cell="2-1", **ids)
    for who, visitor in people.items():
        if ORDER.index(who) < ORDER.index(LEAST[method, path]):
            as_page = await visitor.submit(address, method, cell="2-1", title="Mine now", phase="closed", markdown="x")
            as_script = await visitor.submit_as_script(address, method, cell="2-1", title="Mine now", phase="closed")
            assert as_page.status_code == 403 or "/join" in as_page.headers.get("location", ""), (who, as_page)
            assert as_script.status_code == 403, (who, as_script)
