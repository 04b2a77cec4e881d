"""Pages for paper, in the language of the event: cards four to a sheet, the board on one, a sign for each door; two
posters, how to join and how the day works; and what comes of it, for the closing circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from markupsafe import Markup

from app.board.actions import check_may_arrange
from app.board.pages import TheCards
from app.board.queries import CellView, RowView, board_view
from app.day.pages import TheSettings
from app.events.addresses import address_of, qr_code
from app.events.visiting import Here, way_in
from app.kernel.words import use_language
from app.settings import Settings
from app.topics.cards import CardView
from app.topics.hosting import on_paper, proof_of
from app.topics.pages import AtEvent
from app.topics.queries import topics_of
from app.topics.tables import Topic
from app.writeups.converging.queries import convergence_view


@dataclass(frozen=True)
class PaperCard:
    """A card with the code that opens it; where a host is a name only, its writer can say so there."""

    card: CardView
    qr: Markup


@get("/{event_slug:str}/print")
async def prints(here: AtEvent) -> Response[str]:
    check_may_arrange(here.viewer)
    return here.page("day/print.html", active="board")


@get("/{event_slug:str}/print/cards")
async def print_cards(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    """`which` is all, wall or placed."""
    check_may_arrange(here.viewer)
    which, topics = here.asked("which"), (await topics_of(here.db, here.event_id))[::-1]
    codes = await _codes(here, settings, topics)
    with use_language(here.event.language):
        shown = await cards.of(here.db, here.event, topics)
        wanted = [card for card in shown if which not in ("wall", "placed") or (which == "placed") == bool(card.place)]
        printed = [PaperCard(card, codes[card.topic_id]) for card in wanted]
        return here.page("day/print_cards.html", cards=printed)


async def _codes(here: Here, settings: Settings, topics: Sequence[Topic]) -> dict[int, Markup]:
    address, paper = address_of(here.request, settings), await on_paper(here.db, here.event_id)
    codes = {}
    for topic in topics:
        url = f"{address}{here.home}/topics/{topic.number}"
        claim = f"/claim/{proof_of(settings.signing_secret, topic)}" if topic.id in paper else ""
        codes[topic.id or 0] = qr_code(url + claim)
    return codes


@get("/{event_slug:str}/print/board")
async def print_board(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    with use_language(here.event.language):
        board = await board_view(here.db, here.event, cards, here.clock())
        return here.page("day/print_board.html", board=board)


@get("/{event_slug:str}/print/doors")
async def print_doors(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    check_may_arrange(here.viewer)
    rooms = f"{address_of(here.request, settings)}{here.home}/rooms"
    with use_language(here.event.language):
        board = await board_view(here.db, here.event, cards, here.clock())
        doors = [
            (room, day, _of_room(day.rows, room.id), qr_code(f"{rooms}/{room.id}"))
            for room in board.rooms
            for day in board.days
        ]
        return here.page("day/print_doors.html", doors=doors)


def _of_room(rows: list[RowView], room_id: int | None) -> list[tuple[RowView, CellView | None]]:
    """What is on behind this door, and what is for everybody."""
    return [(row, next((cell for cell in row.cells if cell.room_id in (room_id, None)), None)) for row in rows]


@get("/{event_slug:str}/print/convergence")
async def print_convergence(here: AtEvent, cards: TheCards) -> Response[str]:
    check_may_arrange(here.viewer)
    with use_language(here.event.language):
        view = await convergence_view(here.db, here.event, here.viewer, cards, here.clock())
        return here.page("day/print_convergence.html", view=view)


@get("/{event_slug:str}/print/join")
async def print_join(here: AtEvent, settings: TheSettings) -> Response[str]:
    return _poster(here, settings, "day/print_join.html")


@get("/{event_slug:str}/print/principles")
async def print_principles(here: AtEvent, settings: TheSettings) -> Response[str]:
    return _poster(here, settings, "day/print_principles.html")


def _poster(here: Here, settings: Settings, template: str) -> Response[str]:
    check_may_arrange(here.viewer)
    way = way_in(here, settings)
    with use_language(here.event.language):
        return here.page(template, way=way, qr=qr_code(way.scanned))


HANDLERS: list[Any] = [prints, print_cards, print_board, print_doors]
HANDLERS += [print_convergence, print_join, print_principles]
