"""The marketplace: hosts put their cards in line, facilitators call them one by one."""

from typing import Any

from litestar import Response, delete, get, post, put
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.board.actions.pitching import call_pitch, end_pitch, leave_line, move_in_line, queue_pitch
from app.board.forms import read_pitch, read_way
from app.board.line import line_view
from app.board.pages.board import TheCards
from app.events.visiting import Here
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.web import go
from app.topics.cards import Cards
from app.topics.pages import AtEvent, Number
from app.topics.queries import topic_by_number

PitchId = FromPath[int]


@get("/{event_slug:str}/pitches")
async def show_pitches(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    return await _page(here, cards)


@post("/{event_slug:str}/pitches")
async def queue_for_them(here: AtEvent, cards: TheCards) -> Response[Any]:
    """`number` of a card, for those who have no phone at hand."""
    check_may_arrange(here.viewer)
    try:
        number = read_pitch(here.form)
        async with here.begin() as work:
            await queue_pitch(work, await topic_by_number(work.db, here.event_id, number), here.viewer)
    except (Conflict, Invalid, NotFound) as refusal:
        return await _page(here, cards, refusal)
    return go(f"{here.home}/pitches#number")


@put("/{event_slug:str}/topics/{number:int}/pitch", status_code=303)
async def queue(here: AtEvent, number: Number) -> Response[Any]:
    async with here.begin() as work:
        await queue_pitch(work, await topic_by_number(work.db, here.event_id, number), here.viewer)
    return _back(here, number)


@delete("/{event_slug:str}/topics/{number:int}/pitch", status_code=303)
async def leave(here: AtEvent, number: Number) -> Response[Any]:
    async with here.begin() as work:
        await leave_line(work, await topic_by_number(work.db, here.event_id, number), here.viewer)
    return _back(here, number)


@put("/{event_slug:str}/pitches/{pitch_id:int}/turn", status_code=303)
async def call(here: AtEvent, pitch_id: PitchId) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await call_pitch(work, here.event_id, pitch_id)
    return go(f"{here.home}/pitches")


@put("/{event_slug:str}/pitches/{pitch_id:int}/position", status_code=303)
async def move_pitch(here: AtEvent, pitch_id: PitchId) -> Response[Any]:
    """`by` says how many places towards the end, minus towards the head; in the address, for a button has one value."""
    check_may_arrange(here.viewer)
    by = read_way(here.form.get("by") or here.asked("by"))
    async with here.begin() as work:
        await move_in_line(work, here.event_id, pitch_id, by)
    return go(f"{here.home}/pitches#pitch-{pitch_id}")


@delete("/{event_slug:str}/pitches/{pitch_id:int}", status_code=303)
async def end(here: AtEvent, pitch_id: PitchId) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await end_pitch(work, here.event_id, pitch_id)
    return go(f"{here.home}/pitches")


def _back(here: Here, number: int) -> Response[Any]:
    address = f"{here.home}/mine" if here.form.get("back") == "mine" else f"{here.home}/topics/{number}"
    return go(address) if here.wants_page else Response(None, status_code=204)


async def _page(here: Here, cards: Cards, refusal: Conflict | Invalid | NotFound | None = None) -> Response[str]:
    await here.look_again()
    return here.page(
        "board/pitches.html",
        status=refusal.status if refusal else 200,
        active="board",
        **await here.live("pitches"),
        line=await line_view(here.db, here.event, cards.seen_by(here.viewer), here.clock()),
        typed=here.form.get("number", ""),
        refusal=refusal.message if refusal else "",
    )


HANDLERS: list[Any] = [show_pitches, queue_for_them, queue, leave, call, move_pitch, end]
