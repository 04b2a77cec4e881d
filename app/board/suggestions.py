"""Reading suggestions: the newest, and how it stands to the board as it is now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.arranger import Proposal
from app.board.program import Card, Program
from app.board.reckoning import proposal_from
from app.board.rules import Cell
from app.board.seating import Way
from app.board.surveying import survey
from app.board.tables import Suggestion
from app.board.ways import DONE, OPEN, Ways
from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _


@dataclass(frozen=True)
class Ghost:
    """A card where it could go: `at` and `to` in words, `cell` as elements are named. `along` are the numbers of the
    cards that go with it."""

    topic_id: int
    number: int
    title: str
    hosts: str
    stars: int
    at: str
    to: str
    cell: str
    along: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """What of a proposal can still be taken over."""

    proposal: Proposal
    ghosts: list[Ghost]
    done: int
    stale: int
    left: list[Card]

    @property
    def by_cell(self) -> Mapping[str, Ghost]:
        return {ghost.cell: ghost for ghost in self.ghosts if ghost.cell}

    @property
    def going(self) -> frozenset[int]:
        """The numbers of the cards that would leave where they hang."""
        return frozenset(ghost.number for ghost in self.ghosts)


async def newest_suggestion(db: AsyncSession, event_id: int) -> Suggestion | None:
    asked = select(Suggestion).where(Suggestion.event_id == event_id).order_by(col(Suggestion.id).desc())
    return (await db.exec(asked.limit(1))).first()


async def suggestion_by_id(db: AsyncSession, event: Event, suggestion_id: int) -> Suggestion:
    """Raises NotFound."""
    suggestion = await db.get(Suggestion, suggestion_id) if suggestion_id <= GREATEST else None
    if suggestion is None or suggestion.event_id != event.id:
        raise NotFound(_("There is no such suggestion."))
    return suggestion


async def ways_of(db: AsyncSession, event: Event, suggestion: Suggestion, now: datetime) -> Ways:
    program = await survey(db, event, now, with_wall=True)
    kept = proposal_from(json.loads(suggestion.outcome)) if suggestion.outcome else None
    return Ways(program, kept.ways if kept else ())


async def standing_of(db: AsyncSession, event: Event, suggestion: Suggestion, now: datetime) -> Standing:
    """Of one that is ready."""
    ways = await ways_of(db, event, suggestion, now)
    proposal, states = proposal_from(json.loads(suggestion.outcome)), list(ways.standing.values())
    open_ways = ways.open_ways()
    ghosts = [_ghost(ways, way) for way in open_ways]
    left = [card for topic_id in proposal.left if (card := ways.program.cards.get(topic_id))]
    done = states.count(DONE)
    return Standing(proposal, ghosts, done, len(states) - done - states.count(OPEN), left)


def _ghost(ways: Ways, way: Way) -> Ghost:
    program = ways.program
    card = program.cards[way.topic_id]
    along = [program.cards[other.topic_id].number for other in ways.with_others(way.topic_id)]
    return Ghost(
        topic_id=way.topic_id,
        number=card.number,
        title=card.title,
        hosts=", ".join(host.name for host in card.hosts),
        stars=card.star_count,
        at=_place(program, way.at),
        to=_place(program, way.to),
        cell=str(way.to) if way.to else "",
        along=tuple(number for number in along if number != card.number),
    )


def _place(program: Program, cell: Cell | None) -> str:
    return program.place(cell) if cell else _("the wall")
