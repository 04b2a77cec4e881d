"""What would mend a clash with one step and break nothing else. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from app.board.clashes import Clash, clashes_touching
from app.board.program import Hung, Program
from app.board.rules import Cell
from app.kernel.words import gettext as _


@dataclass(frozen=True)
class Remedy:
    """One step: the card of this number goes to a cell, what is there makes way (`swap`), or it hangs there `again`."""

    number: int
    hung: Hung
    to: Cell
    words: str
    swap: Hung | None = None
    again: bool = False


def remedies_for(program: Program, clash: Clash, most: int = 3) -> list[Remedy]:
    """The gentlest first: another room at the same time, an overflow room, another time, a swap."""
    return list(islice(_remedies(program, clash), most))


def _remedies(program: Program, clash: Clash) -> Iterator[Remedy]:
    movable = [hung for hung in clash.hung if program.may_move(hung)]
    free = program.free_cells()
    for hung in movable:
        yield from islice(_moves(program, clash, hung, [c for c in free if _same_time(c, hung)]), 1)
    yield from islice(_overflows(program, clash, free), 1)
    for hung in movable:
        yield from islice(_moves(program, clash, hung, [c for c in free if not _same_time(c, hung)]), 1)
    for hung in movable:
        yield from islice(_swaps(program, clash, hung), 1)


def _same_time(cell: Cell, hung: Hung) -> bool:
    return cell.timeslot_id == hung.cell.timeslot_id


def _moves(program: Program, clash: Clash, hung: Hung, cells: list[Cell]) -> Iterator[Remedy]:
    number = program.card(hung).number
    for cell in cells:
        if _mends(program, clash, {hung.placement_id: cell}):
            words = _("Move %(number)d to %(place)s") % {"number": number, "place": program.place(cell)}
            yield Remedy(number, hung, cell, words)


def _swaps(program: Program, clash: Clash, hung: Hung) -> Iterator[Remedy]:
    for other in program.hung:
        if other.topic_id == hung.topic_id or not program.may_move(other):
            continue
        if _mends(program, clash, {hung.placement_id: other.cell, other.placement_id: hung.cell}):
            words = _("Swap %(one)d with %(other)d (%(place)s)") % {
                "one": program.card(hung).number,
                "other": program.card(other).number,
                "place": program.place(other.cell),
            }
            yield Remedy(program.card(hung).number, hung, other.cell, words, swap=other)


def _overflows(program: Program, clash: Clash, free: list[Cell]) -> Iterator[Remedy]:
    """A second room at the same time, for a card that only lacks seats."""
    if not clash.key.startswith("seats-"):
        return
    hung = clash.hung[0]
    card, seats = program.card(hung), program.seats[hung.topic_id] or 0
    for cell in free:
        more = program.seats_in(cell)
        if _same_time(cell, hung) and (more is None or seats + more >= card.star_count):
            words = _("Open %(room)s too for %(number)d")
            words %= {"room": program.halls[cell.room_id or 0].name, "number": card.number}
            yield Remedy(card.number, hung, cell, words, again=True)


def _mends(program: Program, clash: Clash, ways: Mapping[int, Cell]) -> bool:
    """This clash is gone afterwards, and nothing clashes that did not before."""
    before = {each.key for each in clashes_touching(program, ways.keys())}
    after = {each.key for each in clashes_touching(program.moved(ways), ways.keys())}
    return after <= before - {clash.key}
