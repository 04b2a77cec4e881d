"""Reports: anybody who takes part makes them, facilitators see to them, and can take back all that they did."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, delete, get, post, put
from litestar.params import FromPath

from app.board.actions import bring_back, check_may_arrange
from app.board.actions.reporting import report, settle_report
from app.board.forms import COMPLAINT_LIMIT, REASON_LIMIT, Complaint, read_complaint, read_removal
from app.board.reports import ABOUT_CARD, ABOUT_PERSON, people_shut_out, person_view, removed_topics, reports_of
from app.events.links import Desk
from app.events.visiting import Here
from app.kernel.errors import Forbidden, Invalid
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.actions import give_name_back, let_in_again, shut_out, take_name_away
from app.people.queries import attendee_here, attendees_called
from app.people.tables import Attendee
from app.topics.actions.scribing import lay_down_pens
from app.topics.pages import AtEvent, Number
from app.topics.queries import facts_of_one, topic_by_number
from app.topics.tables import Topic
from app.writeups.actions import take_topic_away

Person = FromPath[int]
BLANK = {"about": ABOUT_PERSON, "card": "", "who": "", "words": ""}


@get("/{event_slug:str}/reports/new")
async def write_report(here: AtEvent) -> Response[Any]:
    """About a `card`, or its hosts, or somebody who is asked for by name."""
    if here.viewer.attendee_id is None:
        return go(f"{here.home}/join?next={here.home}/reports/new")
    card = here.asked("card")
    return await _report_page(here, {**BLANK, "card": card, "about": ABOUT_CARD if card else ABOUT_PERSON}, {})


@post("/{event_slug:str}/reports")
async def make_report(here: AtEvent) -> Response[Any]:
    if here.viewer.attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    try:
        complaint = read_complaint(here.form)
        async with here.begin() as work:
            subject = await _subject(work, here.event_id, complaint)
            await report(work, here.event_id, here.viewer.attendee_id, complaint.about, subject, complaint.words)
    except Invalid as refusal:
        return await _report_page(here, {**BLANK, **here.form}, refusal.fields)
    return here.page("day/reported.html", active="wall")


@get("/{event_slug:str}/reports")
async def show_reports(here: AtEvent) -> Response[str]:
    """With `who`, also people who are called so."""
    check_may_arrange(here.viewer)
    return await _reports_page(here, {})


@put("/{event_slug:str}/reports/{report_id:int}", status_code=303)
async def take_up(here: AtEvent, report_id: FromPath[int]) -> Response[Any]:
    return await _settle(here, report_id, settled=False)


@delete("/{event_slug:str}/reports/{report_id:int}", status_code=303)
async def settle(here: AtEvent, report_id: FromPath[int]) -> Response[Any]:
    return await _settle(here, report_id, settled=True)


@put("/{event_slug:str}/topics/{number:int}/removal")
async def take_away(here: AtEvent, number: Number) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        reason = read_removal(here.form)
    except Invalid as refusal:
        if not here.wants_page:
            raise
        return await _reports_page(here, {f"removal-{number}": refusal.message})
    async with here.begin() as work:
        await take_topic_away(work, await _topic(work, here, number), here.viewer, reason)
    return go(f"{here.home}/reports#card-{number}")


@delete("/{event_slug:str}/topics/{number:int}/removal", status_code=303)
async def bring_card_back(here: AtEvent, number: Number) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await bring_back(work, await _topic(work, here, number), here.viewer)
    return go(f"{here.home}/topics/{number}")


@delete("/{event_slug:str}/people/{attendee_id:int}/name", status_code=303)
async def take_name(here: AtEvent, attendee_id: Person) -> Response[Any]:
    async with here.begin() as work:
        await take_name_away(work, await _person(work, here, attendee_id))
    return _back(here, attendee_id)


@put("/{event_slug:str}/people/{attendee_id:int}/name", status_code=303)
async def return_name(here: AtEvent, attendee_id: Person) -> Response[Any]:
    async with here.begin() as work:
        await give_name_back(work, await _person(work, here, attendee_id))
    return _back(here, attendee_id)


@put("/{event_slug:str}/people/{attendee_id:int}/exclusion", status_code=303)
async def exclude(here: AtEvent, attendee_id: Person) -> Response[Any]:
    async with here.begin() as work:
        await shut_out(work, await _person(work, here, attendee_id))
        await lay_down_pens(work, here.event_id, attendee_id)
    return _back(here, attendee_id)


@delete("/{event_slug:str}/people/{attendee_id:int}/exclusion", status_code=303)
async def readmit(here: AtEvent, attendee_id: Person) -> Response[Any]:
    async with here.begin() as work:
        await let_in_again(work, await _person(work, here, attendee_id))
    return _back(here, attendee_id)


async def _subject(work: Work, event_id: int, complaint: Complaint) -> Topic | Attendee:
    """Raises Invalid for a name that nobody has, or several, NotFound for a card that is not there."""
    if complaint.about == ABOUT_CARD:
        return await topic_by_number(work.db, event_id, complaint.card or 0)
    people = await attendees_called(work.db, event_id, complaint.who)
    if len(people) != 1:
        unknown = _("Nobody here is called that.")
        several = _("Several are called like that. Write the name as it is shown, with what stands behind the dot.")
        why = several if people else unknown
        raise Invalid(why, {"who": why})
    return people[0]


async def _person(work: Work, here: Here, attendee_id: int) -> Attendee:
    check_may_arrange(here.viewer)
    return await attendee_here(work.db, here.event_id, attendee_id)


async def _topic(work: Work, here: Here, number: int) -> Topic:
    return await topic_by_number(work.db, here.event_id, number, even_removed=True)


async def _settle(here: Here, report_id: int, settled: bool) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await settle_report(work, here.event_id, report_id, settled)
    return go(f"{here.home}/reports")


def _back(here: Here, attendee_id: int) -> Response[Any]:
    return go(f"{here.home}/reports?person={attendee_id}#person-{attendee_id}")


async def _report_page(here: Here, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    number = values["card"]
    known = number.isdecimal() and len(number) < 10
    topic = await topic_by_number(here.db, here.event_id, int(number)) if known else None
    return here.page(
        "day/report.html",
        status=422 if errors else 200,
        active="wall",
        topic=topic,
        hosts=(await facts_of_one(here.db, topic)).hosts if topic else [],
        values=values,
        errors=errors,
        limit=COMPLAINT_LIMIT,
    )


async def _reports_page(here: Here, errors: dict[str, str]) -> Response[str]:
    waiting, settled = await reports_of(here.db, here.event_id)
    found = await _looked_for(here)
    return here.page(
        "day/reports.html",
        status=422 if errors else 200,
        active="board",
        waiting=waiting,
        settled=settled,
        desk=Desk(ZoneInfo(here.event.time_zone), here.clock()),
        removed=await removed_topics(here.db, here.event_id),
        outside=[each for each in await people_shut_out(here.db, here.event_id) if each not in found],
        found=found,
        who=here.asked("who"),
        errors=errors,
        reason=here.form.get("reason", ""),
        reason_limit=REASON_LIMIT,
    )


async def _looked_for(here: Here) -> list[Any]:
    """The person who was acted on just now, or those who are called what was asked for."""
    person, who = here.asked("person"), here.asked("who")[:90]
    if person.isdecimal() and len(person) < 10:
        return [await person_view(here.db, await attendee_here(here.db, here.event_id, int(person)))]
    people = await attendees_called(here.db, here.event_id, who) if who.strip() else []
    return [await person_view(here.db, each) for each in people]


HANDLERS: list[Any] = [
    write_report,
    make_report,
    show_reports,
    take_up,
    settle,
    take_away,
    bring_card_back,
    take_name,
    return_name,
    exclude,
    readmit,
]
