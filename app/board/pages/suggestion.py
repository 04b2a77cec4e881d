"""Suggestions: asked for, shown as ghosts, taken over whole, card by card or not at all."""

from dataclasses import replace
from secrets import randbelow
from typing import Any

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.board.actions.accepting import READY, RUNNING, accept_ways, ask_for_suggestion, drop_suggestion
from app.board.arranger import Task
from app.board.forms import read_accepted, read_question
from app.board.pages.board import TheCards
from app.board.queries import board_view
from app.board.suggesting import PATIENCE, Suggesters
from app.board.suggestions import newest_suggestion, standing_of
from app.board.surveying import mutes_of, survey
from app.events.visiting import Here
from app.kernel.errors import Conflict
from app.kernel.web import go
from app.topics.cards import Cards
from app.topics.pages import AtEvent
from app.topics.queries import topic_by_number

TheSuggesters = NamedDependency[Suggesters]
MOST_SEED = 1_000_000


@get("/{event_slug:str}/suggestion")
async def show_suggestion(here: AtEvent, cards: TheCards) -> Response[str]:
    """`part` asks for the suggestion alone."""
    check_may_arrange(here.viewer)
    return await _page(here, cards)


@post("/{event_slug:str}/suggestions")
async def ask(here: AtEvent, suggesters: TheSuggesters) -> Response[Any]:
    """`mode`, and `seed` for the same draw again."""
    check_may_arrange(here.viewer)
    question = read_question(here.form)
    seed = randbelow(MOST_SEED) if question.seed is None else question.seed
    program = await survey(here.db, here.event, here.clock(), with_wall=True)
    program = replace(program, muted=frozenset(mute.key for mute in await mutes_of(here.db, here.event_id)))
    async with here.begin() as work:
        asked = await ask_for_suggestion(work, here.event, question.mode, seed)
    suggesters.begin(asked.id or 0, Task(program, question.mode, seed))
    return go(f"{here.home}/suggestion")


@delete("/{event_slug:str}/suggestions/{suggestion_id:int}", status_code=303)
async def drop(here: AtEvent, suggesters: TheSuggesters, suggestion_id: FromPath[int]) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await drop_suggestion(work, here.event, suggestion_id)
    suggesters.drop(suggestion_id)
    return go(f"{here.home}/suggestion")


@post("/{event_slug:str}/suggestions/{suggestion_id:int}/acceptance")
async def accept(here: AtEvent, cards: TheCards, suggestion_id: FromPath[int]) -> Response[Any]:
    """All of it, or the card of `number` with those in its way."""
    check_may_arrange(here.viewer)
    number = read_accepted(here.form)
    try:
        async with here.begin() as work:
            topic = await topic_by_number(work.db, here.event_id, number) if number is not None else None
            await accept_ways(work, here.event, suggestion_id, topic.id if topic else None)
    except Conflict as refusal:
        if not here.wants_page:
            raise
        await here.look_again()
        return await _page(here, cards, refusal)
    return go(f"{here.home}/suggestion" if number is not None else f"{here.home}/board")


async def _page(here: Here, cards: Cards, refusal: Conflict | None = None) -> Response[str]:
    now = here.clock()
    newest = await newest_suggestion(here.db, here.event_id)
    lost = newest is not None and newest.state == RUNNING and (now - newest.made_at).total_seconds() > 2 * PATIENCE
    board = await board_view(here.db, here.event, cards.seen_by(here.viewer), now)
    return here.page(
        "board/_suggestion.html" if here.asked("part") else "board/suggestion.html",
        status=refusal.status if refusal else 200,
        active="board",
        suggestion=newest,
        lost=lost,
        running=newest is not None and newest.state == RUNNING and not lost,
        standing=await standing_of(here.db, here.event, newest, now) if newest and newest.state == READY else None,
        board=board,
        rows=[row for row in board.rows if row.kind == "open" and not row.over],
        refusal=refusal.message if refusal else "",
    )


HANDLERS: list[Any] = [show_suggestion, ask, drop, accept]
